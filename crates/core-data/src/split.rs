//! One half of a set: images and their labels.

use core_tensor::{Real, Samples};
use ndarray::{ArcArray2, ArrayView2, s};

/// Rows, and columns, of an image.
pub const IMAGE_SIDE: usize = 28;

/// Classes of a set: labels run from 0 to 9.
pub const CLASSES: usize = 10;

/// Images with their labels, as bytes.
///
/// ```
/// # use core_data::Mnist;
/// let test = Mnist::load(None)?.test.first(100);
/// assert_eq!(test.pixels.dim(), (100, 784));
/// assert_eq!(test.label_counts().iter().sum::<usize>(), 100);
/// # Ok::<(), core_data::DataError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// One row of 784 grey values an image, 0 for paper and 255 for ink.
    ///
    /// Cloning, and handing out [`samples`](Self::samples), shares this memory.
    pub pixels: ArcArray2<u8>,
    /// One class from 0 to 9 an image.
    pub labels: Vec<u8>,
}

impl Split {
    /// How many images there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Image number `index`, 28×28, without copying it.
    ///
    /// # Panics
    /// When there is no such image.
    pub fn image(&self, index: usize) -> ArrayView2<'_, u8> {
        assert!(index < self.len(), "image {index} was asked for, but there are only {}", self.len());
        self.pixels
            .row(index)
            .into_shape_with_order((IMAGE_SIDE, IMAGE_SIDE))
            .expect("a row of `pixels` is one image of 784 bytes")
    }

    /// A copy of the first `count` images, or of all when there are fewer. The book's small experiments use 300 to 1,000.
    pub fn first(&self, count: usize) -> Split {
        let count = count.min(self.len());
        Split {
            pixels: self.pixels.slice(s![..count, ..]).to_shared(),
            labels: self.labels[..count].to_vec(),
        }
    }

    /// How many images each class has.
    pub fn label_counts(&self) -> [usize; CLASSES] {
        let mut counts = [0; CLASSES];
        for &label in &self.labels {
            counts[usize::from(label)] += 1;
        }
        counts
    }

    /// As samples to train or test on, sharing the pixels: they stay bytes until a batch is taken, and become 0 to 1 there.
    ///
    /// ```
    /// # use core_data::Mnist;
    /// let train = Mnist::load(None)?.train.first(300).samples::<f32>();
    /// let (x, _labels) = train.range(0..100);
    /// assert_eq!(x.shape(), [100, 784]);
    /// assert!(x.iter().all(|&grey| (0.0..=1.0).contains(&grey)));
    /// # Ok::<(), core_data::DataError>(())
    /// ```
    pub fn samples<F: Real>(&self) -> Samples<F> {
        let labels = self.labels.iter().copied().map(usize::from).collect();
        Samples::from_pixels(self.pixels.clone(), labels)
    }

    /// As [`samples`](Self::samples), for convolutions: images of one channel, `(n, 1, 28, 28)`.
    pub fn images<F: Real>(&self) -> Samples<F> {
        self.samples().shaped(&[1, IMAGE_SIDE, IMAGE_SIDE])
    }
}
