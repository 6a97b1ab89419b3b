//! Datasets and weights that are verified before they are used.
//!
//! ```
//! use core_data::Mnist;
//!
//! let mnist = Mnist::load(None)?; // the set that comes with the workspace
//! assert_eq!(mnist.train.len(), 60_000);
//! assert_eq!(mnist.test.len(), 10_000);
//! assert_eq!(mnist.train.labels[..5], [5, 0, 4, 1, 9]);
//! assert_eq!(mnist.train.image(0).dim(), (28, 28));
//! # Ok::<(), core_data::DataError>(())
//! ```
//!
//! A network of your own, from its layers to a file:
//!
//! ```
//! use core_data::{Mnist, NetworkFile};
//! use core_tensor::layers::SoftmaxCrossEntropy;
//! use core_tensor::optimizers::Adam;
//! use core_tensor::training::{Schedule, Trainer};
//! use core_tensor::{Sequential, Streams};
//!
//! # let folder = tempfile::tempdir()?;
//! # std::env::set_current_dir(&folder)?;
//! let mnist = Mnist::load(None)?;
//! let images = |split: &core_data::Split, n| split.first(n).samples().shaped(&[1, 28, 28]);
//! let (train, test) = (images(&mnist.train, 300), images(&mnist.test, 100));
//! let mut net = Sequential::new([1, 28, 28])
//!     .conv(16, 3).batch_norm().relu().max_pool(2)
//!     .residual(|block| block.conv(16, 3).batch_norm().relu())
//!     .flatten().affine(10)
//!     .build(SoftmaxCrossEntropy, &Streams::new(42));
//! println!("{net:?}"); // layer, output shape, parameters
//! Trainer::new(Adam::new(1e-3)).epochs(5).batch_size(100).schedule(Schedule::cosine()).fit(&mut net, &train, &test)?;
//! assert!(net.evaluate(&test).accuracy() > 0.5);
//! net.save("mine.safetensors")?;
//! # let predictions = net.predict(&test.all().0);
//! # net.params_mut()[0].value.fill(0.0);
//! # net.load("mine.safetensors")?;
//! # assert_eq!(net.predict(&test.all().0), predictions, "parameters and running statistics are those that were saved");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Files are read by the [`mnist`](https://docs.rs/mnist) crate, which panics on a bad file. So nothing reaches it
//! before this crate has checked it, and whatever is wrong with a file becomes a [`DataError`]: one sentence that
//! names the file, what was expected, what was found, and what to do.
//!
//! What is known of the formats works on bytes in memory, and compiles for a browser; the folder `files` is the only one
//! that touches files.
//!
//! | module | question |
//! |---|---|
//! | `members` | which four files make a set? |
//! | `idx` | does a file have the magic number, the shape and the length of its kind? |
//! | `archive` | does an archive inflate to exactly what its header promises? |
//! | `dataset`, `split` | the bytes as arrays |
//! | `weights`, `checkpoint` | what a network has learnt, and a training half-way |
//! | `files` | from a folder to those bytes: found, unpacked, checked, read; and written |
//!
//! A training that was interrupted goes on from a [`Checkpoint`].
//!
//! Weights that a network has learnt are [`Weights`]: named arrays, read from
//! `.safetensors`, `.npz` and the book's `.pkl` files, and written as the first two.

mod archive;
mod checkpoint;
mod dataset;
mod error;
#[cfg(not(target_arch = "wasm32"))]
mod files;
mod idx;
mod members;
mod messages;
mod split;
mod weights;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use dataset::Mnist;
pub use error::DataError;
#[cfg(not(target_arch = "wasm32"))]
pub use files::network::NetworkFile;
pub use messages::grouped;
pub use split::{CLASSES, IMAGE_SIDE, Split};
pub use weights::{Element, MOST_ARRAYS, MOST_BYTES, Weights, WeightsError, WeightsFile};
