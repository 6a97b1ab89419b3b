//! What does a network learn from? Samples: inputs `x`, each with its target `t`.

use crate::kernels::buffer_pool::take;
use crate::kernels::matmul::least_items_of_a_job;
use crate::kernels::simd::with_wide_vectors;
use crate::tensor::targets::one_hot;
use crate::tensor::{in_rows, shape_in_words};
use crate::{Matrix, Real, Targets, Tensor};
use ndarray::{ArcArray, ArcArray2, Axis, Dimension, IxDyn, Slice};
use rayon::prelude::*;
use std::ops::Range;

/// A set of samples. Cloning and cutting share the memory; nothing is copied until a batch is taken.
#[derive(Clone, Debug)]
pub struct Samples<F> {
    x: Inputs<F>,
    t: Targets<F>,
    /// The shape of one input.
    shape: Vec<usize>,
}

/// Pixels stay bytes, a quarter of the memory of `f32`, and become values of 0 to 1 when a batch is taken.
#[derive(Clone, Debug)]
enum Inputs<F> {
    Pixels(ArcArray2<u8>),
    Values(ArcArray<F, IxDyn>),
}

impl<F: Real> Samples<F> {
    /// Images as rows of pixels, `(n, pixels)`, with their labels. A pixel `p` becomes the number `p / 255`.
    ///
    /// # Panics
    /// If there is not one label for each image.
    pub fn from_pixels(pixels: impl Into<ArcArray2<u8>>, labels: Vec<usize>) -> Self {
        let pixels = pixels.into();
        let pixels =
            if pixels.is_standard_layout() { pixels } else { pixels.as_standard_layout().into_shared() };
        Self::new(Inputs::Pixels(pixels), Targets::Labels(labels))
    }

    /// Inputs of any shape `(n, …)` with their targets.
    ///
    /// # Panics
    /// If there is not one target for each input.
    pub fn from_values(x: Tensor<F>, t: Targets<F>) -> Self {
        Self::new(Inputs::Values(x.into_shared()), t)
    }

    fn new(x: Inputs<F>, t: Targets<F>) -> Self {
        let shape = match &x {
            Inputs::Pixels(x) => x.shape(),
            Inputs::Values(x) => x.shape(),
        };
        let Some((&n, shape)) = shape.split_first() else {
            panic!("samples: the inputs have no axes; the first axis must count the samples")
        };
        let shape = shape.to_vec();
        assert!(n == t.len(), "{n} inputs have {} targets", t.len());
        Self { x, t, shape }
    }

    /// The same samples, each input in this shape: `shaped(&[1, 28, 28])` makes images of rows of 784 pixels.
    ///
    /// ```
    /// use core_tensor::Samples;
    /// use ndarray::Array2;
    /// let rows = Samples::<f32>::from_pixels(Array2::zeros((5, 784)), vec![0; 5]);
    /// let (x, _) = rows.shaped(&[1, 28, 28]).all();
    /// assert_eq!(x.shape(), [5, 1, 28, 28]);
    /// ```
    ///
    /// # Panics
    /// If an input has another number of elements.
    pub fn shaped(self, shape: &[usize]) -> Self {
        assert!(
            self.shape.iter().product::<usize>() == shape.iter().product(),
            "inputs of {} cannot have the shape {}",
            shape_in_words(&self.shape),
            shape_in_words(shape)
        );
        Self { shape: shape.to_vec(), ..self }
    }

    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.t.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The targets, in order.
    pub fn targets(&self) -> &Targets<F> {
        &self.t
    }

    /// The same samples with one-hot targets instead of labels.
    ///
    /// # Panics
    /// If a label is not below `classes`.
    pub fn one_hot(self, classes: usize) -> Self {
        let t = match self.t {
            Targets::Labels(labels) => Targets::Values(one_hot(&labels, classes).into_dyn()),
            values @ Targets::Values(_) => values,
        };
        Self { t, ..self }
    }

    /// The first `n` samples (all, if there are fewer).
    pub fn take(&self, n: usize) -> Self {
        self.cut(0..n.min(self.len()))
    }

    /// The samples before index `n`, and those from there on.
    ///
    /// # Panics
    /// If there are fewer than `n`.
    pub fn split_at(&self, n: usize) -> (Self, Self) {
        assert!(n <= self.len(), "{n} samples are to be split off, but there are {} samples", self.len());
        (self.cut(0..n), self.cut(n..self.len()))
    }

    fn cut(&self, range: Range<usize>) -> Self {
        let indices: Vec<usize> = range.clone().collect();
        let x = match &self.x {
            Inputs::Pixels(x) => Inputs::Pixels(cut_rows(x, range)),
            Inputs::Values(x) => Inputs::Values(cut_rows(x, range)),
        };
        Self { x, t: self.t.select(&indices), shape: self.shape.clone() }
    }

