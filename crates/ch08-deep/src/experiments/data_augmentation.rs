//! Can **data augmentation** make up for few images?
//!
//! One network trains on a few images as they are; the other sees each of them newly shifted, rotated and scaled in
//! every epoch. Both are evaluated on the test images, and on the same test images shifted, rotated and scaled.
//!
//! Without augmentation the training loss goes on falling long after the test error has stopped: that is
//! overfitting. With it the training loss stays higher, since no image comes twice, and the test error ends lower.
//! The gap is widest where the test images are moved, and a move of three pixels is enough.

use crate::digits::{all_transformed, ink};
use crate::learning::{Size, TrainedModel, TrainingRun, further_streams, further_trials};
use crate::nets::small;
use chapter_kit::figure::{Axis, Figure, HeatMap, Legend, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, Verdict, Words, claims_unless_quick, say,
};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::training::augmentation::{AffineTransform, Augmentation};
use core_tensor::{Samples, Streams};
use ndarray::Array2;

/// Section 8.1.2, data augmentation.
pub const EXPERIMENT: Experiment = Experiment {
    name: "data_augmentation",
    section: "8.1.2",
    question: "Can data augmentation make up for few images?",
    takes: Takes::new("1 s", "18 s", "2 min"),
    run,
};

/// The extent of the augmentation.
const EXTENT: Augmentation = Augmentation { shift: 3.0, angle: 15.0, scale: 0.15 };

/// Name in findings, in words, and the augmentation.
const SETUPS: [(&str, &str, Option<Augmentation>); 2] =
    [("as_they_are", "images as they are", None), ("changed", "augmented images", Some(EXTENT))];
/// The learning rate of both.
const LR: f64 = 0.003;

/// The test sets on which both are evaluated.
const TESTS: [(&str, &str, AffineTransform); 5] = [
    ("plain", "as they are", AffineTransform::NONE),
    ("right", "3 pixels right", AffineTransform { right: 3.0, ..AffineTransform::NONE }),
    ("down", "3 pixels down", AffineTransform { down: 3.0, ..AffineTransform::NONE }),
    ("turned", "rotated by 15°", AffineTransform { angle: 15.0, ..AffineTransform::NONE }),
    ("smaller", "15 % smaller", AffineTransform { scale: 0.85, ..AffineTransform::NONE }),
];

/// The number of test images for the curves.
const GLANCE: usize = 500;

/// A training setup: its accuracies on all test sets, and the test accuracy after each epoch.
struct Setup {
    key: &'static str,
    words: &'static str,
    trained: TrainedModel,
    curve: Vec<(f64, f64)>,
    accuracies: Vec<f64>,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let size = |images, epochs, tested| Size { images, epochs, tested, trials: 1 };
    at_size(run, run.scale().pick(size(200, 2, 200), size(1_000, 30, 2_000), size(5_000, 40, 10_000)))
}

/// The experiment at any size, so that a test can check what a quick run is too short for.
///
/// # Errors
/// If the digits cannot be read, or a loss isn't finite.
pub fn at_size(run: &Run, size: Size) -> anyhow::Result<Outcome> {
    let Size { images, epochs, tested, .. } = size;
    let (train, test) = run.first_images::<f32>(images, tested)?;
    let tests: Vec<Samples<f32>> = TESTS.iter().map(|(.., change)| all_transformed(&test, *change)).collect();
    let further = further_trials(run);
    let iterations = TrainingRun::new(&train, epochs).iterations();
    let progress = run.progress("iterations", 2 * (1 + further) * iterations);
    let mut setups = Vec::new();
    for (key, words, changed) in SETUPS {
        let (net, streams) = (small(8, 10), run.streams());
        let training = TrainingRun { lr: LR, augmentation: changed, ..TrainingRun::new(&train, epochs) };
        let mut curve = Vec::new();
        // A few images are enough for the curve; the final evaluation uses all test images.
        let glance = test.take(GLANCE);
        let trained = training.train_further(
            net.build(SoftmaxCrossEntropy, streams),
            streams,
            &progress,
            |epoch, network| {
                curve.push((epoch as f64, network.evaluate(&glance).accuracy()));
            },
        )?;
        let accuracies = tests.iter().map(|test| trained.network.evaluate(test).accuracy()).collect();
        setups.push(Setup { key, words, trained, curve, accuracies });
    }
    let mut outcome = Outcome::new();
    for setup in &setups {
        outcome.finding(format!("{}.training_loss", setup.key), setup.trained.final_loss());
        for ((key, ..), &accuracy) in TESTS.iter().zip(&setup.accuracies) {
            outcome.percent(format!("{}.{key}", setup.key), accuracy);
        }
    }
    let glance = test.len().min(GLANCE);
    outcome
        .table(table(&setups))
        .figure(variations(run)?)
        .further_figure("accuracy", curves(&setups, glance))
        .note(say!("Trained on {} images for {epochs} epochs.", core_data::grouped(train.len())));
    let more = further_accuracies(run, (&train, epochs), &test, &progress)?;
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &setups, more));
    Ok(outcome)
}

