//! Can this setting make sense? A learning rate of `NaN` would turn every weight into `NaN` without a word; here it gets one.
//!
//! Settings are public fields, so that a schedule or an experiment can change them at any time. They are therefore checked
//! where they are used, which costs a comparison a step.

use crate::Real;

/// Refuses a setting that is `NaN`, infinite or negative.
pub(crate) fn check_not_negative<F: Real>(owner: &str, setting: &str, value: F) {
    assert!(
        value.is_finite() && value >= F::zero(),
        "{owner}: the {setting} must be a finite number and not negative, but is {value}"
    );
}

/// Refuses a share that is not from 0 to 1, both included.
pub(crate) fn check_share<F: Real>(owner: &str, setting: &str, value: F) {
    assert!(
        value >= F::zero() && value <= F::one(),
        "{owner}: the {setting} must be from 0 to 1, but is {value}"
    );
}

/// Refuses a share that is not from 0 to below 1.
pub(crate) fn check_share_below_one<F: Real>(owner: &str, setting: &str, value: F) {
    assert!(
        value >= F::zero() && value < F::one(),
        "{owner}: the {setting} must be from 0 to below 1, but is {value}"
    );
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::Streams;
    use crate::layers::{BatchNorm, Layer};
    use crate::optimizers::{AdaGrad, Adam, AdamW, Momentum, Nesterov, Optimizer, RmsProp, Sgd};
    use crate::{Init, MultiLayerNet, Param, Role, Targets, Tensor};
    use std::panic::{AssertUnwindSafe, catch_unwind};

    /// What a panic of `work` says.
    pub(crate) fn refusal<T>(work: impl FnOnce() -> T) -> String {
        let Err(panic) = catch_unwind(AssertUnwindSafe(work)) else {
            return "(it was not refused)".to_owned();
        };
        panic.downcast_ref::<String>().cloned().unwrap_or_default()
    }

    /// One step with an optimiser whose setting was spoilt.
    fn step<O: Optimizer<f32>>(mut optimizer: O, spoil: impl FnOnce(&mut O)) -> String {
        let mut param = Param::new("W1", ndarray::Array1::<f32>::ones(2), Role::Weight);
        spoil(&mut optimizer);
        let words = refusal(|| optimizer.step(&mut [&mut param]));
        assert_eq!(param.value, Tensor::ones(vec![2]), "the parameters are as they were");
        words
    }

    #[test]
    fn every_optimiser_refuses_a_learning_rate_that_is_negative_or_not_finite() {
        for lr in [-0.1, f64::NAN, f64::INFINITY] {
            let refusals = [
                step(Sgd::new(0.1), |it| it.lr = lr),
                step(Momentum::new(0.1), |it| it.lr = lr),
                step(Nesterov::new(0.1), |it| it.lr = lr),
                step(AdaGrad::new(0.1), |it| it.lr = lr),
                step(RmsProp::new(0.1), |it| it.lr = lr),
                step(Adam::new(0.1), |it| it.lr = lr),
                step(AdamW::new(0.1, 0.01), |it| it.adam.lr = lr),
            ];
            for words in refusals {
                assert!(
                    words.contains("the learning rate must be a finite number and not negative"),
                    "{words}"
                );
            }
        }
    }

    #[test]
    fn every_optimiser_refuses_shares_and_epsilons_that_make_no_sense() {
        for share in [-0.1, 1.5, f32::NAN] {
            let refusals = [
                (step(Momentum::new(0.1), |it| it.momentum = share), "momentum must be from 0"),
                (step(Nesterov::new(0.1), |it| it.momentum = share), "momentum must be from 0"),
                (step(RmsProp::new(0.1), |it| it.decay = share), "decay must be from 0"),
                (step(Adam::new(0.1), |it| it.beta1 = share), "beta1 must be from 0"),
                (step(Adam::new(0.1), |it| it.beta2 = share), "beta2 must be from 0"),
            ];
            for (words, expected) in refusals {
                assert!(words.contains(expected), "{share}: {words}");
            }
        }
        for epsilon in [-1e-8, f32::NAN, f32::INFINITY] {
            let refusals = [
                step(AdaGrad::new(0.1), |it| it.epsilon = epsilon),
                step(RmsProp::new(0.1), |it| it.epsilon = epsilon),
                step(Adam::new(0.1), |it| it.epsilon = epsilon),
            ];
            assert!(refusals.iter().all(|words| words.contains("the epsilon must be")), "{refusals:?}");
            let words = step(AdamW::new(0.1, 0.01), |it| it.weight_decay = epsilon);
            assert!(words.contains("AdamW: the weight decay must be"), "{words}");
        }
    }

    #[test]
    fn initial_weights_refuse_a_standard_deviation_that_is_none() {
        for std in [-0.1, f64::NAN, f64::INFINITY] {
            for init in [Init::Normal(std), Init::Uniform(std)] {
                let words = refusal(|| init.matrix::<f32>(2, 2, &mut Streams::new(1).rng("init")));
                assert!(words.contains("must be a finite number and not negative"), "{init:?}: {words}");
                let words = refusal(|| init.filters::<f32>((1, 1, 2, 2), &mut Streams::new(1).rng("init")));
                assert!(words.contains("must be a finite number and not negative"), "{init:?}: {words}");
            }
        }
        let words =
            refusal(|| Init::Constant(f64::NAN).matrix::<f32>(2, 2, &mut Streams::new(1).rng("init")));
        assert!(words.contains("must be a finite number"), "{words}");
    }

    #[test]
    fn a_network_refuses_a_weight_decay_and_a_normalisation_its_settings() {
        for decay in [-0.1, f32::NAN, f32::INFINITY] {
            let mut network = MultiLayerNet::new(2, &[3], 2).build::<f32>(&Streams::new(1));
            network.weight_decay = decay;
            let words = refusal(|| network.gradient(Tensor::ones(vec![1, 2]), &Targets::Labels(vec![0])));
            assert!(words.contains("the weight decay must be a finite number and not negative"), "{words}");
        }
        for bad in [-0.1, 1.5, f32::NAN] {
            let mut norm = BatchNorm::<f32>::new(1, 2);
            norm.momentum = bad;
            let words = refusal(|| norm.forward(Tensor::ones(vec![2, 2])));
            assert!(words.contains("batch_norm1: the momentum must be from 0 to 1"), "{words}");
        }
        for bad in [-0.1, f32::NAN, f32::INFINITY] {
            let mut norm = BatchNorm::<f32>::new(1, 2);
            norm.epsilon = bad;
            for words in [
                refusal(|| norm.predict(Tensor::ones(vec![2, 2]))),
                refusal(|| norm.forward(Tensor::ones(vec![2, 2]))),
            ] {
                assert!(words.contains("batch_norm1: the epsilon must be a finite number"), "{words}");
            }
        }
    }
}
