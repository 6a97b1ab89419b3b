//! # Three activation functions
//!
//! Write the three activation functions of the chapter. Each takes a vector `x`, (n,), and returns a vector of the same
//! shape, element by element:
//!
//! - `step_function`: 1 where x is above 0, else 0;
//! - `sigmoid`: 1 / (1 + exp(−x));
//! - `relu`: x where x is above 0, else 0.
//!
//! The check also uses x = −1000 and x = 1000. No result may be NaN.
//!
//! Book: section 3.2. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;
use ndarray::Array1;

/// 1 where `x` is above 0, else 0; (n,) to (n,).
fn step_function(x: &Array1<f64>) -> Array1<f64> {
    // TODO: x.mapv(|x| …) applies a function to each element.
    let _ = x;
    todo!()
}

/// 1 / (1 + exp(−x)) of each element, (n,) to (n,).
fn sigmoid(x: &Array1<f64>) -> Array1<f64> {
    // TODO
    let _ = x;
    todo!()
}

/// The larger of 0 and `x`, for each element, (n,) to (n,).
fn relu(x: &Array1<f64>) -> Array1<f64> {
    // TODO
    let _ = x;
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_step_is_0_or_1() -> Verdict {
        ch03::activations::step().check(step_function)
    }

    #[test]
    fn the_sigmoid_climbs_from_0_to_1() -> Verdict {
        ch03::activations::sigmoid().check(sigmoid)
    }

    #[test]
    fn relu_lets_positive_values_through() -> Verdict {
        ch03::activations::relu().check(relu)
    }
}
