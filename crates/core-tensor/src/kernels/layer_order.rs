//! In which order are layers worked off? In that of the list, but what may follow a maximum does follow it.
//!
//! ```text
//! max(relu(a), relu(b), relu(c), relu(d))  =  relu(max(a, b, c, d))
//! ```
//!
//! ReLU never turns round the order of two numbers, so the largest stays the largest; and where it makes all of a window
//! equal, namely 0, it sends no slope back, so nobody asks which of them was chosen. The numbers are the same to the
//! last bit, and behind a pooling of 2 × 2 there are a quarter as many to rectify.

use crate::Real;
use crate::layers::Layer;

/// The places of the layers in the list, in the order in which to work them off.
pub(crate) fn order<F: Real>(layers: &[Box<dyn Layer<F>>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..layers.len()).collect();
    for i in 1..layers.len() {
        if layers[i].chooses_largest() && layers[order[i - 1]].may_follow_maximum() {
            order.swap(i - 1, i);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use crate::Window;
    use crate::layers::{LossLayer, SoftmaxCrossEntropy};
    use crate::{ConvNet, Network, Targets, Tensor};
    use rand::RngExt;

    fn network() -> Network<f64> {
        let net = ConvNet::new((2, 9, 7)).convolution(5, Window::square(2)).relu();
        net.max_pooling(Window::square(2).stride(2)).relu().affine(4).build(&Streams::new(1))
    }

    #[test]
    fn a_rectifier_comes_behind_the_maximum_that_follows_it() {
        assert_eq!(order(network().layers()), [0, 2, 1, 3, 4]);
    }

    #[test]
    fn loss_and_slopes_are_those_of_the_list_to_the_bit() {
        let (mut by_order, mut by_list) = (network(), network());
        let mut rng = Streams::new(1).rng("x");
        let x = Tensor::from_shape_simple_fn(vec![6, 2, 9, 7], || rng.random::<f64>() - 0.5);
        let t = Targets::Labels((0..6).map(|i| i % 4).collect());
        let (_, dx) = by_order.gradient_with_input(x.clone(), &t);

        let scores = by_list.layers_mut().iter_mut().fold(x.clone(), |x, layer| layer.forward(x));
        assert_eq!(by_list.predict(&x), scores);
        let (_, dscores) = SoftmaxCrossEntropy.loss_and_gradient(scores, &t);
        let dx_by_list =
            by_list.layers_mut().iter_mut().rev().fold(dscores, |dout, layer| layer.backward(dout));
        assert_eq!(dx, dx_by_list);
        for (a, b) in by_order.params().iter().zip(by_list.params()) {
            assert_eq!(a.grad, b.grad, "{}", a.name);
        }
    }
}
