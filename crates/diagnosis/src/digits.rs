//! Which digits do the exercises train on? The first ones of MNIST.

use core_data::Mnist;
use core_tensor::Samples;
use ndarray::Array2;
use std::sync::OnceLock;

/// Images, one per row, pixels from 0 to 1, `(n, 784)`, and their labels.
pub type Digits = (Array2<f64>, Vec<usize>);

/// The first `n` training images.
///
/// # Panics
/// If the digits that come with the workspace are missing or damaged.
pub fn training(n: usize) -> Digits {
    first(&mnist().train, n)
}

/// The first `n` test images.
///
/// # Panics
/// If the digits that come with the workspace are missing or damaged.
pub fn test(n: usize) -> Digits {
    first(&mnist().test, n)
}

/// The first `n` training images for convolutions, `(n, 1, 28, 28)`.
///
/// # Panics
/// If the digits that come with the workspace are missing or damaged.
pub(crate) fn images(n: usize) -> Samples<f32> {
    mnist().train.images().take(n)
}

/// The first `n` test images for convolutions, `(n, 1, 28, 28)`.
///
/// # Panics
/// If the digits that come with the workspace are missing or damaged.
pub(crate) fn test_images(n: usize) -> Samples<f32> {
    mnist().test.images().take(n)
}

fn mnist() -> &'static Mnist {
    static MNIST: OnceLock<Mnist> = OnceLock::new();
    MNIST.get_or_init(|| Mnist::load(None).unwrap_or_else(|error| panic!("{error}")))
}

fn first(split: &core_data::Split, n: usize) -> Digits {
    let split = split.first(n);
    let x = split.pixels.mapv(|pixel| f64::from(pixel) / 255.0);
    (x, split.labels.iter().map(|&label| usize::from(label)).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_first_digits_are_those_of_the_set() {
        let (x, t) = super::training(5);
        assert_eq!(t, [5, 0, 4, 1, 9]);
        assert_eq!(x.dim(), (5, 784));
        assert_eq!(super::test(1).1, [7]);
    }
}
