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
pub use messages::grouped;
pub use split::{CLASSES, IMAGE_SIDE, Split};
pub use weights::{Element, MOST_ARRAYS, MOST_BYTES, Weights, WeightsError, WeightsFile};
