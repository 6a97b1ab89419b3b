//! 6.5.2 Which learning rate, and which weight decay? **Random search** on a logarithmic scale.
//!
//! A hundred networks 784-100×6-10 train on 400 images for 50 epochs, each with its own learning rate `10^U(−6, −2)`
//! and weight decay `10^U(−8, −4)`, both log-uniform; 100 other images, the validation set, show which choice was
//! good. The best twenty all have large learning rates. At standard scale the curves have a point every second epoch
//! (training: every tenth).

use crate::overfitting::{Curves, Images, Watch, as_numbers, large_network, watch};
use chapter_kit::figure::{Axis, ColorScale, Figure, Legend, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Needs, Outcome, Progress, Run, Source, Table, Takes, claims_unless_quick, say,
};
use core_tensor::{Samples, Streams};
use portable_math::{log10, powf};
use rand::RngExt;
use rand::seq::SliceRandom;
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "hyperparameter_optimization",
    section: "6.5.2",
    question: "Which learning rate and which weight decay are good, by random search on a logarithmic scale?",
    takes: Takes::new("1 s", "15 s", "25 s"),
    run,
};

/// The number of images, and how many of them are held out for validation.
const IMAGES: usize = 500;
const VALIDATION: usize = 100;
/// The range of the learning rate's exponent of ten.
const LR: (f64, f64) = (-6.0, -2.0);
/// The range of the weight decay's exponent of ten.
const DECAY: (f64, f64) = (-8.0, -4.0);
/// The bounds of the bands of learning rates in which trials are grouped.
const BANDS: [f64; 6] = [1e-6, 1e-5, 1e-4, 1e-3, 3e-3, 1e-2];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let images = shuffled_images(run)?;
    let plan = Watch {
        epochs: run.scale().pick(5, 50, 50),
        seen_every: run.scale().pick(5, 10, 1),
        unseen_every: run.scale().pick(1, 2, 1),
    };
    let count = run.scale().pick(12, 100, 100);
    let progress = run.progress("epochs", count * plan.epochs);
    let mut trials = (1..=count)
        .into_par_iter()
        .map(|number| Trial::make(number, run.streams(), &images, plan, &progress))
        .collect::<anyhow::Result<Vec<Trial>>>()?;
    // Stable: of two equally good trials the earlier one comes first.
    trials.sort_by(|a, b| b.accuracy().total_cmp(&a.accuracy()));
    let mut outcome = Outcome::new();
    findings(&mut outcome, &trials);
    outcome.figure(best_figure(&trials));
    outcome.further_figure("trials", trials_figure(&trials));
    outcome.table(best_table(&trials));
    outcome.table(band_table(&trials));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &trials));
    Ok(outcome)
}

/// The first 500 training images, shuffled: 400 for training, 100 for validation. A smaller set is used whole, if it
/// leaves at least as many images for training as for validation.
fn shuffled_images(run: &Run) -> anyhow::Result<Images> {
    let samples: Samples<f32> =
        run.mnist_with(Needs::images(2 * VALIDATION, 1))?.train.first(IMAGES).samples();
    let mut order: Vec<usize> = (0..samples.len()).collect();
    order.shuffle(&mut run.rng("shuffle"));
    let (x, t) = samples.batch(&order);
    let (validation, seen) = Samples::from_values(x, t).split_at(VALIDATION);
    Ok(Images { seen: as_numbers(&seen), unseen: as_numbers(&validation) })
}

/// One pair of hyperparameters, and its result.
struct Trial {
    lr: f64,
    decay: f64,
    curves: Curves,
}

impl Trial {
    fn make(
        number: usize,
        streams: &Streams,
        images: &Images,
        plan: Watch,
        progress: &Progress,
    ) -> anyhow::Result<Self> {
        let streams = streams.fork(&format!("trial {number}"));
        let power_of_ten =
            |name: &str, (low, high): (f64, f64)| powf(10.0, streams.rng(name).random_range(low..high));
        let (lr, decay) = (power_of_ten("lr", LR), power_of_ten("decay", DECAY));
        let network = large_network().weight_decay(decay).build(&streams);
        Ok(Self { lr, decay, curves: watch(network, lr, images, plan, streams.rng("batches"), progress)? })
    }

    /// The last accuracy on the validation data.
    fn accuracy(&self) -> f64 {
        self.curves.final_unseen()
    }
}

/// The number of trials in a band of learning rates, and their mean and best accuracy; `NaN` if there are none.
fn band(trials: &[Trial], from: f64, to: f64) -> (usize, f64, f64) {
    let accuracies: Vec<f64> =
        trials.iter().filter(|trial| (from..to).contains(&trial.lr)).map(Trial::accuracy).collect();
    let mean = accuracies.iter().sum::<f64>() / accuracies.len() as f64;
    (accuracies.len(), mean, accuracies.into_iter().fold(f64::NAN, f64::max))
}

