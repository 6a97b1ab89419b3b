//! How does a fully connected layer see images? As rows, one a sample: `(n, c, h, w)` becomes `(n, c·h·w)`.

use crate::kernels::layout::transposed_to_row_major;
use crate::tensor::array::{Matrix, Tensor};
use crate::tensor::real::Real;
use ndarray::{CowArray, Ix2};

/// `x` as a matrix with one row a sample; images `(n, c, h, w)` are flattened to `(n, c·h·w)`. Copies only what has more
/// than two axes and is not in row-major order.
///
/// # Panics
/// If `x` has no sample axis; `layer` names the layer that asked.
pub fn as_rows<'a, F: Real>(x: &'a Tensor<F>, layer: &str) -> CowArray<'a, F, Ix2> {
    let shape = rows_and_columns(x.shape(), layer);
    if let Ok(rows) = x.view().into_dimensionality::<Ix2>() {
        // Two axes need no order of memory.
        return rows.into();
    }
    match x.view().into_shape_with_order(shape) {
        Ok(rows) => rows.into(),
        Err(_) => into_rows(x.clone(), layer).into(),
    }
}

/// Turns `x` into a matrix with one row a sample; see [`as_rows`]. Copies only what has more than two axes and is not in
/// row-major order.
///
/// # Panics
/// If `x` has no sample axis.
pub fn into_rows<F: Real>(x: Tensor<F>, layer: &str) -> Matrix<F> {
    let (n, columns) = rows_and_columns(x.shape(), layer);
    if x.ndim() == 2 {
        // Keeps whatever memory order the matrix has.
        return x.into_dimensionality::<Ix2>().unwrap_or_else(|_| unreachable!("two axes were just counted"));
    }
    let x = transposed_to_row_major(x);
    x.into_shape_with_order((n, columns))
        .unwrap_or_else(|_| unreachable!("it was just put into row-major order"))
}

fn rows_and_columns(shape: &[usize], layer: &str) -> (usize, usize) {
    assert!(!shape.is_empty(), "{layer}: input has no axes; the first axis must count the samples");
    (shape[0], shape[1..].iter().product())
}
