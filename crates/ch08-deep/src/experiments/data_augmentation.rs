//! Do changed copies of the images make up for few images?
//!
//! One network learns a few images as they are, another sees in every epoch each of them shifted, turned and scaled
//! anew. Both are judged on the test images, and on the same test images shifted, turned and scaled.
//!
//! What to see: as they are, the images are soon known by heart; changed, they are new every time, so the training loss
//! stays higher and the test accuracy rises. On shifted and turned test images the difference is largest: what a
//! network was never shown, it does not know, and a shift of three pixels is enough.

use crate::digits::{all_distorted, ink};
use crate::learning::{Learnt, Lesson, Size};
use crate::nets::small;
use chapter_kit::figure::{Axis, Figure, HeatMap, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, claims_unless_quick};
use core_tensor::Samples;
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::training::augmentation::{Augmentation, Distortion};
use ndarray::Array2;

/// Section 8.1.2, data augmentation.
pub const EXPERIMENT: Experiment = Experiment {
    name: "data_augmentation",
    section: "8.1.2",
    question: "Do changed copies of the images make up for few images?",
    takes: Takes::new("1 s", "6 s", "40 s"),
    run,
};

/// How far training images are changed.
const EXTENT: Augmentation = Augmentation { shift: 3.0, angle: 15.0, scale: 0.15 };

/// The test images that both are judged on.
const TESTS: [(&str, &str, Distortion); 5] = [
    ("plain", "as they are", Distortion::NONE),
    ("right", "3 pixels right", Distortion { right: 3.0, ..Distortion::NONE }),
    ("down", "3 pixels down", Distortion { down: 3.0, ..Distortion::NONE }),
    ("turned", "turned by 15°", Distortion { angle: 15.0, ..Distortion::NONE }),
    ("smaller", "15 % smaller", Distortion { scale: 0.85, ..Distortion::NONE }),
];

/// Test images that the curves are measured on.
const GLANCE: usize = 500;

/// A way of learning: its accuracies on all test sets, and the test accuracy after each epoch.
struct Way {
    key: &'static str,
    words: &'static str,
    learnt: Learnt,
    curve: Vec<(f64, f64)>,
    accuracies: Vec<f64>,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let size = |images, epochs, tested| Size { images, epochs, tested, trials: 1 };
    at_size(run, run.scale().pick(size(200, 2, 200), size(1_000, 30, 2_000), size(5_000, 40, 10_000)))
}

/// The experiment at a size of one's own: what a quick run is too short for can be tested without a long one.
///
/// # Errors
/// If the digits cannot be read, or a loss isn't finite.
pub fn at_size(run: &Run, size: Size) -> anyhow::Result<Outcome> {
    let Size { images, epochs, tested, .. } = size;
    let (train, test) = run.first_images::<f32>(images, tested)?;
    let tests: Vec<Samples<f32>> = TESTS.iter().map(|(.., change)| all_distorted(&test, *change)).collect();
    let progress = run.progress("iterations", 2 * Lesson::new(&train, epochs).iterations());
    let mut ways = Vec::new();
    for (key, words, changed) in
        [("as_they_are", "images as they are", None), ("changed", "images changed anew", Some(EXTENT))]
    {
        let (net, streams) = (small(8, 10), run.streams());
        let lesson = Lesson { lr: 0.003, changed, ..Lesson::new(&train, epochs) };
        let mut curve = Vec::new();
        // The curve needs a glance only; the end is judged on all test images.
        let glance = test.take(GLANCE);
        let learnt =
            lesson.go_on(net.build(SoftmaxCrossEntropy, streams), streams, &progress, |epoch, network| {
                curve.push((epoch as f64, network.evaluate(&glance).accuracy()));
            })?;
        let accuracies = tests.iter().map(|test| learnt.network.evaluate(test).accuracy()).collect();
        ways.push(Way { key, words, learnt, curve, accuracies });
    }
    let mut outcome = Outcome::new();
    for way in &ways {
        outcome.finding(format!("{}.training_loss", way.key), way.learnt.final_loss());
        for ((key, ..), &accuracy) in TESTS.iter().zip(&way.accuracies) {
            outcome.percent(format!("{}.{key}", way.key), accuracy);
        }
    }
    outcome.table(table(&ways)).figure(variations(run)?).further_figure("accuracy", curves(&ways)).note(
        format!(
            "Learnt from {} images, {epochs} times each; curves: the first {} test images.",
            train.len(),
            test.len().min(GLANCE)
        ),
    );
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &ways));
    Ok(outcome)
}

