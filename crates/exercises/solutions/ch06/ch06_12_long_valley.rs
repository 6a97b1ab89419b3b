//! # Zigzag through a long valley
//!
//! SGD zigzags through a long valley. Write `walk`, which follows it along one axis and counts how often it changes
//! sides, and `rates`: how large may the learning rate be, and which one is best?
//!
//! Along an axis with the **curvature** c, the valley is `½ c w²` and its gradient `c w`. A step of SGD multiplies w by
//! `1 − lr · c`. If that is negative, w changes its sign: SGD is now on the other side of the valley. If it is below
//! −1, w is farther away than before.
//!
//! Write `walk`: take `steps` steps of SGD along one axis, starting at `w`. Return the last w, and how many of the
//! steps flipped its sign.
//!
//! Then write `rates` for a valley with several axes, whose curvatures are all positive, (n). One learning rate serves
//! all of them. Return the bound below which SGD is stable, that is, every axis gets closer to 0 in each step, and the
//! *best* rate: the one for which the slowest axis, the one with the largest `|1 − lr · c|`, is as fast as possible.
//!
//! For the book's valley the curvatures are 0.1 and 2, and its learning rate is 0.95. Compare that with your two rates.
//!
//! Book: section 6.1.3. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use ndarray::Array1;

/// The last w, and the number of steps that flipped its sign.
fn walk(w: f64, c: f64, lr: f64, steps: usize) -> (f64, usize) {
    // exercise:
    // | // TODO: before each step, remember where you are.
    // | let _ = (w, c, lr, steps);
    // | todo!()
    // solution:
    let (mut w, mut flips) = (w, 0);
    for _ in 0..steps {
        let before = w;
        w -= lr * c * w;
        if before * w < 0.0 {
            flips += 1;
        }
    }
    (w, flips)
    // end
}

/// The bound of the stable learning rates, and the best learning rate.
fn rates(curvatures: &Array1<f64>) -> (f64, f64) {
    // exercise:
    // | // TODO: which axis diverges first? Which two axes compete for the best rate?
    // | let _ = curvatures;
    // | todo!()
    // solution:
    let most = curvatures.fold(0.0_f64, |a, &b| a.max(b));
    let least = curvatures.fold(f64::INFINITY, |a, &b| a.min(b));
    (2.0 / most, 2.0 / (least + most))
    // end
}

fn main() {
    let (bound, best) = rates(&Array1::from(vec![0.1, 2.0]));
    let ((x, flips_x), (y, flips_y)) = (walk(-7.0, 0.1, 0.95, 30), walk(2.0, 2.0, 0.95, 30));
    println!("In the book's valley SGD is stable below {bound:.3}, and best at {best:.3}.");
    println!("After 30 steps at 0.95: x = {x:.3} with {flips_x} flips, y = {y:.3} with {flips_y} flips.");
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_the_walk_along_one_axis() -> Verdict {
        ch06::valley::walk().check(|&(w, c, lr, steps)| walk(w, c, lr, steps))
    }

    #[test]
    fn b_the_learning_rates_of_a_valley() -> Verdict {
        ch06::valley::rates().check(rates)
    }
}