/// Pearson's correlation of the accuracy with the logarithm of a hyperparameter; `None` if all trials are equally good.
fn correlation(trials: &[Trial], hyperparameter: fn(&Trial) -> f64) -> Option<f64> {
    let n = trials.len() as f64;
    let points: Vec<(f64, f64)> =
        trials.iter().map(|trial| (log10(hyperparameter(trial)), trial.accuracy())).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (mx, my) = (mean(|point| point.0), mean(|point| point.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|&(x, y)| of(x - mx, y - my)).sum::<f64>();
    let correlation = sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt();
    correlation.is_finite().then_some(correlation)
}

fn findings(outcome: &mut Outcome, trials: &[Trial]) {
    outcome.count("trials", trials.len());
    if let Some(best) = trials.first() {
        outcome.percent("best.validation_accuracy", best.accuracy());
        outcome.finding("best.lr", best.lr);
        outcome.finding("best.decay", best.decay);
    }
    for pair in BANDS.windows(2) {
        let (count, mean, _) = band(trials, pair[0], pair[1]);
        if count > 0 {
            outcome
                .percent(format!("lr_{:e}_to_{:e}.mean_accuracy", pair[0], pair[1]).replace('-', "m"), mean);
        }
    }
    for (name, correlation) in
        [("lr", correlation(trials, |trial| trial.lr)), ("decay", correlation(trials, |trial| trial.decay))]
    {
        if let Some(correlation) = correlation {
            outcome.finding(format!("correlation.log_{name}"), correlation);
        }
    }
}

/// The twenty best trials, as the book shows them.
fn best_figure(trials: &[Trial]) -> Figure {
    let figure = Figure::new("The best twenty trials of the random search")
        .columns(5)
        .shared_axes()
        .legend(Legend::OutsideTop)
        .caption("In brackets: the accuracy on the validation set at the end.");
    let panel = |(rank, trial): (usize, &Trial)| {
        Panel::new(say!("Best-{rank} ({:.2})", trial.accuracy()))
            .x(Axis::new("epochs"))
            .y(Axis::new("accuracy").range(0.0, 1.0).ticks([0.0, 0.5, 1.0]))
            .line(Series::new("validation", trial.curves.unseen.clone()).palette(1))
            .line(Series::new("training", trial.curves.seen.clone()).palette(0).dashed())
    };
    (1..=20).zip(trials).map(panel).fold(figure, Figure::panel)
}

/// All trials in the plane of hyperparameters; better ones are darker and larger.
fn trials_figure(trials: &[Trial]) -> Figure {
    // A little wider than the draws, so that no point is on the edge.
    let axis = |name: &'static str, (low, high): (f64, f64)| {
        Axis::new(name).log10().range(powf(10.0, low - 0.15), powf(10.0, high + 0.15))
    };
    let mut panel = Panel::new("").x(axis("learning rate", LR)).y(axis("weight decay", DECAY));
    for (i, (from, to)) in [(0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 1.01)].into_iter().enumerate() {
        let within = trials.iter().filter(|trial| (from..to).contains(&trial.accuracy()));
        let name = match i {
            0 => say!("accuracy below {to}"),
            3 => say!("above {from}"),
            _ => say!("{from} to {to}"),
        };
        let color = ColorScale::Sequential.color(0.85 - 0.28 * i as f64);
        let points = within.map(|trial| (trial.lr, trial.decay));
        panel = panel.scatter(Series::new(name, points).color(color).width(3.0 + i as f64));
    }
    Figure::new(trials_title(trials))
        .caption("Each point is a trial: the darker and larger it is, the higher the accuracy on the validation set.")
        .legend(Legend::OutsideTop)
        .panel_size(460.0, 320.0)
        .panel(panel)
}

fn trials_title(trials: &[Trial]) -> &'static str {
    if learning_rate_decides(trials) {
        "The learning rate decides, the weight decay hardly matters"
    } else {
        "The trials of the random search, by learning rate and weight decay"
    }
}

/// Whether the accuracy goes with the learning rate and not with the weight decay.
fn learning_rate_decides(trials: &[Trial]) -> bool {
    correlation(trials, |trial| trial.lr).is_some_and(|lr| lr > 0.5)
        && correlation(trials, |trial| trial.decay).is_some_and(|decay| decay.abs() < 0.3)
}

fn best_table(trials: &[Trial]) -> Table {
    let mut table =
        Table::new("The best 20", ["trial", "validation accuracy", "learning rate", "weight decay"]);
    for (rank, trial) in (1..=20).zip(trials) {
        table.row([
            Cell::from(say!("Best-{rank}")),
            Cell::percent(trial.accuracy()),
            trial.lr.into(),
            trial.decay.into(),
        ]);
    }
    table
}

fn band_table(trials: &[Trial]) -> Table {
    let mut table = Table::new("By learning rate", ["from", "to", "trials", "mean accuracy", "best"]);
    for pair in BANDS.windows(2) {
        let (count, mean, best) = band(trials, pair[0], pair[1]);
        let percent = |accuracy| if count == 0 { Cell::from("–") } else { Cell::percent(accuracy) };
        table.row([pair[0].into(), pair[1].into(), Cell::count(count), percent(mean), percent(best)]);
    }
    table
}

fn claims(outcome: &mut Outcome, trials: &[Trial]) {
    let best = &trials[..trials.len().min(5)];
    let ends = |of: fn(&Trial) -> f64| {
        let each = || best.iter().map(of);
        (each().fold(f64::INFINITY, f64::min), each().fold(0.0, f64::max))
    };
    let ((lr_from, lr_to), (decay_from, decay_to)) = (ends(|trial| trial.lr), ends(|trial| trial.decay));
    outcome.claim(
        Source::Book("6.5.2"), "the good trials have a learning rate of 0.001 to 0.01 and a weight decay of 1e-8 to 1e-6",
        say!(
            "the best {} have learning rates of {lr_from:.4} to {lr_to:.4}, and decays of {decay_from:.0e} to \
             {decay_to:.0e}",
            best.len()
        ),
        lr_from >= 1e-3 && decay_to <= 1e-6,
    );
    let (lr, decay) = (correlation(trials, |trial| trial.lr), correlation(trials, |trial| trial.decay));
    let (Some(lr), Some(decay)) = (lr, decay) else { return };
    outcome.claim(
        Source::ThisPage,
        "the learning rate decides, weight decay this small hardly matters",
        say!(
            "the accuracy's correlation with the logarithm of the learning rate is {lr:.2}, with that of the weight \
             decay {decay:.2}"
        ),
        learning_rate_decides(trials),
    );
}
