//! What stands at the end of a network? A layer that turns scores and targets into one number, and starts the backward pass.

use crate::functions::loss::{Reduction, Task};
use crate::{Real, Targets, Tensor};

/// The last layer of a network: the loss of its scores, and the gradient of that loss with respect to them. It has no
/// parameters and keeps nothing between calls.
pub trait LossLayer<F: Real>: CloneLoss<F> + Send + Sync {
    /// The layer's name, for messages.
    fn name(&self) -> &str;

    /// Whether the loss is the mean over the samples or their sum: asked for wherever losses or gradients of several
    /// batches are combined, in [`Network::evaluate`](crate::Network::evaluate) and by the workers of
    /// [`DataParallel`](crate::training::data_parallel::DataParallel).
    fn reduction(&self) -> Reduction;

    /// Whether the outputs are scores of classes or values: decides by which [`Metric`](crate::training::evaluation::Metric) a
    /// network is judged.
    fn task(&self) -> Task;

    /// The loss of these scores.
    fn loss(&self, scores: &Tensor<F>, t: &Targets<F>) -> F;

    /// The loss, and dL/dscores, in the shape of the scores as rows: `(n, outputs)`.
    fn loss_and_gradient(&self, scores: Tensor<F>, t: &Targets<F>) -> (F, Tensor<F>);
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
