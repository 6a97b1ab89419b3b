//! # First weights for ReLU
//!
//! Write `weight_init`: random weights, (inputs, outputs), with which a signal neither dies nor explodes on its way
//! through many layers of ReLU.
//!
//! A unit adds up as many products as it has inputs. The more they are, the smaller each weight must be, and ReLU throws
//! half of the signal away. He's answer: normal numbers with mean 0 and the standard deviation √(2 / n), where n counts the
//! inputs of a unit. `draw.matrix(rows, columns)` gives normal numbers with mean 0 and standard deviation 1.
//!
//! Book: section 6.2.3. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use diagnosis::draw::Draw;
use ndarray::Array2;

/// Random weights of a layer with ReLU, (inputs, outputs).
fn weight_init(inputs: usize, outputs: usize, draw: &mut Draw) -> Array2<f64> {
    // exercise:
    // | // TODO: draw, then stretch by one number. Which?
    // | let _ = (inputs, outputs, draw);
    // | todo!()
    // solution:
    let std = (2.0 / inputs as f64).sqrt();
    draw.matrix(inputs, outputs) * std
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_weights_have_the_spread_that_relu_needs() -> Verdict {
        ch06::weight_init::check(weight_init)
    }
}
