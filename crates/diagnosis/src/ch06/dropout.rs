//! What does dropout do in training, in inference, and in the backward pass?

use crate::question::Question;
use ndarray::{Array2, Zip};

/// `x`, `draws` from 0 to 1 and `dout`, (n, d) each, and the dropout ratio.
pub type Input = (Array2<f64>, Array2<f64>, Array2<f64>, f64);
/// The output in training, the output in inference, and `dx`, (n, d) each.
pub type Passes = (Array2<f64>, Array2<f64>, Array2<f64>);

fn masked(x: &Array2<f64>, draws: &Array2<f64>, is_on: impl Fn(f64) -> bool) -> Array2<f64> {
    Zip::from(x).and(draws).map_collect(|&x, &draw| if is_on(draw) { x } else { 0.0 })
}

fn right((x, draws, dout, ratio): &Input) -> Passes {
    let is_on = |draw| draw > *ratio;
    (masked(x, draws, is_on), x * (1.0 - ratio), masked(dout, draws, is_on))
}

/// Dropout as the book writes it (book §6.4.3).
pub fn passes() -> Question<Input, Passes> {
    Question::new(
        "dropout",
        |draw| {
            let (n, d) = (draw.size(2..=4), draw.size(3..=6));
            let draws = Array2::from_shape_simple_fn((n, d), || draw.between(0.0, 1.0));
            (draw.matrix(n, d), draws, draw.matrix(n, d), draw.between(0.15, 0.45))
        },
        right,
    )
    .inputs(["x", "draws", "dout", "ratio"])
    .parts(["train", "test", "dx"])
    .example(|| {
        let x = ndarray::array![[1.0, 2.0, 3.0]];
        (x, ndarray::array![[0.1, 0.3, 0.9]], ndarray::array![[4.0, 5.0, 6.0]], 0.2)
    })
    .mistake(
        "the mask inverted",
        "It keeps the units that should be dropped. The share `ratio` is dropped: a unit stays on where its draw is \
         above the ratio.",
        |(x, draws, dout, ratio)| {
            let is_on = |draw| draw <= *ratio;
            (masked(x, draws, is_on), x * (1.0 - ratio), masked(dout, draws, is_on))
        },
    )
    .mistake(
        "scaled in training",
        "What stays was divided by 1 − ratio. That is inverted dropout, used in most libraries today; the book's \
         leaves it as it is in training, and scales in inference.",
        |(x, draws, dout, ratio)| {
            let is_on = |draw| draw > *ratio;
            let stretch = 1.0 / (1.0 - ratio);
            (masked(x, draws, is_on) * stretch, x * (1.0 - ratio), masked(dout, draws, is_on) * stretch)
        },
    )
    .mistake(
        "not scaled",
        "All units are on in inference, more than in training, so the next layer gets larger sums than in training. \
         Scale by the share that was on.",
        |input| {
            let (train, _, dx) = right(input);
            (train, input.0.clone(), dx)
        },
    )
    .mistake(
        "scaled by the share that was off",
        "You scaled by the share that was off. In training the share 1 − ratio was on; the ratio is what was dropped.",
        |input| {
            let (train, _, dx) = right(input);
            (train, &input.0 * input.3, dx)
        },
    )
    .mistake(
        "the gradient passes everywhere",
        "The gradient passes everywhere. A unit that was off didn't affect the output: its gradient is 0. Use the \
         same mask as forward.",
        |input| {
            let (train, test, _) = right(input);
            (train, test, input.2.clone())
        },
    )
    .mistake(
        "the mean instead of the mask",
        "The gradient is scaled everywhere, as in inference. In training each unit was on or off, and backward must \
         know which: use the same mask as forward.",
        |input| {
            let (train, test, _) = right(input);
            (train, test, &input.2 * (1.0 - input.3))
        },
    )
    .also_right("one value at a time", |(x, draws, dout, ratio)| {
        let mut passes = (Array2::zeros(x.dim()), x.clone(), Array2::zeros(x.dim()));
        for (index, &draw) in draws.indexed_iter() {
            passes.1[index] -= ratio * x[index];
            if draw > *ratio {
                passes.0[index] = x[index];
                passes.2[index] = dout[index];
            }
        }
        passes
    })
}
