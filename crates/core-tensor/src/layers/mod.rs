//! What is a layer? Something that can go forward, and can send a slope backward.
//!
//! Derived in: ch05 (book §5.4 to §5.6), for batch normalisation and dropout ch06 (book §6.3, §6.4.3), for
//! convolution and pooling ch07 (book §7.2 to §7.4).
//!
//! A layer owns its parameters and lends them; nothing is shared by name or address. Inference cannot change a layer
//! (`&self`), training can (`&mut self`), so there is no train flag to forget.

mod affine;
mod batch_norm;
mod convolution;
mod dropout;
mod pooling;
mod relu;
mod sigmoid;
mod softmax_with_loss;
mod squared_error;
mod tanh;
mod whole_batch;

pub use affine::Affine;
pub use batch_norm::BatchNorm;
pub use convolution::Convolution;
pub use dropout::Dropout;
pub use pooling::{AveragePooling, MaxPooling};
pub use relu::Relu;
pub use sigmoid::Sigmoid;
pub use softmax_with_loss::SoftmaxWithLoss;
pub use squared_error::IdentityWithSquaredError;
pub use tanh::Tanh;
pub use whole_batch::{Moments, Slopes, WholeBatch};

use crate::functions::loss::{Reduction, Task};
use crate::tensor::shape_in_words;
use crate::tensor::state::{State, StateError};
use crate::{Param, Real, Targets, Tensor};
use ndarray::{ArrayViewD, ArrayViewMutD};

/// A layer that can be copied although its type is not known; every layer that is `Clone` can.
pub trait CloneLayer<F: Real> {
    /// A copy with the same parameters, the same running averages, and the same next random draws.
    fn boxed_clone(&self) -> Box<dyn Layer<F>>;
}

impl<F: Real, L: Layer<F> + Clone + 'static> CloneLayer<F> for L {
    fn boxed_clone(&self) -> Box<dyn Layer<F>> {
        Box::new(self.clone())
    }
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

impl<F: Real> Clone for Box<dyn Layer<F>> {
    fn clone(&self) -> Self {
        (**self).boxed_clone()
    }
}

impl<F: Real> Clone for Box<dyn LossLayer<F>> {
    fn clone(&self) -> Self {
        (**self).boxed_clone()
    }
}

/// One step of a network, with its own backward step. A layer is `Clone`, so that a network can be copied, and tried out
/// without being changed.
pub trait Layer<F: Real>: CloneLayer<F> + Send + Sync {
    /// The layer's name in its network, for messages: `affine1`.
    fn name(&self) -> &str;

    /// Inference: `y` from `x`. Changes nothing.
    fn predict(&self, x: &Tensor<F>) -> Tensor<F>;

    /// As [`predict`](Layer::predict), of an `x` that nobody needs any more: `y` may take its memory.
    fn predict_in_place(&self, x: Tensor<F>) -> Tensor<F> {
        self.predict(&x)
    }

    /// Training: `y` from `x`, keeping what [`backward`](Layer::backward) will need.
    fn forward(&mut self, x: Tensor<F>) -> Tensor<F>;

    /// The chain rule: takes dL/dy, fills the gradient of each parameter (overwriting the last), and gives dL/dx.
    ///
    /// # Panics
    /// If no [`forward`](Layer::forward) came before.
    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F>;

    /// As [`backward`](Layer::backward) for the first layer of a network, where nobody asks for dL/dx.
    fn backward_of_first(&mut self, dout: Tensor<F>) {
        self.backward(dout);
    }

    /// The parameters, in the book's order.
    fn params(&self) -> Vec<&Param<F>> {
        Vec::new()
    }

    /// The parameters, to be changed by an optimiser.
    fn params_mut(&mut self) -> Vec<&mut Param<F>> {
        Vec::new()
    }

    /// The tensors that belong to a trained layer although no optimiser changes them, with their names: the running
    /// statistics of batch normalisation. A weights file holds them beside the parameters.
    fn buffers(&self) -> Vec<(String, ArrayViewD<'_, F>)> {
        Vec::new()
    }

    /// The same, to be set.
    fn buffers_mut(&mut self) -> Vec<(String, ArrayViewMutD<'_, F>)> {
        Vec::new()
    }

    /// Makes [`forward`](Layer::forward) repeat its last random draw (`true`) or draw anew (`false`), so that the
    /// loss becomes a function of the parameters alone. Only dropout draws.
    fn freeze(&mut self, _frozen: bool) {}

    /// Whether it looks at images, `n × c × h × w`, one by one. Inference takes a few images at a time through such
    /// layers, so that what lies between two of them stays in the processor's cache.
    fn looks_at_images(&self) -> bool {
        false
    }

    /// Whether it may as well come behind a maximum as before it: it looks at each number alone, never turns round the
    /// order of two, and where it makes two equal, it sends no slope back. ReLU does.
    fn may_follow_maximum(&self) -> bool {
        false
    }

    /// Whether all it does is choose the largest number of each window.
    fn chooses_largest(&self) -> bool {
        false
    }

    /// The layer as one that looks at the whole batch, if what it gives for a sample depends on the others, as batch
    /// normalisation does: workers that have a part of the batch each must ask for its two halves.
    fn whole_batch(&mut self) -> Option<&mut dyn WholeBatch<F>> {
        None
    }

    /// What the next training step depends on beside the parameters: the averages of batch normalisation, where
    /// dropout's random stream stands. Most layers have nothing of the kind.
    fn state(&self) -> State {
        State::new()
    }

    /// Takes back what [`state`](Layer::state) gave.
    ///
    /// # Errors
    /// If it is the state of another layer; this one may then be half changed.
    fn restore(&mut self, _state: &State) -> Result<(), StateError> {
        Ok(())
    }

    /// Which of its linear pieces the layer was on for each element of the last training input: ReLU's mask, the places
    /// of the largest numbers. The gradient checker compares these to find points where a slope does not exist. Smooth
    /// layers have none.
    fn switches(&self) -> Vec<u32> {
        Vec::new()
    }
}

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

/// The gradient that arrives must belong to the output that went out.
///
/// # Panics
/// If it has another shape.
pub(crate) fn check_dout(dout: &[usize], output: &[usize], layer: &str) {
    assert!(
        dout == output,
        "{layer}: the upstream gradient is {}, but the layer's last output was {}",
        shape_in_words(dout),
        shape_in_words(output)
    );
}

/// What a layer kept in `forward`, or a clear word that there was none.
fn kept<T>(cache: Option<T>, layer: &str) -> T {
    match cache {
        Some(cache) => cache,
        None => panic!("{layer}: backward was called before forward"),
    }
}
