//! What does a filter compute, value by value?
//!
//! The figures work through the book's examples: a 3 × 3 filter on 4 × 4 values, then the same with a bias, with padding,
//! and with stride 2 on 7 × 7 values.

use crate::derive::convolution_loops::forward;
use crate::derive::padding::framed;
use crate::drawing::{most, numbers, outlined, outlined_by};
use chapter_kit::figure::{Color, Figure, Panel};
use chapter_kit::{Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use ndarray::{Array1, Array2, Array4, s};

/// The text's examples.
pub const EXPERIMENT: Experiment = Experiment {
    name: "convolution_by_hand",
    section: "7.2.2",
    question: "What does a filter compute, value by value?",
    takes: Takes::always("1 s"),
    run,
};

/// The book's filter.
pub const FILTER: [[f64; 3]; 3] = [[2.0, 0.0, 1.0], [0.0, 1.0, 2.0], [1.0, 0.0, 2.0]];
/// The bias of its second example.
const BIAS: f64 = 3.0;

/// The book's images: 1 2 3 0 repeated, shifted to the right by one in each row.
pub fn image(size: usize) -> Array2<f64> {
    Array2::from_shape_fn((size, size), |(row, column)| ((column + 3 * row + 1) % 4) as f64)
}

/// The output of one filter for one image.
fn convolved(image: &Array2<f64>, bias: f64, stride: usize, pad: usize) -> Array2<f64> {
    let x = image.clone().into_shape_with_order((1, 1, image.nrows(), image.ncols()));
    let x = x.unwrap_or_else(|_| unreachable!("two axes of length 1 change nothing"));
    let w = Array4::from_shape_fn((1, 1, 3, 3), |(.., i, j)| FILTER[i][j]);
    forward(&x, &w, &Array1::from(vec![bias]), stride, pad).slice_move(s![0, 0, .., ..])
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let (small, large) = (image(4), image(7));
    let (plain, biased) = (convolved(&small, 0.0, 1, 0), convolved(&small, BIAS, 1, 0));
    let (padded, strided) = (convolved(&small, 0.0, 1, 1), convolved(&large, 0.0, 2, 0));
    let mut outcome = Outcome::new();
    for (key, result) in [("plain", &plain), ("bias_3", &biased), ("pad_1", &padded), ("stride_2", &strided)]
    {
        for ((row, column), &value) in result.indexed_iter() {
            outcome.finding(format!("{key}.out_{row}_{column}"), value);
        }
    }
    let book = ndarray::array![[15.0, 16.0], [6.0, 15.0]];
    outcome
        .table(table([&plain, &biased, &padded, &strided]))
        .claim(
            Source::Book("7.2.2"),
            "4 × 4 values and a filter of 3 × 3 give 15, 16, 6, 15 (figure 7-4)",
            say!("the result is {}", listed(&plain)),
            plain == book,
        )
        .claim(
            Source::Book("7.2.2"),
            "a bias of 3 is added to every value: 18, 19, 9, 18",
            say!("the result is {}", listed(&biased)),
            biased == book + BIAS,
        )
        .claim(
            Source::Book("7.2.2"),
            "with padding 1 the result is as large as the image",
            say!("the result has {} × {} values, as the image has", padded.nrows(), padded.ncols()),
            padded.dim() == small.dim(),
        )
        .claim(
            Source::Book("7.2.2"),
            "with stride 2, 7 × 7 becomes 3 × 3; the first two values are 15 and 17",
            say!("{} × {} values: {}", strided.nrows(), strided.ncols(), listed(&strided)),
            strided.dim() == (3, 3) && strided[[0, 0]] == 15.0 && strided[[0, 1]] == 17.0,
        )
        .figure(step_by_step(&small, &plain, &biased))
        .further_figure("padding", with_frame(&small, &padded))
        .further_figure("stride", with_stride(&large, &strided));
    Ok(outcome)
}

fn table([plain, biased, padded, strided]: [&Array2<f64>; 4]) -> Table {
    let mut table = Table::new("Results, row by row", ["image", "bias", "padding", "stride", "result"]);
    let rows = [
        ("4 × 4", "0", "0", "1", plain),
        ("4 × 4", "3", "0", "1", biased),
        ("4 × 4", "0", "1", "1", padded),
        ("7 × 7", "0", "0", "2", strided),
    ];
    for (image, bias, padding, stride, result) in rows {
        let lines = result.rows().into_iter().map(|row| Words::list(row.iter().map(Words::name), ", "));
        table.row([
            image.into(),
            bias.into(),
            padding.into(),
            stride.into(),
            Words::list(lines, " / ").into(),
        ]);
    }
    table
}

fn listed(values: &Array2<f64>) -> Words {
    Words::list(values.iter().map(Words::name), ", ")
}

/// The filter, the four windows with their products, the result.
fn step_by_step(image: &Array2<f64>, plain: &Array2<f64>, biased: &Array2<f64>) -> Figure {
    let room = (4.2, 4.2);
    let filter = Array2::from_shape_fn((3, 3), |(i, j)| FILTER[i][j]);
    let (inputs, results) = (most([image, &filter]), most([plain, biased]));
    let mut panels = vec![
        numbers("image, 4 × 4", image, room, inputs),
        numbers("filter, 3 × 3", &filter, room, inputs),
        numbers("result, 2 × 2", plain, room, results),
        numbers("with bias 3", biased, room, results),
    ];
    for (position, color) in [(0, 0), (0, 1), (1, 0), (1, 1)].into_iter().zip(COLORS) {
        let window = image.slice(s![position.0..position.0 + 3, position.1..position.1 + 3]);
        let products = window.iter().zip(&filter).filter(|(_, w)| **w != 0.0);
        let words = products.map(|(x, w)| format!("{x}·{w}")).collect::<Vec<_>>().join("+");
        panels.push(outlined(
            numbers(say!("{words} = {}", plain[position]), image, room, inputs),
            position,
            (3, 3),
            color,
        ));
        panels[2] = outlined_by(panels[2].clone(), position, (1, 1), color, 0.05);
    }
    let figure = Figure::new("A filter at its four positions: multiply the overlapping values, and add")
        .columns(4)
        .panel_size(220.0, 220.0)
        .caption(
            "Below: the four windows of the image, each under the sum of its products (those with a weight of 0 are left out). \
             Each value of the result is framed in the colour of its window. White is 0; image and filter share one scale \
             of greys, the two results another.",
        );
    panels.into_iter().fold(figure, Figure::panel)
}

const COLORS: [Color; 4] = [Color::BLUE, Color::VERMILION, Color::GREEN, Color::PURPLE];

fn with_frame(image: &Array2<f64>, padded: &Array2<f64>) -> Figure {
    let x = image
        .clone()
        .into_shape_with_order((1, 1, 4, 4))
        .unwrap_or_else(|_| unreachable!("the image is 4 × 4"));
    let larger = framed(&x, 1).slice_move(s![0, 0, .., ..]);
    let room = (6.2, 6.2);
    let framed =
        outlined(numbers("image with padding 1", &larger, room, most([image])), (1, 1), (4, 4), Color::INK);
    let framed = outlined(framed, (0, 0), (3, 3), Color::BLUE);
    let result = numbers("result, 4 × 4", padded, room, most([padded]));
    let result = outlined_by(result, (0, 0), (1, 1), Color::BLUE, 0.05);
    Figure::new("Padding 1: the result is as large as the image")
        .columns(2)
        .panel_size(230.0, 230.0)
        .panel(framed)
        .panel(result)
        .caption("Black frame: the image itself. Blue: the first window, and the value computed from it.")
}

fn with_stride(image: &Array2<f64>, strided: &Array2<f64>) -> Figure {
    let room = (7.2, 7.2);
    let positions = [(0, 0), (0, 2), (0, 4), (2, 0)];
    // Each frame further inwards than the one before, so that none hides another where they overlap.
    let outline = |panel: Panel, (k, (position, color)): (usize, ((usize, usize), Color))| {
        outlined_by(panel, position, (3, 3), color, 0.06 + 0.05 * k as f64)
    };
    let image = numbers("image, 7 × 7", image, room, most([image]));
    let windows = positions.into_iter().zip(COLORS).enumerate().fold(image, outline);
    let small = |panel: Panel, (position, color): ((usize, usize), Color)| {
        outlined_by(panel, (position.0 / 2, position.1 / 2), (1, 1), color, 0.05)
    };
    let result = numbers("result, 3 × 3", strided, room, most([strided]));
    let result = positions.into_iter().zip(COLORS).fold(result, small);
    Figure::new("Stride 2: the window moves by two pixels, and 7 × 7 values become 3 × 3")
        .columns(2)
        .panel_size(250.0, 250.0)
        .panel(windows)
        .panel(result)
        .caption("Four of the nine windows, three in the first row and one in the second. The value computed from a window has \
             the same colour.")
}
