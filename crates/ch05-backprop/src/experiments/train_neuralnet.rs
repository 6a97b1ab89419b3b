//! How well does the book's network read digits after 10,000 batches with backpropagation?
//!
//! The network above (784-50-10, ReLU), batches of 100 drawn with replacement, learning rate 0.1, as in the book. Every
//! 600 batches, which the book calls an epoch, both accuracies are measured over *all* images. They rise together and
//! end about one percentage point apart: the network generalises, and overfits only a little.
//!
//! Then the same loop runs once more with the same initial weights and the same batches, but with sigmoids in the
//! hidden layer.

use crate::derive::affine::Affine;
use crate::derive::sigmoid::Sigmoid;
use crate::derive::softmax_with_loss::SoftmaxWithLoss;
use crate::derive::two_layer_net::TwoLayerNet;
use crate::digits::{self, SIZES, batch};
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, claims_unless_quick, say};
use core_tensor::Samples;
use core_tensor::functions::activation::sigmoid;
use core_tensor::tensor::targets::{arg_max, predicted_class};
use core_tensor::training::batches::Batches;
use ndarray::{Array2, ArrayView1};
use rayon::prelude::*;

/// The book's `train_neuralnet.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "train_neuralnet",
    section: "5.7.4",
    question: "How well does the network read digits after 10,000 batches with backpropagation?",
    takes: Takes::new("1 s", "30 s", "30 s"),
    run,
};

/// The batch size.
const BATCH: usize = 100;
/// The book's learning rate.
const LR: f64 = 0.1;
/// The number of images evaluated at once.
const CHUNK: usize = 1_000;

/// The network with sigmoids in the hidden layer, as in chapter 4.
struct SigmoidNet {
    affine1: Affine,
    sigmoid1: Sigmoid,
    affine2: Affine,
    last_layer: SoftmaxWithLoss,
}

impl SigmoidNet {
    /// A network with the weights of another.
    fn with_weights_of(net: &TwoLayerNet) -> Self {
        Self {
            affine1: net.affine1.clone(),
            sigmoid1: Sigmoid::new(),
            affine2: net.affine2.clone(),
            last_layer: SoftmaxWithLoss::new(),
        }
    }

    fn predict(&self, x: &Array2<f64>) -> Array2<f64> {
        self.affine2.predict(&self.affine1.predict(x).mapv(sigmoid))
    }

    /// One step of gradient descent on a batch.
    fn step(&mut self, x: &Array2<f64>, t: &Array2<f64>) {
        let z = self.sigmoid1.forward(&self.affine1.forward(x));
        self.last_layer.forward(&self.affine2.forward(&z), t);
        let dout = self.affine2.backward(&self.last_layer.backward(1.0));
        self.affine1.backward(&self.sigmoid1.backward(&dout));
        for affine in [&mut self.affine1, &mut self.affine2] {
            affine.w.scaled_add(-LR, &affine.dw);
            affine.b.scaled_add(-LR, &affine.db);
        }
    }
}

/// Both accuracies after `batches` batches.
struct Evaluation {
    batches: usize,
    train: f64,
    test: f64,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let all = |split: &core_data::Split| split.samples::<f64>().one_hot(10);
    let (train, test) = (all(&mnist.train), all(&mnist.test));
    let judged = run.scale().pick(1_000, usize::MAX, usize::MAX);
    let (iterations, every) = (run.scale().pick(300, 10_000, 10_000), run.scale().pick(100, 600, 600));
    let mut net = digits::two_layer_net(SIZES, run.streams());
    let mut with_sigmoid = SigmoidNet::with_weights_of(&net);
    let mut batches = Batches::with_replacement(train.len(), BATCH, run.rng("batches"));
    let progress = run.progress("batches", iterations);
    let (mut losses, mut evaluations) = (Vec::with_capacity(iterations), Vec::new());
    let evaluate = |net: &TwoLayerNet, batches: usize| -> anyhow::Result<Evaluation> {
        let accuracy = |samples: &Samples<f64>| accuracy(net, &samples.take(judged));
        Ok(Evaluation { batches, train: accuracy(&train)?, test: accuracy(&test)? })
    };
    for i in 0..iterations {
        if i % every == 0 {
            evaluations.push(evaluate(&net, i)?);
        }
        let (x, t) = batch(&train, batches.draw())?;
        let loss = net.gradient(&x, &t);
        anyhow::ensure!(
            loss.is_finite(),
            "the loss is {loss} at batch {i}: try a smaller learning rate than {LR}"
        );
        net.update(LR);
        with_sigmoid.step(&x, &t);
        losses.push(loss);
        progress.inc(1);
    }
    evaluations.push(evaluate(&net, iterations)?);
    let sigmoid = accuracy_of(|x| with_sigmoid.predict(x), &test.take(judged))?;
    Ok(report(run, &losses, &evaluations, sigmoid))
}

/// The accuracy over all samples, whose targets must be one-hot.
///
/// # Errors
/// If they are class labels.
pub fn accuracy(net: &TwoLayerNet, samples: &Samples<f64>) -> anyhow::Result<f64> {
    accuracy_of(|x| net.predict(x), samples)
}

