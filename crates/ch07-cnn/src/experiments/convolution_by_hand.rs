//! What does a filter compute, value by value?
//!
//! The book's examples: a 3 × 3 filter on 4 × 4 values, with a bias, with padding, and with stride 2 on 7 × 7 values.
//! Each value of the result is a sum of nine products; the figure shows each window with its sum.

use crate::derive::convolution_loops::forward;
use crate::derive::padding::framed;
use crate::drawing::{numbers, outlined, outlined_by};
use chapter_kit::figure::{Color, Figure, Panel};
use chapter_kit::{Experiment, Outcome, Run, Source, Takes, Words, say};
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
        .claim(
            Source::Book("7.2.2"),
            "4 × 4 by 3 × 3 gives 15, 16, 6, 15 (figure 7-4)",
            listed(&plain),
            plain == book,
        )
        .claim(
            Source::Book("7.2.2"),
            "a bias of 3 is added everywhere: 18, 19, 9, 18",
            listed(&biased),
            biased == book + BIAS,
        )
        .claim(
            Source::Book("7.2.2"),
            "with padding 1 the result is as large as the image",
            say!("{} × {}", padded.nrows(), padded.ncols()),
            padded.dim() == small.dim(),
        )
        .claim(
            Source::Book("7.2.2"),
            "with stride 2, 7 × 7 becomes 3 × 3; the first two values are 15 and 17",
            say!("{} × {}: {}", strided.nrows(), strided.ncols(), listed(&strided)),
            strided.dim() == (3, 3) && strided[[0, 0]] == 15.0 && strided[[0, 1]] == 17.0,
        )
        .figure(step_by_step(&small, &plain, &biased))
        .further_figure("padding", with_frame(&small, &padded))
        .further_figure("stride", with_stride(&large, &strided));
    Ok(outcome)
}

fn listed(values: &Array2<f64>) -> Words {
    Words::list(values.iter().map(Words::name), ", ")
}

/// The filter, the four windows with their products, the result.
fn step_by_step(image: &Array2<f64>, plain: &Array2<f64>, biased: &Array2<f64>) -> Figure {
    let room = (4.2, 4.2);
    let filter = Array2::from_shape_fn((3, 3), |(i, j)| FILTER[i][j]);
    let mut panels = vec![
        numbers("image, 4 × 4", image, room),
        numbers("filter, 3 × 3", &filter, room),
        numbers("result, 2 × 2", plain, room),
        numbers("with bias 3", biased, room),
    ];
    for (position, color) in [(0, 0), (0, 1), (1, 0), (1, 1)].into_iter().zip(COLORS) {
        let window = image.slice(s![position.0..position.0 + 3, position.1..position.1 + 3]);
        let products = window.iter().zip(&filter).filter(|(_, w)| **w != 0.0);
        let words = products.map(|(x, w)| format!("{x}·{w}")).collect::<Vec<_>>().join(" + ");
        panels.push(outlined(
            numbers(say!("{words} = {}", plain[position]), image, room),
            position,
            (3, 3),
            color,
        ));
        panels[2] = outlined_by(panels[2].clone(), position, (1, 1), color, 0.05);
    }
    let figure = Figure::new("A filter at its four positions: multiply the overlapping values, and add")
        .columns(4)
        .panel_size(220.0, 220.0)
        .caption("Below: each window, and the products with the filter's nonzero weights.");
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
    let framed = outlined(numbers("image with padding 1", &larger, room), (1, 1), (4, 4), Color::INK);
    let framed = outlined(framed, (0, 0), (3, 3), Color::BLUE);
    let result = outlined_by(numbers("result, 4 × 4", padded, room), (0, 0), (1, 1), Color::BLUE, 0.05);
    Figure::new("Padding 1: the result is as large as the image")
        .columns(2)
        .panel_size(230.0, 230.0)
        .panel(framed)
        .panel(result)
}

fn with_stride(image: &Array2<f64>, strided: &Array2<f64>) -> Figure {
    let room = (7.2, 7.2);
    let positions = [(0, 0), (0, 2), (0, 4), (2, 0)];
    let outline = |panel: Panel, (position, color): ((usize, usize), Color)| {
        outlined_by(panel, position, (3, 3), color, 0.06)
    };
    let windows = positions.into_iter().zip(COLORS).fold(numbers("image, 7 × 7", image, room), outline);
    let small = |panel: Panel, (position, color): ((usize, usize), Color)| {
        outlined_by(panel, (position.0 / 2, position.1 / 2), (1, 1), color, 0.05)
    };
    let result = positions.into_iter().zip(COLORS).fold(numbers("result, 3 × 3", strided, room), small);
    Figure::new("Stride 2: the window moves by two pixels")
        .columns(2)
        .panel_size(250.0, 250.0)
        .panel(windows)
        .panel(result)
        .caption("Four of the nine windows: the three of the first row, and the first of the second.")
}
