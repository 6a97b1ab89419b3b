//! # Through three layers
//!
//! Write `forward`: it passes one input `x`, (in,), through a network of three layers. Each layer computes `z · w + b`
//! from its input `z`. After the first and the second layer a sigmoid is applied to each element. The third layer's
//! activation function is the identity.
//!
//! ```text
//! a1 = x  · w1 + b1    (in,) · (in, first) + (first,)
//! a2 = z1 · w2 + b2    (first,) · (first, second) + (second,)
//! y  = z2 · w3 + b3    (second,) · (second, out) + (out,)
//! ```
//!
//! Here z1 is the sigmoid of a1, and z2 that of a2. With the book's parameters and x = (1, 0.5), y is (0.31682708,
//! 0.69627909).
//!
//! Book: section 3.4. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;
use diagnosis::ch03::network::Network;
use ndarray::Array1;

/// 1 / (1 + exp(−x)) of each element.
fn sigmoid(x: Array1<f64>) -> Array1<f64> {
    x.mapv(|x| 1.0 / (1.0 + (-x).exp()))
}

/// The outputs, (out,), for the input `x`, (in,). The network has the fields `w1`, `b1`, `w2`, `b2`, `w3` and `b3`.
fn forward(network: &Network, x: &Array1<f64>) -> Array1<f64> {
    // TODO: product, bias, sigmoid; once more; then product and bias.
    let _ = (network, sigmoid(x.clone()));
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_signal_passes_through_three_layers() -> Verdict {
        ch03::forward::output().check(|(x, network)| forward(network, x))
    }
}
