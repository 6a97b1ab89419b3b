//! Which networks are there? Layers in a row with a loss, the builder that puts them together, and the networks of the book.

pub mod compiled;
pub mod deep_convnet;
pub mod multi_layer_net;
pub mod network;
pub(crate) mod residual;
pub mod sequential;
pub mod simple_convnet;
pub(crate) mod step;
pub mod summary;

pub use compiled::Compiled;
pub use deep_convnet::deep_convnet;
pub use multi_layer_net::{Activation, MultiLayerNet};
pub use network::Network;
pub use sequential::{Kernel, Sequential};
pub use simple_convnet::simple_convnet;
pub use summary::LayerSummary;
