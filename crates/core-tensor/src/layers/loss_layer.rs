//! What stands at the end of a network? A layer that turns the outputs and the targets into one number.

use crate::functions::loss::{Reduction, Task};
use crate::{Real, Targets, Tensor};

/// The last step of a network: from the scores and the right answers to one number, and its slope.
pub trait LossLayer<F: Real>: CloneLoss<F> + Send + Sync {
    /// The layer's name, for messages.
    fn name(&self) -> &str;

    /// Whether the loss is the mean over the samples or their sum: asked for wherever losses or gradients of several
    /// batches are taken together, in [`Network::evaluate`](crate::Network::evaluate) and by the workers of
    /// [`DataParallel`](crate::training::data_parallel::DataParallel).
    fn reduction(&self) -> Reduction;

    /// Whether the outputs are scores of classes or values: decides by which [`Metric`](crate::training::evaluation::Metric) a
    /// network is judged.
    fn task(&self) -> Task;

    /// The loss of these scores. Changes nothing.
    fn loss(&self, scores: &Tensor<F>, t: &Targets<F>) -> F;

    /// The loss, keeping what [`backward`](LossLayer::backward) will need.
    fn forward(&mut self, scores: Tensor<F>, t: &Targets<F>) -> F;

    /// dL/dscores.
    ///
    /// # Panics
    /// If no [`forward`](LossLayer::forward) came before.
    fn backward(&mut self) -> Tensor<F>;
}

/// A loss that can be copied although its type is not known; every loss that is `Clone` can.
pub trait CloneLoss<F: Real> {
    /// A copy.
    fn boxed_clone(&self) -> Box<dyn LossLayer<F>>;
}

impl<F: Real, L: LossLayer<F> + Clone + 'static> CloneLoss<F> for L {
    fn boxed_clone(&self) -> Box<dyn LossLayer<F>> {
        Box::new(self.clone())
    }
}

impl<F: Real> Clone for Box<dyn LossLayer<F>> {
    fn clone(&self) -> Self {
        (**self).boxed_clone()
    }
}
