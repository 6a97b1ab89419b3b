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
//! From the folder to the arrays, one step a module:
//!
//! | module | question |
//! |---|---|
//! | `members` | which four files make a set, and under which names may they lie? |
//! | `unpacking` | where does an archive's content go, and is what lies there still true? |
//! | `archive` | does an archive inflate to exactly what its header promises? |
//! | `idx` | does a file have the magic number, the shape and the length of its kind? |
//! | `original` | is it the original MNIST, bit for bit? |
//! | `reading` | the checked files as bytes |
//! | `dataset`, `split` | the bytes as arrays |
//!
//! A training that was interrupted goes on from a [`Checkpoint`].
//!
//! Weights that a network has learnt are [`Weights`]: named arrays, read from
//! `.safetensors`, `.npz` and the book's `.pkl` files, and written as the first two.

mod archive;
mod bundled;
mod checkpoint;
mod checksum;
mod dataset;
mod error;
mod idx;
mod members;
mod original;
mod places;
mod reading;
mod split;
mod unpacking;
mod weights;
mod wording;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use dataset::Mnist;
pub use error::DataError;
pub use split::{CLASSES, IMAGE_SIDE, Split};
pub use weights::{Element, MOST_ARRAYS, MOST_BYTES, Weights, WeightsError};
pub use wording::grouped;
