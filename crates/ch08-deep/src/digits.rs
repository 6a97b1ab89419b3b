//! In which form do the networks of this chapter get the digits? As images of one channel, `(n, 1, 28, 28)`.

use core_data::{IMAGE_SIDE, Split};
use core_tensor::training::augmentation::{AffineTransform, transformed};
use core_tensor::{Samples, Targets};
use ndarray::Array2;

/// The shape of one image.
pub const SHAPE: [usize; 3] = [1, IMAGE_SIDE, IMAGE_SIDE];

/// Image number `index` as values from 0 (paper) to 1 (ink), `(28, 28)`.
///
/// # Panics
/// If there is no such image.
pub fn ink(split: &Split, index: usize) -> Array2<f64> {
    split.image(index).mapv(|grey| f64::from(grey) / 255.0)
}

/// The samples, each image transformed alike.
pub fn all_transformed(samples: &Samples<f32>, change: AffineTransform) -> Samples<f32> {
    let (x, t) = samples.all();
    let changes = vec![change; samples.len()];
    Samples::from_values(transformed(&x, &changes), t)
}

/// The samples whose digit is one of `digits`, called 0, 1, 2, … in that order. Of each
/// digit the first `skipped` are left out, and at most the next `most` are taken.
pub fn only(samples: &Samples<f32>, digits: &[usize], skipped: usize, most: usize) -> Samples<f32> {
    let mut counts = vec![0; digits.len()];
    let (mut indices, mut labels) = (Vec::new(), Vec::new());
    for index in 0..samples.len() {
        let class = samples.targets().class(index);
        if let Some(label) = digits.iter().position(|&digit| digit == class)
            && counts[label] < skipped + most
        {
            counts[label] += 1;
            if counts[label] > skipped {
                indices.push(index);
                labels.push(label);
            }
        }
    }
    Samples::from_values(samples.batch(&indices).0, Targets::Labels(labels))
}
