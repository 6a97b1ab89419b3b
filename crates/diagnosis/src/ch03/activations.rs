//! The three activation functions of the chapter.

use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array1, array};

fn draw(draw: &mut Draw) -> Array1<f64> {
    let n = draw.size(2..=6);
    draw.vector(n) * 3.0
}

/// A question about an element-wise function, (n) to (n).
fn of_each(name: &'static str, right: fn(&Array1<f64>) -> Array1<f64>) -> Question<Array1<f64>, Array1<f64>> {
    Question::new(name, draw, right)
        .inputs(["x"])
        .parts(["y"])
        .example(|| array![-1.0, 1.0, 2.0])
        .example(|| array![-0.5, 0.0, 0.5])
        .example(|| array![-1000.0, 0.0, 1000.0])
}

/// The step function (book §3.2.2).
pub fn step() -> Question<Array1<f64>, Array1<f64>> {
    of_each("step_function", |x| x.mapv(|x| f64::from(u8::from(x > 0.0))))
        .mistake(
            "one at zero",
            "At exactly 0 it returns 1. As in chapter 2, 0 isn't above 0.",
            |x| x.mapv(|x| f64::from(u8::from(x >= 0.0))),
        )
        .mistake(
            "the other way round",
            "It returns 1 where x is negative, and 0 where it is positive.",
            |x| x.mapv(|x| f64::from(u8::from(x <= 0.0))),
        )
        .mistake(
            "minus one below",
            "It returns −1 where x is negative. That is the sign of x. The step function only returns 0 and 1.",
            |x| x.mapv(|x| if x > 0.0 { 1.0 } else if x < 0.0 { -1.0 } else { 0.0 }),
        )
        .mistake(
            "signum",
            "It returns −1 where x is negative. That is the sign of x, and Rust's `signum` of 0 is 1. The step \
            function knows 0 and 1 only.",
            |x| x.mapv(f64::signum),
        )
        .mistake(
            "x itself",
            "Positive values come out unchanged: that is ReLU. A step returns 1 for all of them.",
            |x| x.mapv(|x| x.max(0.0)),
        )
        .also_right("by comparison", |x| x.mapv(core_tensor::functions::activation::step))
}

/// The sigmoid (book §3.2.4).
pub fn sigmoid() -> Question<Array1<f64>, Array1<f64>> {
    of_each("sigmoid", |x| x.mapv(|x| 1.0 / (1.0 + (-x).exp())))
        .mistake(
            "the minus is missing",
            "It falls where it should rise: exp(x) should be exp(−x).",
            |x| x.mapv(|x| 1.0 / (1.0 + x.exp())),
        )
        .mistake(
            "the minus binds last",
            "In Rust `-x.exp()` is −(exp(x)): the method comes first, then the minus. Write `(-x).exp()`.",
            |x| x.mapv(|x| 1.0 / (1.0 + -x.exp())),
        )
        .mistake(
            "the 1 is missing",
            "This is 1 / exp(−x), which is exp(x). The 1 in the denominator keeps it below 1.",
            |x| x.mapv(|x| 1.0 / (-x).exp()),
        )
        .mistake(
            "brackets are missing",
            "This is 1/1 + exp(−x). All of 1 + exp(−x) is the denominator: it needs brackets.",
            |x| x.mapv(|x| 1.0 + (-x).exp()),
        )
        .mistake(
            "minus instead of plus",
            "The denominator is 1 − exp(−x), which is 0 for x = 0. It should be a sum.",
            |x| x.mapv(|x| 1.0 / (1.0 - (-x).exp())),
        )
        .mistake(
            "overflows",
            "The formula exp(x) / (1 + exp(x)) is right on paper, but exp(1000) is infinite, and ∞ / ∞ is NaN. 1 / (1 \
             + exp(−x)) gives 0 or 1 there.",
            |x| x.mapv(|x| x.exp() / (1.0 + x.exp())),
        )
        .mistake(
            "tanh",
            "This is the hyperbolic tangent, which runs from −1 to 1. The sigmoid runs from 0 to 1, and is 0.5 at 0.",
            |x| x.mapv(f64::tanh),
        )
        .mistake(
            "its derivative",
            "This is y (1 − y), the derivative of the sigmoid. The question asks for y itself.",
            |x| {
                x.mapv(|x| {
                    let y = 1.0 / (1.0 + (-x).exp());
                    y * (1.0 - y)
                })
            },
        )
        .also_right("in two branches", |x| {
            x.mapv(|x| if x >= 0.0 { 1.0 / (1.0 + (-x).exp()) } else { x.exp() / (1.0 + x.exp()) })
        })
        .also_right("from tanh", |x| x.mapv(core_tensor::functions::activation::sigmoid))
}

/// The rectified linear unit (book §3.2.7).
pub fn relu() -> Question<Array1<f64>, Array1<f64>> {
    of_each("relu", |x| x.mapv(|x| x.max(0.0)))
        .mistake(
            "min instead of max",
            "It keeps negative values and blocks positive ones: the minimum of x and 0. ReLU is the maximum.",
            |x| x.mapv(|x| x.min(0.0)),
        )
        .mistake(
            "absolute value",
            "Negative values lose their sign and come through. ReLU turns them into 0.",
            |x| x.mapv(f64::abs),
        )
        .mistake(
            "a step",
            "Positive values become 1: that is the step function. ReLU lets them through unchanged.",
            |x| x.mapv(|x| f64::from(u8::from(x > 0.0))),
        )
        .mistake(
            "leaky",
            "A hundredth of each negative value leaks through. That is a leaky ReLU; the book's returns 0.",
            |x| x.mapv(|x| if x > 0.0 { x } else { 0.01 * x }),
        )
        .mistake("capped at 1", "Nothing above 1 comes through. ReLU has no upper limit.", |x| {
            x.mapv(|x| x.clamp(0.0, 1.0))
        })
        .mistake(
            "everything passes",
            "Everything comes through unchanged. Negative values have to become 0.",
            Array1::clone,
        )
        .also_right("by cases", |x| x.mapv(|x| if x > 0.0 { x } else { 0.0 }))
}