fn table(ways: &[Way]) -> Table {
    let heads = ["test images"].into_iter().chain(ways.iter().map(|way| way.words));
    let mut table = Table::new("Test accuracy after learning", heads);
    for (i, (_, words, _)) in TESTS.iter().enumerate() {
        let accuracies = ways.iter().map(|way| Cell::percent(way.accuracies[i]));
        table.row([Cell::from(*words)].into_iter().chain(accuracies));
    }
    table
}

/// One digit, changed in each way alone and in all at once.
fn variations(run: &Run) -> anyhow::Result<Figure> {
    let digit = ink(&run.mnist()?.train, 0);
    let plain = Distortion::NONE;
    let mut shown = vec![
        ("as it is".to_owned(), plain),
        ("3 left".to_owned(), Distortion { right: -3.0, ..plain }),
        ("3 up".to_owned(), Distortion { down: -3.0, ..plain }),
        ("half a pixel right".to_owned(), Distortion { right: 0.5, ..plain }),
        ("turned by 15°".to_owned(), Distortion { angle: 15.0, ..plain }),
        ("turned by −15°".to_owned(), Distortion { angle: -15.0, ..plain }),
        ("15 % larger".to_owned(), Distortion { scale: 1.15, ..plain }),
        ("15 % smaller".to_owned(), Distortion { scale: 0.85, ..plain }),
    ];
    let mut rng = run.rng("variations");
    shown.extend((1..=4).map(|i| (format!("by chance, {i}"), EXTENT.draw(&mut rng))));
    let hidden = || Axis::new("").hide();
    let panels = shown.into_iter().map(|(words, change)| {
        let mut changed = Array2::zeros(digit.dim());
        change.write(digit.view(), changed.view_mut());
        let map = HeatMap::ink(changed).value_range(0.0, 1.0);
        Panel::new(words).x(hidden()).y(hidden()).heat_map(map)
    });
    let figure =
        Figure::new("One digit, changed in shape but not in meaning").columns(4).panel_size(130.0, 130.0);
    Ok(panels.fold(figure, Figure::panel))
}

fn curves(ways: &[Way]) -> Figure {
    let lowest = 0.7;
    let accuracy = Panel::new("test images as they are")
        .x(Axis::new("epochs"))
        .y(Axis::new("test accuracy (upper part only)").range(lowest, 1.0));
    let loss = Panel::new("training").x(Axis::new("iterations")).y(Axis::new("training loss").log10());
    let accuracy = ways.iter().fold(accuracy, |panel, way| {
        let seen = way.curve.iter().copied().filter(|(_, accuracy)| *accuracy >= lowest);
        panel.line(Series::new(way.words, seen).marker(Marker::Circle, 5))
    });
    let loss =
        ways.iter().fold(loss, |panel, way| panel.line(Series::new(way.words, way.learnt.loss_curve())));
    Figure::new("The same images, as they are and changed anew in every epoch")
        .columns(2)
        .panel(loss)
        .panel(accuracy)
        .panel_size(340.0, 250.0)
        .legend(Legend::OutsideTop)
}

fn claims(outcome: &mut Outcome, ways: &[Way]) {
    let [plain, changed] = ways else { return };
    outcome.claim(
        "changed copies of the images raise the accuracy, above all when there are few images",
        format!(
            "on the test images {:.2} % without, {:.2} % with them",
            100.0 * plain.accuracies[0],
            100.0 * changed.accuracies[0]
        ),
        changed.accuracies[0] > plain.accuracies[0],
    );
    outcome.claim(
        "a convolution network does not mind where the digit stands",
        format!(
            "three pixels to the right, it reads {:.2} % instead of {:.2} %, unless it has seen shifted images",
            100.0 * plain.accuracies[1],
            100.0 * plain.accuracies[0]
        ),
        plain.accuracies[1] > plain.accuracies[0] - 0.01,
    );
}
