//! The loss became `NaN` or infinite: where did it break, and what helps?

use crate::networks::network::Network;
use crate::networks::residual::{Skips, in_order};
use crate::networks::step::Step;
use crate::tensor::samples::Samples;
use crate::{Real, Targets, Tensor};
use ndarray::{ArrayViewD, Axis};
use std::fmt;
use thiserror::Error;

/// A training that was stopped because its loss was infinite or `NaN`.
#[derive(Clone, Debug, Error, PartialEq)]
#[error(
    "the loss became {loss} at iteration {iteration}: {place}; {}", place.advice()
)]
pub struct Divergence {
    /// The first iteration (from 0) whose loss was not finite.
    pub iteration: usize,
    /// That loss.
    pub loss: f64,
    /// Where values first were not finite.
    pub place: Overflow,
}

/// Where values were first infinite or `NaN`.
#[derive(Clone, Debug, PartialEq)]
pub enum Overflow {
    /// In the data: this sample's input is not finite, and no layer can help that.
    Input {
        /// Which sample, counted from 0.
        sample: usize,
    },
    /// In the data: this sample's target is not finite.
    Target {
        /// Which sample, counted from 0.
        sample: usize,
    },
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
            Self::Input { sample } => write!(f, "the input is not finite: sample {sample} holds NaN or ∞"),
            Self::Target { sample } => {
                write!(f, "the target is not finite: that of sample {sample} holds NaN or ∞")
            }
            Self::Parameter(name) => {
                write!(f, "the parameter {name} was already out of range, thrown there by an earlier step")
            }
            Self::Activation(layer) => write!(f, "the output of {layer} overflowed first"),
            Self::Loss => write!(f, "all layers were still finite, the loss itself overflowed"),
        }
    }
}

impl Overflow {
    /// What usually helps.
    fn advice(&self) -> &'static str {
        match self {
            Self::Input { .. } | Self::Target { .. } => {
                "the network is not to blame: look at how the data was read and scaled"
            }
            _ => {
                "a smaller learning rate, smaller initial weights (He for ReLU, Xavier for sigmoid and tanh) or batch \
                 normalisation usually helps"
            }
        }
    }

    /// The same, with a sample of a batch named by its index among all samples.
    pub(crate) fn among_all(self, indices: &[usize]) -> Self {
        let of_all = |sample: usize| indices.get(sample).copied().unwrap_or(sample);
        match self {
            Self::Input { sample } => Self::Input { sample: of_all(sample) },
            Self::Target { sample } => Self::Target { sample: of_all(sample) },
            other => other,
        }
    }
}

/// Refuses to go on after a loss of these samples that is infinite or not a number, and gives the network back its
/// running statistics from before their gradient was computed: one such batch would spoil them for ever.
pub(crate) fn refuse_overflow<F: Real>(
    network: &mut Network<F>,
    statistics: &[Tensor<F>],
    (samples, indices): (&Samples<F>, &[usize]),
    loss: f64,
    iteration: usize,
) -> Result<(), Divergence> {
    if loss.is_finite() {
        return Ok(());
    }
    network.set_buffer_values(statistics);
    let (x, t) = samples.batch(indices);
    Err(Divergence { iteration, loss, place: find_overflow(network, &x, &t).among_all(indices) })
}

/// Takes the batch `x` with its targets `t` once more through a copy of the network, as training does, and names the first
/// location with a value that is not finite: a sample of the batch, a parameter, a layer's output, or only the loss. Random
/// layers repeat their last draw. The network is left as it was.
pub fn find_overflow<F: Real>(network: &Network<F>, x: &Tensor<F>, t: &Targets<F>) -> Overflow {
    if let Some(sample) = first_broken_row(x) {
        return Overflow::Input { sample };
    }
    if let Targets::Values(values) = t
        && let Some(sample) = first_broken_row(values)
    {
        return Overflow::Target { sample };
    }
    let mut network = network.clone();
    network.freeze(true);
    let (mut x, mut skips) = (x.clone(), Skips::new());
    for step in in_order(network.layers().len(), network.residual_blocks()) {
        x = network.forward(&[step], &mut skips, x);
        let Step::Layer(i) = step else { continue };
        let layer = &network.layers()[i];
        let mut params = layer.params().into_iter().filter(|param| param.is_trainable());
        if let Some(param) = params.find(|param| is_broken(&param.value.view())) {
            return Overflow::Parameter(param.name.clone());
        }
        if is_broken(&x.view()) {
            return Overflow::Activation(layer.name().to_owned());
        }
    }
    Overflow::Loss
}

