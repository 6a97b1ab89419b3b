//! What may speed and tools know about a layer, beyond what the chapter says of it? Nothing has to be known: each default is
//! right for every layer.
//!
//! A layer of your own needs nothing from this file.

use super::sync_batch::SyncBatch;
use crate::tensor::random::StreamRng;
use crate::{Real, Tensor};

/// What can be seen of a layer from outside.
#[derive(Clone, Copy, Default)]
pub struct Hints<'a> {
    /// Whether the layer works on images, `n × c × h × w`, one by one. Inference takes a few images at a time through such
    /// layers, so that the values between two of them stay in the processor's cache.
    pub is_spatial: bool,
    /// Whether the layer commutes with max pooling: element-wise, non-decreasing, and with zero gradient wherever it is flat.
    /// ReLU does.
    pub commutes_with_max: bool,
    /// Whether the layer is a max pooling and nothing else.
    pub is_max_pool: bool,
    /// Where its random draws come from, if it draws: dropout does. A checkpoint keeps how far the stream was drawn.
    pub random_stream: Option<&'a StreamRng>,
    /// Which linear piece it was on for each element, if it is piecewise linear. The gradient check asks.
    pub activation_pattern: Option<&'a dyn ActivationPattern>,
}

/// What speed and tools can do with a layer.
pub struct Hooks<'a, F> {
    /// The random stream, to be set: see [`Hints::random_stream`].
    pub random_stream: Option<&'a mut StreamRng>,
    /// A shorter backward pass, for the first layer of a network.
    pub backward_params: Option<&'a mut dyn BackwardParams<F>>,
    /// The layer in two halves, if its output for one sample depends on the rest of the batch, as with batch normalisation:
    /// workers that each have a part of the batch must combine what they found between the two.
    pub sync_batch: Option<&'a mut dyn SyncBatch<F>>,
}

impl<F> Default for Hooks<'_, F> {
    fn default() -> Self {
        Self { random_stream: None, backward_params: None, sync_batch: None }
    }
}

/// A layer that can compute the gradients of its parameters without dL/dx, which the first layer of a network does not need.
pub trait BackwardParams<F: Real> {
    /// As [`backward`](super::Layer::backward), without dL/dx.
    ///
    /// # Panics
    /// If no forward pass came before.
    fn backward_params(&mut self, dout: Tensor<F>);
}

/// A layer that is linear in pieces, such as ReLU.
pub trait ActivationPattern {
    /// Which piece it was on for each element of the last training input: the mask of ReLU, the index of the largest value
    /// in each window of a max pooling. Where a small step changes the pattern there is a kink between, and the gradient
    /// check sets the entry aside.
    fn activation_pattern(&self) -> Vec<u32>;
}
