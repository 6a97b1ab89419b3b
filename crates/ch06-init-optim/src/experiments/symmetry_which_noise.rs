//! 6.2.1 Which initial values must be random? Not the biases, and not even both weight matrices.
//!
//! All biases start at 0. If only `W1` is random, the hidden units differ from the start, and `W2` follows after one
//! step. If only `W2` is random, the units start equal but get different gradients, and grow apart. ReLU is the
//! exception at exactly `W1 = 0`: there its derivative is taken as 0, and nothing ever moves. With `W1 = 0.01`
//! throughout, its units are equal too, but they grow apart.

use crate::symmetry::{
    HIDDEN, Start, activation_name, activation_title, distinct_columns, hidden_weights, train_and_inspect,
    two_layer_net,
};
use chapter_kit::figure::{Axis, Bars, Figure, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, say};
use core_tensor::tensor::single_threaded;
use core_tensor::{Activation, Role, Samples};
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "symmetry_which_noise",
    section: "6.2.1",
    question: "Which weights need to be random: W1, W2, the biases?",
    takes: Takes::new("1 s", "3 s", "10 s"),
    run,
};

/// Which matrices are random, and the value of every weight of the others. The biases are 0.
const NOISE: [(&str, &[&str], f32); 5] = [
    ("both", &["W1", "W2"], 0.0),
    ("only_w1", &["W1"], 0.0),
    ("only_w2", &["W2"], 0.0),
    ("only_w2_from_0.01", &["W2"], 0.01),
    ("none", &[], 0.0),
];

struct Trained {
    activation: Activation,
    noise: &'static str,
    distinct: usize,
    accuracy: f64,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let (train, test) = (mnist.train.samples(), mnist.test.samples());
    let iterations = run.scale().pick(60, 1_000, 6_000);
    let cases: Vec<_> = [Activation::Sigmoid, Activation::Relu]
        .into_iter()
        .flat_map(|a| NOISE.map(|noise| (a, noise)))
        .collect();
    let progress = run.progress("training with part of the weights random", cases.len());
    let trained = cases
        .into_par_iter()
        .map(|(activation, noise)| {
            single_threaded(|| trained(run, activation, noise, (&train, &test), iterations, &progress))
        })
        .collect::<anyhow::Result<Vec<Trained>>>()?;
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        say!("After {iterations} iterations, biases starting at 0"),
        ["activation", "random", "different units", "test accuracy"],
    );
    for t in &trained {
        let key = format!("{}.{}", activation_name(t.activation), t.noise);
        outcome
            .count(format!("{key}.distinct_units"), t.distinct)
            .percent(format!("{key}.test_accuracy"), t.accuracy);
        table.row([
            activation_title(t.activation).into(),
            words(t.noise).into(),
            Cell::from(say!("{} of {HIDDEN}", t.distinct)),
            Cell::percent(t.accuracy),
        ]);
    }
    outcome.table(table).figure(figure(&trained, iterations));
    add_claim(&mut outcome, &trained);
    Ok(outcome)
}

fn trained(
    run: &Run,
    activation: Activation,
    (noise, random, constant): (&'static str, &[&str], f32),
    (train, test): (&Samples<f32>, &Samples<f32>),
    iterations: usize,
    progress: &Progress,
) -> anyhow::Result<Trained> {
    let mut network = two_layer_net::<f32>(run, HIDDEN, activation, Start::Random);
    for param in network.params_mut() {
        if param.role == Role::Weight && !random.contains(&param.name.as_str()) {
            param.value.fill(constant);
        }
    }
    train_and_inspect(&mut network, train, run, (iterations, &[]), |_, _| {})?;
    progress.inc(1);
    let distinct = distinct_columns(hidden_weights(&network));
    Ok(Trained { activation, noise, distinct, accuracy: network.evaluate(test).accuracy() })
}

fn add_claim(outcome: &mut Outcome, trained: &[Trained]) {
    let distinct = |activation: Activation, noise: &str| {
        let found = trained.iter().find(|t| t.activation == activation && t.noise == noise);
        found.map_or(0, |t| t.distinct)
    };
    let (sigmoid, relu) = (Activation::Sigmoid, Activation::Relu);
    let one_matrix = ["only_w1", "only_w2", "only_w2_from_0.01"];
    let all = one_matrix.iter().all(|noise| distinct(sigmoid, noise) == HIDDEN);
    outcome.claim(
        Source::ThisPage, "one random matrix is enough, unless it is W2 and the W1 of a ReLU network is exactly 0",
        say!(
            "sigmoid: {} different units with only W1 random, {} with only W2; ReLU: {} with only W1, {} with only W2 \
             and W1 = 0, {} with only W2 and W1 = 0.01",
            distinct(sigmoid, "only_w1"),
            distinct(sigmoid, "only_w2"),
            distinct(relu, "only_w1"),
            distinct(relu, "only_w2"),
            distinct(relu, "only_w2_from_0.01"),
        ),
        all && distinct(relu, "only_w1") == HIDDEN
            && distinct(relu, "only_w2") == 1
            && distinct(relu, "only_w2_from_0.01") == HIDDEN,
    );
}

fn words(noise: &str) -> &'static str {
    match noise {
        "both" => "W1 and W2",
        "only_w1" => "only W1",
        "only_w2" => "only W2",
        "only_w2_from_0.01" => "only W2, W1 = 0.01",
        _ => "nothing",
    }
}

/// Short enough for a label under a bar.
fn short(noise: &str) -> &'static str {
    match noise {
        "only_w2_from_0.01" => "only W2, W1 0.01",
        _ => words(noise),
    }
}

fn figure(trained: &[Trained], iterations: usize) -> Figure {
    let titles = [(Activation::Sigmoid, "sigmoid"), (Activation::Relu, "ReLU")];
    let figure = Figure::new("One random matrix is enough, unless it is W2 and ReLU's W1 is exactly 0")
        .columns(2)
        .shared_axes()
        .panel_size(380.0, 230.0)
        .caption(say!(
            "After {iterations} iterations. What is not random starts at 0, or at 0.01 where it says so; the biases \
             start at 0."
        ));
    titles.into_iter().fold(figure, |figure, (activation, title)| {
        let bars = trained
            .iter()
            .filter(|t| t.activation == activation)
            .map(|t| (short(t.noise), t.accuracy))
            .collect::<Vec<_>>();
        figure.panel(
            Panel::new(title)
                .x(Axis::new("random at the start"))
                .y(Axis::new("test accuracy").range(0.0, 1.0))
                .bars(Bars::new(bars)),
        )
    })
}
