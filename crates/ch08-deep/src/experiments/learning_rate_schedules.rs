//! Should the learning rate fall during training?
//!
//! Four schedules from the same initial weights on the same batches: constant, step decay, cosine, and cosine after
//! a warm-up. First with a good learning rate, then with a large one.
//!
//! With the large one, the loss of the falling schedules drops once more at the end, while the constant rate keeps
//! jumping from one side of the valley to the other. With the good one the curves hardly differ.

use crate::learning::{
    CONSTANT, COSINE, STEP_DECAY, ScheduleOf, Size, TrainedModel, TrainingRun, WARM_UP_COSINE,
    further_streams, further_trials,
};
use crate::nets::small;
use chapter_kit::figure::{Axis, Color, Figure, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, Verdict, Words, claims_unless_quick, say,
};
use core_tensor::Samples;

/// Section 8.1.2, learning rate decay.
pub const EXPERIMENT: Experiment = Experiment {
    name: "learning_rate_schedules",
    section: "8.1.2",
    question: "Should the learning rate fall during training?",
    takes: Takes::new("1 s", "10 s", "2 min"),
    run,
};

const SCHEDULES: [(&str, &str, ScheduleOf); 4] = [
    ("constant", "constant", CONSTANT),
    ("step", "step decay", STEP_DECAY),
    ("cosine", "cosine", COSINE),
    ("warm_up", "warm-up and cosine", WARM_UP_COSINE),
];

/// The learning rates to compare, with their names in findings.
const RATES: [(&str, f64); 2] = [("lr_0_003", 0.003), ("lr_0_02", 0.02)];

/// The result of one training run.
struct End {
    schedule: usize,
    rate: usize,
    trained: TrainedModel,
    test_loss: f64,
    accuracy: f64,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let size = |images, epochs, tested| Size { images, epochs, tested, trials: 1 };
    at_size(run, run.scale().pick(size(300, 1, 200), size(10_000, 3, 2_000), size(60_000, 3, 10_000)))
}

/// The experiment at any size, so that a test can check what a quick run is too short for.
///
/// # Errors
/// If the digits cannot be read, or a loss isn't finite.
pub fn at_size(run: &Run, size: Size) -> anyhow::Result<Outcome> {
    let Size { images, epochs, tested, .. } = size;
    let (train, test) = run.first_images::<f32>(images, tested)?;
    let plain = TrainingRun { batch: 50, ..TrainingRun::new(&train, epochs) };
    let trainings = RATES.len() * (SCHEDULES.len() + 2 * further_trials(run));
    let progress = run.progress("iterations", trainings * plain.iterations());
    let mut ends = Vec::new();
    for (rate, (_, lr)) in RATES.into_iter().enumerate() {
        for (schedule, (.., kind)) in SCHEDULES.into_iter().enumerate() {
            let training = TrainingRun { lr, schedule: kind, ..plain };
            let trained = training.train(&small(4, 10), run.streams(), &progress)?;
            let evaluation = trained.network.evaluate(&test);
            let (test_loss, accuracy) = (evaluation.loss, evaluation.accuracy());
            ends.push(End { schedule, rate, trained, test_loss, accuracy });
        }
    }
    let mut outcome = Outcome::new();
    for end in &ends {
        let name = format!("{}.{}", RATES[end.rate].0, SCHEDULES[end.schedule].0);
        outcome
            .finding(format!("{name}.training_loss"), end.trained.final_loss())
            .finding(format!("{name}.test_loss"), end.test_loss)
            .percent(format!("{name}.test_accuracy"), end.accuracy);
    }
    outcome.table(table(&ends)).figure(figure(&ends, plain.iterations()));
    let more = further_losses(run, &plain, &test, &progress)?;
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &ends, &more));
    Ok(outcome)
}

/// For each rate, the test losses with a constant rate and with cosine, of trainings from other initial weights.
fn further_losses(
    run: &Run,
    plain: &TrainingRun,
    test: &Samples<f32>,
    progress: &Progress,
) -> anyhow::Result<Vec<Vec<[f64; 2]>>> {
    let loss = |lr: f64, schedule: ScheduleOf, trial: usize| -> anyhow::Result<f64> {
        let training = TrainingRun { lr, schedule, ..*plain };
        let trained = training.train(&small(4, 10), &further_streams(run, trial), progress)?;
        Ok(trained.network.evaluate(test).loss)
    };
    let pair = |lr, trial| Ok([loss(lr, CONSTANT, trial)?, loss(lr, COSINE, trial)?]);
    RATES.iter().map(|(_, lr)| (1..=further_trials(run)).map(|trial| pair(*lr, trial)).collect()).collect()
}

