//! # The largest of four
//!
//! Max pooling keeps the largest value of each 2 × 2 window, with stride 2: (h, w) becomes (h / 2, w / 2). Write
//! `pooled`. Then write `backward`: all of `dout`, (h / 2, w / 2), goes back to the position of the largest value; in a
//! tie, to the first of them, row by row. `h` and `w` are even.
//!
//! Book: section 7.3. Page: `notebooks-md/ch07.md`.

use diagnosis::ch07;
use ndarray::Array2;

/// The four positions of a window, row by row.
fn positions(row: usize, column: usize) -> [(usize, usize); 4] {
    [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(i, j)| (2 * row + i, 2 * column + j))
}

/// The largest value of each window, (h / 2, w / 2).
fn pooled(x: &Array2<f64>) -> Array2<f64> {
    Array2::from_shape_fn((x.nrows() / 2, x.ncols() / 2), |(row, column)| {
        // TODO: the largest of the values at positions(row, column).
        let _ = (positions(row, column), x);
        todo!()
    })
}

/// The gradient with respect to `x`, (h, w).
fn backward(x: &Array2<f64>, dout: &Array2<f64>) -> Array2<f64> {
    let mut dx: Array2<f64> = Array2::zeros(x.dim());
    for ((row, column), d) in dout.indexed_iter() {
        // TODO: find the position of the largest value of this window, and send d there.
        let _ = (positions(row, column), d, &mut dx);
        todo!()
    }
    dx
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;
    use diagnosis::draw::Draw;
    use diagnosis::gradient::{check_backward, matrix};

    #[test]
    fn the_largest_of_each_window_is_kept() -> Verdict {
        ch07::pooling::forward().check(pooled)
    }

    #[test]
    fn the_gradient_goes_back_to_the_largest() -> Verdict {
        ch07::pooling::backward().check(|(x, dout)| backward(x, dout))
    }

    #[test]
    fn backward_gives_the_gradients_of_pooled() -> Verdict {
        // The numbers 0 to 15 in some order: no two in a window are so close that a small step swaps them.
        let x = Array2::from_shape_fn((4, 4), |(row, column)| ((4 * row + column) * 5 % 16) as f64);
        let dout = Draw::new().matrix(2, 2);
        check_backward(
            "backward",
            &[("x", x.into_dyn())],
            &dout.into_dyn(),
            |a| pooled(&matrix(&a[0])).into_dyn(),
            |a, dout| vec![backward(&matrix(&a[0]), &matrix(dout)).into_dyn()],
        )
    }
}
