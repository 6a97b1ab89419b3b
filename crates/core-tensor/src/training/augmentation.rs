//! Data augmentation: how does one image become many? Shift it, rotate it, scale it.
//!
//! Derived in: ch08 (book §8.1.2, data augmentation).
//!
//! Each pixel of the new image computes where it came from, and takes the mean of the four pixels there, weighted by how near
//! they are (*bilinear* sampling). Beyond the edge everything is 0.
//!
//! ```text
//!                    1     ┌  cos a   sin a ┐  ┌ row − middle − down     ┐   ┌ middle ┐
//! (from_row, …)  = ───── · │                │· │                         │ + │        │
//!                  scale   └ −sin a   cos a ┘  └ column − middle − right ┘   └ middle ┘
//! ```

use crate::StreamRng;
use crate::tensor::settings::{check_not_negative, check_share_below_one};
use crate::tensor::shape_in_words;
use crate::{Real, Tensor};
use ndarray::{ArrayView2, ArrayViewMut2, Axis, Ix3, Zip};
use portable_math::sin_cos;
use rand::RngExt;
use rayon::prelude::*;

/// The largest random affine transform: bounds, none of them negative.
///
/// ```
/// use core_tensor::training::augmentation::Augmentation;
/// use core_tensor::{Streams, Tensor};
/// let images = Tensor::<f32>::ones(vec![3, 1, 28, 28]);
/// let mut rng = Streams::new(1).rng("augmentation");
/// let augmented = Augmentation { shift: 2.0, angle: 10.0, scale: 0.1 }.apply(&images, &mut rng);
/// assert_eq!(augmented.shape(), [3, 1, 28, 28]);
/// let nothing = Augmentation { shift: 0.0, angle: 0.0, scale: 0.0 };
/// assert_eq!(nothing.apply(&images, &mut rng), images);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Augmentation {
    /// Pixels in each direction.
    pub shift: f64,
    /// Degrees of rotation in each direction.
    pub angle: f64,
    /// The share by which images become larger or smaller; below 1.
    pub scale: f64,
}

/// An affine transform of one image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AffineTransform {
    /// Pixels downward.
    pub down: f64,
    /// Pixels to the right.
    pub right: f64,
    /// Degrees, anticlockwise.
    pub angle: f64,
    /// Above 1 makes it larger.
    pub scale: f64,
}

impl Augmentation {
    /// A uniformly random transform within these bounds.
    ///
    /// # Panics
    /// If a bound is negative, infinite or `NaN`, or `scale` is not below 1: an image would shrink to nothing.
    pub fn draw(self, rng: &mut StreamRng) -> AffineTransform {
        check_not_negative("augmentation", "shift", self.shift);
        check_not_negative("augmentation", "angle", self.angle);
        check_share_below_one("augmentation", "scale", self.scale);
        let mut within = |bound: f64| bound * (2.0 * rng.random::<f64>() - 1.0);
        AffineTransform {
            down: within(self.shift),
            right: within(self.shift),
            angle: within(self.angle),
            scale: 1.0 + within(self.scale),
        }
    }

    /// Transforms each image of a batch `(n, channels, height, width)` by a draw of its own; all channels of an image by the
    /// same.
    ///
    /// # Panics
    /// If `x` isn't a batch of images, or as [`Augmentation::draw`].
    pub fn apply<F: Real>(self, x: &Tensor<F>, rng: &mut StreamRng) -> Tensor<F> {
        // Drawn first and in order, so that the bits do not depend on the threads.
        let transforms: Vec<AffineTransform> =
            (0..x.shape().first().copied().unwrap_or(0)).map(|_| self.draw(rng)).collect();
        transformed(x, &transforms)
    }
}

