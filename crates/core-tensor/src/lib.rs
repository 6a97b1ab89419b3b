//! The mathematics of "Deep Learning from Scratch", chapter by chapter: functions, losses, gradients, layers,
//! networks, optimisers, training.
//!
//! Nothing here reads a file, draws a plot or looks at a clock. Every idea is first *derived* in the chapter that
//! teaches it, small and concrete; here is its general form, and each file says on top where it was derived.
//!
//! | to find | look in |
//! |---|---|
//! | step, sigmoid, ReLU, tanh | [`activation`] |
//! | softmax | [`softmax`] |
//! | losses | [`loss`], [`targets`] |
//! | slopes by trying | [`gradient`], [`gradient_check`] |
//! | layers | [`layers`] |
//! | convolution | [`window`], [`im2col`], [`channels_last`], [`layers::Convolution`] |
//! | networks | [`network`], [`multi_layer_net`], [`conv_net`], [`mod@simple_convnet`], [`mod@deep_convnet`] |
//! | first weights | [`init`] |
//! | optimisers | [`optimizers`] |
//! | training | [`samples`], [`batches`], [`training`], [`evaluation`], [`data_parallel`], [`divergence`] |
//! | training for long | [`long_training`], [`learning_rate`], [`augmentation`], [`state`] |
//! | chance | [`random`] |
//! | what all of it rests on | [`real`], [`tensor`], [`param`], [`product`] |
//!
//! ```
//! use core_tensor::optimizers::Sgd;
//! use core_tensor::{MultiLayerNet, Targets, random::Streams};
//! use ndarray::array;
//!
//! // XOR, which no single straight line solves.
//! let x = array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]].into_dyn();
//! let t = Targets::Labels(vec![0, 1, 1, 0]);
//! let mut net = MultiLayerNet::new(2, &[8], 2).build::<f64>(&Streams::new(1));
//! let mut sgd = Sgd::new(0.5);
//! for _ in 0..500 {
//!     net.train_step(x.clone(), &t, &mut sgd);
//! }
//! assert!(net.loss(&x, &t) < 0.01);
//! ```

pub mod activation;
mod aligned;
pub mod augmentation;
pub mod batches;
pub mod channels_last;
pub mod conv_net;
pub mod data_parallel;
pub mod deep_convnet;
mod direct_convolution;
pub mod divergence;
pub mod evaluation;
mod fast_convolution;
pub mod gradient;
pub mod gradient_check;
pub mod im2col;
pub mod init;
mod largest;
mod layer_order;
pub mod layers;
pub mod learning_rate;
mod lockstep;
pub mod long_training;
pub mod loss;
pub mod multi_layer_net;
pub mod network;
pub mod optimizers;
pub mod param;
pub mod product;
pub mod random;
pub mod real;
mod recycling;
mod register_tiles;
#[cfg(all(test, target_arch = "x86_64"))]
mod register_widths;

pub mod samples;
mod settings;
pub mod simple_convnet;
pub mod softmax;
pub mod state;
pub mod targets;
pub mod tensor;
pub mod training;
pub mod vectors;
pub mod window;
mod winograd;
mod winograd_matrices;

pub use conv_net::ConvNet;
pub use init::Init;
pub use multi_layer_net::{Activation, MultiLayerNet};
pub use network::Network;
pub use param::{Param, Role};
pub use real::Real;
pub use samples::Samples;
pub use targets::Targets;
pub use tensor::{Matrix, Tensor, Vector};