fn table(ends: &[End]) -> Table {
    let heads = [Words::from("schedule")].into_iter().chain(RATES.iter().map(|(_, lr)| say!("lr {lr}")));
    let mut table = Table::new("Test accuracy at the end, one training each", heads);
    for (i, (_, words, _)) in SCHEDULES.iter().enumerate() {
        let of_this = ends.iter().filter(|end| end.schedule == i).map(|end| Cell::percent(end.accuracy));
        table.row([Cell::from(*words)].into_iter().chain(of_this));
    }
    table
}

/// A column for each falling schedule: its shape, and the loss from two learning rates, each beside a constant rate.
fn figure(ends: &[End], n: usize) -> Figure {
    let figure = Figure::new("Three falling learning rates, each beside a constant one, from a good start and from a large one")
        .columns(SCHEDULES.len() - 1)
        .panel_size(225.0, 150.0)
        .column_labels(SCHEDULES.iter().skip(1).map(|(_, words, _)| *words))
        .row_labels(
            [Words::from("schedule")].into_iter().chain(RATES.iter().map(|(_, lr)| say!("start at {lr}"))),
        )
        .caption(
            "Blue: the schedule of the column. Dashed and grey: the constant rate, the same in a row. A point of the loss is the mean of about a sixtieth of \
             the batches; all trainings begin with the same weights and see the same batches.",
        );
    let falling = 1..SCHEDULES.len();
    let figure = falling.clone().fold(figure, |figure, schedule| figure.panel(shape(schedule, n)));
    let ranges = RATES.iter().enumerate().map(|(rate, _)| range(ends, rate));
    ranges.enumerate().fold(figure, |figure, (rate, range)| {
        falling.clone().fold(figure, |figure, schedule| figure.panel(losses(ends, (rate, schedule), range)))
    })
}

/// A schedule beside the constant one.
fn shape(schedule: usize, n: usize) -> Panel {
    let points = |schedule: ScheduleOf| -> Vec<(f64, f64)> {
        (0..n).step_by((n / 200).max(1)).map(|i| (i as f64, schedule(n).rate(1.0, i, n))).collect()
    };
    beside_constant(points(CONSTANT), points(SCHEDULES[schedule].2))
        .y(Axis::new("rate / initial rate").range(0.0, 1.1))
}

/// The training loss with a schedule beside that with the constant one.
fn losses(ends: &[End], (rate, schedule): (usize, usize), (low, high): (f64, f64)) -> Panel {
    let curve = |schedule: usize| -> Vec<(f64, f64)> {
        let end = ends.iter().find(|end| (end.rate, end.schedule) == (rate, schedule));
        end.map(|end| end.trained.loss_curve()).unwrap_or_default()
    };
    beside_constant(curve(0), curve(schedule)).y(Axis::new("training loss").log10().range(low, high))
}

fn beside_constant(constant: Vec<(f64, f64)>, falling: Vec<(f64, f64)>) -> Panel {
    Panel::new("")
        .x(Axis::new("iterations"))
        .line(Series::new("", constant).color(Color::GREY).dashed())
        .line(Series::new("", falling).palette(0))
}

/// What the losses of this rate need of an axis.
fn range(ends: &[End], rate: usize) -> (f64, f64) {
    let losses = ends.iter().filter(|end| end.rate == rate).flat_map(|end| end.trained.loss_curve());
    let (low, high) =
        losses.fold((f64::INFINITY, 0.0f64), |(low, high), (_, loss)| (low.min(loss), high.max(loss)));
    (0.8 * low, 1.2 * high)
}

fn claims(outcome: &mut Outcome, ends: &[End], more: &[Vec<[f64; 2]>]) {
    let of =
        |rate: usize, schedule: usize| ends.iter().find(|end| (end.rate, end.schedule) == (rate, schedule));
    for ((rate, (_, lr)), more) in RATES.iter().enumerate().zip(more) {
        let (Some(constant), Some(cosine)) = (of(rate, 0), of(rate, 2)) else { continue };
        let pairs: Vec<[f64; 2]> =
            [[constant.test_loss, cosine.test_loss]].into_iter().chain(more.iter().copied()).collect();
        let mean = |which: usize| pairs.iter().map(|pair| pair[which]).sum::<f64>() / pairs.len() as f64;
        let ahead: Vec<f64> = pairs.iter().map(|[constant, cosine]| constant - cosine).collect();
        outcome.claim(
            Source::OftenSaid,
            say!("a learning rate that starts at {lr} and falls gives a better network than a constant one"),
            say!(
                "the test loss is {:.3} with a constant rate and {:.3} with cosine, means of {} trainings each",
                mean(0),
                mean(1),
                pairs.len()
            ),
            Verdict::ahead(&ahead),
        );
    }
}