/// A batch of images `(n, channels, height, width)`, image `i` transformed by `transforms[i]`, all its channels alike.
///
/// # Panics
/// If `x` isn't a batch of images, or there isn't one transform for each, or as [`AffineTransform::write`].
pub fn transformed<F: Real>(x: &Tensor<F>, transforms: &[AffineTransform]) -> Tensor<F> {
    assert!(
        x.ndim() == 4,
        "augmentation: images of four axes were expected, not {}",
        shape_in_words(x.shape())
    );
    assert!(x.shape()[0] == transforms.len(), "{} images and {} transforms", x.shape()[0], transforms.len());
    let mut augmented = Tensor::zeros(x.shape());
    let pairs = augmented.axis_iter_mut(Axis(0)).into_par_iter().zip(x.axis_iter(Axis(0)).into_par_iter());
    pairs.zip(transforms).for_each(|((to, from), transform)| {
        let (to, from) = (to.into_dimensionality::<Ix3>(), from.into_dimensionality::<Ix3>());
        if let (Ok(mut to), Ok(from)) = (to, from) {
            for (to, from) in to.outer_iter_mut().zip(from.outer_iter()) {
                transform.write(from, to);
            }
        }
    });
    augmented
}

impl AffineTransform {
    /// The identity.
    pub const NONE: Self = Self { down: 0.0, right: 0.0, angle: 0.0, scale: 1.0 };

    fn check(&self) {
        let Self { down, right, angle, scale } = *self;
        assert!(
            [down, right, angle, scale].iter().all(|number| number.is_finite()) && scale > 0.0,
            "an affine transform needs finite values and a scale above 0: {self:?}"
        );
    }

    /// Writes the transformed `image` into `to` of the same size.
    ///
    /// # Panics
    /// If the sizes differ, `scale` is not above 0, or a value of the transform is infinite or `NaN`.
    pub fn write<F: Real>(self, image: ArrayView2<F>, mut to: ArrayViewMut2<F>) {
        assert_eq!(image.dim(), to.dim(), "a transformed image has the size of the image");
        self.check();
        let middle_row = (image.nrows() as f64 - 1.0) / 2.0;
        let middle_column = (image.ncols() as f64 - 1.0) / 2.0;
        let (sin, cos) = sin_cos(self.angle.to_radians());
        Zip::indexed(&mut to).for_each(|(row, column), pixel| {
            let y = (row as f64 - middle_row - self.down) / self.scale;
            let x = (column as f64 - middle_column - self.right) / self.scale;
            let from = (cos * y + sin * x + middle_row, -sin * y + cos * x + middle_column);
            *pixel = F::of(bilinear(&image, from));
        });
    }
}

/// The value at a point between pixels.
fn bilinear<F: Real>(image: &ArrayView2<F>, (row, column): (f64, f64)) -> f64 {
    let (top, left) = (row.floor(), column.floor());
    let (below, aside) = (row - top, column - left);
    (1.0 - below) * (1.0 - aside) * pixel(image, top, left)
        + (1.0 - below) * aside * pixel(image, top, left + 1.0)
        + below * (1.0 - aside) * pixel(image, top + 1.0, left)
        + below * aside * pixel(image, top + 1.0, left + 1.0)
}

