//! What are a digit's **feature maps**, layer by layer?
//!
//! One image of 28 × 28 becomes thirty maps of 24 × 24; ReLU sets what is negative to 0; pooling makes them thirty maps of
//! 12 × 12. Each map shows where its own pattern was found. The second figure shows four of these thirty maps for each of
//! eight digits; the fully connected layers get all thirty, and nothing else.

use crate::drawing::{picture, signed_picture};
use crate::learning::digits;
use crate::pretrained::{filters, trained};
use anyhow::Context;
use chapter_kit::figure::Figure;
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, say};
use core_tensor::Tensor;
use core_tensor::tensor::shape_in_words;
use ndarray::{Array2, Array3, Array4, ArrayView2, Axis as Along, Ix4, s};

/// Section 7.6.2.
pub const EXPERIMENT: Experiment = Experiment {
    name: "feature_maps",
    section: "7.6.2",
    question: "What are a digit's feature maps, layer by layer?",
    takes: Takes::new("1 s", "3 s", "30 s"),
    run,
};

/// The number of filters in the figure.
const SHOWN: usize = 8;
/// The names of the digits.
const NAMES: [&str; 10] =
    ["A zero", "A one", "A two", "A three", "A four", "A five", "A six", "A seven", "An eight", "A nine"];
/// The number of digits in the second figure, and of images for the shares.
const DIGITS: usize = 8;
const MEASURED: usize = 200;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let trained = trained(run)?;
    let (_, test) = digits::<f32>(run, 0, MEASURED)?;
    let (x, labels) = test.all();
    let steps = trained.network.activations(&x);
    let [conv, relu, pool] = [0, 1, 2].map(|k| images(&steps[k].1));
    let (conv, relu, pool) = (conv?, relu?, pool?);
    let mut outcome = Outcome::new();
    let mut table =
        Table::new("Feature maps, layer by layer", ["layer", "output", "activations", "share at 0"]);
    let layers =
        [("convolution", "convolution", &conv), ("relu", "ReLU", &relu), ("pooling", "max pooling", &pool)];
    for (key, words, maps) in layers {
        let zeros = maps.iter().filter(|&&v| v == 0.0).count() as f64 / maps.len() as f64;
        outcome
            .count(format!("{key}.activations"), maps.len() / test.len())
            .percent(format!("{key}.zeros"), zeros);
        table.row([
            words.into(),
            shape_in_words(&maps.shape()[1..]).into(),
            Cell::count(maps.len() / test.len()),
            Cell::percent(zeros),
        ]);
    }
    let strength = strengths(&pool);
    let silent = strength.iter().filter(|&&s| s == 0.0).count();
    let filters = filters(&trained.network)?;
    let shown = most_different(&filters, &strength);
    outcome
        .count("filters.silent", silent)
        .table(table)
        .figure(steps_figure(NAMES[labels.class(0)], &filters, [&conv, &relu, &pool], &shown))
        .further_figure("digits", digits_figure(&images(&x)?, &pool, &shown))
        .note(say!(
            "{silent} of the {} filters stay at 0 for all of {} test images.",
            strength.len(),
            test.len()
        ))
        .note(trained.origin);
    Ok(outcome)
}

fn images(x: &Tensor<f32>) -> anyhow::Result<Array4<f64>> {
    x.mapv(f64::from).into_dimensionality::<Ix4>().context("the output of a layer isn't images")
}

/// The mean activation of each filter.
fn strengths(maps: &Array4<f64>) -> Vec<f64> {
    maps.axis_iter(Along(1)).map(|maps| maps.mean().unwrap_or(0.0)).collect()
}

/// A diverse selection of filters: the one with the largest activation, and then repeatedly the one least similar to
/// those chosen. Filters that are never active are left out.
fn most_different(filters: &Array3<f64>, strength: &[f64]) -> Vec<usize> {
    let likeness = |a: usize, b: usize| {
        let (a, b) = (filters.index_axis(Along(0), a), filters.index_axis(Along(0), b));
        let size = |w: &ArrayView2<f64>| w.iter().map(|w| w * w).sum::<f64>().sqrt().max(1e-12);
        (&a * &b).sum() / (size(&a) * size(&b))
    };
    let mut left: Vec<usize> = (0..strength.len()).filter(|&k| strength[k] > 0.0).collect();
    left.sort_by(|&a, &b| strength[b].total_cmp(&strength[a]));
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < SHOWN && !left.is_empty() {
        let most_alike = |k: usize| chosen.iter().map(|&c| likeness(k, c)).fold(f64::NEG_INFINITY, f64::max);
        let next = (0..left.len()).min_by(|&a, &b| most_alike(left[a]).total_cmp(&most_alike(left[b])));
        chosen.push(left.remove(next.unwrap_or(0)));
    }
    chosen
}

fn map(maps: &Array4<f64>, image: usize, filter: usize) -> Array2<f64> {
    maps.slice(s![image, filter, .., ..]).to_owned()
}

fn steps_figure(
    name: &str,
    filters: &Array3<f64>,
    [conv, relu, pool]: [&Array4<f64>; 3],
    shown: &[usize],
) -> Figure {
    let figure = Figure::new(say!(
        "{name} on its way through the first layer: each map shows where its filter fits"
    ))
    .columns(shown.len())
    .row_labels(["filter", "convolution", "ReLU", "pooling"])
    .caption(
        "Eight filters, each as different from the previous ones as possible. Red is positive, white 0, blue \
             negative; after ReLU white is 0 and black the largest value. Each picture has its own scale.",
    );
    let figure = shown.iter().fold(figure, |figure, &k| {
        figure.panel(signed_picture(say!("filter {}", k + 1), filters.index_axis(Along(0), k).to_owned()))
    });
    let figure = shown.iter().fold(figure, |figure, &k| figure.panel(signed_picture("", map(conv, 0, k))));
    let figure = shown.iter().fold(figure, |figure, &k| figure.panel(picture("", map(relu, 0, k))));
    shown.iter().fold(figure, |figure, &k| figure.panel(picture("", map(pool, 0, k))))
}

fn digits_figure(x: &Array4<f64>, pool: &Array4<f64>, shown: &[usize]) -> Figure {
    let few = &shown[..shown.len().min(4)];
    let labels = ["digit".into()].into_iter().chain(few.iter().map(|k| say!("filter {}", k + 1)));
    let digits = x.dim().0.min(DIGITS);
    let words = if digits == DIGITS { "eight digits" } else { "digits" };
    let title = say!("What the fully connected layers get to see of {words}: four of thirty feature maps");
    let figure = Figure::new(title)
        .columns(digits)
        .row_labels(labels)
        .caption("Above: the digits. Below: their feature maps after pooling; white is 0, black the largest value of each map.");
    let figure = (0..digits).fold(figure, |figure, image| figure.panel(picture("", map(x, image, 0))));
    few.iter()
        .flat_map(|&k| (0..digits).map(move |image| (image, k)))
        .fold(figure, |figure, (image, k)| figure.panel(picture("", map(pool, image, k))))
}
