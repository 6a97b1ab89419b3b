//! # Downhill isn't straight to the bottom
//!
//! An explorer in the fog feels the slope underfoot and takes a step downhill. Does the step lead to the lowest point?
//! Write `angle`: how many degrees is the direction of SGD's step, `−gradient`, off the direction from `w` to the
//! `minimum`? All three are vectors, (n).
//!
//! The cosine of the angle between two vectors is their dot product divided by both lengths:
//! `cos α = a · b / (|a| |b|)`.
//!
//! Then predict the angle for the book's valley, `f(x, y) = x² / 20 + y²`, at its start (−7, 2). The minimum is at (0,
//! 0).
//!
//! Book: section 6.1.3. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use ndarray::Array1;

/// The angle at (−7, 2), in degrees. A guess within 2 % is good enough, so you may compute the gradient by hand.
// exercise:
// | // TODO: your guess, such as Some(10.0)
// | const ANGLE: Option<f64> = None;
// solution:
const ANGLE: Option<f64> = Some(64.1);
// end

/// The angle between −gradient and the way from `w` to `minimum`, in degrees.
fn angle(gradient: &Array1<f64>, w: &Array1<f64>, minimum: &Array1<f64>) -> f64 {
    // exercise:
    // | // TODO: two arrows, their cosine, the angle.
    // | let _ = (gradient, w, minimum);
    // | todo!()
    // solution:
    let way = minimum - w;
    let lengths = (gradient.dot(gradient) * way.dot(&way)).sqrt();
    let cosine = -gradient.dot(&way) / lengths;
    cosine.clamp(-1.0, 1.0).acos().to_degrees()
    // end
}

fn main() {
    println!("{}", ch06::valley::angle_at_the_start().explained(ANGLE));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_the_angle_was_predicted() -> Verdict {
        ch06::valley::angle_at_the_start().check(ANGLE)
    }

    #[test]
    fn b_the_angle_is_between_the_step_and_the_way() -> Verdict {
        ch06::valley::angle().check(|(gradient, w, minimum)| angle(gradient, w, minimum))
    }
}
