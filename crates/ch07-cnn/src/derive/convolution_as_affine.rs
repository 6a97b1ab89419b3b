//! 7.2.1 Is a convolution different from a fully connected layer? No: it is one whose matrix is mostly zeros and
//! repeats the same few weights (weight sharing).
//!
//! ```text
//! a row of 4 pixels, a filter (a b c) with pad 1:        ⎡ b a 0 0 ⎤     16 entries, 10 of them used,
//!                                                   y = x ⎢ c b a 0 ⎥     3 weights to learn
//!                                                         ⎢ 0 c b a ⎥
//!                                                         ⎣ 0 0 c b ⎦
//! ```
//!
//! To find the matrix, ask: what does the convolution give for an image whose only pixel is number k? That is row k,
//! since a layer without bias is linear.

use super::convolution_loops::forward;
use ndarray::{Array1, Array2, Array4};

/// The matrix `(c · h · w, filters · out_h · out_w)` with which a fully connected layer does the same as these filters.
///
/// # Panics
/// If the filters don't fit.
pub fn matrix(w: &Array4<f64>, (h, width): (usize, usize), stride: usize, pad: usize) -> Array2<f64> {
    let (filters, c, _, _) = w.dim();
    let pixels = c * h * width;
    // As many images as there are pixels, each with one pixel that is 1.
    let unit = Array2::eye(pixels).into_shape_with_order((pixels, c, h, width));
    let unit = unit.unwrap_or_else(|_| unreachable!("a row has one value per pixel"));
    let out = forward(&unit, w, &Array1::zeros(filters), stride, pad);
    let columns = out.len() / pixels.max(1);
    out.into_shape_with_order((pixels, columns))
        .unwrap_or_else(|_| unreachable!("each image gives the same number of values"))
}
