//! How does a drawing become an image as MNIST has them? It is fitted into a box of 20 × 20 and centred by its mass.
//!
//! ```text
//! drawing, 140 × 140        bounding box, the longer side         the centre of mass in the middle
//! with paper around it  →   becomes 20 pixels              →      of 28 × 28 pixels
//! ```
//!
//! A network has only seen digits of this size at this position. A drawing that skips these steps is read far worse, which
//! is not the network's fault alone.

use core_data::IMAGE_SIDE;
use ndarray::{Array2, ArrayView2, Axis};

/// The side of the box into which MNIST's digits were fitted.
const BOX: f64 = 20.0;
/// Less ink than this is the soft edge of a stroke, and doesn't make the bounding box larger.
const FAINT: f64 = 0.25;

/// The image of a drawing of `side` × `side` points from 0 (paper) to 1 (ink); none if nothing is drawn.
pub(crate) fn as_in_mnist(points: &[f64], side: usize) -> Option<Array2<f64>> {
    let drawing = ArrayView2::from_shape((side, side), points).ok()?;
    let (rows, columns) = (Extent::of(&drawing, Axis(0))?, Extent::of(&drawing, Axis(1))?);
    // Points per pixel. A dot isn't enlarged: it is still a dot, not a square of 20 × 20.
    let unit = (rows.length().max(columns.length()) / BOX).max(1.0);
    Some(rows.shares(side, unit).dot(&drawing).dot(&columns.shares(side, unit).t()))
}

/// Where the ink is along an axis, in points.
struct Extent {
    first: f64,
    end: f64,
    centre_of_mass: f64,
}

impl Extent {
    fn of(drawing: &ArrayView2<f64>, axis: Axis) -> Option<Self> {
        let inked =
            |line: &ArrayView2<f64>, at: usize| line.index_axis(axis, at).iter().any(|&ink| ink > FAINT);
        let count = drawing.len_of(axis);
        let first = (0..count).find(|&at| inked(drawing, at))?;
        let last = (0..count).rfind(|&at| inked(drawing, at))?;
        let masses = (0..count).map(|at| (at as f64 + 0.5, drawing.index_axis(axis, at).sum()));
        let (moment, mass) =
            masses.fold((0.0, 0.0), |(moment, mass), (at, ink)| (moment + at * ink, mass + ink));
        Some(Self { first: first as f64, end: last as f64 + 1.0, centre_of_mass: moment / mass })
    }

    fn length(&self) -> f64 {
        self.end - self.first
    }

    /// One row per pixel, one column per point: which share of the pixel the point covers. With the ink's centre of mass in
    /// the middle of the pixels, unless the bounding box would then be cut off.
    fn shares(&self, side: usize, unit: f64) -> Array2<f64> {
        let pixels = IMAGE_SIDE as f64;
        let from = (self.centre_of_mass - 0.5 * pixels * unit).clamp(self.end - pixels * unit, self.first);
        Array2::from_shape_fn((IMAGE_SIDE, side), |(pixel, point)| {
            let (left, point) = (from + pixel as f64 * unit, point as f64);
            ((left + unit).min(point + 1.0) - left.max(point)).max(0.0) / unit
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A drawing of 140 × 140 with ink where `is_ink` says, at (row, column).
    fn drawing(is_ink: impl Fn(usize, usize) -> bool) -> Vec<f64> {
        (0..140 * 140).map(|at| f64::from(u8::from(is_ink(at / 140, at % 140)))).collect()
    }

    #[test]
    fn a_bar_anywhere_becomes_twenty_pixels_high_in_the_middle() {
        for (top, left) in [(0, 0), (30, 90), (99, 132)] {
            let bar =
                drawing(|row, column| (top..top + 40).contains(&row) && (left..left + 8).contains(&column));
            let image = as_in_mnist(&bar, 140).unwrap();
            let expected = Array2::from_shape_fn((28, 28), |(row, column)| {
                f64::from(u8::from((4..24).contains(&row) && (12..16).contains(&column)))
            });
            assert!((image - expected).iter().all(|difference| difference.abs() < 1e-9), "{top}, {left}");
        }
    }

    #[test]
    fn all_ink_stays_on_the_image_even_if_its_mass_is_at_one_end() {
        let hammer = drawing(|row, column| column < 100 && (row < 12 || (row < 100 && column < 2)));
        let image = as_in_mnist(&hammer, 140).unwrap();
        let ink: f64 = hammer.iter().sum();
        assert!((image.sum() - ink / 25.0).abs() < 1e-6, "{} of {}", image.sum(), ink / 25.0);
    }

    #[test]
    fn without_ink_there_is_no_image_and_a_dot_stays_a_dot() {
        assert_eq!(as_in_mnist(&drawing(|_, _| false), 140), None);
        let dot = as_in_mnist(&drawing(|row, column| (row, column) == (3, 137)), 140).unwrap();
        assert!((dot.sum() - 1.0).abs() < 1e-9);
    }
}
