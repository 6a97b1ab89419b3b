//! How does an image become a matrix whose rows are windows?
//!
//! Each pixel has a colour and a number, so you can follow it into the matrix: one row is one window, flattened. The second
//! figure does the same for the book's example of three channels, where a row holds the window in channel 1, then in
//! channel 2, then in channel 3. The table shows what that costs in memory.

use crate::derive::im2col::im2col;
use crate::drawing::{map, outlined_by};
use chapter_kit::figure::{Axis, Color, Figure, HeatMap, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use ndarray::{Array2, Array4};

/// Section 7.4.2.
pub const EXPERIMENT: Experiment = Experiment {
    name: "im2col_picture",
    section: "7.4.2",
    question: "How does an image become a matrix whose rows are windows?",
    takes: Takes::always("1 s"),
    run,
};

/// Pixels numbered consecutively, channel by channel, row by row.
fn numbered(n: usize, c: usize, side: usize) -> Array4<f64> {
    let count = (0..n * c * side * side).map(|k| (k % (c * side * side)) as f64 + 1.0);
    Array4::from_shape_vec((n, c, side, side), count.collect())
        .unwrap_or_else(|_| unreachable!("one number per pixel"))
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "From images to matrices",
        ["images", "window", "stride", "matrix", "pixels", "entries", "entries per pixel"],
    );
    for (key, (n, c, side), window, stride) in [
        ("figure", (1, 1, 4), 3, 1),
        ("book_1", (1, 3, 7), 5, 1),
        ("book_10", (10, 3, 7), 5, 1),
        ("simple_convnet", (100, 1, 28), 5, 1),
        ("without_overlap", (1, 1, 28), 2, 2),
    ] {
        let x = numbered(n, c, side);
        let col = im2col(&x, window, window, stride, 0);
        outcome.count(format!("{key}.rows"), col.nrows()).count(format!("{key}.columns"), col.ncols());
        let ratio = col.len() as f64 / x.len() as f64;
        outcome.finding(format!("{key}.ratio"), ratio);
        table.row([
            say!("({n}, {c}, {side}, {side})").into(),
            say!("{window} × {window}").into(),
            Cell::count(stride),
            say!("({}, {})", col.nrows(), col.ncols()).into(),
            Cell::count(x.len()),
            Cell::count(col.len()),
            ratio.into(),
        ]);
    }
    let found = |name: &str| outcome.get(name).unwrap_or(f64::NAN) as usize;
    let (one, ten) =
        ((found("book_1.rows"), found("book_1.columns")), (found("book_10.rows"), found("book_10.columns")));
    outcome
        .table(table)
        .claim(
            Source::Book("7.4.2"),
            "(1, 3, 7, 7) becomes (9, 75), a batch of 10 becomes (90, 75)",
            say!("the matrices are ({}, {}) and ({}, {})", one.0, one.1, ten.0, ten.1),
            one == (9, 75) && ten == (90, 75),
        )
        .figure(figure())
        .further_figure("three_channels", three_channels());
    Ok(outcome)
}

const COLORS: [Color; 4] = [Color::BLUE, Color::VERMILION, Color::GREEN, Color::PURPLE];

/// 4 × 4 pixels in colours, four windows, and the matrix of the same colours.
fn figure() -> Figure {
    let x = numbered(1, 1, 4);
    let col = im2col(&x, 3, 3, 1, 0);
    let image = Array2::from_shape_fn((4, 4), |(row, column)| x[[0, 0, row, column]]);
    let cells = |values: &Array2<f64>| {
        HeatMap::sequential(values.clone()).value_range(1.0, 16.0).without_color_bar().numbered(0)
    };
    let room = (4.4, 10.2);
    let mut left = map("an image, and four windows of 3 × 3 in it", cells(&image), (4, 4), room);
    let mut right =
        map("the matrix: one row per window, one column per cell of the window", cells(&col), (4, 9), room);
    for (k, color) in COLORS.into_iter().enumerate() {
        left = outlined_by(left, (k / 2, k % 2), (3, 3), color, 0.05 + 0.05 * k as f64);
        right = outlined_by(right, (k, 0), (1, 9), color, 0.05);
    }
    let left = rows_named(left);
    Figure::new("im2col writes each window as a row, and a pixel into the row of every window that covers it")
        .columns(1)
        .panel_size(room.1 * 46.0, room.0 * 46.0)
        .panel(left)
        .panel(right)
        .caption(
            "Same number, same colour, same pixel. Pixel 6 is in all four windows, and so in all four rows.",
        )
}

/// Beside the image: which row of the matrix each window becomes, in the colour of its frame.
fn rows_named(panel: Panel) -> Panel {
    COLORS.into_iter().enumerate().fold(panel, |panel, (k, color)| {
        let y = -0.25 - 0.85 * k as f64;
        let line = Series::new("", [(3.8, y), (4.3, y)]).color(color).width(2.6);
        panel.line(line).text(4.45, y, say!("window {} → row {}", k + 1, k + 1))
    })
}

/// The book's (9, 75): three channels side by side in each row.
fn three_channels() -> Figure {
    let x = numbered(1, 3, 7);
    let col = im2col(&x, 5, 5, 1, 0);
    let cells = |values: Array2<f64>| HeatMap::sequential(values).value_range(1.0, 147.0).without_color_bar();
    // Every fifth column starts a row of its window.
    let columns: Vec<(f64, Words)> = (0..75).step_by(5).map(|k| (f64::from(k), Words::name(k + 1))).collect();
    let rows: Vec<(f64, Words)> = (0..9).map(|k| (-f64::from(k), Words::name(k + 1))).collect();
    let panel = Panel::new("")
        .x(Axis::new("cell of the window: channel 1, channel 2, channel 3").named_ticks(columns))
        .y(Axis::new("window").named_ticks(rows))
        .heat_map(cells(col));
    let border = |x: f64| Series::new("", [(x, 0.5), (x, -8.5)]).color(Color::WHITE).width(3.0);
    let panel = panel.line(border(24.5)).line(border(49.5));
    Figure::single("Three channels of 7 × 7, windows of 5 × 5: a matrix of 9 × 75", panel)
        .panel_size(860.0, 140.0)
        .caption("Each pixel has its own colour, from dark (the first of channel 1) to light (the last of channel 3). The white \
             lines separate the channels.")
}
