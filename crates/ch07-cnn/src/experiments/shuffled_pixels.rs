//! What does a network lose when the pixels of all images are shuffled?
//!
//! One random permutation moves the pixels of every image, training and test alike, so the two sets of images hold the same
//! information. The fully connected network can undo the shuffle: permute the rows of W1 in the same way, and it computes
//! the same scores. The network with filters can't, because a filter always covers pixels that are
//! next to each other, and after the shuffle those have nothing to do with each other.

use crate::drawing::picture;
use crate::learning::{digits, further_seeds, learn_all};
use anyhow::Context;
use chapter_kit::figure::{Axis, Bars, Figure, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Verdict, say};
use core_data::{IMAGE_SIDE, Split};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::{Network, Samples, Sequential, Streams, Window};
use ndarray::{Array2, Axis as Along};
use rand::seq::SliceRandom;

/// Section 7.2.1.
pub const EXPERIMENT: Experiment = Experiment {
    name: "shuffled_pixels",
    section: "7.2.1",
    question: "What does a network lose when the pixels of all images are shuffled in the same way?",
    takes: Takes::new("1 s", "11 s", "3 min"),
    run,
};

/// The number of training digits in the figure.
const SHOWN: usize = 6;
/// The number of pixels of an image.
const PIXELS: usize = IMAGE_SIDE * IMAGE_SIDE;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (train_images, test_images, epochs) =
        run.scale().pick((600, 1_000, 3), (10_000, 10_000, 4), (60_000, 10_000, 6));
    let order = order(run);
    let (train, test) = digits(run, train_images, test_images)?;
    let mnist = run.mnist()?;
    let shuffled_train = shuffled(&mnist.train.first(train_images), &order);
    let shuffled_test = shuffled(&mnist.test.first(test_images), &order);
    let (connected, convolution) = (fully_connected(), convolution());
    let further = further_seeds(run);
    let four = |streams| -> [(&Sequential, &Streams, &Samples<f32>); 4] {
        [
            (&connected, streams, &train),
            (&connected, streams, &shuffled_train),
            (&convolution, streams, &train),
            (&convolution, streams, &shuffled_train),
        ]
    };
    let lessons: Vec<_> = [run.streams()].into_iter().chain(&further).flat_map(four).collect();
    let networks = learn_all(run, "digits and shuffled digits", &lessons, epochs)?;
    let tests = [&test, &shuffled_test, &test, &shuffled_test];
    let all: Vec<f64> = networks
        .iter()
        .zip(tests.into_iter().cycle())
        .map(|(net, test)| net.evaluate(test).accuracy())
        .collect();
    // Numbers and figures are those of the first seed; the further ones say how much is chance.
    let (accuracies, mut outcome) = (&all[..4], Outcome::new());
    add_accuracies(&mut outcome, accuracies);
    if !further.is_empty() {
        add_claim(&mut outcome, &all);
    }
    let difference = with_weights_in_order(run, &networks[0], (&test, &shuffled_test), &order)?;
    outcome
        .finding("fully_connected.largest_difference_of_scores", difference)
        .claim(
            Source::Book("7.2.1"),
            "a fully connected layer ignores the shape of its input",
            say!(
                "with the rows of W1 permuted like the pixels, the scores of shuffled images differ from those of the \
                 original images by at most {difference:.0e}, because adding in another order rounds differently"
            ),
            difference < 1e-3,
        )
        .figure(figure(accuracies))
        .further_figure("digits", pictures(&mnist.train.first(SHOWN), &order));
    Ok(outcome)
}

/// The source of each pixel of a shuffled image.
fn order(run: &Run) -> Vec<usize> {
    let mut order: Vec<usize> = (0..PIXELS).collect();
    order.shuffle(&mut run.rng("order of pixels"));
    order
}

fn shuffled(images: &Split, order: &[usize]) -> Samples<f32> {
    let labels = images.labels.iter().map(|&label| usize::from(label)).collect();
    Samples::from_pixels(images.pixels.select(Along(1), order), labels).shaped(&[1, IMAGE_SIDE, IMAGE_SIDE])
}

fn fully_connected() -> Sequential {
    Sequential::new([1, IMAGE_SIDE, IMAGE_SIDE]).affine(100).relu().affine(10)
}

fn convolution() -> Sequential {
    let net = Sequential::new([1, IMAGE_SIDE, IMAGE_SIDE]).conv(12, Window::square(5)).relu();
    net.max_pool(Window::square(2).stride(2)).affine(50).relu().affine(10)
}

