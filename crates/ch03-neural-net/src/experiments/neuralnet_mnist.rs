//! How well does a network with trained weights read handwritten digits?
//!
//! One test image after another goes through the three layers, and the most probable digit is the prediction. The first figure
//! is a **confusion matrix**: it shows which digits are taken for which. Some pairs stand out, and they are those that look
//! alike in handwriting. The second figure is the one that opened the chapter. Some of its images are hard for people, too;
//! others are perfectly clear to us.
//!
//! The weights come from a file, and this project trained them (`datasets/weights/README.md`). `--weights FILE` takes others of
//! the same shapes.

use crate::derive::neuralnet_mnist::{argmax, predict};
use crate::recognition::{correct_predictions, get_data, init_network, predict_with_core};
use chapter_kit::figure::{Axis, Figure, HeatMap, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use core_data::{CLASSES, Split, grouped};
use ndarray::{Array1, Array2, Axis as Along};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "neuralnet_mnist",
    section: "3.6.2",
    question: "How well does a network with trained weights read handwritten digits?",
    takes: Takes::always("1 s"),
    run,
};

/// Right predictions with the book's weights, among the 10,000 test images.
const BOOK_CORRECT: usize = 9_352;
/// The number of misclassified images to show.
const SHOWN: usize = 20;

/// The network's prediction for one image.
struct Prediction {
    digit: usize,
    probability: f64,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let network = init_network(run)?;
    let (x, t) = get_data(run)?;
    let classify = |x: Array1<f64>| {
        let y = predict(&network, &x);
        let digit = argmax(&y);
        Prediction { digit, probability: y[digit] }
    };
    let predictions: Vec<Prediction> = x.axis_iter(Along(0)).map(|x| classify(x.to_owned())).collect();
    let digits: Vec<usize> = predictions.iter().map(|prediction| prediction.digit).collect();
    let correct = correct_predictions(&digits, &t);

    let mut outcome = Outcome::new();
    outcome.count("images", t.len()).count("correct", correct);
    outcome.percent("accuracy", correct as f64 / t.len() as f64);
    let in_f32 = predict_with_core::<f32>(&network, &x);
    let changed =
        in_f32.rows().into_iter().zip(&digits).filter(|(y, digit)| argmax_f32(y) != **digit).count();
    outcome.count("predictions_that_f32_changes", changed);
    add_certainty(&mut outcome, &predictions, &t);
    let confusion = confusion(&digits, &t);
    outcome.table(table(&confusion)).figure(figure(&confusion));
    if correct < t.len() {
        outcome.further_figure("wrong", misclassified(&run.mnist()?.test, &predictions, &t));
    }
    outcome.note(say!(
        "The book's own weights classify {} of the 10,000 correctly; they come from a different training run of the same \
         network.",
        grouped(BOOK_CORRECT)
    ));
    Ok(outcome)
}

fn argmax_f32(y: &ndarray::ArrayView1<f32>) -> usize {
    argmax(&y.mapv(f64::from))
}

/// Is the network more confident when it is right?
fn add_certainty(outcome: &mut Outcome, predictions: &[Prediction], t: &[usize]) {
    let mean = |is_right: bool| {
        let of = predictions.iter().zip(t).filter(|(prediction, t)| (prediction.digit == **t) == is_right);
        let sure: Vec<f64> = of.map(|(prediction, _)| prediction.probability).collect();
        if sure.is_empty() { None } else { Some(sure.iter().sum::<f64>() / sure.len() as f64) }
    };
    let (right, wrong) = (mean(true), mean(false));
    for (name, mean) in [("right", right), ("wrong", wrong)] {
        if let Some(mean) = mean {
            outcome.percent(format!("mean_probability.{name}"), mean);
        }
    }
    // Without a wrong prediction, or without a right one, there is nothing to compare.
    if let (Some(right), Some(wrong)) = (right, wrong) {
        outcome.claim(
            Source::ThisPage,
            "The network is more confident when it is right than when it is wrong",
            say!("the mean probability of correct predictions is {right:.3}, that of wrong ones {wrong:.3}"),
            right > wrong,
        );
    }
}

/// Rows are labels, columns predictions.
fn confusion(digits: &[usize], t: &[usize]) -> Array2<f64> {
    let mut counts = Array2::zeros((CLASSES, CLASSES));
    for (&digit, &t) in digits.iter().zip(t) {
        counts[[t, digit]] += 1.0;
    }
    counts
}

fn table(confusion: &Array2<f64>) -> Table {
    let heads = ["digit", "images", "correct", "accuracy", "most often taken for"];
    let mut table = Table::new("Digit by digit", heads);
    for (digit, row) in confusion.rows().into_iter().enumerate() {
        let (all, right) = (row.sum(), row[digit]);
        let mut others = row.to_owned();
        others[digit] = 0.0;
        let taken_for = argmax(&others);
        let words = match others[taken_for] as usize {
            0 => String::new(),
            1 => format!("{taken_for} (once)"),
            times => format!("{taken_for} ({times} times)"),
        };
        table.row([
            Cell::count(digit),
            Cell::count(all as usize),
            Cell::count(right as usize),
            Cell::share(right as usize, all as usize),
            Cell::from(words),
        ]);
    }
    table
}

/// Only the mistakes, since the right predictions would outshine them.
fn figure(confusion: &Array2<f64>) -> Figure {
    let mut mistakes = confusion.clone();
    mistakes.diag_mut().fill(0.0);
    let most = mistakes.iter().fold(1.0, |a: f64, &b| a.max(b));
    let (wrong, all) = (mistakes.sum(), confusion.sum());
    // What is not a number is drawn as a grey cell without one.
    mistakes.diag_mut().fill(f64::NAN);
    let panel = Panel::new("")
        .x(Axis::new("prediction").ticks((0..10).map(f64::from)))
        .y(Axis::new("label").named_ticks((0..10).map(|label| (-f64::from(label), Words::name(label)))))
        .heat_map(
            HeatMap::diverging(mistakes).value_range(-1.5 * most, 1.5 * most).without_color_bar().numbered(0),
        )
        .equal_aspect();
    Figure::single(say!("{} of {} test images are misclassified", grouped(wrong), grouped(all)), panel)
        .caption(say!(
            "How many images of each digit (rows) are taken for which other digit (columns); the darker, the more. Grey: the {} \
             correct predictions.",
            grouped(all - wrong)
        ))
        .panel_size(400.0, 400.0)
}

fn misclassified(test: &Split, predictions: &[Prediction], t: &[usize]) -> Figure {
    let wrong = predictions
        .iter()
        .zip(t)
        .enumerate()
        .filter(|(_, (prediction, t))| prediction.digit != **t)
        .take(SHOWN);
    let picture = |(index, (prediction, t)): (usize, (&Prediction, &usize))| {
        let image = test.image(index).mapv(|pixel| f64::from(pixel) / 255.0);
        (image, say!("{t}, taken for {}", prediction.digit))
    };
    let pictures: Vec<(Array2<f64>, Words)> = wrong.map(picture).collect();
    let title = say!("The first {} misclassified images", pictures.len());
    Figure::image_grid(title, pictures, 5)
        .caption("Above each image: its label, and the digit that the network takes it for.")
}
