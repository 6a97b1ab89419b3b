//! Moves ReLU past max pooling, where there are a quarter as many values.
//!
//! ```text
//! max(relu(a), relu(b), relu(c), relu(d))  =  relu(max(a, b, c, d))
//! ```
//!
//! ReLU never reverses the order of two values, so the largest stays the largest; and where it makes all of a window equal,
//! namely 0, its gradient is 0, so it does not matter which of them was chosen. The values are the same to the last bit.

use crate::Real;
use crate::layers::Layer;
use crate::networks::step::Step;

/// Exchanges a max pooling with the layer before it, if that commutes with it.
pub(crate) fn pool_before_relu<F: Real>(layers: &[Box<dyn Layer<F>>], steps: &mut [Step]) {
    for i in 1..steps.len() {
        if let (Step::Layer(before), Step::Layer(pool)) = (steps[i - 1], steps[i])
            && layers[pool].hints().is_max_pool
            && layers[before].hints().commutes_with_max
        {
            steps.swap(i - 1, i);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use crate::Window;
    use crate::layers::{LossLayer, SoftmaxCrossEntropy};
    use crate::networks::residual::steps;
    use crate::{Network, Sequential, Targets, Tensor};
    use rand::RngExt;

    fn network() -> Network<f64> {
        let net = Sequential::new([2, 9, 7]).conv(5, Window::square(2)).relu();
        net.max_pool(Window::square(2).stride(2))
            .relu()
            .affine(4)
            .build(SoftmaxCrossEntropy, &Streams::new(1))
    }

    #[test]
    fn relu_comes_after_the_max_pooling_that_follows_it() {
        let order: Vec<Step> = [0, 2, 1, 3, 4].map(Step::Layer).into();
        assert_eq!(steps(network().layers(), &[]), order);
    }

    #[test]
    fn loss_and_gradients_are_those_of_the_list_to_the_bit() {
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