    /// The samples of these indices, as a batch `(n, …)` of inputs and its targets.
    ///
    /// # Panics
    /// If an index is out of range.
    pub fn batch(&self, indices: &[usize]) -> (Tensor<F>, Targets<F>) {
        let n = self.len();
        if let Some(index) = indices.iter().find(|&&index| index >= n) {
            panic!("sample {index} is asked for, but there are {n} samples");
        }
        let x = match &self.x {
            Inputs::Pixels(x) => gather(x, indices).into_dyn(),
            Inputs::Values(x) => x.select(Axis(0), indices),
        };
        (self.in_shape(x), self.t.select(indices))
    }

    fn in_shape(&self, x: Tensor<F>) -> Tensor<F> {
        if x.shape()[1..] == self.shape {
            return x;
        }
        let shape: Vec<usize> = x.shape()[..1].iter().chain(&self.shape).copied().collect();
        x.into_shape_clone(shape).unwrap_or_else(|_| unreachable!("the values were counted before"))
    }

    /// The samples of a range, as a batch.
    ///
    /// # Panics
    /// If the range ends beyond the last sample.
    pub fn range(&self, range: Range<usize>) -> (Tensor<F>, Targets<F>) {
        self.batch(&range.collect::<Vec<_>>())
    }

    /// All samples, as one batch.
    pub fn all(&self) -> (Tensor<F>, Targets<F>) {
        self.range(0..self.len())
    }
}

fn cut_rows<A: Clone, D: Dimension>(x: &ArcArray<A, D>, range: Range<usize>) -> ArcArray<A, D> {
    x.clone().slice_axis_move(Axis(0), Slice::from(range))
}

/// Images that one thread converts before it takes the next ones (workload `two_layer` of `cargo run --release -p throughput`).
const IMAGES_PER_THREAD: usize = 64;
/// Images that are fetched before their pixels are converted. They come from anywhere in memory, and a processor that only
/// copies asks for the next ones while it waits for the first; one that computes does not look so far ahead.
const FETCHED: usize = 8;

/// The rows of these indices, converted.
fn gather<F: Real>(pixels: &ArcArray2<u8>, indices: &[usize]) -> Matrix<F> {
    let width = pixels.ncols();
    let mut values = take::<F>(indices.len() * width);
    values
        .par_chunks_mut(IMAGES_PER_THREAD * width.max(1))
        .zip(indices.par_chunks(IMAGES_PER_THREAD))
        .with_min_len(least_items_of_a_job())
        .for_each(|(values, indices)| {
            let mut fetched = vec![0; FETCHED * width];
            let rows = values.chunks_mut((FETCHED * width).max(1)).zip(indices.chunks(FETCHED));
            for (values, indices) in rows {
                for (image, &index) in fetched.chunks_exact_mut(width.max(1)).zip(indices) {
                    image.copy_from_slice(row_of(pixels, index));
                }
                with_wide_vectors(
                    #[inline(always)]
                    || {
                        values.iter_mut().zip(&fetched).for_each(|(x, &pixel)| *x = F::from_pixel(pixel));
                    },
                );
            }
        });
    in_rows(values, (indices.len(), width))
}

fn row_of(pixels: &ArcArray2<u8>, index: usize) -> &[u8] {
    let width = pixels.ncols();
    match pixels.as_slice() {
        Some(all) => &all[index * width..][..width],
        None => unreachable!("pixels were put in row-major order"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    fn four_images() -> Samples<f64> {
        let pixels = Array2::from_shape_fn((4, 3), |(i, j)| (10 * i + j) as u8);
        Samples::from_pixels(pixels, vec![0, 1, 2, 3])
    }

    #[test]
    fn a_batch_holds_the_asked_places_in_the_asked_order_divided_by_255() {
        let (x, t) = four_images().batch(&[2, 0]);
        assert_eq!(t, Targets::Labels(vec![2, 0]));
        assert_eq!(x[[0, 1]], f64::from(21.0_f32 / 255.0));
        assert_eq!(x[[1, 2]], f64::from(2.0_f32 / 255.0));
    }

    #[test]
    fn cutting_keeps_inputs_and_answers_together() {
        let (first, rest) = four_images().split_at(1);
        assert_eq!((first.len(), rest.len()), (1, 3));
        let (x, t) = rest.take(2).all();
        assert_eq!(x.shape(), [2, 3]);
        assert_eq!(t, Targets::Labels(vec![1, 2]));
        assert_eq!(x[[0, 0]], f64::from(10.0_f32 / 255.0));
    }

    #[test]
    fn one_hot_answers_name_the_same_classes() {
        let samples = four_images().one_hot(10);
        assert_eq!(samples.targets().class(3), 3);
    }

    #[test]
    #[should_panic(expected = "4 inputs have 3 targets")]
    fn inputs_and_answers_must_be_equally_many() {
        Samples::<f32>::from_pixels(Array2::zeros((4, 3)), vec![0, 1, 2]);
    }
}
