//! The loss is not a number any more: where did it break, and what helps?

use crate::network::Network;
use crate::samples::Samples;
use crate::{Real, Tensor};
use std::fmt;
use thiserror::Error;

/// A training that was stopped because its loss was infinite or not a number.
#[derive(Clone, Debug, Error, PartialEq)]
#[error(
    "the loss became {loss} at iteration {iteration}: {place}; \
     a smaller learning rate, smaller initial weights (He for ReLU, Xavier for sigmoid and tanh) or batch \
     normalisation usually helps"
)]
pub struct Divergence {
    /// The first iteration (from 0) whose loss was not finite.
    pub iteration: usize,
    /// That loss.
    pub loss: f64,
    /// Where numbers first overflowed.
    pub place: Overflow,
}

/// Where numbers first became infinite or `NaN`.
#[derive(Clone, Debug, PartialEq)]
pub enum Overflow {
    /// In a parameter: an earlier step threw it out of range.
    Parameter(String),
    /// In what a layer gave, though its input and parameters were finite.
    Activation(String),
    /// Only in the loss itself.
    Loss,
}

impl fmt::Display for Overflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => {
                write!(f, "the parameter {name} was already out of range, thrown there by an earlier step")
            }
            Self::Activation(layer) => write!(f, "the output of {layer} overflowed first"),
            Self::Loss => write!(f, "all layers were still finite, the loss itself overflowed"),
        }
    }
}

/// Refuses to go on after a loss of these samples that is infinite or not a number.
pub(crate) fn refuse_overflow<F: Real>(
    network: &mut Network<F>,
    (samples, places): (&Samples<F>, &[usize]),
    loss: f64,
    iteration: usize,
) -> Result<(), Divergence> {
    if loss.is_finite() {
        return Ok(());
    }
    let (x, _) = samples.batch(places);
    Err(Divergence { iteration, loss, place: find_overflow(network, x) })
}

/// Takes the batch `x` once more through the network, as training does, and names the first place with a number that
/// is not finite. Random layers repeat their last draw.
pub fn find_overflow<F: Real>(network: &mut Network<F>, mut x: Tensor<F>) -> Overflow {
    let broken = |tensor: &Tensor<F>| tensor.iter().any(|value| !value.is_finite());
    network.freeze(true);
    let mut place = Overflow::Loss;
    for layer in network.layers_mut() {
        if let Some(param) = layer.params().into_iter().find(|param| broken(&param.value)) {
            place = Overflow::Parameter(param.name.clone());
            break;
        }
        x = layer.forward(x);
        if broken(&x) {
            place = Overflow::Activation(layer.name().to_owned());
            break;
        }
    }
    network.freeze(false);
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::Init;
    use crate::multi_layer_net::MultiLayerNet;
    use crate::random::Streams;

    fn net(init: Init) -> Network<f32> {
        MultiLayerNet::new(10, &[10, 10], 3).init(init).build(&Streams::new(1))
    }

    #[test]
    fn an_overflowing_layer_is_named() {
        let x = Tensor::from_elem(vec![2, 10], 1.0);
        let mut huge = net(Init::Constant(1e15));
        assert_eq!(find_overflow(&mut huge, x.clone()), Overflow::Activation("affine3".to_owned()));
        assert_eq!(find_overflow(&mut net(Init::He), x), Overflow::Loss);
    }

    #[test]
    fn a_broken_parameter_is_named_before_what_it_breaks() {
        let mut net = net(Init::He);
        net.param_mut("b2").unwrap().value[[1]] = f32::NAN;
        let place = find_overflow(&mut net, Tensor::ones(vec![2, 10]));
        let divergence = Divergence { iteration: 7, loss: f64::NAN, place };
        let sentence = divergence.to_string();
        assert!(sentence.contains("iteration 7") && sentence.contains("b2"), "{sentence}");
        assert!(sentence.contains("smaller learning rate"), "{sentence}");
    }
}
