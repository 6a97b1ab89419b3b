//! What do filters trained on digits detect in a picture?
//!
//! The first 16 filters of the network trained on digits are applied to a picture of our own, a house by the sea. Where the
//! picture is uniform, the output is constant; at edges it is strong, for each filter at edges of its own direction. The
//! table compares that direction, measured at the picture's edges, with a prediction from the 25 weights alone: is the
//! difference larger between the upper and the lower half of the filter, or between its left and its right half?

use crate::derive::convolution::Convolution;
use crate::drawing::signed_picture;
use crate::pretrained::{filters, trained};
use crate::scene::scene;
use chapter_kit::figure::{Axis, Figure, HeatMap, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use ndarray::{Array1, Array2, Array3, ArrayView2, Axis as Along, s};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "apply_filter",
    section: "7.6.1",
    question: "What do filters trained on digits detect in a picture?",
    takes: Takes::new("1 s", "3 s", "30 s"),
    run,
};

/// Pixels along a side of the picture.
const SIDE: usize = 128;
/// The number of filters applied, as in the book.
const APPLIED: usize = 16;
/// The figure of all outputs shows every n-th pixel.
const SKIP: usize = 2;
/// The least change of brightness from pixel to pixel at an edge.
const EDGE: f64 = 0.08;
/// The least response of a filter in the table, relative to the strongest.
const STRONG: f64 = 0.25;

/// A filter's response to edges.
struct EdgeResponse {
    /// The mean size of its output at horizontal edges, and at vertical ones; its output on a uniform surface is
    /// subtracted.
    horizontal: f64,
    vertical: f64,
    /// What its 25 weights predict.
    expected_horizontal: f64,
    expected_vertical: f64,
}

impl EdgeResponse {
    /// Whether picture and weights agree about the direction.
    fn is_as_expected(&self) -> bool {
        (self.horizontal > self.vertical) == (self.expected_horizontal > self.expected_vertical)
    }

    /// How many times more strongly it responds to horizontal edges.
    fn preference(&self) -> f64 {
        self.horizontal / self.vertical
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let trained = trained(run)?;
    let filters = filters(&trained.network)?.slice_move(s![..APPLIED, .., ..]);
    let picture = scene(SIDE);
    let outputs = applied(&picture, &filters);
    let responses = edge_responses(&picture, &filters);
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "The filters that respond strongly: mean response at edges, relative to the strongest, and difference between \
         the halves of the filter",
        ["filter", "horizontal", "vertical", "|upper − lower|", "|left − right|", "prefers", "predicted"],
    );
    let strongest = responses.iter().map(|a| a.horizontal.max(a.vertical)).fold(0.0, f64::max);
    for (k, response) in responses.iter().enumerate() {
        outcome.finding(format!("filter_{}.preference", k + 1), response.preference());
        // The others respond weakly to every edge of the picture.
        if response.horizontal.max(response.vertical) < STRONG * strongest {
            continue;
        }
        table.row([
            Cell::count(k + 1),
            (response.horizontal / strongest).into(),
            (response.vertical / strongest).into(),
            response.expected_horizontal.into(),
            response.expected_vertical.into(),
            if response.preference() > 1.0 { "horizontal" } else { "vertical" }.into(),
            if response.is_as_expected() { "yes" } else { "no" }.into(),
        ]);
    }
    let most = |better: fn(f64, f64) -> bool| {
        (1..responses.len()).fold(0, |best, k| {
            if better(responses[k].preference(), responses[best].preference()) { k } else { best }
        })
    };
    let (horizontal, vertical) = (most(|a, b| a > b), most(|a, b| a < b));
    let agree = responses.iter().filter(|response| response.is_as_expected()).count();
    let (first, second) = (responses[horizontal].preference(), 1.0 / responses[vertical].preference());
    outcome
        .count("width_of_outputs", outputs.len_of(Along(2)))
        .count("prefer_horizontal", responses.iter().filter(|a| a.preference() > 1.0).count())
        .count("as_their_weights_say", agree)
        .count("most_horizontal.filter", horizontal + 1)
        .finding("most_horizontal.times", first)
        .count("most_vertical.filter", vertical + 1)
        .finding("most_vertical.times", second)
        .table(table)
        .claim(
            Source::Book("7.6.1"), "some filters respond to horizontal edges, others to vertical ones",
            say!(
                "filter {} responds {first:.1} times as strongly to horizontal ones, filter {} {second:.1} times to \
                 vertical ones",
                horizontal + 1,
                vertical + 1
            ),
            first > 1.3 && second > 1.3,
        )
        .claim(
            Source::Book("7.6.1"),
            "a filter's weights show which edges it responds to: those that run like the border between its bright and its dark \
             half",
            say!("the weights predict the preferred direction of {agree} of {APPLIED} filters"),
            4 * agree >= 3 * APPLIED,
        )
        .figure(two_edges(&picture, &filters, &outputs, (horizontal, vertical)))
        .further_figure("filters", filter_grid(&filters))
        .further_figure("outputs", output_grid(&outputs))
        .note(trained.origin);
    Ok(outcome)
}