/// The pixel there; 0 beyond the edge.
fn pixel<F: Real>(image: &ArrayView2<F>, row: f64, column: f64) -> f64 {
    // A negative coordinate would become 0, which is a pixel.
    if row < 0.0 || column < 0.0 {
        return 0.0;
    }
    image.get((row as usize, column as usize)).map_or(0.0, |value| value.as_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Matrix;
    use crate::Streams;
    use crate::tensor::settings::tests::refusal;
    use portable_math::sin;

    fn image() -> Matrix<f64> {
        Matrix::from_shape_fn((5, 5), |(i, j)| (5 * i + j) as f64)
    }

    fn augmented(transform: AffineTransform) -> Matrix<f64> {
        let mut to = Matrix::zeros((5, 5));
        transform.write(image().view(), to.view_mut());
        to
    }

    #[test]
    fn no_change_gives_the_image_and_a_shift_moves_it_and_leaves_paper() {
        assert_eq!(augmented(AffineTransform::NONE), image());
        let down = augmented(AffineTransform { down: 1.0, ..AffineTransform::NONE });
        assert!(down.row(0).iter().all(|&pixel| pixel == 0.0));
        assert_eq!(down.row(3), image().row(2));
        let half = augmented(AffineTransform { right: 0.5, ..AffineTransform::NONE });
        assert_eq!(half[[2, 2]], 11.5, "between 11 and 12");
    }

    #[test]
    fn a_quarter_turn_against_the_clock_brings_the_right_edge_to_the_top() {
        let turned = augmented(AffineTransform { angle: 90.0, ..AffineTransform::NONE });
        for k in 1..4 {
            assert!((turned[[1, k]] - image()[[k, 3]]).abs() < 1e-9, "{turned}");
        }
    }

    #[test]
    fn growing_keeps_the_middle_and_shrinking_undoes_it_there() {
        let large = augmented(AffineTransform { scale: 2.0, ..AffineTransform::NONE });
        assert_eq!((large[[2, 2]], large[[2, 4]]), (12.0, 13.0));
    }

    #[test]
    fn the_same_stream_gives_the_same_images_for_any_number_of_threads_and_channels_go_together() {
        let x = Tensor::from_shape_fn(vec![6, 2, 7, 7], |i| sin((i[0] + 3 * i[2] + i[3]) as f32));
        let bounds = Augmentation { shift: 2.0, angle: 10.0, scale: 0.1 };
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| bounds.apply(&x, &mut Streams::new(1).rng("augmentation")))
        };
        assert_eq!(on(1), on(3));
        let first = on(1);
        assert_eq!(first.index_axis(Axis(1), 0), first.index_axis(Axis(1), 1));
        assert_ne!(first, x);
    }

    #[test]
    fn draws_stay_within_their_bounds_and_reach_both_sides() {
        let mut rng = Streams::new(1).rng("augmentation");
        let bounds = Augmentation { shift: 2.0, angle: 10.0, scale: 0.1 };
        let draws: Vec<_> = (0..1_000).map(|_| bounds.draw(&mut rng)).collect();
        let within = |d: &AffineTransform| {
            d.down.abs() <= 2.0
                && d.right.abs() <= 2.0
                && d.angle.abs() <= 10.0
                && (d.scale - 1.0).abs() <= 0.1
        };
        assert!(draws.iter().all(within));
        assert!(draws.iter().any(|d| d.angle > 9.0) && draws.iter().any(|d| d.angle < -9.0));
    }

    #[test]
    fn changes_that_leave_no_image_are_refused() {
        let (none, bounds) = (AffineTransform::NONE, Augmentation { shift: 1.0, angle: 1.0, scale: 0.1 });
        for bad in [
            AffineTransform { scale: 0.0, ..none },
            AffineTransform { scale: -1.0, ..none },
            AffineTransform { scale: f64::INFINITY, ..none },
            AffineTransform { angle: f64::NAN, ..none },
            AffineTransform { down: f64::INFINITY, ..none },
        ] {
            assert!(refusal(|| augmented(bad)).contains("a scale above 0"), "{bad:?}");
        }
        for (bad, setting) in [
            (Augmentation { scale: 1.0, ..bounds }, "scale"),
            (Augmentation { scale: f64::NAN, ..bounds }, "scale"),
            (Augmentation { shift: -1.0, ..bounds }, "shift"),
            (Augmentation { angle: f64::INFINITY, ..bounds }, "angle"),
        ] {
            let words = refusal(|| bad.draw(&mut Streams::new(1).rng("a")));
            assert!(words.contains(&format!("augmentation: the {setting} must be")), "{bad:?}: {words}");
        }
    }

    #[test]
    #[should_panic(expected = "images of four axes were expected, not 3 × 784")]
    fn rows_of_pixels_are_refused() {
        let x = Tensor::<f32>::zeros(vec![3, 784]);
        Augmentation { shift: 1.0, angle: 0.0, scale: 0.0 }.apply(&x, &mut Streams::new(1).rng("a"));
    }
}
