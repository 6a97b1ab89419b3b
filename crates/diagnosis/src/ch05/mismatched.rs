//! What comes back from a loss that doesn't fit the output layer?

use crate::draw::Draw;
use crate::prediction::Prediction;
use crate::question::Question;
use ndarray::{Array1, array};

/// A score, and its target: 0 or 1.
pub type Score = (f64, f64);
/// Scores of the classes, and the one-hot target, (classes) each.
pub type Scores = (Array1<f64>, Array1<f64>);

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The gradients, from the output `y` and the target `t`.
fn at(&(x, t): &Score, squared: fn(y: f64, t: f64) -> f64, cross: fn(y: f64, t: f64) -> f64) -> (f64, f64) {
    let y = sigmoid(x);
    (squared(y, t), cross(y, t))
}

fn squared(y: f64, t: f64) -> f64 {
    (y - t) * y * (1.0 - y)
}

fn cross(y: f64, t: f64) -> f64 {
    y - t
}

/// Sigmoid with the squared error, and with cross-entropy (book §5.6.3).
pub fn sigmoid_gradients() -> Question<Score, (f64, f64)> {
    Question::new(
        "sigmoid_gradients",
        |draw| (draw.normal() * 2.0, f64::from(u8::from(draw.coin()))),
        |input| at(input, squared, cross),
    )
    .inputs(["x", "t"])
    .parts(["the gradient with the squared error", "the gradient with cross-entropy"])
    .example(|| (4.59512, 0.0))
    .example(|| (0.0, 1.0))
    .mistake("swapped", "The two are swapped: the squared error comes first.", |input| at(input, cross, squared))
    .mistake(
        "back to y only",
        "y − t is the gradient of the squared error with respect to the output y. Go on to the score x: through the \
         sigmoid, with the factor y (1 − y).",
        |input| at(input, cross, cross),
    )
    .mistake(
        "the factor in both",
        "With cross-entropy the factor y (1 − y) cancels: its own gradient, (y − t) / (y (1 − y)), divides by it.",
        |input| at(input, squared, squared),
    )
    .mistake(
        "no one half",
        "The squared error is twice too large. It was defined with ½, whose 2 cancels.",
        |input| at(input, |y, t| 2.0 * squared(y, t), cross),
    )
    .mistake("the other way round", "Both signs are flipped: the difference is output minus target.", |input| {
        at(input, |y, t| -squared(y, t), |y, t| t - y)
    })
    .mistake(
        "before the sigmoid",
        "You compared the score x with the target. First the sigmoid: y = σ(x).",
        |&(x, t)| ((x - t) * x * (1.0 - x), x - t),
    )
    .mistake(
        "only the slope of the sigmoid",
        "y (1 − y) is the derivative of the sigmoid. Multiply it by the upstream gradient, y − t.",
        |input| at(input, |y, _| y * (1.0 - y), cross),
    )
    .mistake(
        "cross-entropy back to y only",
        "(y − t) / (y (1 − y)) is the gradient of cross-entropy with respect to y. Go on through the sigmoid: multiply by \
         y (1 − y).",
        |input| at(input, squared, |y, t| (y - t) / (y * (1.0 - y))),
    )
    .also_right("case by case", |&(x, t)| {
        let (y, rest) = (sigmoid(x), sigmoid(-x));
        if t == 1.0 { (-rest * y * rest, -rest) } else { (y * y * rest, y) }
    })
}

fn softmax(x: &Array1<f64>) -> Array1<f64> {
    let largest = x.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    let exp = x.mapv(|x| (x - largest).exp());
    let sum = exp.sum();
    exp / sum
}

/// Softmax's backward pass for the upstream gradient `d`.
fn back(y: &Array1<f64>, d: &Array1<f64>) -> Array1<f64> {
    let mean = (y * d).sum();
    y * &d.mapv(|d| d - mean)
}

fn right((x, t): &Scores) -> (Array1<f64>, Array1<f64>) {
    let y = softmax(x);
    let d = &y - t;
    (back(&y, &d), d)
}