/// Each filter's output for the picture, without bias as in the book.
fn applied(picture: &Array2<f64>, filters: &Array3<f64>) -> Array3<f64> {
    let x = picture.clone().insert_axis(Along(0)).insert_axis(Along(0));
    let w = filters.clone().insert_axis(Along(1));
    let count = filters.len_of(Along(0));
    Convolution::new(w, Array1::zeros(count), 1, 0).predict(&x).slice_move(s![0, .., .., ..])
}

/// Each filter's response at horizontal and at vertical edges of the picture.
fn edge_responses(picture: &Array2<f64>, filters: &Array3<f64>) -> Vec<EdgeResponse> {
    // With its mean subtracted, a filter gives 0 on a uniform surface, however bright.
    let even = filters.clone()
        - &filters.mean_axis(Along(2)).map_or_else(
            || unreachable!("filters have columns"),
            |m| m.mean_axis(Along(1)).unwrap_or_default().insert_axis(Along(1)).insert_axis(Along(2)),
        );
    let outputs = applied(picture, &even);
    let half = (SIDE - outputs.len_of(Along(1))) / 2;
    outputs
        .outer_iter()
        .zip(even.outer_iter())
        .map(|(response, filter)| {
            let (mut horizontal, mut vertical) = (Mean::default(), Mean::default());
            for ((row, column), &value) in response.indexed_iter() {
                let (down, right) = gradient(picture, row + half, column + half);
                if down.abs() > EDGE && down.abs() > 3.0 * right.abs() {
                    horizontal.add(value.abs());
                } else if right.abs() > EDGE && right.abs() > 3.0 * down.abs() {
                    vertical.add(value.abs());
                }
            }
            let (expected_horizontal, expected_vertical) = halves(filter);
            EdgeResponse {
                horizontal: horizontal.mean(),
                vertical: vertical.mean(),
                expected_horizontal,
                expected_vertical,
            }
        })
        .collect()
}

#[derive(Default)]
struct Mean {
    sum: f64,
    count: usize,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    fn mean(&self) -> f64 {
        self.sum / self.count.max(1) as f64
    }
}

/// The gradient of the brightness, downwards and to the right, by central differences.
fn gradient(picture: &Array2<f64>, row: usize, column: usize) -> (f64, f64) {
    let down = (picture[[row + 1, column]] - picture[[row - 1, column]]) / 2.0;
    let right = (picture[[row, column + 1]] - picture[[row, column - 1]]) / 2.0;
    (down, right)
}

/// The difference between a filter's upper and lower half, and between its left and right half, without sign.
fn halves(filter: ArrayView2<f64>) -> (f64, f64) {
    let (rows, columns) = filter.dim();
    let sign = |k: usize, size: usize| (2 * k + 1).cmp(&size) as i32 as f64;
    let sum = |weight: &dyn Fn(usize, usize) -> f64| {
        filter.indexed_iter().map(|((i, j), w)| w * weight(i, j)).sum::<f64>().abs()
    };
    (sum(&|i, _| sign(i, rows)), sum(&|_, j| sign(j, columns)))
}

