//! What do large weights cost, and how does the cost pull at them?

use crate::question::Question;
use ndarray::Array2;

/// The loss, `w` (in, out), `dw` (in, out), and λ.
pub type Input = (f64, Array2<f64>, Array2<f64>, f64);
/// The loss with the cost, and its gradient (in, out).
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
        "The ½ is missing. It stands there so that the 2 of the derivative goes away.",
        |(loss, w, dw, lambda)| (loss + lambda * squares(w), dw + 2.0 * *lambda * w),
    )
    .mistake(
        "not in the loss",
        "The loss is as it was. The cost of the weights is part of what is minimised; a gradient check would see that loss \
         and slope do not belong together.",
        |(loss, w, dw, lambda)| (*loss, dw + *lambda * w),
    )
    .mistake(
        "not in the gradient",
        "The gradient is as it was, so no weight feels its cost: the loss is larger, but the training is the same.",
        |(loss, w, dw, lambda)| (loss + 0.5 * lambda * squares(w), dw.clone()),
    )
    .mistake(
        "the root is taken",
        "The root of the sum was taken. The cost is the sum of the squares itself.",
        |(loss, w, dw, lambda)| {
            let length = squares(w).sqrt();
            (loss + 0.5 * lambda * length, dw + 0.5 * *lambda * w / length)
        },
    )
    .mistake(
        "the weights grow",
        "The gradient has λ W with a minus: large weights would be pushed to become larger.",
        |(loss, w, dw, lambda)| (loss - 0.5 * lambda * squares(w), dw - *lambda * w),
    )
    .also_right("one weight at a time", |(loss, w, dw, lambda)| {
        let (mut loss, mut dw) = (*loss, dw.clone());
        for (place, &w) in w.indexed_iter() {
            loss += lambda * w * w / 2.0;
            dw[place] += lambda * w;
        }
        (loss, dw)
    })
}
