//! How does a neuron bend what it gets?

use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array1, array};

fn draw(draw: &mut Draw) -> Array1<f64> {
    let n = draw.size(2..=6);
    draw.vector(n) * 3.0
}

/// A question about a function of each number, (n) to (n).
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
            "At exactly 0 it gives 1. As in chapter 2, 0 is not above 0.",
            |x| x.mapv(|x| f64::from(u8::from(x >= 0.0))),
        )
        .mistake(
            "the other way round",
            "It gives 1 where x is negative, and 0 where it is positive.",
            |x| x.mapv(|x| f64::from(u8::from(x <= 0.0))),
        )
        .mistake(
            "minus one below",
            "It gives −1 where x is negative. That is the sign of x. The step function knows 0 and 1 only.",
            |x| x.mapv(|x| if x > 0.0 { 1.0 } else if x < 0.0 { -1.0 } else { 0.0 }),
        )
        .mistake(
            "signum",
            "It gives −1 where x is negative. That is the sign of x, and Rust's `signum` of 0 is 1 besides. The step function \
             knows 0 and 1 only.",
            |x| x.mapv(f64::signum),
        )
        .mistake(
            "x itself",
            "Positive numbers come out unchanged: that is ReLU. A step gives 1 for all of them.",
            |x| x.mapv(|x| x.max(0.0)),
        )
        .also_right("by comparing", |x| x.mapv(core_tensor::functions::activation::step))
}

/// The sigmoid (book §3.2.4).
pub fn sigmoid() -> Question<Array1<f64>, Array1<f64>> {
    of_each("sigmoid", |x| x.mapv(|x| 1.0 / (1.0 + (-x).exp())))
        .mistake(
            "the minus is missing",
            "It falls where it should climb: this is exp(x) where exp(−x) belongs.",
            |x| x.mapv(|x| 1.0 / (1.0 + x.exp())),
        )
        .mistake(
            "the minus binds last",
            "In Rust `-x.exp()` is −(exp(x)): the method comes first, then the minus. Write `(-x).exp()`.",
            |x| x.mapv(|x| 1.0 / (1.0 + -x.exp())),
        )
        .mistake(
            "the 1 is missing",
            "This is 1 / exp(−x), which is exp(x). The 1 that is added below the line keeps it under 1.",
            |x| x.mapv(|x| 1.0 / (-x).exp()),
        )
        .mistake(
            "brackets are missing",
            "This is 1/1 + exp(−x). All of 1 + exp(−x) stands below the line: it needs brackets.",
            |x| x.mapv(|x| 1.0 + (-x).exp()),
        )
        .mistake(
            "minus instead of plus",
            "Below the line stands 1 − exp(−x), which is 0 for x = 0. It is a sum.",
            |x| x.mapv(|x| 1.0 / (1.0 - (-x).exp())),
        )
        .mistake(
            "overflows",
            "The formula exp(x) / (1 + exp(x)) is right on paper, but exp(1000) is infinite, and ∞ / ∞ is not a number (NaN). \
             1 / (1 + exp(−x)) gives 0 or 1 there.",
            |x| x.mapv(|x| x.exp() / (1.0 + x.exp())),
        )
        .mistake(
            "tanh",
            "This is the hyperbolic tangent, which runs from −1 to 1. The sigmoid runs from 0 to 1, and gives 0.5 for 0.",
            |x| x.mapv(f64::tanh),
        )
        .mistake(
            "its slope",
            "This is y (1 − y), the slope of the sigmoid. Asked is y itself.",
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
        .also_right("of a tangent", |x| x.mapv(core_tensor::functions::activation::sigmoid))
}

/// The rectified linear unit (book §3.2.7).
pub fn relu() -> Question<Array1<f64>, Array1<f64>> {
    of_each("relu", |x| x.mapv(|x| x.max(0.0)))
        .mistake(
            "the smaller one",
            "It keeps the negative numbers and blocks the positive ones: the smaller of x and 0. ReLU is the larger.",
            |x| x.mapv(|x| x.min(0.0)),
        )
        .mistake(
            "without the sign",
            "Negative numbers lose their sign and come through. ReLU makes 0 of them.",
            |x| x.mapv(f64::abs),
        )
        .mistake(
            "a step",
            "Positive numbers become 1: that is the step function. ReLU lets them through unchanged.",
            |x| x.mapv(|x| f64::from(u8::from(x > 0.0))),
        )
        .mistake(
            "leaky",
            "A hundredth of the negative numbers leaks through. That is a ReLU, too, a \"leaky\" one; the book's is tight.",
            |x| x.mapv(|x| if x > 0.0 { x } else { 0.01 * x }),
        )
        .mistake(
            "capped at 1",
            "Nothing above 1 comes through. ReLU has no upper limit.",
            |x| x.mapv(|x| x.clamp(0.0, 1.0)),
        )
        .mistake(
            "everything passes",
            "Everything comes through unchanged. Negative numbers become 0.",
            Array1::clone,
        )
        .also_right("by cases", |x| x.mapv(|x| if x > 0.0 { x } else { 0.0 }))
}
