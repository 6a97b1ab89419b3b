//! The backward pass of a convolution.

use super::windows::Windows;
use crate::question::Question;
use ndarray::{Array1, Array2, Array3, Axis};

/// The image (c, h, w), the filters as columns (c · fh · fw, f), `dout` (windows, f), and the windows.
pub type Input = (Array3<f64>, Array2<f64>, Array2<f64>, Windows);
/// `dx` (c, h, w), `dw` (c · fh · fw, f), `db` (f).
pub type Gradients = (Array3<f64>, Array2<f64>, Array1<f64>);

fn right((x, w, dout, windows): &Input) -> Gradients {
    let col = windows.im2col(x);
    (windows.col2im(&dout.dot(&w.t())), col.t().dot(dout), dout.sum_axis(Axis(0)))
}

/// The backward pass of `im2col(x) · w + b` (book §7.4.3).
pub fn of_convolution() -> Question<Input, Gradients> {
    Question::new(
        "backward",
        |draw| {
            let windows = Windows::drawn(draw);
            let x = windows.image(draw);
            let (rows, entries) = windows.im2col(&x).dim();
            let filters = draw.size(2..=3);
            (x, draw.matrix(entries, filters), draw.matrix(rows, filters), windows)
        },
        right,
    )
    .inputs(["x", "w", "dout", "c, h, w, fh, fw, stride"])
    .parts(["dx", "dw", "db"])
    .size("the number of windows", |(_, _, dout, _)| dout.nrows() as f64)
    .mistake(
        "db is a mean",
        "It is the mean over the windows. The bias was added at every position, so the gradients of all positions add \
         up.",
        |input| {
            let (dx, dw, db) = right(input);
            (dx, dw, db / input.2.nrows() as f64)
        },
    )
    .mistake(
        "db is the first row",
        "It is the gradient of the first window only. The bias was added at every position.",
        |input| {
            let (dx, dw, _) = right(input);
            (dx, dw, input.2.row(0).to_owned())
        },
    )
    .mistake(
        "overwritten",
        "Where windows overlap only the last one's gradient is left. A pixel that was read four times gets the sum of \
         four gradients.",
        |input| {
            let (_, dw, db) = right(input);
            (input.3.overwritten(&input.2.dot(&input.1.t())), dw, db)
        },
    )
    .mistake(
        "x instead of the gradient",
        "You made dx from the windows of x, not from the gradient: pass dout · wᵀ to col2im.",
        |input| {
            let (_, dw, db) = right(input);
            (input.3.col2im(&input.3.im2col(&input.0)), dw, db)
        },
    )
    .also_right("window by window", |(x, w, dout, windows)| {
        let ((c, ..), (fh, fw), (_, columns)) = (windows.image, windows.sides, windows.steps());
        let (mut dx, mut dw, mut db) =
            (Array3::zeros(x.dim()), Array2::zeros(w.dim()), Array1::zeros(dout.ncols()));
        for ((n, f), d) in dout.indexed_iter() {
            db[f] += d;
            for e in 0..c * fh * fw {
                let (k, i, j) = (e / (fh * fw), e / fw % fh, e % fw);
                let index = [k, n / columns * windows.stride + i, n % columns * windows.stride + j];
                dx[index] += d * w[[e, f]];
                dw[[e, f]] += d * x[index];
            }
        }
        (dx, dw, db)
    })
}
