//! What must a layer be able to do? Go forward, send a gradient backward, and lend its parameters.

use super::whole_batch::WholeBatch;
use crate::tensor::shape_in_words;
use crate::tensor::state::{State, StateError};
use crate::{Param, Real, Tensor};
use ndarray::{ArrayViewD, ArrayViewMutD};

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

impl<F: Real> Clone for Box<dyn Layer<F>> {
    fn clone(&self) -> Self {
        (**self).boxed_clone()
    }
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
pub(crate) fn kept<T>(cache: Option<T>, layer: &str) -> T {
    match cache {
        Some(cache) => cache,
        None => panic!("{layer}: backward was called before forward"),
    }
}
