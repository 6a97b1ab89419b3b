//! # How many parameters does it learn?
//!
//! The book's SimpleConvNet takes images of 28 × 28 with one channel: 30 filters of 5 × 5 with stride 1 and no padding,
//! ReLU, max pooling of 2 × 2 with stride 2, an affine layer of 100 units, ReLU, an affine layer of 10. How many
//! parameters, weights and biases together, does it have?
//!
//! Book: section 7.5. Page: `notebooks-md/ch07.md`.

use diagnosis::ch07;

// TODO: your number, such as Some(1000.0)
const PARAMETERS: Option<f64> = None;

fn main() {
    println!("{}", ch07::counting::parameters_of_simple_convnet().explained(PARAMETERS));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_parameters_were_predicted() -> Verdict {
        ch07::counting::parameters_of_simple_convnet().check(PARAMETERS)
    }
}
