//! # Pairs that don't match
//!
//! Softmax with cross-entropy leaves the plain difference `y − t` for the backward pass, and so does the sigmoid with
//! binary cross-entropy. What if the squared error, `½ Σ (y − t)²`, follows a sigmoid or a softmax? Predict a number,
//! then write two functions. Each returns two gradients with respect to the *scores* `x`: first with the squared error,
//! then with cross-entropy. There is one sample, so nothing is divided by n.
//!
//! `sigmoid_gradients`: one score `x` and its target `t`, 0 or 1. The output is `y = σ(x)`.
//!
//! `softmax_gradients`: scores `x`, (classes), and a one-hot target `t`, (classes). The output is `y = softmax(x)`.
//! With an upstream gradient `d`, (classes), softmax sends back `y · (d − s)`, entry by entry, where `s` is the number
//! `Σ d · y`. Scores may be as large as 1010.
//!
//! Book: section 5.6.3. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;
use ndarray::Array1;

/// A sigmoid outputs 0.99, and the target is 0. How many times larger is the gradient with cross-entropy than with the
/// squared error? A guess within 2 % is good enough.
// exercise:
// | // TODO: your guess, such as Some(2.0)
// | const TIMES: Option<f64> = None;
// solution:
const TIMES: Option<f64> = Some(101.0);
// end

/// The gradients with respect to `x`: with the squared error, and with cross-entropy.
fn sigmoid_gradients(x: f64, t: f64) -> (f64, f64) {
    // exercise:
    // | // TODO: the output y first. Which of the two needs the sigmoid's derivative?
    // | let _ = (x, t);
    // | todo!()
    // solution:
    let y = 1.0 / (1.0 + (-x).exp());
    ((y - t) * y * (1.0 - y), y - t)
    // end
}

/// The gradients with respect to `x`, (classes) each: with the squared error, and with cross-entropy.
fn softmax_gradients(x: &Array1<f64>, t: &Array1<f64>) -> (Array1<f64>, Array1<f64>) {
    // exercise:
    // | // TODO: the output y of a softmax that doesn't overflow. Then the upstream gradient of the squared error.
    // | let _ = (x, t);
    // | todo!()
    // solution:
    let largest = x.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    let exp = x.mapv(|x| (x - largest).exp());
    let y = &exp / exp.sum();
    let d = &y - t;
    let s = (&d * &y).sum();
    (&y * &d.mapv(|d| d - s), d)
    // end
}

fn main() {
    println!("{}", ch05::mismatched::how_many_times().explained(TIMES));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_the_factor_was_predicted() -> Verdict {
        ch05::mismatched::how_many_times().check(TIMES)
    }

    #[test]
    fn b_the_gradients_through_a_sigmoid() -> Verdict {
        ch05::mismatched::sigmoid_gradients().check(|&(x, t)| sigmoid_gradients(x, t))
    }

    #[test]
    fn c_the_gradients_through_a_softmax() -> Verdict {
        ch05::mismatched::softmax_gradients().check(|(x, t)| softmax_gradients(x, t))
    }
}
