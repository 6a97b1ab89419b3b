//! # Windows in rows
//!
//! im2col writes every window of an image `x` (c, h, w) into a row of a matrix: (oh · ow, c · fh · fw). The windows
//! come row by row; each row of the matrix holds channel after channel, and in each channel the window row by row. Then
//! all filters at all positions are one matrix product.
//!
//! You get the window size (fh, fw) and the stride. Row n belongs to the window that starts at
//! (n / ow · stride, n % ow · stride).
//!
//! Book: section 7.4. Page: `notebooks-md/ch07.md`.

use diagnosis::ch07;
use ndarray::{Array2, Array3};

/// One row per window, (oh · ow, c · fh · fw).
fn im2col(x: &Array3<f64>, (fh, fw): (usize, usize), stride: usize) -> Array2<f64> {
    let (channels, height, width) = x.dim();
    let (oh, ow) = ((height - fh) / stride + 1, (width - fw) / stride + 1);
    let mut col: Array2<f64> = Array2::zeros((oh * ow, channels * fh * fw));
    for n in 0..oh * ow {
        // exercise:
        // | // TODO: fill row n. Where does entry (k, i, j) of the window come from, and where does it go?
        // | let _ = (n, &mut col);
        // | todo!()
        // solution:
        let (top, left) = (n / ow * stride, n % ow * stride);
        for k in 0..channels {
            for i in 0..fh {
                for j in 0..fw {
                    col[[n, (k * fh + i) * fw + j]] = x[[k, top + i, left + j]];
                }
            }
        }
        // end
    }
    col
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn every_window_is_a_row() -> Verdict {
        ch07::windows::im2col_of_an_image().check(|(x, windows)| im2col(x, windows.sides, windows.stride))
    }
}
