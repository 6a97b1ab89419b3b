//! Which networks are there? A row of layers with a loss, and builders for the networks of the book.

pub mod conv_net;
pub mod deep_convnet;
pub mod multi_layer_net;
pub mod network;
pub mod simple_convnet;
