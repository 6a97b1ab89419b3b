//! 6.3.2 Does batch normalisation speed up training, and does it make the choice of initial weights irrelevant?
//!
//! Two networks 784-100×5-10 train on 1,000 images in each panel: one plain, one with batch normalisation, from the
//! same initial weights and on the same batches. With batch normalisation (solid) the network learns in nearly every
//! panel. The plain network (dashed) only learns in a narrow range of standard deviations: above it activations
//! overflow, below it the signal vanishes on its way.
//!
//! At the smallest standard deviation, the ε that prevents a division by 0 is larger than the variance, and holds the
//! normalised network back too; the smaller ε of the book's code runs for comparison.

use crate::comparison::{Contender, Finish, Plan, as_points, compare};
use crate::overfitting::as_numbers;
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, Words, claims_unless_quick, say,
};
use core_tensor::layers::BatchNorm;
use core_tensor::optimizers::Sgd;
use core_tensor::training::{Evaluate, History, Length};
use core_tensor::{Init, MultiLayerNet, Samples, Streams};
use portable_math::{log10, powf};
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "batch_norm_test",
    section: "6.3.2",
    question: "Does batch normalisation speed up training, whatever the initial weights are?",
    takes: Takes::new("1 s", "5 s", "5 s"),
    run,
};

/// The number of training images.
pub(super) const IMAGES: usize = 1_000;
/// The batch size: ten batches are an epoch of 1,000 images.
const BATCH: usize = 100;
/// The book's learning rate.
pub(super) const LR: f64 = 0.01;
/// The ε that the book's code adds to the variance; there it is written `10e-7`.
const BOOK_EPSILON: f32 = 1e-6;
/// The epochs between the first and the last of the book's twenty evaluations.
pub(super) const EPOCHS: usize = 19;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let images = as_numbers(&run.mnist()?.train.first(IMAGES).samples());
    let stds = first_stds(run.scale().pick(4, 1, 1));
    let epochs = run.scale().pick(5, EPOCHS, EPOCHS);
    let smallest = stds[stds.len() - 1];
    let progress = run.progress("iterations", (2 * stds.len() + 1) * epochs * batches_an_epoch(&images));
    let plan = plan(epochs, Evaluate::EachEpoch);
    let fight = |&std: &f64| Duel::fight(Init::Normal(std), LR, &images, plan, run.streams(), &progress);
    let (duels, book_epsilon): (Vec<Duel>, History) = rayon::join(
        || stds.par_iter().map(fight).collect(),
        || with_book_epsilon(smallest, &images, plan, run.streams(), &progress),
    );
    let mut outcome = Outcome::new();
    findings(&mut outcome, &stds, &duels);
    let name = format!("std_{}.batch_norm_with_book_epsilon", rounded(smallest));
    outcome.percent(name, final_accuracy(&book_epsilon));
    outcome.figure(figure(&stds, &duels, epochs));
    outcome.table(table(&stds, &duels));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &stds, &duels));
    outcome.note(say!(
        "With the ε of the book's code, {BOOK_EPSILON:e}, batch normalisation ends at {:.3} for std {}.",
        final_accuracy(&book_epsilon),
        rounded(smallest)
    ));
    Ok(outcome)
}

/// Trains the normalised network, with the book's ε instead of 1e-5, from initial weights with this standard deviation.
fn with_book_epsilon(
    std: f64,
    images: &Samples<f32>,
    plan: Plan,
    streams: &Streams,
    progress: &Progress,
) -> History {
    let mut network =
        MultiLayerNet::new(784, &[100; 5], 10).init(Init::Normal(std)).batch_norm().build(streams);
    for layer in network.layers_mut() {
        let number = layer.name().strip_prefix("batch_norm").and_then(|number| number.parse().ok());
        if let Some(number) = number {
            let mut batch_norm = BatchNorm::new(number, 100);
            batch_norm.epsilon = BOOK_EPSILON;
            *layer = Box::new(batch_norm);
        }
    }
    let contender = Contender::new("batch norm", network, Sgd::new(LR));
    let finished = compare(vec![contender], (images, &images.take(0)), plan, streams, progress);
    finished.into_iter().next().map(|finished| finished.history).unwrap_or_default()
}

/// The book's sixteen standard deviations, `10⁰ … 10⁻⁴`, equally spaced on a logarithmic axis; every `stride`-th.
pub(super) fn first_stds(stride: usize) -> Vec<f64> {
    (0..16).step_by(stride).map(|i| powf(10.0, -4.0 * f64::from(i) / 15.0)).collect()
}

