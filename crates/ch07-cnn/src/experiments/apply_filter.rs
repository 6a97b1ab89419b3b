//! What do filters that have learnt digits find in a picture?
//!
//! Filters are not tied to what they were trained on. The first 16 look at a picture of our own, a house by the sea. Where
//! the picture is even they answer evenly; at edges they answer strongly, each to edges of its own direction. Which
//! direction is measured at the picture's edges, and it can be told beforehand from the 25 numbers of a filter: is there
//! more difference between its upper and lower half, or between its left and right half?

use crate::derive::convolution::Convolution;
use crate::drawing::signed_picture;
use crate::pretrained::{filters, trained};
use crate::scene::scene;
use chapter_kit::figure::{Axis, Figure, HeatMap, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes};
use ndarray::{Array1, Array2, Array3, ArrayView2, Axis as Along, s};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "apply_filter",
    section: "7.6.1",
    question: "What do filters that have learnt digits find in a picture?",
    takes: Takes::new("1 s", "3 s", "30 s"),
    run,
};

/// Pixels along a side of the picture.
const SIDE: usize = 128;
/// The filters that are applied, as in the book.
const APPLIED: usize = 16;
/// In the figure of all answers every so many pixels one is shown.
const SKIP: usize = 2;
/// So large is the change of brightness at an edge, from pixel to pixel.
const EDGE: f64 = 0.08;

/// What a filter says to edges.
struct Answer {
    /// The mean size of its answer at horizontal edges, and at vertical ones; what it says to an even surface is taken out.
    horizontal: f64,
    vertical: f64,
    /// What its 25 numbers let expect.
    expected_horizontal: f64,
    expected_vertical: f64,
}

impl Answer {
    /// Whether picture and numbers agree about the direction.
    fn is_as_expected(&self) -> bool {
        (self.horizontal > self.vertical) == (self.expected_horizontal > self.expected_vertical)
    }

    /// How many times stronger it answers to horizontal edges.
    fn preference(&self) -> f64 {
        self.horizontal / self.vertical
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let trained = trained(run)?;
    let filters = filters(&trained.network)?.slice_move(s![..APPLIED, .., ..]);
    let picture = scene(SIDE);
    let answers = applied(&picture, &filters);
    let told = edge_answers(&picture, &filters);
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "Answers at edges, as shares of the strongest",
        [
            "filter",
            "at horizontal edges",
            "at vertical edges",
            "its halves: upper − lower",
            "left − right",
            "prefers",
            "as its numbers say",
        ],
    );
    let strongest = told.iter().map(|a| a.horizontal.max(a.vertical)).fold(0.0, f64::max);
    for (k, answer) in told.iter().enumerate() {
        outcome.finding(format!("filter_{}.preference", k + 1), answer.preference());
        table.row([
            Cell::count(k + 1),
            (answer.horizontal / strongest).into(),
            (answer.vertical / strongest).into(),
            answer.expected_horizontal.into(),
            answer.expected_vertical.into(),
            if answer.preference() > 1.0 { "horizontal" } else { "vertical" }.into(),
            if answer.is_as_expected() { "yes" } else { "no" }.into(),
        ]);
    }
    let most = |better: fn(f64, f64) -> bool| {
        (1..told.len())
            .fold(0, |best, k| if better(told[k].preference(), told[best].preference()) { k } else { best })
    };
    let (horizontal, vertical) = (most(|a, b| a > b), most(|a, b| a < b));
    let agree = told.iter().filter(|answer| answer.is_as_expected()).count();
    let (first, second) = (told[horizontal].preference(), 1.0 / told[vertical].preference());
    outcome
        .count("width_of_answers", answers.len_of(Along(2)))
        .count("prefer_horizontal", told.iter().filter(|a| a.preference() > 1.0).count())
        .count("as_their_numbers_say", agree)
        .count("most_horizontal.filter", horizontal + 1)
        .finding("most_horizontal.times", first)
        .count("most_vertical.filter", vertical + 1)
        .finding("most_vertical.times", second)
        .table(table)
        .claim(
            "some filters answer to horizontal edges, others to vertical ones (book)",
            format!(
                "filter {} answers {first:.1} times as strongly to horizontal ones, filter {} {second:.1} times to vertical ones",
                horizontal + 1,
                vertical + 1
            ),
            first > 1.3 && second > 1.3,
        )
        .claim(
            "a filter shows in its numbers which edges it answers to: those between its bright and its dark half (book)",
            format!("for {agree} of {APPLIED} filters the picture says the same"),
            4 * agree >= 3 * APPLIED,
        )
        .figure(two_edges(&picture, &filters, &answers, (horizontal, vertical)))
        .further_figure("filters", filter_grid(&filters))
        .further_figure("answers", answer_grid(&answers))
        .note(trained.origin);
    Ok(outcome)
}

