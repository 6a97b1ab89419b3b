//! The three gradients of `y = x · w + b`.

use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array1, Array2, Axis};

/// `x` (n, in), `w` (in, out), `dout` (n, out).
pub type Input = (Array2<f64>, Array2<f64>, Array2<f64>);
/// `dx` (n, in), `dw` (in, out), `db` (out).
pub type Gradients = (Array2<f64>, Array2<f64>, Array1<f64>);

fn draw(draw: &mut Draw) -> Input {
    let (n, inputs, outputs) = (draw.size(2..=6), draw.size(2..=5), draw.size(2..=5));
    (draw.matrix(n, inputs), draw.matrix(inputs, outputs), draw.matrix(n, outputs))
}

fn right((x, w, dout): &Input) -> Gradients {
    (dout.dot(&w.t()), x.t().dot(dout), dout.sum_axis(Axis(0)))
}

/// The backward pass of an affine layer (book §5.6.2).
pub fn backward() -> Question<Input, Gradients> {
    Question::new("backward", draw, right)
        .inputs(["x", "w", "dout"])
        .parts(["dx", "dw", "db"])
        .size("the number of samples N", |(x, _, _)| x.nrows() as f64)
        .mistake(
            "db is a mean",
            "It is the mean over the samples. b was added to every row, so the gradients of all rows add up. (A mean \
             over the batch belongs into the loss, once.)",
            |(x, w, dout)| {
                let (dx, dw, db) = right(&(x.clone(), w.clone(), dout.clone()));
                (dx, dw, db / x.nrows() as f64)
            },
        )
        .mistake(
            "db is the first row",
            "It is the first row of dout only. b was added to every row: all rows flow back to it.",
            |input| {
                let (dx, dw, _) = right(input);
                (dx, dw, input.2.row(0).to_owned())
            },
        )
        .also_right("one index at a time", |(x, w, dout)| {
            let (mut dx, mut dw, mut db) =
                (Array2::zeros(x.dim()), Array2::zeros(w.dim()), Array1::zeros(dout.ncols()));
            for ((i, k), d) in dout.indexed_iter() {
                db[k] += d;
                for j in 0..x.ncols() {
                    dx[[i, j]] += d * w[[j, k]];
                    dw[[j, k]] += x[[i, j]] * d;
                }
            }
            (dx, dw, db)
        })
}
