//! # Through three layers
//!
//! Write `forward`: it sends one input `x`, (in,), through a network of three layers. Each layer takes what comes,
//! `z`, and makes `z · w + b` of it. After the first and after the second layer a sigmoid bends each number. After
//! the third one nothing more happens: its activation is the identity.
//!
//! ```text
//! a1 = x  · w1 + b1    (in,) · (in, first) + (first,)
//! a2 = z1 · w2 + b2    (first,) · (first, second) + (second,)
//! y  = z2 · w3 + b3    (second,) · (second, out) + (out,)
//! ```
//!
//! Here z1 is the sigmoid of a1, and z2 that of a2. With the book's numbers and x = (1, 0.5), y is (0.31682708,
//! 0.69627909).
//!
//! Book: section 3.4. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;
use diagnosis::ch03::network::Network;
use ndarray::Array1;

/// 1 / (1 + exp(−x)) of each number.
fn sigmoid(x: Array1<f64>) -> Array1<f64> {
    x.mapv(|x| 1.0 / (1.0 + (-x).exp()))
}

/// The outputs, (out,), for the input `x`, (in,). The network has the fields `w1`, `b1`, `w2`, `b2`, `w3` and `b3`.
fn forward(network: &Network, x: &Array1<f64>) -> Array1<f64> {
    // exercise:
    // | // TODO: product, bias, bend; once more; then product and bias.
    // | let _ = (network, sigmoid(x.clone()));
    // | todo!()
    // solution:
    let z1 = sigmoid(x.dot(&network.w1) + &network.b1);
    let z2 = sigmoid(z1.dot(&network.w2) + &network.b2);
    z2.dot(&network.w3) + &network.b3
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_signal_walks_through_three_layers() -> Verdict {
        ch03::forward::output().check(|(x, network)| forward(network, x))
    }
}
