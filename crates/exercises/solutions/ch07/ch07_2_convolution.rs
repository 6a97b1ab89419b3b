//! # One filter, by hand
//!
//! Put a filter `w` (c, fh, fw) on an image `x` (c, h, w): multiply the values on top of each other, sum the products
//! of all channels, and add the bias `b`. Then move the filter by `stride` pixels. Write the function that returns all
//! these sums, (oh, ow). There is no padding, and the steps end at the edge.
//!
//! Output (row, column) belongs to the window that starts at (row · stride, column · stride).
//!
//! Book: section 7.2. Page: `notebooks-md/ch07.md`.

use diagnosis::ch07;
use ndarray::{Array2, Array3};

/// The convolution of an image with one filter, (oh, ow).
fn convolution(x: &Array3<f64>, w: &Array3<f64>, b: f64, stride: usize) -> Array2<f64> {
    let ((_, height, width), (channels, fh, fw)) = (x.dim(), w.dim());
    let (oh, ow) = ((height - fh) / stride + 1, (width - fw) / stride + 1);
    Array2::from_shape_fn((oh, ow), |(row, column)| {
        // exercise:
        // | // TODO: the sum for this window. Three loops are fine.
        // | let _ = (row, column, channels, b);
        // | todo!()
        // solution:
        let mut sum = b;
        for k in 0..channels {
            for i in 0..fh {
                for j in 0..fw {
                    sum += x[[k, row * stride + i, column * stride + j]] * w[[k, i, j]];
                }
            }
        }
        sum
        // end
    })
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn every_window_gives_its_sum() -> Verdict {
        ch07::convolution::of_one_filter().check(|(x, w, b, stride)| convolution(x, w, *b, *stride))
    }
}
