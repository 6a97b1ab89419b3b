//! Should the learning rate fall during training?
//!
//! Four **learning-rate schedules** from the same initial weights on the same batches: constant, step decay, cosine,
//! and warm-up with cosine. First with a good learning rate, then with a large one.
//!
//! What to see: with the large learning rate, a falling schedule reduces the loss once more at the end, when the steps
//! become short enough to settle in the minimum, and gives the best network of all; the constant one jumps from side to
//! side. With the good rate such a short training hasn't reached the point where short steps help, and a falling rate
//! only slows it down. A constant rate is a compromise: small enough for the end or large enough for the beginning.

use crate::learning::{
    CONSTANT, COSINE, STEP_DECAY, ScheduleOf, Size, TrainedModel, TrainingRun, WARM_UP_COSINE,
};
use crate::nets::small;
use chapter_kit::figure::{Axis, Figure, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, claims_unless_quick, say};

/// Section 8.1.2, learning rate decay.
pub const EXPERIMENT: Experiment = Experiment {
    name: "learning_rate_schedules",
    section: "8.1.2",
    question: "Should the learning rate fall during training?",
    takes: Takes::new("1 s", "5 s", "1 min"),
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
    let progress = run.progress("iterations", RATES.len() * SCHEDULES.len() * plain.iterations());
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
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &ends));
    Ok(outcome)
}

fn table(ends: &[End]) -> Table {
    let heads = [Words::from("schedule")].into_iter().chain(RATES.iter().map(|(_, lr)| say!("lr {lr}")));
    let mut table = Table::new("Test accuracy at the end", heads);
    for (i, (_, words, _)) in SCHEDULES.iter().enumerate() {
        let of_this = ends.iter().filter(|end| end.schedule == i).map(|end| Cell::percent(end.accuracy));
        table.row([Cell::from(*words)].into_iter().chain(of_this));
    }
    table
}

fn figure(ends: &[End], n: usize) -> Figure {
    let rates = SCHEDULES.iter().fold(
        Panel::new("the schedules").x(Axis::new("iterations")).y(Axis::new("learning rate / initial rate")),
        |panel, (_, words, schedule)| {
            let points = (0..n).step_by((n / 200).max(1)).map(|i| (i as f64, schedule(n).rate(1.0, i, n)));
            panel.line(Series::new(*words, points))
        },
    );
    let losses = RATES.iter().enumerate().map(|(rate, (_, lr))| {
        let panel =
            Panel::new(say!("learning rate {lr}"))
                .x(Axis::new("iterations"))
                .y(Axis::new("training loss").log10().range(0.01, 3.0));
        ends.iter().filter(|end| end.rate == rate).fold(panel, |panel, end| {
            panel.line(Series::new(SCHEDULES[end.schedule].1, end.trained.loss_curve()).width(1.4))
        })
    });
    let figure = Figure::new("Learning-rate schedules and their results")
        .columns(3)
        .panel_size(300.0, 230.0)
        .legend(Legend::OutsideTop)
        .panel(rates);
    losses.fold(figure, Figure::panel)
}

fn claims(outcome: &mut Outcome, ends: &[End]) {
    let of =
        |rate: usize, schedule: usize| ends.iter().find(|end| (end.rate, end.schedule) == (rate, schedule));
    for (rate, (_, lr)) in RATES.iter().enumerate() {
        let (Some(constant), Some(cosine)) = (of(rate, 0), of(rate, 2)) else { continue };
        outcome.claim(
            Source::OftenSaid,
            say!("a falling learning rate gives a better network (start {lr})"),
            say!(
                "test loss {:.4} with a constant rate, {:.4} with cosine; accuracies {:.2} % and {:.2} %",
                constant.test_loss,
                cosine.test_loss,
                100.0 * constant.accuracy,
                100.0 * cosine.accuracy
            ),
            cosine.test_loss < constant.test_loss,
        );
    }
}
