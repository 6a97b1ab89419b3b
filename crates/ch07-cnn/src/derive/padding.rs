//! 7.2.3 How does a filter reach the edge? With **padding**, a frame of zeros around the image.
//!
//! ```text
//!                     0 0 0 0
//!  1 2    pad 1       0 1 2 0        forward: framed    (n, c, h, w) → (n, c, h + 2 pad, w + 2 pad)
//!  3 4      →         0 3 4 0        backward: unframed, since the gradient of a constant 0 changes nothing
//!                     0 0 0 0
//! ```

use ndarray::{Array4, s};

/// Images with a frame of zeros, `pad` wide.
pub fn framed(x: &Array4<f64>, pad: usize) -> Array4<f64> {
    let (n, c, h, w) = x.dim();
    let mut larger = Array4::zeros((n, c, h + 2 * pad, w + 2 * pad));
    larger.slice_mut(s![.., .., pad..pad + h, pad..pad + w]).assign(x);
    larger
}

/// The images without their frame.
///
/// # Panics
/// If the frame is wider than the images.
pub fn unframed(x: &Array4<f64>, pad: usize) -> Array4<f64> {
    let (_, _, h, w) = x.dim();
    assert!(h >= 2 * pad && w >= 2 * pad, "images of {h} × {w} have no frame of {pad}");
    x.slice(s![.., .., pad..h - pad, pad..w - pad]).to_owned()
}
