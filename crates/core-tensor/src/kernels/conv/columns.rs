//! How does a convolution become a matrix product? With [im2col](crate::kernels::im2col), image by image.
//!
//! ```text
//! C = im2col(x)                                (c · height · width, out_h · out_w)
//! forward    y  = W · C + b                    (filters, out_h · out_w)
//! backward   dW = Σ over images of dout · Cᵀ   db = Σ over images and positions of dout
//!            dx = col2im(Wᵀ · dout)
//! ```
//!
//! Derived in: ch07 (book §7.4). One image's columns stay in the cache, and are cheaper to compute again in the backward pass
//! than to keep.

use super::{BLOCK, Conv};
use crate::kernels::buffer_pool::{give_back, take};
use crate::kernels::im2col::{add_columns, fill_columns};
use crate::kernels::matmul::{least_items_of_a_job, matmul_add, matmul_into, single_threaded};
use crate::tensor::{in_row_major, into_row_major, row_major, values_mut};
use crate::{Matrix, Param, Real, Tensor};
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut2};
use rayon::prelude::*;

/// W with one row a filter, `(filters, c · height · width)`, and the biases.
#[derive(Clone, Debug)]
pub(crate) struct Filters<F> {
    w: Matrix<F>,
    b: Vec<F>,
}

impl<F: Real> Filters<F> {
    pub(super) fn new(conv: &Conv, w: &[F], b: &[F]) -> Self {
        Self { w: matrix(w, conv.filters).to_owned(), b: b.to_vec() }
    }
}

/// `W · C + b` of each image.
pub(super) fn forward<F: Real>(conv: &Conv, x: &Tensor<F>, filters: &Filters<F>) -> Tensor<F> {
    let n = x.shape()[0];
    let (x, mut y) = (row_major(x), take::<F>(n * conv.outputs()));
    y.par_chunks_mut(BLOCK * conv.outputs())
        .zip(x.par_chunks(BLOCK * conv.pixels()))
        .with_min_len(least_items_of_a_job())
        .for_each(|(y, x)| single_threaded(|| forward_block(conv, filters, x, y)));
    in_row_major(y, &conv.output_shape(n))
}

fn forward_block<F: Real>(conv: &Conv, Filters { w, b }: &Filters<F>, x: &[F], y: &mut [F]) {
    let mut columns = vec![F::zero(); conv.patch() * conv.positions()];
    for (y, x) in y.chunks_exact_mut(conv.outputs()).zip(x.chunks_exact(conv.pixels())) {
        fill_columns(x, conv.image, conv.window, &mut columns);
        for (row, &b) in y.chunks_exact_mut(conv.positions()).zip(b) {
            row.fill(b);
        }
        matmul_add(w.view(), matrix(&columns, conv.patch()), matrix_mut(y, conv.filters));
    }
}

/// Fills the gradients of `w` and `b`, and returns dx if it is wanted, in the memory of `x`.
pub(super) fn backward<F: Real>(
    conv: &Conv,
    mut x: Tensor<F>,
    dout: Tensor<F>,
    (w, b): (&mut Param<F>, &mut Param<F>),
    wants_dx: bool,
) -> Option<Tensor<F>> {
    let (dout, rows) = (into_row_major(dout), row_major(&w.value));
    let filters = wants_dx.then(|| matrix(&rows, conv.filters));
    let blocks = values_mut(&mut x).par_chunks_mut(BLOCK * conv.pixels());
    let gradients: Vec<Vec<F>> = blocks
        .zip(dout.par_chunks(BLOCK * conv.outputs()))
        .with_min_len(least_items_of_a_job())
        .map(|(x, dout)| single_threaded(|| backward_block(conv, filters, x, dout)))
        .collect();
    let dw = values_mut(&mut w.grad);
    dw.fill(F::zero());
    for gradient in gradients {
        dw.iter_mut().zip(gradient).for_each(|(sum, gradient)| *sum += gradient);
    }
    for (filter, db) in b.grad_vector().iter_mut().enumerate() {
        let rows = dout.chunks_exact(conv.positions()).skip(filter).step_by(conv.filters);
        // The sum of ndarray keeps several partial sums, always the same way: more exact than one, and faster.
        *db = rows.map(|row| ArrayView1::from(row).sum()).sum();
    }
    give_back(dout);
    wants_dx.then_some(x)
}

/// `Σ dout · Cᵀ` over a block of images. With `filters`, replaces each image by its dx.
fn backward_block<F: Real>(conv: &Conv, filters: Option<ArrayView2<F>>, x: &mut [F], dout: &[F]) -> Vec<F> {
    let mut dw = vec![F::zero(); conv.filters * conv.patch()];
    let mut columns = vec![F::zero(); conv.patch() * conv.positions()];
    for (x, dout) in x.chunks_exact_mut(conv.pixels()).zip(dout.chunks_exact(conv.outputs())) {
        let dout = matrix(dout, conv.filters);
        fill_columns(x, conv.image, conv.window, &mut columns);
        let transposed = matrix(&columns, conv.patch()).reversed_axes();
        matmul_add(dout, transposed, matrix_mut(&mut dw, conv.filters));
        if let Some(w) = filters {
            matmul_into(w.t(), dout, matrix_mut(&mut columns, conv.patch()));
            x.fill(F::zero());
            add_columns(&columns, conv.image, conv.window, x);
        }
    }
    dw
}

fn matrix<F>(values: &[F], rows: usize) -> ArrayView2<'_, F> {
    let columns = values.len() / rows;
    ArrayView2::from_shape((rows, columns), values).unwrap_or_else(|_| unreachable!("whole rows were cut"))
}

fn matrix_mut<F>(values: &mut [F], rows: usize) -> ArrayViewMut2<'_, F> {
    let columns = values.len() / rows;
    ArrayViewMut2::from_shape((rows, columns), values).unwrap_or_else(|_| unreachable!("whole rows were cut"))
}