fn scores(draw: &mut Draw) -> Scores {
    let classes = draw.size(3..=6);
    (draw.vector(classes) * 2.0, draw.one_hot(1, classes).row(0).to_owned())
}

/// Softmax with the squared error, and with cross-entropy (book §5.6.3).
pub fn softmax_gradients() -> Question<Scores, (Array1<f64>, Array1<f64>)> {
    Question::new("softmax_gradients", scores, right)
        .inputs(["x", "t"])
        .parts(["the gradient with the squared error", "the gradient with cross-entropy"])
        .example(|| (array![0.0, 0.0, 0.0], array![0.0, 1.0, 0.0]))
        .example(|| (array![1010.0, 1000.0, 990.0], array![0.0, 1.0, 0.0]))
        .mistake("swapped", "The two are swapped: the squared error comes first.", |input| {
            let (squared, cross) = right(input);
            (cross, squared)
        })
        .mistake(
            "as for the sigmoid",
            "That is the sigmoid's derivative, entry by entry. In softmax each score changes *all* outputs, through the \
             sum in the denominator: subtract Σ d · y from each d first.",
            |(x, t)| {
                let y = softmax(x);
                let d = &y - t;
                (&d * &y * &(1.0 - &y), d)
            },
        )
        .mistake(
            "back to y only",
            "y − t is the gradient of the squared error with respect to the output y. Go on to the scores x, through \
             softmax.",
            |input| (right(input).1, right(input).1),
        )
        .mistake(
            "the sum without y",
            "You subtracted the plain sum of d, which is 0 here. The sum is weighted with the outputs: Σ d · y.",
            |(x, t)| {
                let y = softmax(x);
                let d = &y - t;
                (&d * &y, d)
            },
        )
        .mistake(
            "y not multiplied",
            "The bracket d − Σ d · y is right. Multiply it by y.",
            |(x, t)| {
                let y = softmax(x);
                let d = &y - t;
                (d.mapv(|entry| entry - (&y * &d).sum()), d)
            },
        )
        .mistake(
            "without the largest score",
            "Large scores overflow: e^1010 is infinite. Subtract the largest score from all of them first, which doesn't \
             change the result.",
            |(x, t)| {
                let exp = x.mapv(f64::exp);
                let y = &exp / exp.sum();
                let d = &y - t;
                (back(&y, &d), d)
            },
        )
        .mistake(
            "through softmax twice",
            "For cross-entropy you went through softmax once more. y − t is the result for both together.",
            |input| (right(input).0, right(input).0),
        )
        .mistake("the other way round", "The signs are flipped: the difference is output minus target.", |input| {
            let (squared, cross) = right(input);
            (-squared, -cross)
        })
        .also_right("with the Jacobian matrix", |(x, t)| {
            let y = softmax(x);
            let d = &y - t;
            let n = y.len();
            let gradient = (0..n).map(|i| {
                (0..n).map(|j| d[j] * y[j] * (f64::from(u8::from(i == j)) - y[i])).sum::<f64>()
            });
            (gradient.collect(), d)
        })
}

/// How many times larger is the gradient with cross-entropy, at y = 0.99 and t = 0 (book §5.6.3)?
pub fn how_many_times() -> Prediction {
    Prediction::new(
        "A sigmoid outputs 0.99, and the target is 0. How many times larger is the gradient with cross-entropy than with \
         the squared error?",
        || {
            let x = (0.99_f64 / 0.01).ln();
            let (squared, cross) = at(&(x, 0.0), squared, cross);
            cross / squared
        },
        "0.99 against 0.0098. Where the network is sure and wrong, the sigmoid is flat and lets hardly anything back. Cross \
         entropy is steep in just this place, and the two cancel. So the worst mistakes are corrected first instead of \
         last.",
    )
    .within(0.02)
    .wrong_guess("equal", || 1.0, "With respect to y − t they are. Which factor does the sigmoid add to one of them?")
    .wrong_guess("the other way round", || 0.0099, "That is how many times *smaller* the other one is: 0.0099.")
    .wrong_guess("a quarter", || 4.0, "The factor is ¼ in the middle, at y = 0.5. Here y is 0.99.")
}