fn accuracy_of(
    predict: impl Fn(&Array2<f64>) -> Array2<f64> + Sync,
    samples: &Samples<f64>,
) -> anyhow::Result<f64> {
    let indices: Vec<usize> = (0..samples.len()).collect();
    let right = indices.par_chunks(CHUNK).map(|indices| -> anyhow::Result<usize> {
        let (x, t) = batch(samples, indices)?;
        let scores = predict(&x);
        let rows = scores.rows().into_iter().zip(t.rows());
        let is_right = |y: ArrayView1<f64>, t: ArrayView1<f64>| {
            predicted_class(y.iter().copied()) == Some(arg_max(t.iter().copied()))
        };
        Ok(rows.filter(|(y, t)| is_right(y.view(), t.view())).count())
    });
    let right = right.collect::<anyhow::Result<Vec<usize>>>()?.into_iter().sum::<usize>();
    Ok(right as f64 / samples.len() as f64)
}

/// What the run found; `sigmoid` is the test accuracy of the network with sigmoids.
fn report(run: &Run, losses: &[f64], evaluations: &[Evaluation], sigmoid: f64) -> Outcome {
    let mut outcome = Outcome::new();
    let mut table = Table::new("Accuracy", ["batches", "training images", "test images"]);
    for evaluation in evaluations {
        table.row([
            Cell::count(evaluation.batches),
            Cell::percent(evaluation.train),
            Cell::percent(evaluation.test),
        ]);
    }
    let last = losses.len().saturating_sub(100);
    let mean_of_last = losses[last..].iter().sum::<f64>() / (losses.len() - last) as f64;
    outcome.finding("loss.first", losses[0]).finding("loss.mean_of_last_100", mean_of_last);
    if let Some(evaluation) = evaluations.last() {
        outcome
            .percent("train_accuracy", evaluation.train)
            .percent("test_accuracy", evaluation.test)
            .percent("gap", evaluation.train - evaluation.test)
            .percent("sigmoid.test_accuracy", sigmoid);
        claims_unless_quick(run, &mut outcome, |outcome| {
            outcome.claim(
                Source::ThisPage,
                "after 10,000 batches the network classifies about 97 % of the test images correctly",
                say!("it is {:.2} %, after one training", 100.0 * evaluation.test),
                (0.96..0.98).contains(&evaluation.test),
            );
            outcome.claim(
                Source::ThisPage,
                "the gain over chapter 4 comes from the activation function, not from backpropagation",
                say!(
                    "with sigmoids in the hidden layer the same loop reaches {:.2} %, with ReLU {:.2} %",
                    100.0 * sigmoid,
                    100.0 * evaluation.test
                ),
                sigmoid + 0.01 < evaluation.test,
            );
        });
    }
    outcome.table(table).figure(accuracies(evaluations)).further_figure("loss", loss_curve(losses));
    outcome
}

fn accuracies(evaluations: &[Evaluation]) -> Figure {
    let curve = |value: fn(&Evaluation) -> f64| {
        evaluations.iter().map(move |evaluation| (evaluation.batches as f64, value(evaluation)))
    };
    // The closer view starts at the tenth below everything after the first evaluation.
    let later = evaluations
        .iter()
        .skip(1)
        .map(|evaluation| evaluation.train.min(evaluation.test))
        .fold(1.0, f64::min);
    let lowest = (10.0 * later).floor() / 10.0;
    let panel = |title: Words, lowest: f64| {
        Panel::new(title)
            .x(Axis::new("batches of 100"))
            .y(Axis::new("accuracy").range(lowest, 1.0))
            .line(
                Series::new("training images", curve(|evaluation| evaluation.train))
                    .marker(Marker::Circle, 1),
            )
            .line(
                Series::new("test images", curve(|evaluation| evaluation.test))
                    .dashed()
                    .marker(Marker::Square, 1),
            )
    };
    Figure::new("Trained with backpropagation, the network reads digits it has not seen")
        .caption("On the left the two lines coincide nearly everywhere.")
        .columns(2)
        .legend(Legend::OutsideTop)
        .panel(panel("from 0, as in the book".into(), 0.0))
        .panel(panel(say!("the same, from {lowest}"), lowest))
}

fn loss_curve(losses: &[f64]) -> Figure {
    let every = (losses.len() / 1_000).max(1);
    let points = losses.chunks(every).enumerate();
    let mean = points.map(|(i, chunk)| ((i * every) as f64, chunk.iter().sum::<f64>() / chunk.len() as f64));
    let panel = Panel::new("")
        .x(Axis::new("batches of 100"))
        .y(Axis::new("loss").range(0.0, 2.5))
        .line(Series::new("", mean).width(1.2));
    let caption = if every == 1 {
        "Each point is the loss of a batch before its step.".into()
    } else {
        say!("Each point is the mean loss of {every} batches, each before its step.")
    };
    Figure::single("The loss falls fast at first, then slowly", panel).caption(caption)
}
