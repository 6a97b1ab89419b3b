//! How good is a network of your own?
//!
//! The book leaves this file empty for you. Change the code between the two marks and run it again. The network
//! trains for some seconds and is evaluated on all test images. As it stands it is a small one. What may help: more
//! layers, data augmentation, a learning-rate schedule. The next section measures the last two.

use crate::digits::SHAPE;
use crate::learning::{COSINE, ScheduleOf, TrainingRun};
use crate::nets::{CONV_3X3, POOL_2X2};
use crate::summary::{multiplications, summary};
use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, say};
use core_tensor::Sequential;
use core_tensor::tensor::shape_in_words;
use core_tensor::training::augmentation::Augmentation;

// ▼▼▼ Your network starts here ▼▼▼

/// The layers, from the image of `(1, 28, 28)` to the ten scores.
fn awesome_net() -> Sequential {
    Sequential::new(SHAPE)
        .conv(8, CONV_3X3) //   → (8, 28, 28)
        .relu()
        .max_pool(POOL_2X2) //      → (8, 14, 14)
        .conv(16, CONV_3X3) //  → (16, 14, 14)
        .relu()
        .max_pool(POOL_2X2) //      → (16, 7, 7)
        .affine(50)
        .relu()
        .affine(10)
}

/// The number of epochs.
const EPOCHS: usize = 1;
/// The learning rate of Adam, and its schedule.
const LR: f64 = 0.003;
const SCHEDULE: ScheduleOf = COSINE;
/// The data augmentation: `None`, or `Some(Augmentation { shift: 1.0, angle: 10.0, scale: 0.1 })`.
const CHANGED: Option<Augmentation> = None;

// ▲▲▲ and ends here ▲▲▲

/// The book's empty `awesome_net.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "awesome_net",
    section: "8.1.1",
    question: "How good is a network of your own?",
    takes: Takes::new("1 s", "3 s", "5 s"),
    run,
};

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (images, tested) = run.scale().pick((1_000, 500), (30_000, 10_000), (60_000, 10_000));
    let (train, test) = run.first_images::<f32>(images, tested)?;
    let (net, streams) = (awesome_net(), run.streams());
    let training =
        TrainingRun { lr: LR, schedule: SCHEDULE, augmentation: CHANGED, ..TrainingRun::new(&train, EPOCHS) };
    let progress = run.progress("iterations", training.iterations());
    let trained = training.train(&net, streams, &progress)?;
    let accuracy = trained.network.evaluate(&test).accuracy();
    let layers = summary(&trained.network, SHAPE);
    let mut table = Table::new("Your network", ["layer", "output for one image", "parameters"]);
    for layer in &layers {
        table.row([
            layer.name.clone().into(),
            shape_in_words(&layer.shape).into(),
            Cell::count(layer.parameters),
        ]);
    }
    let panel = Panel::new("")
        .x(Axis::new("iterations"))
        .y(Axis::new("training loss").log10())
        .line(Series::new("", trained.loss_curve()));
    let mut outcome = Outcome::new();
    outcome
        .percent("test_accuracy", accuracy)
        .count("test_images_wrong", test.len() - (accuracy * test.len() as f64).round() as usize)
        .finding("training_loss", trained.final_loss())
        .count("parameters", trained.network.count_parameters())
        .count("multiplications", multiplications(&layers))
        .count("iterations", training.iterations())
        .table(table)
        .figure(
            Figure::single(
                say!("Your network classifies {:.2} % of the test images correctly", 100.0 * accuracy),
                panel,
            )
            .caption("Each point is the mean loss of about a sixtieth of the batches."),
        )
        .note(say!(
            "Trained on {} images. Yours to change: `{}`, between the two marks.",
            train.len(),
            "crates/ch08-deep/src/experiments/awesome_net.rs"
        ));
    Ok(outcome)
}
