//! 8.1.2 How does one image become many? **Data augmentation**: shift it, rotate it, scale it.
//!
//! Each pixel of the new image takes its value from where it came from (the inverse affine transform):
//!
//! ```text
//!                    1     ┌  cos a   sin a ┐  ┌ row − middle − shift_down     ┐   ┌ middle ┐
//! (from_row, …)  = ───── · │                │· │                               │ + │        │
//!                  scale   └ −sin a   cos a ┘  └ column − middle − shift_right ┘   └ middle ┘
//! ```
//!
//! That point is between four pixels; their mean, weighted by proximity, is *bilinear* sampling. Working backward
//! leaves no holes. Beyond the edge is paper.

use ndarray::Array2;
use portable_math::sin_cos;

/// An affine transform of an image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AffineTransform {
    /// Pixels downward.
    pub down: f64,
    /// Pixels to the right.
    pub right: f64,
    /// Degrees, counter-clockwise.
    pub angle: f64,
    /// A factor above 1 enlarges the image.
    pub scale: f64,
}

impl AffineTransform {
    /// The identity.
    pub const NONE: Self = Self { down: 0.0, right: 0.0, angle: 0.0, scale: 1.0 };
}

/// The transformed image, of the same size.
pub fn transformed(image: &Array2<f64>, change: AffineTransform) -> Array2<f64> {
    let (middle_row, middle_column) =
        ((image.nrows() as f64 - 1.0) / 2.0, (image.ncols() as f64 - 1.0) / 2.0);
    let (sin, cos) = sin_cos(change.angle.to_radians());
    Array2::from_shape_fn(image.dim(), |(row, column)| {
        let y = (row as f64 - middle_row - change.down) / change.scale;
        let x = (column as f64 - middle_column - change.right) / change.scale;
        bilinear(image, cos * y + sin * x + middle_row, -sin * y + cos * x + middle_column)
    })
}

/// The value at a point between pixels: the mean of the four around it, weighted by proximity.
pub fn bilinear(image: &Array2<f64>, row: f64, column: f64) -> f64 {
    let (top, left) = (row.floor(), column.floor());
    let (below, aside) = (row - top, column - left);
    (1.0 - below) * (1.0 - aside) * pixel(image, top, left)
        + (1.0 - below) * aside * pixel(image, top, left + 1.0)
        + below * (1.0 - aside) * pixel(image, top + 1.0, left)
        + below * aside * pixel(image, top + 1.0, left + 1.0)
}

/// The pixel there; 0 beyond the edge.
fn pixel(image: &Array2<f64>, row: f64, column: f64) -> f64 {
    if row < 0.0 || column < 0.0 {
        return 0.0;
    }
    image.get((row as usize, column as usize)).copied().unwrap_or(0.0)
}
