//! Why not simply connect every pixel to everything?
//!
//! The figure writes a 3 × 3 filter on a 6 × 6 image as the weight matrix of a fully connected layer. Each row has nine
//! weights that aren't 0, and every row has the same nine, moved to the next position. A fully connected layer would have to
//! learn each entry of such a matrix by itself, the zeros included, and every pattern once more at every position.

use crate::derive::convolution_as_affine::matrix;
use crate::derive::convolution_loops::forward;
use crate::derive::output_size::output_size;
use crate::drawing::{map, outlined};
use chapter_kit::figure::{Color, Figure, HeatMap};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use ndarray::{Array1, Array2, Array4};
use rand::RngExt;

/// Section 7.2.1.
pub const EXPERIMENT: Experiment = Experiment {
    name: "affine_against_convolution",
    section: "7.2.1",
    question: "How many parameters does a convolution need where a fully connected layer needs millions?",
    takes: Takes::always("1 s"),
    run,
};

/// The image and the filter of the figure.
const SIDE: usize = 6;
const FILTER: usize = 3;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    // Values from −4 to 4, all different and none 0, so that each can be recognised.
    let values = [1.0, 2.0, 3.0, 4.0, 5.0, -4.0, -3.0, -2.0, -1.0];
    let w = Array4::from_shape_fn((1, 1, FILTER, FILTER), |(.., i, j)| values[i * FILTER + j]);
    let matrix = matrix(&w, (SIDE, SIDE), 1, 0);
    let used = matrix.iter().filter(|&&cell| cell != 0.0).count();
    outcome
        .count("matrix.rows", matrix.nrows())
        .count("matrix.columns", matrix.ncols())
        .count("matrix.cells", matrix.len())
        .count("matrix.cells_that_are_not_0", used)
        .count("matrix.different_values", different(&matrix))
        .finding("matrix.largest_difference", difference(run, &w, &matrix));
    compare_layers(&mut outcome);
    let ratio = outcome.get("first_layer.ratio").unwrap_or(f64::NAN);
    outcome
        .claim(
            Source::ThisPage, "a convolution needs far fewer parameters than a fully connected layer",
            say!("a fully connected layer needs {} times as many as the first layer of SimpleConvNet, for the same output", core_data::grouped(ratio.round())),
            ratio > 10_000.0,
        )
        .figure(figure(&w, &matrix))
        .note(
            "For a photograph the ratio is far larger still: AlexNet's first layer has 34,944 parameters, and as a fully connected \
             layer it would have about 45 billion.",
        );
    Ok(outcome)
}

/// The number of different nonzero values.
fn different(matrix: &Array2<f64>) -> usize {
    let mut values: Vec<f64> = matrix.iter().copied().filter(|&cell| cell != 0.0).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values.len()
}

/// The difference between the convolution and the product with its matrix, on random images.
fn difference(run: &Run, w: &Array4<f64>, matrix: &Array2<f64>) -> f64 {
    let mut rng = run.rng("images");
    let x = Array4::from_shape_simple_fn((5, 1, SIDE, SIDE), || rng.random_range(-1.0..1.0));
    let rows = Array2::from_shape_fn((5, SIDE * SIDE), |(n, k)| x[[n, 0, k / SIDE, k % SIDE]]);
    let by_filter = forward(&x, w, &Array1::zeros(1), 1, 0);
    let by_matrix = rows.dot(matrix);
    by_filter.iter().zip(&by_matrix).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Two layers with the same output, their parameters and multiplications.
fn compare_layers(outcome: &mut Outcome) {
    let mut columns: Vec<Vec<Cell>> = Vec::new();
    // The book's SimpleConvNet, and the first layer of a network for photographs, AlexNet's.
    let layers = [("first_layer", (1, 28), (30, 5, 1, 0)), ("photograph", (3, 227), (96, 11, 4, 0))];
    for (key, (channels, side), (filters, size, stride, pad)) in layers {
        let out = output_size(side, size, stride, pad);
        let (inputs, outputs) = (channels * side * side, filters * out * out);
        let affine = inputs * outputs + outputs;
        let convolution = filters * channels * size * size + filters;
        let ratio = affine as f64 / convolution as f64;
        outcome
            .count(format!("{key}.fully_connected"), affine)
            .count(format!("{key}.convolution"), convolution)
            .finding(format!("{key}.ratio"), ratio)
            .count(format!("{key}.products_fully_connected"), inputs * outputs)
            .count(format!("{key}.products_convolution"), outputs * channels * size * size);
        columns.push(vec![
            say!("{channels} × {side} × {side}").into(),
            say!("{filters} of {channels} × {size} × {size}, stride {stride}").into(),
            say!("{filters} × {out} × {out}").into(),
            Cell::count(affine),
            Cell::count(convolution),
            ratio.round().into(),
            Cell::count(inputs * outputs),
            Cell::count(outputs * channels * size * size),
        ]);
    }
    outcome.table(side_by_side(columns));
}

/// A row for each quantity, a column for each of the two networks.
fn side_by_side(columns: Vec<Vec<Cell>>) -> Table {
    const QUANTITIES: [&str; 8] = [
        "input",
        "filters",
        "output",
        "parameters, fully connected",
        "parameters, convolution",
        "their ratio",
        "multiplications, fully connected",
        "multiplications, convolution",
    ];
    let mut table = Table::new(
        "The first layer of two networks, fully connected and as a convolution",
        ["", "SimpleConvNet", "AlexNet"],
    );
    for (i, quantity) in QUANTITIES.into_iter().enumerate() {
        let cells = columns.iter().map(|column| column[i].clone());
        table.row([Cell::from(quantity)].into_iter().chain(cells));
    }
    table
}

fn figure(w: &Array4<f64>, matrix: &Array2<f64>) -> Figure {
    let filter = Array2::from_shape_fn((FILTER, FILTER), |(i, j)| w[[0, 0, i, j]]);
    // One row per output: its 9 weights are in the columns of its window's pixels.
    let shown = matrix.t().to_owned();
    let room = (shown.nrows() as f64 + 0.4, shown.ncols() as f64 + 0.4);
    let empty = shown.mapv(|cell| if cell == 0.0 { f64::NAN } else { cell });
    let cells = HeatMap::diverging(empty).value_range(-7.0, 7.0).without_color_bar().numbered(0);
    let panel = map("", cells, shown.dim(), room);
    let panel = (0..SIDE).fold(panel, |panel, row| outlined(panel, (0, row * SIDE), (16, SIDE), Color::GREY));
    let caption = say!(
        "One row for each of the 16 positions of the filter, one column for each of the 36 pixels (each group \
         of six in a frame is one row of the image); grey cells are 0. The 9 weights are those of the filter: {}.",
        filter.iter().map(|v| say!("{v:.0}").replace('-', "−")).collect::<Vec<_>>().join(", ")
    );
    Figure::single("A convolution is a fully connected layer of few weights, repeated, and many zeros", panel)
        .panel_size(room.1 * 21.0, room.0 * 21.0)
        .caption(caption)
}
