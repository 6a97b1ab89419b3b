//! What do large weights cost, and how does the penalty pull at them?

use crate::question::Question;
use ndarray::Array2;

/// The loss, `w` (in, out), `dw` (in, out), and λ.
pub type Input = (f64, Array2<f64>, Array2<f64>, f64);
/// The loss with the penalty, and its gradient (in, out).
pub type Cost = (f64, Array2<f64>);

fn squares(w: &Array2<f64>) -> f64 {
    w.iter().map(|w| w * w).sum()
}

fn right((loss, w, dw, lambda): &Input) -> Cost {
    (loss + 0.5 * lambda * squares(w), dw + *lambda * w)
}

/// Weight decay in the loss and in the gradient (book §6.4.2).
pub fn cost() -> Question<Input, Cost> {
    Question::new(
        "with_decay",
        |draw| {
            let (inputs, outputs) = (draw.size(2..=4), draw.size(2..=4));
            let (w, dw) = (draw.matrix(inputs, outputs), draw.matrix(inputs, outputs));
            (draw.between(0.1, 3.0), w, dw, draw.between(0.05, 0.8))
        },
        right,
    )
    .inputs(["loss", "w", "dw", "lambda"])
    .parts(["loss", "dw"])
    .example(|| (2.0, ndarray::array![[3.0, -4.0]], ndarray::array![[0.1, 0.2]], 0.1))
    .mistake(
        "the half is missing",
        "The ½ is missing. It cancels the 2 of the derivative.",
        |(loss, w, dw, lambda)| (loss + lambda * squares(w), dw + 2.0 * *lambda * w),
    )
    .mistake(
        "not in the loss",
        "The loss is as it was. The cost of the weights is part of what is minimised; a gradient check would see that \
         loss and gradient don't match.",
        |(loss, w, dw, lambda)| (*loss, dw + *lambda * w),
    )
    .mistake(
        "not in the gradient",
        "The gradient is unchanged, so the penalty moves no weight: the loss is larger, but the training is the same.",
        |(loss, w, dw, lambda)| (loss + 0.5 * lambda * squares(w), dw.clone()),
    )
    .mistake(
        "the root is taken",
        "You took the root of the sum. The penalty is the sum of the squares itself.",
        |(loss, w, dw, lambda)| {
            let length = squares(w).sqrt();
            (loss + 0.5 * lambda * length, dw + 0.5 * *lambda * w / length)
        },
    )
    .mistake(
        "the weights grow",
        "The gradient has λ W with a minus: large weights would be pushed to grow.",
        |(loss, w, dw, lambda)| (loss - 0.5 * lambda * squares(w), dw - *lambda * w),
    )
    .also_right("one weight at a time", |(loss, w, dw, lambda)| {
        let (mut loss, mut dw) = (*loss, dw.clone());
        for (index, &w) in w.indexed_iter() {
            loss += lambda * w * w / 2.0;
            dw[index] += lambda * w;
        }
        (loss, dw)
    })
}
