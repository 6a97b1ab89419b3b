//! What are two layers worth without an activation function between them?

use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array1, Array2};

/// `w1` (in, hidden), `b1` (hidden), `w2` (hidden, out), `b2` (out).
pub type Input = (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>);
/// `w` (in, out) and `b` (out).
pub type Layer = (Array2<f64>, Array1<f64>);

fn draw(draw: &mut Draw) -> Input {
    // As many outputs as hidden units, so that even the wrong biases can be added.
    let (inputs, units) = (draw.size(2..=4), draw.size(2..=3));
    (draw.matrix(inputs, units), draw.vector(units), draw.matrix(units, units), draw.vector(units))
}

fn right((w1, b1, w2, b2): &Input) -> Layer {
    (w1.dot(w2), b1.dot(w2) + b2)
}

/// One layer in place of two linear ones (book §3.2.6).
pub fn two_layers() -> Question<Input, Layer> {
    Question::new("collapse", draw, right)
        .inputs(["w1", "b1", "w2", "b2"])
        .parts(["w", "b"])
        .mistake(
            "b1 is lost",
            "It is b2 only. The first layer adds b1 too, and the second layer multiplies it.",
            |input| (right(input).0, input.3.clone()),
        )
        .mistake(
            "b2 is lost",
            "It is b1 after the second layer's weights; that layer's own bias is missing.",
            |input| (right(input).0, input.1.dot(&input.2)),
        )
        .mistake(
            "the biases are added",
            "It is b1 + b2. But b1 goes through the second layer first: write out \
             (x · w1 + b1) · w2 + b2 and multiply the brackets.",
            |input| (right(input).0, &input.1 + &input.3),
        )
        .mistake(
            "both biases go through",
            "Both biases went through w2. Only b1 should: b2 is added after the second product.",
            |input| (right(input).0, (&input.1 + &input.3).dot(&input.2)),
        )
        .mistake(
            "w2 transposed",
            "w2 is transposed. The outputs of the first layer multiply the rows of w2 as it is.",
            |(w1, b1, w2, b2)| (w1.dot(&w2.t()), b1.dot(&w2.t()) + b2),
        )
        .also_right("by running the two layers", |(w1, b1, w2, b2)| {
            let both = |x: &Array1<f64>| (x.dot(w1) + b1).dot(w2) + b2;
            let b = both(&Array1::zeros(w1.nrows()));
            let mut w = Array2::zeros((w1.nrows(), w2.ncols()));
            for (i, mut row) in w.rows_mut().into_iter().enumerate() {
                let mut unit = Array1::zeros(w1.nrows());
                unit[i] = 1.0;
                row.assign(&(both(&unit) - &b));
            }
            (w, b)
        })
        .also_right("one index at a time", |(w1, b1, w2, b2)| {
            let entry =
                |(i, k): (usize, usize)| (0..w1.ncols()).map(|j| w1[[i, j]] * w2[[j, k]]).sum::<f64>();
            let b = |k: usize| (0..b1.len()).map(|j| b1[j] * w2[[j, k]]).sum::<f64>() + b2[k];
            (Array2::from_shape_fn((w1.nrows(), w2.ncols()), entry), Array1::from_shape_fn(b2.len(), b))
        })
}
