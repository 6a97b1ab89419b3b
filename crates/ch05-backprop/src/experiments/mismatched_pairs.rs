//! What goes wrong when the sigmoid or softmax meets the squared error?
//!
//! Look at the right end of each panel, where the output is confident and wrong. There the orange curve is as flat as
//! at the left end, where the output is correct. Softmax before a squared error does the same as the sigmoid. With two
//! classes it is faster, since the error counts at both outputs and both scores move, but still far slower than with
//! cross-entropy.

use crate::derive::identity_with_squared_error::IdentityWithSquaredError;
use crate::derive::sigmoid::Sigmoid;
use crate::derive::sigmoid_with_binary_cross_entropy::SigmoidWithBinaryCrossEntropy;
use crate::derive::softmax_with_loss::SoftmaxWithLoss;
use crate::derive::softmax_with_squared_error::softmax_with_squared_error;
use chapter_kit::figure::{Axis, Figure, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::functions::activation::sigmoid;
use ndarray::array;
use portable_math::ln;

/// Section 5.6.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "mismatched_pairs",
    section: "5.6.3",
    question: "What goes wrong when the sigmoid or softmax meets the squared error?",
    takes: Takes::always("1 s"),
    run,
};

/// The gradient of a loss with respect to the logit `x`, when the target is 0.
type Gradient = fn(f64) -> f64;

/// The sigmoid with binary cross-entropy.
fn sigmoid_cross_entropy(x: f64) -> f64 {
    let mut layer = SigmoidWithBinaryCrossEntropy::new();
    layer.forward(&array![[x]], &array![[0.0]]);
    layer.backward(1.0)[[0, 0]]
}

/// The sigmoid with ½ (y − t)².
fn sigmoid_squared_error(x: f64) -> f64 {
    let (mut sigmoid, mut loss) = (Sigmoid::new(), IdentityWithSquaredError::new());
    loss.forward(&sigmoid.forward(&array![[x]]), &array![[0.0]]);
    sigmoid.backward(&loss.backward(1.0))[[0, 0]]
}

/// Softmax of the scores x and 0 with cross-entropy; the second class is right.
fn softmax_cross_entropy(x: f64) -> f64 {
    let mut layer = SoftmaxWithLoss::new();
    layer.forward(&array![[x, 0.0]], &array![[0.0, 1.0]]);
    layer.backward(1.0)[[0, 0]]
}

/// Softmax of the scores x and 0 with ½ Σ (y − t)².
fn softmax_squared_error(x: f64) -> f64 {
    softmax_with_squared_error(&array![[x, 0.0]], &array![[0.0, 1.0]]).1[[0, 0]]
}

/// The pairs: name, description, gradient.
const PAIRS: [(&str, &str, Gradient); 4] = [
    ("sigmoid.cross_entropy", "sigmoid, cross-entropy", sigmoid_cross_entropy),
    ("sigmoid.squared_error", "sigmoid, squared error", sigmoid_squared_error),
    ("softmax.cross_entropy", "softmax, cross-entropy", softmax_cross_entropy),
    ("softmax.squared_error", "softmax, squared error", softmax_squared_error),
];

/// Steps of gradient descent (lr 1) on the logit from y = 0.99 until y is below 0.5.
fn steps_to_doubt(gradient: impl Fn(f64) -> f64) -> usize {
    let mut x = logit(0.99);
    (1..100_000)
        .find(|_| {
            x -= gradient(x);
            sigmoid(x) < 0.5
        })
        .unwrap_or(100_000)
}

fn logit(y: f64) -> f64 {
    ln(y / (1.0 - y))
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "The target is 0, the network says 0.99",
        ["pair", "gradient at 0.99", "at 0.999", "steps until y < 0.5", "if both scores move"],
    );
    for (name, words, gradient) in PAIRS {
        let (at_99, at_999, steps) =
            (gradient(logit(0.99)), gradient(logit(0.999)), steps_to_doubt(gradient));
        outcome
            .finding(format!("{name}.gradient_at_0.99"), at_99)
            .finding(format!("{name}.gradient_at_0.999"), at_999)
            .count(format!("{name}.steps_to_doubt"), steps);
        // What is sent back to the other score is the same with the other sign: both scores together move twice as far.
        let both = if name.starts_with("softmax") {
            let steps = steps_to_doubt(|x| 2.0 * gradient(x));
            outcome.count(format!("{name}.steps_to_doubt_both_scores"), steps);
            Cell::count(steps)
        } else {
            "–".into()
        };
        table.row([words.into(), at_99.into(), at_999.into(), Cell::count(steps), both]);
    }
    let (neat, mismatched) = (sigmoid_cross_entropy(logit(0.99)), sigmoid_squared_error(logit(0.99)));
    let panel = |title: &'static str, neat: usize| {
        let curve = |pair: usize| {
            let xs = (-80..=80).map(|i| f64::from(i) / 10.0);
            let gradient = PAIRS[pair].2;
            xs.map(move |x| (x, gradient(x)))
        };
        Panel::new(title)
            .x(Axis::new("logit x (the target is 0)"))
            .y(Axis::new("gradient dL/dx").range(-0.04, 1.05))
            .vline(logit(0.99))
            .text(logit(0.99) + 0.3, 0.5, "y = 0.99")
            .line(Series::new("with cross-entropy: y − t", curve(neat)))
            .line(Series::new("with the squared error", curve(neat + 1)))
    };
    outcome
        .table(table)
        .note(
            "The steps are those of gradient descent with learning rate 1 on the logit x. For softmax, x is \
             the score of the wrong class, and the other score stays at 0; in the last column gradient descent moves both.",
        )
        .claim(
            Source::OftenSaid,
            "the mismatched pair learns slowly exactly where it is most wrong",
            say!(
                "with the sigmoid at y = 0.99, cross-entropy pulls with {neat:.2}, the squared error with {mismatched:.4}"
            ),
            neat > 50.0 * mismatched,
        )
        .figure(
            Figure::new("Confident and wrong: only cross-entropy still has a gradient")
                .columns(2)
                .legend(Legend::OutsideTop)
                .caption("The gradient with respect to x; with softmax x is the score of the wrong class, and the other is 0.")
                .panel(panel("sigmoid", 0))
                .panel(panel("softmax, two classes", 2)),
        );
    Ok(outcome)
}