/// Test accuracies without and with augmentation, of trainings from other initial weights.
fn further_accuracies(
    run: &Run,
    (train, epochs): (&Samples<f32>, usize),
    test: &Samples<f32>,
    progress: &Progress,
) -> anyhow::Result<Vec<[f64; 2]>> {
    let accuracy = |augmentation, streams: &Streams| -> anyhow::Result<f64> {
        let training = TrainingRun { lr: LR, augmentation, ..TrainingRun::new(train, epochs) };
        Ok(training.train(&small(8, 10), streams, progress)?.network.evaluate(test).accuracy())
    };
    (1..=further_trials(run))
        .map(|trial| {
            let streams = further_streams(run, trial);
            Ok([accuracy(None, &streams)?, accuracy(Some(EXTENT), &streams)?])
        })
        .collect()
}

fn table(setups: &[Setup]) -> Table {
    let heads = ["test images"].into_iter().chain(setups.iter().map(|setup| setup.words));
    let mut table = Table::new("Test accuracy after training", heads);
    for (i, (_, words, _)) in TESTS.iter().enumerate() {
        let accuracies = setups.iter().map(|setup| Cell::percent(setup.accuracies[i]));
        table.row([Cell::from(*words)].into_iter().chain(accuracies));
    }
    table
}

/// One digit, with each transform alone and with all at once.
fn variations(run: &Run) -> anyhow::Result<Figure> {
    let digit = ink(&run.mnist()?.train, 0);
    let plain = AffineTransform::NONE;
    let mut shown: Vec<(Words, AffineTransform)> = vec![
        ("as it is".into(), plain),
        ("3 pixels left".into(), AffineTransform { right: -3.0, ..plain }),
        ("3 pixels up".into(), AffineTransform { down: -3.0, ..plain }),
        ("half a pixel right".into(), AffineTransform { right: 0.5, ..plain }),
        ("rotated by 15°".into(), AffineTransform { angle: 15.0, ..plain }),
        ("rotated by −15°".into(), AffineTransform { angle: -15.0, ..plain }),
        ("15 % larger".into(), AffineTransform { scale: 1.15, ..plain }),
        ("15 % smaller".into(), AffineTransform { scale: 0.85, ..plain }),
    ];
    let mut rng = run.rng("variations");
    shown.extend((1..=4).map(|i| (say!("random {i}"), EXTENT.draw(&mut rng))));
    let hidden = || Axis::new("").hide();
    let panels = shown.into_iter().map(|(words, change)| {
        let mut changed = Array2::zeros(digit.dim());
        change.write(digit.view(), changed.view_mut());
        let map = HeatMap::ink(changed).value_range(0.0, 1.0);
        Panel::new(words).x(hidden()).y(hidden()).heat_map(map)
    });
    let figure = Figure::new("One digit, changed in shape but not in meaning")
        .columns(4)
        .panel_size(130.0, 130.0)
        .caption("The last four are drawn at random, as in training: shift, rotation and scale at once.");
    Ok(panels.fold(figure, Figure::panel))
}

fn curves(setups: &[Setup], glance: usize) -> Figure {
    let wrong = Panel::new("test images as they are")
        .x(Axis::new("epochs"))
        .y(Axis::new("test error rate (%)").log10());
    let loss = Panel::new("training images").x(Axis::new("iterations")).y(Axis::new("training loss").log10());
    let wrong = setups.iter().fold(wrong, |panel, setup| {
        let points = setup.curve.iter().map(|(epoch, accuracy)| (*epoch, 100.0 * (1.0 - accuracy)));
        panel.line(Series::new(setup.words, points))
    });
    let loss = setups
        .iter()
        .fold(loss, |panel, setup| panel.line(Series::new(setup.words, setup.trained.loss_curve())));
    Figure::new("Augmented images are harder to learn, since they are new in every epoch")
        .columns(2)
        .panel(loss)
        .panel(wrong)
        .panel_size(340.0, 250.0)
        .legend(Legend::OutsideTop)
        .caption(say!(
            "One training each. A point of the training loss is the mean of about a sixtieth of the batches; the error \
             rate is that of the first {glance} test images."
        ))
}

fn claims(outcome: &mut Outcome, setups: &[Setup], mut pairs: Vec<[f64; 2]>) {
    let [plain, changed] = setups else { return };
    pairs.push([plain.accuracies[0], changed.accuracies[0]]);
    let mean = |which: usize| pairs.iter().map(|pair| 100.0 * pair[which]).sum::<f64>() / pairs.len() as f64;
    let ahead: Vec<f64> = pairs.iter().map(|[without, with]| with - without).collect();
    outcome.claim(
        Source::Book("8.1.2"),
        "with few images, data augmentation raises the accuracy",
        say!(
            "the test accuracy is {:.1} % without and {:.1} % with it, means of {} trainings each",
            mean(0),
            mean(1),
            pairs.len()
        ),
        Verdict::ahead(&ahead),
    );
    outcome.claim(
        Source::OftenSaid,
        "to a convolutional network it doesn't matter where in the image a digit is",
        say!(
            "with digits three pixels to the right the accuracy is {:.1} % instead of {:.1} %; trained on shifted images \
             it is {:.1} %",
            100.0 * plain.accuracies[1],
            100.0 * plain.accuracies[0],
            100.0 * changed.accuracies[1]
        ),
        plain.accuracies[1] > plain.accuracies[0] - 0.01,
    );
}
