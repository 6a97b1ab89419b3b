//! # Weight initialisation for ReLU
//!
//! Write `weight_init`: random initial weights, (inputs, outputs), with which a signal neither vanishes nor explodes on
//! its way through many layers of ReLU.
//!
//! A unit adds up one product per input. The more there are, the smaller each weight must be, and ReLU discards half of
//! the signal. He's answer: normally distributed weights with mean 0 and standard deviation √(2 / n), where n is the
//! number of inputs of a unit. `draw.matrix(rows, columns)` returns normally distributed values with mean 0 and
//! standard deviation 1.
//!
//! Book: section 6.2.3. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use diagnosis::draw::Draw;
use ndarray::Array2;

/// Random weights of a layer with ReLU, (inputs, outputs).
fn weight_init(inputs: usize, outputs: usize, draw: &mut Draw) -> Array2<f64> {
    // TODO: draw, then multiply by one number. Which?
    let _ = (inputs, outputs, draw);
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_weights_have_the_standard_deviation_that_relu_needs() -> Verdict {
        ch06::weight_init::check(weight_init)
    }
}
