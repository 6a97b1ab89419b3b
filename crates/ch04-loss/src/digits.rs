//! The handwritten digits as this chapter's networks take them: images as rows of values, one-hot targets.

use crate::derive::accuracy::correct_predictions;
use crate::derive::two_layer_net::TwoLayerNet;
use core_data::{CLASSES, IMAGE_SIDE, Split};
use core_tensor::tensor::into_rows;
use core_tensor::tensor::targets::one_hot;
use core_tensor::{Samples, Targets};
use ndarray::{Array2, Axis, s};

/// Images `x`, `(n, pixels)`, from 0 (paper) to 1 (ink), with one-hot targets `t`, `(n, 10)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Digits {
    /// One image a row.
    pub x: Array2<f64>,
    /// One target a row.
    pub t: Array2<f64>,
}

impl Digits {
    /// The images at these indices.
    ///
    /// # Panics
    /// If an index is out of range.
    pub fn at(samples: &Samples<f64>, indices: &[usize]) -> Self {
        let (x, t) = samples.batch(indices);
        let t = match t {
            Targets::Labels(labels) => one_hot(&labels, CLASSES),
            Targets::Values(values) => into_rows(values, "one-hot targets"),
        };
        Self { x: into_rows(x, "images"), t }
    }

    /// All images of a split, made smaller: each pixel is the mean of a square of `factor × factor`.
    ///
    /// # Panics
    /// If `factor` does not divide 28.
    pub fn shrunk(split: &Split, factor: usize) -> Self {
        assert!(factor > 0 && IMAGE_SIDE.is_multiple_of(factor), "28 pixels have no {factor}th part");
        let side = IMAGE_SIDE / factor;
        let x = Array2::from_shape_fn((split.len(), side * side), |(n, pixel)| {
            let (top, left) = (pixel / side * factor, pixel % side * factor);
            let image = split.image(n);
            let square = image.slice(s![top..top + factor, left..left + factor]);
            square.iter().map(|&grey| f64::from(grey)).sum::<f64>() / (255 * factor * factor) as f64
        });
        let labels: Vec<usize> = split.labels.iter().copied().map(usize::from).collect();
        Self { x, t: one_hot(&labels, CLASSES) }
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.x.nrows()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Some of them: those at these indices.
    ///
    /// # Panics
    /// If an index is out of range.
    pub fn choose(&self, indices: &[usize]) -> Self {
        Self { x: self.x.select(Axis(0), indices), t: self.t.select(Axis(0), indices) }
    }
}

/// Images that are converted at once: 60,000 together would take 380 MB.
const BLOCK: usize = 2_000;

/// The accuracy of `net` on all samples.
pub fn accuracy_on(net: &TwoLayerNet, samples: &Samples<f64>) -> f64 {
    let mut correct = 0;
    for start in (0..samples.len()).step_by(BLOCK) {
        let indices: Vec<usize> = (start..samples.len().min(start + BLOCK)).collect();
        let digits = Digits::at(samples, &indices);
        correct += correct_predictions(&net.scores_of_hidden(&net.hidden(&digits.x)), &digits.t);
    }
    correct as f64 / samples.len() as f64
}
