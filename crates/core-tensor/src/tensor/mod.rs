//! What does everything else rest on? Arrays and the numbers in them, random numbers, samples with their targets, and the
//! parameters that are learnt.

pub(crate) mod array;
pub mod normal;
pub mod param;
pub mod random;
pub mod real;
mod rows;
pub mod samples;
pub(crate) mod settings;
pub mod state;
pub mod targets;
pub mod window;

pub use crate::kernels::matmul::{matmul, matmul_add, matmul_into, single_threaded};
pub(crate) use array::in_rows;
pub use array::{
    Matrix, Tensor, Vector, in_row_major, into_row_major, row_major, shape_in_words, values_mut,
};
pub use rows::{as_rows, into_rows};
