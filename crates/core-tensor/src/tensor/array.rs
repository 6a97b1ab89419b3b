//! What flows between layers? An `ndarray` array whose number of axes is known only when it arrives.
//!
//! Between layers the rank is dynamic ([`Tensor`]), inside a layer it is fixed ([`Matrix`], [`Vector`]): a layer
//! states in its first line which rank it wants, and says so in words when it gets another.

use crate::tensor::real::Real;
use ndarray::{Array1, Array2, ArrayD};
use std::borrow::Cow;

/// An array of any rank; the first axis counts the samples of a mini-batch.
pub type Tensor<F> = ArrayD<F>;
/// A matrix: one row a sample.
pub type Matrix<F> = Array2<F>;
/// A vector.
pub type Vector<F> = Array1<F>;

/// The values of `x` in row-major order. Copies only when `x` is stored in another order.
pub fn row_major<F: Real>(x: &Tensor<F>) -> Cow<'_, [F]> {
    match x.as_slice() {
        Some(values) => Cow::Borrowed(values),
        None => Cow::Owned(x.iter().copied().collect()),
    }
}

/// The values of `x` in row-major order, in the memory of `x`. Copies only when `x` is stored in another order.
pub fn into_row_major<F: Real>(x: Tensor<F>) -> Vec<F> {
    if !x.is_standard_layout() {
        return x.iter().copied().collect();
    }
    let (count, (mut values, offset)) = (x.len(), x.into_raw_vec_and_offset());
    // An array that was cut smaller still has the memory of the whole.
    values.drain(..offset.unwrap_or(0));
    values.truncate(count);
    values
}

/// The tensor of this shape with these values in row-major order. The inverse of [`row_major`].
///
/// # Panics
/// If there are not as many values as the shape has elements.
pub fn in_row_major<F>(values: Vec<F>, shape: &[usize]) -> Tensor<F> {
    let count = values.len();
    match Tensor::from_shape_vec(shape, values) {
        Ok(tensor) => tensor,
        Err(_) => panic!("{count} values do not fill {}", shape_in_words(shape)),
    }
}

/// The matrix of this shape, `(rows, columns)`, with these values row by row. There must be as many.
pub(crate) fn in_rows<F>(values: Vec<F>, shape: (usize, usize)) -> Matrix<F> {
    Matrix::from_shape_vec(shape, values).unwrap_or_else(|_| panic!("the values do not fill {shape:?}"))
}

/// The values of `x` in row-major order, to be changed in place. Copies only when `x` is stored in another order.
///
/// Element-wise layers loop over this slice: the compiler then computes several elements at once, which it cannot do
/// over an array whose rank it does not know.
pub fn values_mut<F: Real>(x: &mut Tensor<F>) -> &mut [F] {
    if !x.is_standard_layout() {
        *x = x.as_standard_layout().into_owned();
    }
    x.as_slice_mut().unwrap_or_else(|| unreachable!("the order was just made row-major"))
}

/// A shape in words, for messages: `100 × 784`.
pub fn shape_in_words(shape: &[usize]) -> String {
    if shape.is_empty() {
        return "a single number".to_owned();
    }
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ")
}
