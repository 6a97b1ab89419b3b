//! The mathematics of "Deep Learning from Scratch", chapter by chapter: functions, losses, gradients, layers,
//! networks, optimisers, training.
//!
//! Nothing here reads a file, draws a plot or looks at a clock. Every idea is first *derived* in the chapter that
//! teaches it, small and concrete; here is its general form, and each file says on top where it was derived.
//!
//! | to find | look in |
//! |---|---|
//! | arrays, their element types, random numbers, samples and targets | [`tensor`] |
//! | activation functions, softmax, losses, weight initialisation, numerical gradients | [`functions`] |
//! | layers with their forward and backward passes | [`layers`] |
//! | networks, and builders for those of the book | [`networks`] |
//! | optimisers | [`optimizers`] |
//! | training: batches, schedules, augmentation, data parallelism, gradient check | [`training`] |
//!
//! What makes all this fast (blocked matrix products, direct and Winograd convolution, buffers that are reused) is in
//! `kernels/`, which is private: nothing of it has to be read to understand the rest.
//!
//! ```
//! use core_tensor::optimizers::Sgd;
//! use core_tensor::{MultiLayerNet, Targets, Streams};
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

pub mod functions;
mod kernels;
pub mod layers;
pub mod networks;
pub mod optimizers;
pub mod tensor;
pub mod training;

pub use functions::init::Init;
pub use networks::multi_layer_net::{Activation, MultiLayerNet};
pub use networks::network::Network;
pub use networks::sequential::Sequential;
pub use tensor::normal::StandardNormal;
pub use tensor::param::{Param, Role};
pub use tensor::random::{StreamRng, Streams};
pub use tensor::real::Real;
pub use tensor::samples::Samples;
pub use tensor::targets::Targets;
pub use tensor::window::Window;
pub use tensor::{Matrix, Tensor, Vector};