fn is_broken<F: Real>(values: &ArrayViewD<F>) -> bool {
    values.iter().any(|value| !value.is_finite())
}

/// The first sample of a batch with a value that is not finite.
fn first_broken_row<F: Real>(batch: &Tensor<F>) -> Option<usize> {
    batch.axis_iter(Axis(0)).position(|row| is_broken(&row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use crate::functions::init::Init;
    use crate::networks::multi_layer_net::MultiLayerNet;
    use crate::optimizers::Sgd;
    use crate::training::{Evaluate, Trainer};

    fn net(init: Init) -> Network<f32> {
        MultiLayerNet::new(10, &[10, 10], 3).init(init).build(&Streams::new(1))
    }

    #[test]
    fn an_overflowing_layer_is_named() {
        let x = Tensor::from_elem(vec![2, 10], 1.0);
        let (huge, t) = (net(Init::Constant(1e15)), Targets::Labels(vec![0, 1]));
        assert_eq!(find_overflow(&huge, &x, &t), Overflow::Activation("affine3".to_owned()));
        assert_eq!(find_overflow(&net(Init::He), &x, &t), Overflow::Loss);
    }

    #[test]
    fn a_broken_parameter_is_named_before_what_it_breaks() {
        let mut net = net(Init::He);
        net.param_mut("b2").unwrap().value[[1]] = f32::NAN;
        let place = find_overflow(&net, &Tensor::ones(vec![2, 10]), &Targets::Labels(vec![0, 1]));
        let divergence = Divergence { iteration: 7, loss: f64::NAN, place };
        let sentence = divergence.to_string();
        assert!(sentence.contains("iteration 7") && sentence.contains("b2"), "{sentence}");
        assert!(sentence.contains("smaller learning rate"), "{sentence}");
    }

    #[test]
    fn data_that_is_not_finite_is_named_by_its_sample_and_no_layer_is_blamed() {
        let mut x = Tensor::<f32>::ones(vec![5, 10]);
        x[[3, 7]] = f32::NAN;
        let samples = Samples::from_values(x, Targets::Labels(vec![0; 5]));
        let step = |samples: &Samples<f32>| {
            let trainer = Trainer::new(Sgd::new(0.1)).evaluate(Evaluate::Never);
            let divergence = trainer.fit(&mut net(Init::He), samples, samples).unwrap_err();
            (divergence.to_string(), divergence.place)
        };
        let (sentence, place) = step(&samples);
        assert_eq!(place, Overflow::Input { sample: 3 });
        assert!(sentence.contains("the input is not finite: sample 3 holds NaN or ∞"), "{sentence}");
        assert!(!sentence.contains("learning rate") && !sentence.contains("affine"), "{sentence}");

        let mut t = Tensor::<f32>::zeros(vec![5, 3]);
        t[[1, 2]] = f32::INFINITY;
        let samples = Samples::from_values(Tensor::ones(vec![5, 10]), Targets::Values(t));
        let (sentence, place) = step(&samples);
        assert_eq!(place, Overflow::Target { sample: 1 });
        assert!(sentence.contains("the target is not finite: that of sample 1 holds"), "{sentence}");
        assert!(!sentence.contains("learning rate"), "{sentence}");
    }

    #[test]
    fn looking_for_the_overflow_changes_nothing() {
        let description = MultiLayerNet::new(10, &[10], 3).batch_norm().dropout(0.5);
        let mut network = description.build::<f32>(&Streams::new(1));
        network.freeze(true);
        let mut untouched = network.clone();
        let (x, t) = (Tensor::from_shape_fn(vec![4, 10], |i| i[0] as f32), Targets::Labels(vec![0, 1, 2, 0]));
        find_overflow(&network, &x, &t);
        assert_eq!(network.state(), untouched.state());
        for _ in 0..2 {
            assert_eq!(network.gradient(x.clone(), &t), untouched.gradient(x.clone(), &t));
        }
    }
}
