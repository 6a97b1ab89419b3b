//! How long do the three ways to the same gradient take?
//!
//! All three methods run on one small network and one random image, in the same plain loops, so that the comparison is
//! between methods and not between libraries. They agree on the gradient: forward and reverse mode to the last digits,
//! the numerical gradient as closely as a central difference can. The timings differ from run to run; the passes
//! don't.

use crate::derive::forward_mode::Dual;
use crate::derive::gradient_check::numerical_gradient;
use crate::digits::normal;
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes};
use ndarray::Array2;
use portable_math::{exp, ln};

/// Section 5.7.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "time_of_three_gradients",
    section: "5.7.3",
    question: "How long do the three ways to the same gradient take?",
    takes: Takes::new("1 s", "1 s", "1 s"),
    run,
};

/// Inputs and classes of the small network.
const INPUTS: usize = 20;
const CLASSES: usize = 5;
/// The sizes of the hidden layer.
const HIDDEN: [usize; 4] = [2, 8, 32, 128];
/// The three ways, with their signs in the figure.
const METHODS: [(&str, Marker); 3] =
    [("numerical", Marker::Circle), ("forward mode", Marker::Triangle), ("reverse mode", Marker::Square)];
/// How often each method is timed. The fastest run counts: slower ones were disturbed.
const REPEATS: usize = 3;

/// A network without biases, as one flat array: W1 (inputs × hidden), then W2 (hidden × classes).
struct Net {
    hidden: usize,
    x: Vec<f64>,
    label: usize,
}

impl Net {
    /// The loss for parameters that are dual numbers.
    fn loss(&self, w: &[Dual]) -> Dual {
        let (w1, w2) = w.split_at(INPUTS * self.hidden);
        let sum = |terms: &mut dyn Iterator<Item = Dual>| terms.fold(Dual::fixed(0.0), |a, b| a + b);
        let z: Vec<Dual> = (0..self.hidden)
            .map(|j| sum(&mut (0..INPUTS).map(|i| Dual::fixed(self.x[i]) * w1[i * self.hidden + j])).relu())
            .collect();
        let scores: Vec<Dual> =
            (0..CLASSES).map(|k| sum(&mut (0..self.hidden).map(|j| z[j] * w2[j * CLASSES + k]))).collect();
        let log_sum = sum(&mut scores.iter().map(|score| score.exp())).ln();
        log_sum + Dual::fixed(-1.0) * scores[self.label]
    }

    /// The loss for plain numbers.
    fn plain_loss(&self, w: &[f64]) -> f64 {
        self.forward(w).2
    }

    /// Hidden activations, probabilities and loss.
    fn forward(&self, w: &[f64]) -> (Vec<f64>, Vec<f64>, f64) {
        let (w1, w2) = w.split_at(INPUTS * self.hidden);
        let z: Vec<f64> = (0..self.hidden)
            .map(|j| (0..INPUTS).map(|i| self.x[i] * w1[i * self.hidden + j]).sum::<f64>().max(0.0))
            .collect();
        let scores: Vec<f64> =
            (0..CLASSES).map(|k| (0..self.hidden).map(|j| z[j] * w2[j * CLASSES + k]).sum()).collect();
        let sum: f64 = scores.iter().map(|&score| exp(score)).sum();
        let loss = ln(sum) - scores[self.label];
        (z, scores.iter().map(|&score| exp(score) / sum).collect(), loss)
    }

    fn numerical(&self, w: &[f64]) -> Vec<f64> {
        let row = Array2::from_shape_fn((1, w.len()), |(_, i)| w[i]);
        let loss = |w: &Array2<f64>| self.plain_loss(w.as_slice().unwrap_or_default());
        numerical_gradient(loss, &row, 1e-4).iter().copied().collect()
    }

    fn forward_mode(&self, w: &[f64]) -> Vec<f64> {
        let mut duals: Vec<Dual> = w.iter().copied().map(Dual::fixed).collect();
        (0..w.len())
            .map(|i| {
                duals[i] = Dual::input(w[i]);
                let derivative = self.loss(&duals).derivative;
                duals[i] = Dual::fixed(w[i]);
                derivative
            })
            .collect()
    }

