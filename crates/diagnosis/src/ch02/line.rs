//! Where is the decision boundary of a perceptron?

use crate::draw::Draw;
use crate::question::Question;

/// `w` (2), `b` and `x1`.
pub type Input = (Vec<f64>, f64, f64);

fn draw(draw: &mut Draw) -> Input {
    let w1 = draw.normal();
    let sign = if draw.coin() { 1.0 } else { -1.0 };
    let w2 = if draw.size(0..=4) == 0 { 0.0 } else { sign * draw.between(0.2, 2.0) };
    (vec![w1, w2], draw.normal(), draw.normal())
}

fn if_any(w: &[f64], height: f64) -> Option<f64> {
    (w[1] != 0.0).then_some(height)
}

/// The height x2 of the boundary line at x1, if there is exactly one (book §2.4.1).
pub fn height() -> Question<Input, Option<f64>> {
    Question::new("height", draw, |(w, b, x1)| if_any(w, -(w[0] * x1 + b) / w[1]))
        .inputs(["w", "b", "x1"])
        .parts(["x2 (NaN stands for None)"])
        .example(|| (vec![1.0, 1.0], -0.5, 0.0))
        .example(|| (vec![0.5, 0.5], -0.7, 1.0))
        .example(|| (vec![2.0, 0.0], -1.0, 0.5))
        .mistake(
            "divided by zero",
            "With w2 = 0 there is no height: the line is vertical, or there is none. Dividing by 0 gives inf or NaN. \
            Return `None` before you divide.",
            |(w, b, x1)| Some(-(w[0] * x1 + b) / w[1]),
        )
        .mistake(
            "0 for none",
            "With w2 = 0 it returns the height 0. But 0 is a height like any other: return `None` to say that there \
            is none.",
            |(w, b, x1)| Some(if w[1] == 0.0 { 0.0 } else { -(w[0] * x1 + b) / w[1] }),
        )
        .mistake(
            "none where there is one",
            "It never returns a height. There is one whenever w2 isn't 0.",
            |_| None,
        )
        .mistake(
            "no brackets",
            "−w1 x1 + b / w2 divides b alone, and only w1 x1 changes its sign. All of −(w1 x1 + b) is divided: it \
            needs brackets.",
            |(w, b, x1)| if_any(w, -w[0] * x1 + b / w[1]),
        )
        .mistake(
            "the sign of the whole",
            "The sign of the height is flipped. w1 x1 and b change their sign when they go to the other side of the \
             equation.",
            |(w, b, x1)| if_any(w, (w[0] * x1 + b) / w[1]),
        )
        .mistake(
            "b keeps its sign",
            "w1 x1 moved to the other side of the equation with the right sign, b didn't.",
            |(w, b, x1)| if_any(w, (b - w[0] * x1) / w[1]),
        )
        .mistake(
            "w1 x1 keeps its sign",
            "b moved to the other side of the equation with the right sign, w1 x1 didn't.",
            |(w, b, x1)| if_any(w, (w[0] * x1 - b) / w[1]),
        )
        .mistake(
            "not divided",
            "That is w2 x2, not x2. One division is missing.",
            |(w, b, x1)| if_any(w, -(w[0] * x1 + b)),
        )
        .mistake(
            "only b is divided",
            "Only b is divided by w2. Divide all of −(w1 x1 + b): mind the brackets.",
            |(w, b, x1)| if_any(w, -w[0] * x1 - b / w[1]),
        )
        .mistake(
            "the weights swapped",
            "The two weights are swapped: you divided by w1. The question asks for x2, and its weight is w2.",
            |(w, b, x1)| if_any(w, -(w[1] * x1 + b) / w[0]),
        )
        .also_right("slope and intercept", |(w, b, x1)| {
            if w[1] == 0.0 {
                return None;
            }
            let (slope, intercept) = (-w[0] / w[1], -b / w[1]);
            Some(slope * x1 + intercept)
        })
}
