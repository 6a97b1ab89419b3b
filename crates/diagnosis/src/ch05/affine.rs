//! The three gradients of `y = x · w + b`.

use crate::Verdict;
use crate::draw::Draw;
use crate::gradient::{check_backward, matrix, vector};
use crate::question::Question;
use ndarray::{Array1, Array2, Axis, array};

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
        .example(|| {
            let x = array![[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
            let w = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
            (x, w, array![[2.0, 1.0, -1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
        })
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
            "It is only the first row of dout. b was added to every row: all rows flow back to it.",
            |input| {
                let (dx, dw, _) = right(input);
                (dx, dw, input.2.row(0).to_owned())
            },
        )
        .mistake(
            "db is one sum",
            "It is the sum over all of dout. Each entry of b went into one column only: take one sum per column.",
            |input| {
                let (dx, dw, db) = right(input);
                (dx, dw, Array1::from_elem(db.len(), input.2.sum()))
            },
        )
        .mistake(
            "db over the columns",
            "It is summed along the rows, so it has one value per sample. b has one per output: sum over the samples, \
             which are axis 0.",
            |input| {
                let (dx, dw, _) = right(input);
                (dx, dw, input.2.sum_axis(Axis(1)))
            },
        )
        .mistake(
            "dx from ones",
            "dout isn't used: that is the sum of the weights of each input. Multiply each weight by the dout of its \
             output.",
            |input| {
                let (_, dw, db) = right(input);
                (Array2::ones(input.2.dim()).dot(&input.1.t()), dw, db)
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

/// Compares the three gradients with the numerical gradients of `forward`.
///
/// # Errors
/// If something panics, or a gradient is wrong.
pub fn gradients(
    forward: impl Fn(&Array2<f64>, &Array2<f64>, &Array1<f64>) -> Array2<f64>,
    backward: impl Fn(&Array2<f64>, &Array2<f64>, &Array2<f64>) -> Gradients,
) -> Verdict {
    let mut random = Draw::new();
    let (x, w, dout) = draw(&mut random);
    let b = random.vector(w.ncols());
    check_backward(
        "backward",
        &[("x", x.into_dyn()), ("w", w.into_dyn()), ("b", b.into_dyn())],
        &dout.into_dyn(),
        |a| forward(&matrix(&a[0]), &matrix(&a[1]), &vector(&a[2])).into_dyn(),
        |a, dout| {
            let (dx, dw, db) = backward(&matrix(&a[0]), &matrix(&a[1]), &matrix(dout));
            vec![dx.into_dyn(), dw.into_dyn(), db.into_dyn()]
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_gradients_pass_and_a_mean_does_not() {
        let forward = |x: &Array2<f64>, w: &Array2<f64>, b: &Array1<f64>| x.dot(w) + b;
        let backward = |x: &Array2<f64>, w: &Array2<f64>, dout: &Array2<f64>| {
            right(&(x.clone(), w.clone(), dout.clone()))
        };
        assert_eq!(gradients(forward, backward), Ok(()));
        let diagnosis = gradients(forward, |x, w, dout| {
            let (dx, dw, db) = backward(x, w, dout);
            (dx, dw, db / x.nrows() as f64)
        });
        assert_eq!(diagnosis.unwrap_err().mistake(), Some("multiplied"));
    }
}
