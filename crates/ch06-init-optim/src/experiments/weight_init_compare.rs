//! 6.2.4 How well does a network learn, depending on its initial weights? And is 0.01 really better than 0?
//!
//! Five layers, ReLU, plain SGD, real digits. He's weights learn first, Xavier's follow. 0.01 is "too small": its curve
//! is, digit for digit, that of zero weights, because after five layers nothing of the input is left. With 1 the loss
//! becomes NaN before it can be drawn.

use crate::comparison::{Contender, Finish, Plan, as_points, compare, mean_of_last};
use crate::smooth_curve::smooth_curve;
use chapter_kit::figure::{Axis, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::optimizers::Sgd;
use core_tensor::training::{Evaluate, Length};
use core_tensor::{Init, MultiLayerNet, Samples};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "weight_init_compare",
    section: "6.2.4",
    question: "How well does a network learn from weights of 0.01, Xavier's, He's, zero, or 1?",
    takes: Takes::new("1 s", "8 s", "8 s"),
    run,
};

/// Key, legend, rule, marker. The first three are the book's.
const STARTS: [(&str, &str, Init, Marker); 5] = [
    ("std_0.01", "std=0.01", Init::Normal(0.01), Marker::Circle),
    ("xavier", "Xavier", Init::Xavier, Marker::Square),
    ("he", "He", Init::He, Marker::Diamond),
    ("zero", "zero", Init::Constant(0.0), Marker::Triangle),
    ("std_1", "std=1", Init::Normal(1.0), Marker::Cross),
];
const BOOKS: usize = 3;
const BATCH_SIZE: usize = 128;
const MARKER_EVERY: usize = 100;
/// The iterations shown in the table.
const ITERATIONS: [usize; 4] = [100, 500, 1000, 2000];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let (train, test) = (mnist.train.samples(), mnist.test.samples());
    let max_iterations = run.scale().pick(60, 2000, 2000);
    let contenders = STARTS.map(|(key, _, init, _)| {
        let network = MultiLayerNet::new(784, &[100; 4], 10).init(init).build(run.streams());
        Contender::new(key, network, Sgd::new(0.01))
    });
    let plan = Plan {
        length: Length::Iterations(max_iterations),
        batch_size: BATCH_SIZE,
        evaluate: Evaluate::Never,
    };
    let progress = run.progress("training from five starts", STARTS.len() * max_iterations);
    let finished = compare(contenders.into(), (&train, &test), plan, run.streams(), &progress);
    let mut outcome = Outcome::new();
    let table = record(&mut outcome, &finished, &test);
    outcome.table(table);
    outcome.figure(figure("Loss from three initialisations", &finished[..BOOKS], max_iterations));
    outcome.further_figure(
        "with_zero",
        figure("0.01 is no better than zero", &finished[..BOOKS + 1], max_iterations)
            .caption("With weights of standard deviation 1 the loss is NaN and can't be drawn."),
    );
    claims(&mut outcome, &finished);
    Ok(outcome)
}

fn record(outcome: &mut Outcome, finished: &[Finish], test: &Samples<f32>) -> Table {
    let mut table = Table::new(
        "Smoothed loss by iteration, and final test accuracy",
        ["weights", "100", "500", "1000", "2000", "accuracy"],
    );
    for (Finish { name, network, history }, (_, title, _, _)) in finished.iter().zip(STARTS) {
        let smooth = smooth_curve(&history.losses);
        let accuracy =
            if history.divergence.is_some() { f64::NAN } else { network.evaluate(test).accuracy() };
        let reached =
            if history.divergence.is_some() { f64::NAN } else { mean_of_last(&history.losses, 100) };
        outcome
            .finding(format!("{name}.loss_of_last_100"), reached)
            .percent(format!("{name}.test_accuracy"), accuracy)
            .count(format!("{name}.iterations"), history.losses.len());
        let mut row = vec![Cell::from(title)];
        row.extend(ITERATIONS.map(|iteration| {
            Cell::from(smooth.get(iteration - 1).map_or("–".to_owned(), |l| format!("{l:.3}")))
        }));
        row.push(if accuracy.is_nan() { Cell::from("–") } else { Cell::percent(accuracy) });
        table.row(row);
    }
    table
}

fn figure(title: &'static str, finished: &[Finish], max_iterations: usize) -> Figure {
    let panel = Panel::new("")
        .x(Axis::new("iterations").range(0.0, max_iterations as f64))
        .y(Axis::new("loss").range(0.0, 2.5));
    let panel = finished.iter().zip(STARTS).enumerate().fold(panel, |panel, (i, (finished, start))| {
        let line = Series::new(start.1, as_points(&smooth_curve(&finished.history.losses)));
        let line = line.palette(i).marker(start.3, MARKER_EVERY);
        // Zero is hidden under std=0.01; dashes show both.
        panel.line(if start.0 == "zero" { line.dashed() } else { line })
    });
    Figure::single(title, panel)
}

fn claims(outcome: &mut Outcome, finished: &[Finish]) {
    let last = |key: &str| outcome.get(&format!("{key}.loss_of_last_100")).unwrap_or(f64::NAN);
    let (small, xavier, he, zero) = (last("std_0.01"), last("xavier"), last("he"), last("zero"));
    let broken =
        finished.iter().find(|finished| finished.name == "std_1").and_then(|a| a.history.divergence.clone());
    outcome.claim(
        Source::Book("6.2.4"),
        "with std=0.01 nothing is learnt; Xavier and He learn well, He first",
        say!("mean loss of the last 100: std=0.01 {small:.3}, Xavier {xavier:.3}, He {he:.3}"),
        small > 2.29 && he < xavier && xavier < small,
    );
    outcome.note(say!(
        "Zero weights end at {zero:.4}, std=0.01 at {small:.4}: after five layers, too small is as bad as zero."
    ));
    if let Some(divergence) = broken {
        outcome.note(say!("std=1: {divergence}."));
    }
}