    fn reverse_mode(&self, w: &[f64]) -> Vec<f64> {
        let (z, mut dscores, _) = self.forward(w);
        dscores[self.label] -= 1.0;
        let w2 = &w[INPUTS * self.hidden..];
        let mut gradient = vec![0.0; w.len()];
        for j in 0..self.hidden {
            let mut dz = 0.0;
            for k in 0..CLASSES {
                gradient[INPUTS * self.hidden + j * CLASSES + k] = z[j] * dscores[k];
                dz += w2[j * CLASSES + k] * dscores[k];
            }
            let da = if z[j] > 0.0 { dz } else { 0.0 };
            for i in 0..INPUTS {
                gradient[i * self.hidden + j] = self.x[i] * da;
            }
        }
        gradient
    }
}

/// The result, and the seconds of the fastest of several runs.
fn timed(run: &Run, work: impl Fn() -> Vec<f64>) -> (Vec<f64>, f64) {
    let mut fastest = f64::INFINITY;
    let mut result = Vec::new();
    for _ in 0..REPEATS {
        let (next, seconds) = run.timed(&work);
        result = next;
        fastest = fastest.min(seconds);
    }
    (result, fastest)
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "Passes through the network for one gradient",
        ["hidden units", "parameters", "numerical", "forward mode", "reverse mode"],
    );
    let (mut passes, mut times) = (Vec::new(), Vec::new());
    let (mut to_forward, mut to_numerical) = (0.0f64, 0.0f64);
    for hidden in HIDDEN {
        let mut rng = run.rng(&format!("net {hidden}"));
        let x = normal(1, INPUTS, 1.0, &mut rng).iter().copied().collect();
        let count = (INPUTS + CLASSES) * hidden;
        let w: Vec<f64> = normal(1, count, 0.3, &mut rng).iter().copied().collect();
        let net = Net { hidden, x, label: 1 };
        let ((numerical, t1), (forward, t2), (reverse, t3)) = (
            timed(run, || net.numerical(&w)),
            timed(run, || net.forward_mode(&w)),
            timed(run, || net.reverse_mode(&w)),
        );
        to_forward = to_forward.max(difference(&reverse, &forward));
        to_numerical = to_numerical.max(difference(&reverse, &numerical));
        for (name, seconds) in [("numerical", t1), ("forward_mode", t2), ("reverse_mode", t3)] {
            outcome.measured(format!("{name}.{count}_parameters"), 1e6 * seconds, "µs");
        }
        passes.push((count as f64, [2.0 * count as f64, count as f64, 2.0]));
        times.push((count as f64, [t1, t2, t3].map(|seconds| 1e6 * seconds)));
        table.row([hidden, count, 2 * count, count, 2].map(Cell::count));
    }
    outcome
        .finding("reverse_to_forward_mode", to_forward)
        .finding("reverse_to_numerical", to_numerical)
        .table(table)
        .note(
            "With four times the parameters, the first two methods make four times as many passes, and each pass takes about \
             four times as long: up to 16 times in all. In reverse mode each pass takes longer, but it is still only two.",
        )
        .figure(figure(&passes, &times))
        .shows_a_clock();
    Ok(outcome)
}

fn difference(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Something of the three methods for each number of parameters.
type OfThree = (f64, [f64; 3]);

fn figure(passes: &[OfThree], times: &[OfThree]) -> Figure {
    let panel = |title: &'static str, y: Axis, of_three: &[OfThree]| {
        let panel = Panel::new(title).x(Axis::new("parameters").log10()).y(y.log10());
        METHODS.into_iter().enumerate().fold(panel, |panel, (which, (name, marker))| {
            let points = of_three.iter().map(|(parameters, values)| (*parameters, values[which]));
            panel.line(Series::new(name, points).marker(marker, 1))
        })
    };
    Figure::new("Two methods need passes for each parameter, reverse mode two for all of them")
        .panel(panel("passes", Axis::new("passes for one gradient").range(1.0, 10_000.0), passes))
        .panel(panel("time, on the machine that drew this", Axis::new("time for one gradient (µs)"), times))
        .columns(2)
        .legend(Legend::OutsideTop)
        .caption("Each time is the fastest of three runs. Forward mode computes with dual numbers, so each of its passes takes longer.")
}