/// A picture as it looks: 1 is paper.
fn photograph(title: &'static str, grey: ArrayView2<f64>) -> Panel {
    let hidden = || Axis::new("").hide();
    Panel::new(title)
        .x(hidden())
        .y(hidden())
        .heat_map(HeatMap::ink(grey.mapv(|g| 1.0 - g)).value_range(0.0, 1.0))
}

/// An output minus its mean, so that the uniform parts are pale.
fn around_mean(title: Words, response: ArrayView2<f64>) -> Panel {
    let mean = response.mean().unwrap_or(0.0);
    let size = (response.mapv(|v| (v - mean) * (v - mean)).mean().unwrap_or(1.0)).sqrt().max(1e-12);
    let shown = HeatMap::diverging(response.mapv(|v| v - mean))
        .value_range(-3.0 * size, 3.0 * size)
        .without_color_bar();
    Panel::new(title).without_axes().heat_map(shown)
}

fn two_edges(
    picture: &Array2<f64>,
    filters: &Array3<f64>,
    outputs: &Array3<f64>,
    (horizontal, vertical): (usize, usize),
) -> Figure {
    let filter = |k: usize, words: Words| signed_picture(words, filters.index_axis(Along(0), k).to_owned());
    let response = |k: usize, words: Words| around_mean(words, outputs.index_axis(Along(0), k));
    Figure::new("Filters trained on digits find edges in any picture, each its own direction")
        .columns(3)
        .panel_size(250.0, 250.0)
        .panel(photograph("the picture", picture.view()))
        .panel(response(horizontal, say!("filter {}: horizontal edges", horizontal + 1)))
        .panel(response(vertical, say!("filter {}: vertical edges", vertical + 1)))
        .panel(photograph("a filter of equal weights only blurs", blurred(picture).view()))
        .panel(filter(horizontal, say!("filter {}: its 25 weights", horizontal + 1)))
        .panel(filter(vertical, say!("filter {}: its 25 weights", vertical + 1)))
        .caption(
            "Outputs are shown with their mean subtracted: red is above it, blue below. Uniform surfaces are pale. \
             Positive weights are red, negative ones blue.",
        )
}

/// The mean of each 5 × 5 pixels: the output of a filter with equal weights.
fn blurred(picture: &Array2<f64>) -> Array2<f64> {
    let mean = Array3::from_elem((1, 5, 5), 0.04);
    applied(picture, &mean).slice_move(s![0, ..;2, ..;2])
}

fn filter_grid(filters: &Array3<f64>) -> Figure {
    let figure = Figure::new("The first 16 filters: edges in several directions, and blobs")
        .columns(8)
        .caption("Red is positive, white 0, blue negative; each filter has its own scale.");
    filters.outer_iter().enumerate().fold(figure, |figure, (k, filter)| {
        figure.panel(signed_picture(say!("filter {}", k + 1), filter.to_owned()))
    })
}

fn output_grid(outputs: &Array3<f64>) -> Figure {
    let figure = Figure::new("Each of the 16 filters responds to different parts of the picture")
        .columns(4)
        .panel_size(150.0, 150.0)
        .caption(
            "Each output with its mean subtracted, on its own scale: red is above the mean, blue below.",
        );
    outputs.outer_iter().enumerate().fold(figure, |figure, (k, response)| {
        figure.panel(around_mean(say!("filter {}", k + 1), response.slice(s![..;SKIP, ..;SKIP])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_of_two_halves_prefers_the_edge_between_them() {
        let upper = Array2::from_shape_fn((5, 5), |(i, _)| if i < 2 { 1.0 } else { 0.0 });
        assert_eq!(halves(upper.view()), (10.0, 0.0));
        assert_eq!(halves(upper.t()), (0.0, 10.0));
        let filters = ndarray::stack![Along(0), upper, upper.t()];
        let responses = edge_responses(&scene(SIDE), &filters);
        assert!(responses[0].preference() > 3.0 && responses[1].preference() < 1.0 / 3.0);
        assert!(responses.iter().all(EdgeResponse::is_as_expected));
    }
}
