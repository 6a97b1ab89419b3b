//! # Convolution, backwards
//!
//! With im2col a convolution is an affine layer: `out = im2col(x) · w + b`, of shapes (windows, c · fh · fw) · (c · fh
//! · fw, f) + (f), where each column of `w` is a filter and each row of `out` a window. The upstream gradient is
//! `dout`, (windows, f). Write `backward`: the gradients with respect to `x`, `w` and `b`.
//!
//! `windows.im2col(x)` returns the rows, `windows.col2im(rows)` sends gradients of the rows back to the pixels, (c, h,
//! w).
//!
//! Book: section 7.4.3. Page: `notebooks-md/ch07.md`.

use diagnosis::ch07;
use diagnosis::ch07::windows::Windows;
use ndarray::{Array1, Array2, Array3, Axis};

/// Returns `(dx, dw, db)`, in the shapes of `x`, `w` and `b`.
fn backward(
    x: &Array3<f64>,
    w: &Array2<f64>,
    dout: &Array2<f64>,
    windows: &Windows,
) -> (Array3<f64>, Array2<f64>, Array1<f64>) {
    // TODO: the backward pass of an affine layer whose input is im2col(x). And then back to the pixels.
    let _ = (x, w, dout, windows, Axis(0));
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;
    use diagnosis::draw::Draw;
    use diagnosis::gradient::{check_backward, image, matrix, vector};

    #[test]
    fn backward_gives_the_three_gradients() -> Verdict {
        ch07::backward::of_convolution().check(|(x, w, dout, windows)| backward(x, w, dout, windows))
    }

    #[test]
    fn backward_gives_the_gradients_of_the_layer() -> Verdict {
        let windows = Windows { image: (2, 4, 4), sides: (3, 3), stride: 1 };
        let mut draw = Draw::new();
        let x = draw.matrix(2, 16).into_shape_with_order((2, 4, 4)).expect("two maps of 4 × 4");
        let (w, b, dout) = (draw.matrix(18, 2), draw.vector(2), draw.matrix(4, 2));
        check_backward(
            "backward",
            &[("x", x.into_dyn()), ("w", w.into_dyn()), ("b", b.into_dyn())],
            &dout.into_dyn(),
            |a| (windows.im2col(&image(&a[0])).dot(&matrix(&a[1])) + vector(&a[2])).into_dyn(),
            |a, dout| {
                let (dx, dw, db) = backward(&image(&a[0]), &matrix(&a[1]), &matrix(dout), &windows);
                vec![dx.into_dyn(), dw.into_dyn(), db.into_dyn()]
            },
        )
    }
}