/// Two significant digits: `0.29`, `0.00034`.
pub(super) fn rounded(std: f64) -> String {
    let decimals = (1 - log10(std).floor() as i32).max(0) as usize;
    let text = format!("{std:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The number of batches in an epoch.
pub(super) fn batches_an_epoch(images: &Samples<f32>) -> usize {
    images.len().div_ceil(BATCH)
}

/// A training run on batches of 100.
pub(super) fn plan(epochs: usize, evaluate: Evaluate) -> Plan {
    Plan { length: Length::Epochs(epochs), batch_size: BATCH, evaluate }
}

/// The results of the two networks.
pub(super) struct Duel {
    pub(super) plain: History,
    pub(super) normalised: History,
}

impl Duel {
    /// Both train on `images`, from the same initial weights and on the same batches.
    pub(super) fn fight(
        init: Init,
        lr: f64,
        images: &Samples<f32>,
        plan: Plan,
        streams: &Streams,
        progress: &Progress,
    ) -> Self {
        let shape = MultiLayerNet::new(784, &[100; 5], 10).init(init);
        let contenders = vec![
            Contender::new("plain", shape.build(streams), Sgd::new(lr)),
            Contender::new("batch norm", shape.batch_norm().build(streams), Sgd::new(lr)),
        ];
        // Only the training accuracy matters here, so the test set is empty.
        let finished = compare(contenders, (images, &images.take(0)), plan, streams, progress);
        let mut histories = finished.into_iter().map(|Finish { history, .. }| history);
        Self { plain: histories.next().unwrap_or_default(), normalised: histories.next().unwrap_or_default() }
    }

    /// How far the plain network is ahead at the end; negative if it is behind.
    pub(super) fn plain_ahead_by(&self) -> f64 {
        final_accuracy(&self.plain) - final_accuracy(&self.normalised)
    }
}

/// The last measured training accuracy; after an overflow, the last one before it.
pub(super) fn final_accuracy(history: &History) -> f64 {
    history.evaluations.last().map_or(f64::NAN, |last| last.train.accuracy())
}

fn findings(outcome: &mut Outcome, stds: &[f64], duels: &[Duel]) {
    let ahead = |plain: bool| duels.iter().filter(|duel| (duel.plain_ahead_by() > 0.0) == plain).count();
    outcome.count("panels", duels.len());
    outcome.count("panels_with_plain_ahead", ahead(true));
    outcome.count("panels_with_batch_norm_not_behind", ahead(false));
    for (&std, duel) in stds.iter().zip(duels) {
        let panel = format!("std_{}", rounded(std));
        outcome.percent(format!("{panel}.batch_norm"), final_accuracy(&duel.normalised));
        outcome.percent(format!("{panel}.plain"), final_accuracy(&duel.plain));
        if let Some(overflow) = &duel.plain.divergence {
            outcome.count(format!("{panel}.plain_overflows_at_iteration"), overflow.iteration);
        }
    }
}

fn figure(stds: &[f64], duels: &[Duel], epochs: usize) -> Figure {
    let figure = Figure::new("With batch normalisation the network learns from more initial weights")
        .columns(4)
        .shared_axes()
        .legend(Legend::OutsideTop)
        .caption(say!(
            "Training accuracy on {IMAGES} images, learning rate {LR}, by the standard deviation of the initial weights. \
             ×: the loss overflows, and the plain network's training ends. A wide line lies under another."
        ));
    stds.iter().zip(duels).map(|(&std, duel)| panel(std, duel, epochs)).fold(figure, Figure::panel)
}

fn panel(std: f64, duel: &Duel, epochs: usize) -> Panel {
    let curve =
        |name: &'static str, history: &History| Series::new(name, as_points(&history.train_accuracies()));
    let panel = Panel::new(say!("std {}", rounded(std)))
        .x(Axis::new("epochs").range(0.0, epochs as f64))
        .y(Axis::new("accuracy").range(0.0, 1.0).ticks([0.0, 0.5, 1.0]))
        .line(curve("batch normalisation", &duel.normalised).palette(0))
        .line(curve("plain", &duel.plain).palette(1).dashed());
    match (&duel.plain.divergence, duel.plain.train_accuracies().as_slice()) {
        (Some(overflow), [.., last]) => {
            let ended = duel.plain.evaluations.len() - 1;
            panel
                .point(ended as f64, *last, Marker::Cross)
                .note(say!("plain: overflow\nat iteration {}", overflow.iteration))
        }
        _ => panel,
    }
}

fn table(stds: &[f64], duels: &[Duel]) -> Table {
    let heads = ["initial std", "batch normalisation", "plain", "overflow of plain"];
    let mut table = Table::new("Training accuracy after the last epoch", heads);
    for (&std, duel) in stds.iter().zip(duels) {
        let fate = match &duel.plain.divergence {
            Some(overflow) => say!("at iteration {}", overflow.iteration),
            None => Words::default(),
        };
        table.row([
            Cell::from(rounded(std)),
            Cell::percent(final_accuracy(&duel.normalised)),
            Cell::percent(final_accuracy(&duel.plain)),
            Cell::from(fate),
        ]);
    }
    table
}

fn claims(outcome: &mut Outcome, stds: &[f64], duels: &[Duel]) {
    let behind: Vec<Words> = stds
        .iter()
        .zip(duels)
        .filter(|(_, duel)| duel.plain_ahead_by() > 0.0)
        .map(|(&std, duel)| say!("{} (by {:.3})", rounded(std), duel.plain_ahead_by()))
        .collect();
    let won = duels.len() - behind.len();
    let rest = if behind.is_empty() {
        "never".into()
    } else {
        Words::list(["at std ".into(), Words::list(behind, ", ")], "")
    };
    outcome.claim(
        Source::Book("6.3.2"),
        "batch normalisation learns faster in almost every case",
        say!("not behind in {won} of {} panels; the plain network is ahead {rest}", duels.len()),
        5 * won >= 4 * duels.len(),
    );
    let least = duels.iter().map(|duel| final_accuracy(&duel.normalised)).fold(f64::INFINITY, f64::min);
    let stuck = duels.iter().filter(|duel| final_accuracy(&duel.plain) < 0.2).count();
    outcome.claim(
        Source::Book("6.3.2"), "without batch normalisation nothing is learnt, unless the initial weights have a good standard deviation",
        say!(
            "below 20 % at the end: the plain network in {stuck} of {} panels; the worst end with batch \
             normalisation is {least:.3}",
            duels.len()
        ),
        2 * stuck > duels.len(),
    );
}
