//! What is a layer? Something with a forward pass, and a backward pass that returns the gradient of its input.
//!
//! Derived in: ch05 (book §5.4 to §5.6), for batch normalisation and dropout ch06 (book §6.3, §6.4.3), for
//! convolution and pooling ch07 (book §7.2 to §7.4).
//!
//! A layer owns its parameters and lends them; nothing is shared by name or address. Inference cannot change a layer
//! (`&self`), training can (`&mut self`), so there is no train flag to forget.

mod affine;
mod average_pool;
mod batch_norm;
mod convolution;
mod dropout;
mod flatten;
mod hints;
mod layer;
mod loss_layer;
mod max_pool;
mod relu;
mod sigmoid;
mod sigmoid_cross_entropy;
mod softmax_cross_entropy;
mod squared_error;
mod sync_batch;
mod tanh;

pub use affine::Affine;
pub use average_pool::AveragePooling;
pub use batch_norm::BatchNorm;
pub use convolution::Convolution;
pub use dropout::Dropout;
pub use flatten::Flatten;
pub use hints::{ActivationPattern, BackwardParams, Hints, Hooks};
pub use layer::{CloneLayer, Layer};
pub(crate) use layer::{check_dout, kept};
pub use loss_layer::{CloneLoss, LossLayer};
pub use max_pool::MaxPooling;
pub use relu::Relu;
pub use sigmoid::Sigmoid;
pub use sigmoid_cross_entropy::SigmoidCrossEntropy;
pub use softmax_cross_entropy::SoftmaxCrossEntropy;
pub use squared_error::SquaredError;
pub use sync_batch::{ColumnGradients, Moments, SyncBatch};
pub use tanh::Tanh;
