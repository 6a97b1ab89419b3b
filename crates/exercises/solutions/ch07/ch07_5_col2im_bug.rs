//! # A gradient that gets lost
//!
//! In the backward pass the rows of im2col become an image again: col2im. This one looks right, and where windows don't
//! overlap it is right. But a network with it learns slowly, and the gradient check fails most in the middle of the
//! image, while its lower right corner is always fine. Find the bug.
//!
//! A pixel that four windows read in the forward pass gets four gradients in the backward pass.
//!
//! Book: section 7.4.2. Page: `notebooks-md/ch07.md`.

use diagnosis::ch07;
use ndarray::{Array2, Array3};

/// The rows (oh · ow, c · fh · fw) back to the pixels they were read from, (c, h, w).
fn col2im(
    col: &Array2<f64>,
    (channels, height, width): (usize, usize, usize),
    (fh, fw): (usize, usize),
    stride: usize,
) -> Array3<f64> {
    let ow = (width - fw) / stride + 1;
    let mut x = Array3::zeros((channels, height, width));
    for (n, row) in col.rows().into_iter().enumerate() {
        let (top, left) = (n / ow * stride, n % ow * stride);
        for k in 0..channels {
            for i in 0..fh {
                for j in 0..fw {
                    // exercise:
                    // | // TODO: this span holds the bug.
                    // | x[[k, top + i, left + j]] = row[(k * fh + i) * fw + j];
                    // solution:
                    x[[k, top + i, left + j]] += row[(k * fh + i) * fw + j];
                    // end
                }
            }
        }
    }
    x
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn every_gradient_comes_back() -> Verdict {
        ch07::windows::col2im_of_windows()
            .check(|(col, windows)| col2im(col, windows.image, windows.sides, windows.stride))
    }
}
