//! 8.1.2 How does one image become many? Shift it, turn it, make it larger or smaller.
//!
//! Each pixel of the new image asks where it came from, and takes what lies there:
//!
//! ```text
//!                    1     ┌  cos a   sin a ┐  ┌ row − middle − shift_down     ┐   ┌ middle ┐
//! (from_row, …)  = ───── · │                │· │                               │ + │        │
//!                  scale   └ −sin a   cos a ┘  └ column − middle − shift_right ┘   └ middle ┘
//! ```
//!
//! That place lies between four pixels; their mean, each weighted by how near it is, is *bilinear* sampling. Asking
//! backward leaves no holes. Beyond the edge is paper.

use ndarray::Array2;

/// How an image is changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distortion {
    /// Pixels downward.
    pub down: f64,
    /// Pixels to the right.
    pub right: f64,
    /// Degrees, against the clock.
    pub angle: f64,
    /// Above 1 makes it larger.
    pub scale: f64,
}

impl Distortion {
    /// Changes nothing.
    pub const NONE: Self = Self { down: 0.0, right: 0.0, angle: 0.0, scale: 1.0 };
}

/// The image, changed; the same size.
pub fn distorted(image: &Array2<f64>, change: Distortion) -> Array2<f64> {
    let (middle_row, middle_column) =
        ((image.nrows() as f64 - 1.0) / 2.0, (image.ncols() as f64 - 1.0) / 2.0);
    let (sin, cos) = change.angle.to_radians().sin_cos();
    Array2::from_shape_fn(image.dim(), |(row, column)| {
        let y = (row as f64 - middle_row - change.down) / change.scale;
        let x = (column as f64 - middle_column - change.right) / change.scale;
        bilinear(image, cos * y + sin * x + middle_row, -sin * y + cos * x + middle_column)
    })
}

/// The value at a place between pixels: the mean of the four around it, the nearer the heavier.
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
