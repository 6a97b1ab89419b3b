//! Trained weights: arrays with the book's names (`W1`, `b1`, …), read from `.safetensors`, `.npz` and the book's `.pkl`,
//! and written as the first two.
//!
//! | module | question |
//! |---|---|
//! | `named_arrays` | which arrays are there, and are they the ones that are expected? |
//! | `weights_file` | a file in memory: which format does its name promise, and what is in its bytes? |
//! | `network` | the arrays of a network, and back |
//! | `safetensors_file` | the format of Hugging Face: a header in JSON, then plain values |
//! | `unique_keys` | does that header say everything once? |
//! | `npz`, `npy` | NumPy's formats: a ZIP archive with one `.npy` file an array |
//! | `pickle` | the book's own files: a dictionary of arrays, and nothing else that a pickle could do |
//! | `numbers`, `coded` | bytes as `f32` or `f64`, and back |
//! | `passed_over` | which arrays of a file are not read? |
//! | `format`, `limits` | the formats, and how large a file may be |
//! | `error` | what can be wrong, each in one sentence |
//!
//! A file may come from anywhere. So no length in it is believed before it was compared with the bytes that are there,
//! and reading a bad file ends in a [`WeightsError`], never in a panic or in more memory than its bytes account for.

mod coded;
mod error;
mod format;
mod limits;
mod named_arrays;
mod network;
mod npy;
mod npz;
mod numbers;
mod passed_over;
mod pickle;
mod safetensors_file;
mod unique_keys;
mod weights_file;

pub use error::WeightsError;
pub use limits::{MOST_ARRAYS, MOST_BYTES};
pub use named_arrays::Weights;
pub use numbers::Element;
pub(crate) use safetensors_file::{header_bytes, metadata};
pub use weights_file::WeightsFile;
