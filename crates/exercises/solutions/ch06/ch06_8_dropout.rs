//! # Dropout: switch units off
//!
//! Write dropout three times: `train`, its output in training; `test`, its output in inference; and `backward`, the
//! gradient with respect to `x` in training. All arrays are (n, d).
//!
//! In training a unit is on where its `draw`, a number from 0 to 1, is above `ratio`; otherwise its output is 0. So the
//! share `ratio` is off. In inference all units are on, and each is scaled by the share that was on: `x · (1 − ratio)`.
//! This is the book's form.
//!
//! Book: section 6.4.3. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use ndarray::{Array2, Zip};

/// The output in training.
fn train(x: &Array2<f64>, draws: &Array2<f64>, ratio: f64) -> Array2<f64> {
    // exercise:
    // | // TODO: x where its draw is above the ratio, else 0.
    // | let _ = (x, draws, ratio, Zip::from(x));
    // | todo!()
    // solution:
    Zip::from(x).and(draws).map_collect(|&x, &draw| if draw > ratio { x } else { 0.0 })
    // end
}

/// The output in inference.
fn test(x: &Array2<f64>, ratio: f64) -> Array2<f64> {
    // exercise:
    // | // TODO: which share of the units was on?
    // | let _ = (x, ratio);
    // | todo!()
    // solution:
    x * (1.0 - ratio)
    // end
}

/// The gradient with respect to `x` in training, with the draws of the forward pass.
fn backward(dout: &Array2<f64>, draws: &Array2<f64>, ratio: f64) -> Array2<f64> {
    // exercise:
    // | // TODO: what is the gradient of a unit that was off?
    // | let _ = (dout, draws, ratio);
    // | todo!()
    // solution:
    Zip::from(dout).and(draws).map_collect(|&dout, &draw| if draw > ratio { dout } else { 0.0 })
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn units_are_off_in_training_scaled_in_inference_and_get_their_gradients() -> Verdict {
        ch06::dropout::passes().check(|(x, draws, dout, ratio)| {
            (train(x, draws, *ratio), test(x, *ratio), backward(dout, draws, *ratio))
        })
    }
}
