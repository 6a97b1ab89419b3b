//! How good a network can two cores train over lunch?
//!
//! Three variants of the DeepConvNet without its last dropout, each trained with data augmentation and a cosine
//! schedule, and an ensemble of the three. The budget is in epochs and not in minutes, so that the same seed gives
//! the same networks. At `--full` it is 18 epochs of all 60,000 images for each, about half an hour on two cores.
//! At standard scale the networks have half of the filters and see 24,000 images once.

use crate::derive::ensemble::{mean_of_probabilities, predictions};
use crate::digits::{SHAPE, ink};
use crate::learning::{COSINE, TrainingRun};
use crate::nets::{CONV_3X3, POOL_2X2, deep};
use crate::predictions::{accuracy, labels, probabilities};
use crate::recorded::{Recorded, leaderboard};
use chapter_kit::figure::Figure;
use chapter_kit::{Cell, Experiment, Outcome, Progress, Run, Table, Takes, Words, say};
use core_data::Split;
use core_tensor::training::augmentation::Augmentation;
use core_tensor::{Samples, Sequential, Window};
use ndarray::Array2;

/// Section 8.1.2, the top of MNIST's leaderboard.
pub const EXPERIMENT: Experiment = Experiment {
    name: "leaderboard",
    section: "8.1.2",
    question: "How good a network can two cores train over lunch?",
    takes: Takes::new("1 s", "20 s", "25 min"),
    run,
};

/// The extent of the augmentation.
const EXTENT: Augmentation = Augmentation { shift: 2.0, angle: 12.0, scale: 0.12 };
/// The initial learning rate.
const LR: f64 = 0.002;

/// The members: variants of one network, so that they make different mistakes. All are without the last dropout; the
/// third has padding 1 in all layers.
fn members(filters: [usize; 3]) -> [(&'static str, &'static str, Sequential); 3] {
    [
        ("book", "DeepConvNet, one dropout", deep(filters, 50, false)),
        ("wide_end", "with 100 hidden units", deep(filters, 100, false)),
        ("large_first", "and 5 × 5 filters first", large_first(filters)),
    ]
}

/// The first filters are 5 × 5, and the fourth layer has padding 1 like all the others.
fn large_first([a, b, c]: [usize; 3]) -> Sequential {
    let mut net = Sequential::new(SHAPE).conv(a, Window::square(5).pad(2)).relu().conv(a, CONV_3X3).relu();
    for filters in [b, c] {
        net = net.max_pool(POOL_2X2).conv(filters, CONV_3X3).relu().conv(filters, CONV_3X3).relu();
    }
    net.max_pool(POOL_2X2).affine(100).relu().dropout(0.5).affine(10)
}

/// A trained member.
struct Member {
    key: &'static str,
    words: &'static str,
    parameters: usize,
    loss: f64,
    y: Array2<f64>,
    accuracy: f64,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let filters = run.scale().pick([2, 4, 8], [8, 16, 32], [16, 32, 64]);
    let (images, epochs) = run.scale().pick((300, 1), (24_000, 1), (60_000, 18));
    let (train, test) = run.first_images::<f32>(images, run.scale().pick(200, 10_000, 10_000))?;
    let training = TrainingRun {
        lr: LR,
        schedule: COSINE,
        augmentation: Some(EXTENT),
        ..TrainingRun::new(&train, epochs)
    };
    let progress = run.progress("iterations", 3 * training.iterations());
    let mut trained = Vec::new();
    for (key, words, net) in members(filters) {
        trained.push(member(run, (key, words, &net), &training, &test, &progress)?);
    }
    let (t, recorded) = (labels(&test), leaderboard()?);
    let ys: Vec<Array2<f64>> = trained.iter().map(|member| member.y.clone()).collect();
    let together = mean_of_probabilities(&ys);
    let best = trained.iter().map(|member| member.accuracy).fold(0.0, f64::max);
    let mean = accuracy(&predictions(&together), &t);
    let mut outcome = Outcome::new();
    for member in &trained {
        outcome
            .percent(format!("{}.test_accuracy", member.key), member.accuracy)
            .finding(format!("{}.training_loss", member.key), member.loss)
            .count(format!("{}.parameters", member.key), member.parameters);
    }
    let wrong = wrong_images(&together, &t);
    outcome
        .percent("best_single", best)
        .percent("together", mean)
        .count("together.wrong", wrong.len())
        .count("epochs", epochs)
        .count("iterations_of_each", training.iterations())
        .table(table(&trained, mean))
        .note(note(recorded.as_ref()));
    if let Some(recorded) = &recorded {
        outcome.table(recorded_table(recorded, &trained));
    }
    if !wrong.is_empty() {
        outcome.figure(figure(&run.mnist()?.test, &wrong));
    }
    Ok(outcome)
}

