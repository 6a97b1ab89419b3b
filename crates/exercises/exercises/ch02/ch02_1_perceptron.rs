//! # One neuron
//! Write `perceptron`: it takes the inputs `x` and the weights `w`, (n,) each, and the bias `b`, a number. It returns 1
//! if the weighted sum `w1 x1 + w2 x2 + … + b` is above 0, else 0.
//!
//! The weights say how much each input counts, the bias how easily the neuron fires. The book has two inputs; here
//! there can be any number of them.
//!
//! Book: sections 2.1 to 2.3. Page: `notebooks-md/ch02.md`.

use diagnosis::ch02;

/// The output, 0 or 1, for the inputs `x`, (n,), with the weights `w`, (n,), and the bias `b`.
fn perceptron(x: &[f64], w: &[f64], b: f64) -> u8 {
    // TODO: multiply each input by its weight, add everything and the bias, and compare.
    let _ = (x, w, b);
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn it_fires_when_the_sum_is_above_zero() -> Verdict {
        ch02::perceptron::output().check(|(x, w, b)| perceptron(x, w, *b))
    }
}