fn add_accuracies(outcome: &mut Outcome, accuracies: &[f64]) {
    let mut table = Table::new("Test accuracy", ["network", "digits", "shuffled digits", "lost"]);
    let names =
        [("fully_connected", "fully connected, 784-100-10"), ("convolution", "12 filters, 50 hidden units")];
    for ((key, name), pair) in names.into_iter().zip(accuracies.chunks_exact(2)) {
        let lost = pair[0] - pair[1];
        outcome
            .percent(format!("{key}.digits"), pair[0])
            .percent(format!("{key}.shuffled"), pair[1])
            .percent(format!("{key}.lost"), lost);
        table.row([name.into(), Cell::percent(pair[0]), Cell::percent(pair[1]), Cell::percent(lost)]);
    }
    outcome.table(table);
}

/// Of several seeds, each with four accuracies: both networks on digits and on shuffled digits.
fn add_claim(outcome: &mut Outcome, all: &[f64]) {
    let of_seeds = |number: fn(&[f64]) -> f64| -> Vec<f64> { all.chunks_exact(4).map(number).collect() };
    let (fully, filters) = (of_seeds(|a| a[0] - a[1]), of_seeds(|a| a[2] - a[3]));
    // The network with filters is better on digits, and loses more by the shuffling.
    let better = Verdict::ahead(&of_seeds(|a| a[2] - a[0]));
    let loses_more = Verdict::ahead(&of_seeds(|a| (a[2] - a[3]) - (a[0] - a[1]).abs()));
    let mean = |lost: &[f64]| 100.0 * lost.iter().sum::<f64>() / lost.len() as f64;
    outcome.claim(
        Source::Book("7.2.1"),
        "the spatial structure of an image holds information, and a convolution layer uses it",
        say!(
            "when the pixels are shuffled, the network with filters loses {:.1} percentage points, the fully connected \
             one {:.1} (means of {} trainings each)",
            mean(&filters),
            mean(&fully),
            fully.len()
        ),
        better.and(loses_more),
    );
}

/// The largest difference of a score between images and shuffled images, when the rows of the initial weights are
/// permuted like the pixels.
fn with_weights_in_order(
    run: &Run,
    network: &Network<f32>,
    (images, shuffled): (&Samples<f32>, &Samples<f32>),
    order: &[usize],
) -> anyhow::Result<f64> {
    let mut other: Network<f32> = fully_connected().build(SoftmaxCrossEntropy, run.streams());
    for (to, from) in other.params_mut().into_iter().zip(network.params()) {
        to.value.assign(&from.value);
    }
    let w1 = other.param_mut("W1").context("the network has no W1")?;
    let in_order = w1.value.select(Along(0), order);
    w1.value.assign(&in_order);
    let count = images.len().min(1_000);
    let scores = network.predict(&images.range(0..count).0);
    let others = other.predict(&shuffled.range(0..count).0);
    Ok(scores.iter().zip(&others).map(|(a, b)| f64::from((a - b).abs())).fold(0.0, f64::max))
}

fn figure(accuracies: &[f64]) -> Figure {
    let names =
        ["fully connected, digits", "fully connected, shuffled", "filters, digits", "filters, shuffled"];
    let wrong = names.into_iter().zip(accuracies.iter().map(|accuracy| 100.0 * (1.0 - accuracy)));
    let highest = accuracies.iter().map(|accuracy| 100.0 * (1.0 - accuracy)).fold(0.0, f64::max);
    let panel = Panel::new("")
        .y(Axis::new("test error rate (%)").range(0.0, 1.18 * highest))
        .bars(Bars::new(wrong).decimals(1));
    Figure::single(
        "When all pixels are shuffled, the network with filters loses accuracy, the fully connected one doesn't",
        panel,
    )
    .panel_size(560.0, 300.0)
    .caption("One training each; all with the same permutation of the pixels.")
}

fn pictures(images: &Split, order: &[usize]) -> Figure {
    let image = |row: usize, shuffle: bool| {
        Array2::from_shape_fn((IMAGE_SIDE, IMAGE_SIDE), |(i, j)| {
            let index = i * IMAGE_SIDE + j;
            f64::from(images.pixels[[row, if shuffle { order[index] } else { index }]])
        })
    };
    let figure = Figure::new("To a fully connected network digits and shuffled digits are equally hard")
        .columns(images.len())
        .row_labels(["digits", "shuffled"])
        .caption("Below, the pixels of the digits above, all in the same random order.");
    [false, true]
        .into_iter()
        .flat_map(|shuffle| (0..images.len()).map(move |row| (row, shuffle)))
        .fold(figure, |figure, (row, shuffle)| figure.panel(picture("", image(row, shuffle))))
}
