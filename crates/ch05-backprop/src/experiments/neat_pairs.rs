//! Which losses go with which output layer, so that their gradient is simply `y − t`?
//!
//! In each pair the loss is a negative log-likelihood: minus the logarithm of how probable the target is under the
//! distribution that the output layer stands for (up to a constant). That is the normal distribution for the identity,
//! the categorical for softmax, the Bernoulli for the sigmoid. And the output layer turns the score, the distribution's
//! *natural parameter*, into its mean. In statistics the inverse of such a function is the *canonical link*, and with
//! it the gradient is always `y − t`. The softmax loss is a mean over the n samples: there it is `(y − t) / n`.

use crate::derive::gradient_check::numerical_gradient;
use crate::derive::identity_with_squared_error::IdentityWithSquaredError;
use crate::derive::sigmoid_with_binary_cross_entropy::SigmoidWithBinaryCrossEntropy;
use crate::derive::softmax_with_loss::SoftmaxWithLoss;
use crate::digits::normal;
use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::functions::activation::sigmoid;
use core_tensor::functions::softmax::softmax;
use ndarray::{Array2, Zip};

/// Section 5.6.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "neat_pairs",
    section: "5.6.3",
    question: "Which losses go with which output layer, so that the gradient is y − t?",
    takes: Takes::always("1 s"),
    run,
};

const SAMPLES: usize = 4;
const OUTPUTS: usize = 5;
/// Neither too large (curvature) nor too small (cancellation).
const H: f64 = 3e-5;

/// What the figure shows.
const CAPTION: &str =
    "Each dot is one of 20 derivatives. On the pale line y − t and the numerical gradient are equal.";

/// A pair with its gradients.
struct Pair {
    name: &'static str,
    words: &'static str,
    /// y − t, divided by the number of samples where the loss is a mean.
    difference: Array2<f64>,
    backward: Array2<f64>,
    numerical: Array2<f64>,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mut rng = run.rng("scores");
    let x = normal(SAMPLES, OUTPUTS, 2.0, &mut rng);
    let one_hot = Array2::from_shape_fn((SAMPLES, OUTPUTS), |(n, k)| f64::from(n % OUTPUTS == k));
    let yes_or_no = Array2::from_shape_fn((SAMPLES, OUTPUTS), |(n, k)| f64::from((n + k) % 2 == 0));
    let values = normal(SAMPLES, OUTPUTS, 1.0, &mut rng);
    let pairs = [identity(&x, &values), softmax_pair(&x, &one_hot), sigmoid_pair(&x, &yes_or_no)];
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "The largest differences among 20 derivatives",
        ["pair", "between y − t and backward", "between backward and numerical"],
    );
    let mut worst = 0.0f64;
    for pair in &pairs {
        let exact = largest_difference(&pair.difference, &pair.backward);
        let numerical = largest_difference(&pair.backward, &pair.numerical);
        worst = worst.max(numerical);
        outcome
            .finding(format!("{}.difference_to_backward", pair.name), exact)
            .finding(format!("{}.backward_to_numerical", pair.name), numerical);
        table.row([pair.words.into(), exact.into(), numerical.into()]);
    }
    let mean_of_squares = (&x - &values).mapv(|d| 2.0 * d / (SAMPLES * OUTPUTS) as f64);
    let factor = mean_of_squares[[0, 0]] / pairs[0].backward[[0, 0]];
    outcome
        .finding("identity.mean_of_squares_to_half_sum", factor)
        .table(table)
        .claim(
            Source::Book("5.6.3"),
            "the identity with the squared error sends back y − t too",
            say!("all three pairs do; numerical gradients differ from them by at most {worst:.0e}"),
            worst < 1e-9,
        )
        .note(say!(
            "The squared error needs its ½ and its sum: with a mean of squares over {SAMPLES} × {OUTPUTS} outputs, every \
             derivative is {factor:.1} times as large, 2/(n · outputs). Before you compare two programs, check which form each one uses."
        ))
        .figure(pairs.iter().fold(Figure::new("Three pairs, one gradient: y − t").caption(CAPTION).columns(3), |f, p| f.panel(panel(p))));
    Ok(outcome)
}

fn identity(x: &Array2<f64>, t: &Array2<f64>) -> Pair {
    let mut layer = IdentityWithSquaredError::new();
    layer.forward(x, t);
    Pair {
        name: "identity",
        words: "identity, ½ Σ (y − t)²",
        difference: x - t,
        backward: layer.backward(1.0),
        numerical: numerical_gradient(|x| IdentityWithSquaredError::new().forward(x, t), x, H),
    }
}

fn softmax_pair(x: &Array2<f64>, t: &Array2<f64>) -> Pair {
    let mut layer = SoftmaxWithLoss::new();
    layer.forward(x, t);
    Pair {
        name: "softmax",
        words: "softmax, cross-entropy",
        difference: (softmax(x.view()) - t) / SAMPLES as f64,
        backward: layer.backward(1.0),
        numerical: numerical_gradient(|x| SoftmaxWithLoss::loss(x, t), x, H),
    }
}

fn sigmoid_pair(x: &Array2<f64>, t: &Array2<f64>) -> Pair {
    let mut layer = SigmoidWithBinaryCrossEntropy::new();
    layer.forward(x, t);
    Pair {
        name: "sigmoid",
        words: "sigmoid, binary cross-entropy",
        difference: x.mapv(sigmoid) - t,
        backward: layer.backward(1.0),
        numerical: numerical_gradient(|x| SigmoidWithBinaryCrossEntropy::new().forward(x, t), x, H),
    }
}

fn largest_difference(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    Zip::from(a).and(b).fold(0.0, |worst: f64, a, b| worst.max((a - b).abs()))
}

fn panel(pair: &Pair) -> Panel {
    let points = pair.difference.iter().copied().zip(pair.numerical.iter().copied());
    let reach = pair.difference.iter().fold(0.0f64, |reach, d| reach.max(d.abs()));
    let label = if pair.name == "softmax" { "(y − t) / n" } else { "y − t" };
    Panel::new(pair.words)
        .x(Axis::new(label))
        .y(Axis::new("numerical gradient"))
        .line(Series::new("", [(-reach, -reach), (reach, reach)]).palette(1).width(3.0).opacity(0.4))
        .scatter(Series::new("", points).palette(0).width(2.0))
}