/// Each filter's answer to the picture, without bias as in the book.
fn applied(picture: &Array2<f64>, filters: &Array3<f64>) -> Array3<f64> {
    let x = picture.clone().insert_axis(Along(0)).insert_axis(Along(0));
    let w = filters.clone().insert_axis(Along(1));
    let count = filters.len_of(Along(0));
    Convolution::new(w, Array1::zeros(count), 1, 0).predict(&x).slice_move(s![0, .., .., ..])
}

/// For each filter, what it says at horizontal and at vertical edges of the picture.
fn edge_answers(picture: &Array2<f64>, filters: &Array3<f64>) -> Vec<Answer> {
    // Without its mean a filter gives 0 on an even surface, however bright.
    let even = filters.clone()
        - &filters.mean_axis(Along(2)).map_or_else(
            || unreachable!("filters have columns"),
            |m| m.mean_axis(Along(1)).unwrap_or_default().insert_axis(Along(1)).insert_axis(Along(2)),
        );
    let answers = applied(picture, &even);
    let half = (SIDE - answers.len_of(Along(1))) / 2;
    answers
        .outer_iter()
        .zip(even.outer_iter())
        .map(|(answer, filter)| {
            let (mut horizontal, mut vertical) = (Mean::default(), Mean::default());
            for ((row, column), &value) in answer.indexed_iter() {
                let (down, right) = slope(picture, row + half, column + half);
                if down.abs() > EDGE && down.abs() > 3.0 * right.abs() {
                    horizontal.add(value.abs());
                } else if right.abs() > EDGE && right.abs() > 3.0 * down.abs() {
                    vertical.add(value.abs());
                }
            }
            let (expected_horizontal, expected_vertical) = halves(filter);
            Answer {
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

/// How the brightness changes downwards and to the right, by central differences.
fn slope(picture: &Array2<f64>, row: usize, column: usize) -> (f64, f64) {
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
fn photograph(title: &str, grey: ArrayView2<f64>) -> Panel {
    let hidden = || Axis::new("").hide();
    Panel::new(title)
        .x(hidden())
        .y(hidden())
        .heat_map(HeatMap::ink(grey.mapv(|g| 1.0 - g)).value_range(0.0, 1.0))
}

/// An answer around its mean, so that the even parts are pale.
fn around_mean(title: String, answer: ArrayView2<f64>) -> Panel {
    let mean = answer.mean().unwrap_or(0.0);
    let size = (answer.mapv(|v| (v - mean) * (v - mean)).mean().unwrap_or(1.0)).sqrt().max(1e-12);
    let shown = HeatMap::diverging(answer.mapv(|v| v - mean))
        .value_range(-3.0 * size, 3.0 * size)
        .without_color_bar();
    Panel::new(title).without_axes().heat_map(shown)
}

fn two_edges(
    picture: &Array2<f64>,
    filters: &Array3<f64>,
    answers: &Array3<f64>,
    (horizontal, vertical): (usize, usize),
) -> Figure {
    let filter = |k: usize, words: &str| signed_picture(words, filters.index_axis(Along(0), k).to_owned());
    let answer = |k: usize, words: String| around_mean(words, answers.index_axis(Along(0), k));
    Figure::new("Filters trained on digits look at a picture")
        .columns(3)
        .panel_size(250.0, 250.0)
        .panel(photograph("the picture", picture.view()))
        .panel(answer(horizontal, format!("filter {}: horizontal edges", horizontal + 1)))
        .panel(answer(vertical, format!("filter {}: vertical edges", vertical + 1)))
        .panel(photograph("the same, seen through 5 × 5 pixels", blurred(picture).view()))
        .panel(filter(horizontal, "its 25 numbers"))
        .panel(filter(vertical, "its 25 numbers"))
        .caption("Red: brighter where the filter is positive. Pale: as over an even surface.")
}

/// The mean of each 5 × 5 pixels: what a filter of equal numbers gives.
fn blurred(picture: &Array2<f64>) -> Array2<f64> {
    let mean = Array3::from_elem((1, 5, 5), 0.04);
    applied(picture, &mean).slice_move(s![0, ..;2, ..;2])
}

fn filter_grid(filters: &Array3<f64>) -> Figure {
    let figure = Figure::new("The first 16 filters").columns(4);
    filters.outer_iter().enumerate().fold(figure, |figure, (k, filter)| {
        figure.panel(signed_picture(format!("filter {}", k + 1), filter.to_owned()))
    })
}

fn answer_grid(answers: &Array3<f64>) -> Figure {
    let figure = Figure::new("What the first 16 filters answer").columns(4).panel_size(150.0, 150.0);
    answers.outer_iter().enumerate().fold(figure, |figure, (k, answer)| {
        figure.panel(around_mean(format!("filter {}", k + 1), answer.slice(s![..;SKIP, ..;SKIP])))
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
        let told = edge_answers(&scene(SIDE), &filters);
        assert!(told[0].preference() > 3.0 && told[1].preference() < 1.0 / 3.0);
        assert!(told.iter().all(Answer::is_as_expected));
    }
}