fn member(
    run: &Run,
    (key, words, net): (&'static str, &'static str, &Sequential),
    training: &TrainingRun,
    test: &Samples<f32>,
    progress: &Progress,
) -> anyhow::Result<Member> {
    let streams = run.streams().fork(key);
    let trained = training.train(net, &streams, progress)?;
    let y = probabilities(&trained.network, test);
    let accuracy = accuracy(&predictions(&y), &labels(test));
    Ok(Member {
        key,
        words,
        parameters: trained.network.count_parameters(),
        loss: trained.final_loss(),
        y,
        accuracy,
    })
}

/// `(index, label, prediction)` of every wrong prediction.
fn wrong_images(y: &Array2<f64>, labels: &[usize]) -> Vec<(usize, usize, usize)> {
    let all = predictions(y).into_iter().zip(labels).enumerate();
    all.filter(|(_, (prediction, label))| prediction != *label)
        .map(|(index, (prediction, &label))| (index, label, prediction))
        .collect()
}

const HEADS: [&str; 4] = ["network", "parameters", "training loss", "test accuracy"];

fn table(trained: &[Member], together: f64) -> Table {
    let mut table = Table::new("This run: members and ensemble", HEADS);
    for member in trained {
        table.row([
            member.words.into(),
            Cell::count(member.parameters),
            member.loss.into(),
            Cell::percent(member.accuracy),
        ]);
    }
    let parameters = trained.iter().map(|member| member.parameters).sum();
    table.row(["ensemble of all three".into(), Cell::count(parameters), "".into(), Cell::percent(together)]);
    table
}

/// The recorded long run, whose networks are larger than those of a standard run.
fn recorded_table(run: &Recorded, members: &[Member]) -> Table {
    let mut table = Table::new("Recorded with --full: all 60,000 images, 18 epochs", HEADS);
    let found = |name: &str| run.get(name).unwrap_or(f64::NAN);
    let mut parameters = 0;
    for Member { key, words, .. } in members {
        let of_this = found(&format!("{key}.parameters")) as usize;
        parameters += of_this;
        table.row([
            (*words).into(),
            Cell::count(of_this),
            found(&format!("{key}.training_loss")).into(),
            Cell::percent(found(&format!("{key}.test_accuracy"))),
        ]);
    }
    table.row([
        "ensemble of all three".into(),
        Cell::count(parameters),
        "".into(),
        Cell::percent(found("together")),
    ]);
    table
}

fn figure(split: &Split, wrong: &[(usize, usize, usize)]) -> Figure {
    const SHOWN: usize = 40;
    let (shown, all) = (wrong.len().min(SHOWN), wrong.len());
    let images = wrong.iter().take(SHOWN);
    let images =
        images.map(|&(index, label, prediction)| (ink(split, index), say!("{label} → {prediction}")));
    let title = say!("The ensemble of this run misclassifies {all} test images; the first {shown}");
    Figure::image_grid(title, images, 8)
        .panel_size(78.0, 78.0)
        .caption("Above each image: label → prediction.")
}

fn note(recorded: Option<&Recorded>) -> Words {
    match recorded {
        None => {
            "The long run isn't recorded yet: `--full` runs it, in about half an hour on two cores.".into()
        }
        Some(run) => {
            let percent = |name: &str| 100.0 * run.get(name).unwrap_or(f64::NAN);
            say!(
                "The recorded run (`{}`, seed {}, version {}) has networks with twice the filters of a standard run: the best \
                 alone classifies {:.2} % of the test images correctly, the ensemble {:.2} %. The figure shows mistakes of \
                 this run.",
                run.command,
                run.seed,
                run.version,
                percent("best_single"),
                percent("together")
            )
        }
    }
}
