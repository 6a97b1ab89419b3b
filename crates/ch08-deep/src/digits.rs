//! In which form do the networks of this chapter get the digits? As images of one channel, `(n, 1, 28, 28)`.

use crate::derive::augmentation::{Distortion, distorted};
use chapter_kit::Run;
use core_data::{IMAGE_SIDE, Split};
use core_tensor::random::StreamRng;
use core_tensor::{Samples, Targets, Tensor};
use ndarray::{Array2, Axis};
use rand::RngExt;
use rayon::prelude::*;

/// The shape of one image.
pub const SHAPE: (usize, usize, usize) = (1, IMAGE_SIDE, IMAGE_SIDE);

/// The images of a split, for convolutions.
pub fn images(split: &Split) -> Samples<f32> {
    split.samples().shaped(&[1, IMAGE_SIDE, IMAGE_SIDE])
}

/// The first training images and the first test images.
///
/// # Errors
/// When the digits cannot be read.
pub fn first_images(run: &Run, training: usize, test: usize) -> anyhow::Result<(Samples<f32>, Samples<f32>)> {
    let mnist = run.mnist()?;
    Ok((images(&mnist.train).take(training), images(&mnist.test).take(test)))
}

/// Image number `index` as numbers from 0 (paper) to 1 (ink), `(28, 28)`.
///
/// # Panics
/// If there is no such image.
pub fn ink(split: &Split, index: usize) -> Array2<f64> {
    split.image(index).mapv(|grey| f64::from(grey) / 255.0)
}

/// How far images are changed at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Pixels in each direction.
    pub shift: f64,
    /// Degrees to each side.
    pub angle: f64,
    /// Share by which they become larger or smaller.
    pub scale: f64,
}

impl Extent {
    /// A change within these bounds, each as likely as the other.
    pub fn draw(self, rng: &mut StreamRng) -> Distortion {
        let mut within = |bound: f64| bound * (2.0 * rng.random::<f64>() - 1.0);
        Distortion {
            down: within(self.shift),
            right: within(self.shift),
            angle: within(self.angle),
            scale: 1.0 + within(self.scale),
        }
    }
}

/// The batch `(n, 1, 28, 28)` with image `i` changed by `changes[i]`.
pub fn distorted_batch(mut x: Tensor<f32>, changes: &[Distortion]) -> Tensor<f32> {
    let images: Vec<_> = x.axis_iter_mut(Axis(0)).zip(changes).collect();
    images.into_par_iter().for_each(|(mut image, &change)| {
        let mut channel = image.index_axis_mut(Axis(0), 0);
        let before = Array2::from_shape_fn((IMAGE_SIDE, IMAGE_SIDE), |(row, column)| {
            f64::from(channel[[row, column]])
        });
        let after = distorted(&before, change);
        channel.zip_mut_with(&after.into_dyn(), |pixel, &value| *pixel = value as f32);
    });
    x
}

/// The samples, each image changed by the same distortion.
pub fn all_distorted(samples: &Samples<f32>, change: Distortion) -> Samples<f32> {
    let (x, t) = samples.all();
    let changes = vec![change; samples.len()];
    Samples::from_numbers(distorted_batch(x, &changes), t)
}

/// The samples whose digit is one of `digits`, called 0, 1, 2, … in that order. Of each
/// digit the first `skipped` are left out, and at most the next `most` are taken.
pub fn only(samples: &Samples<f32>, digits: &[usize], skipped: usize, most: usize) -> Samples<f32> {
    let mut counts = vec![0; digits.len()];
    let (mut places, mut labels) = (Vec::new(), Vec::new());
    for place in 0..samples.len() {
        let class = samples.targets().class(place);
        if let Some(label) = digits.iter().position(|&digit| digit == class)
            && counts[label] < skipped + most
        {
            counts[label] += 1;
            if counts[label] > skipped {
                places.push(place);
                labels.push(label);
            }
        }
    }
    Samples::from_numbers(samples.batch(&places).0, Targets::Labels(labels))
}
