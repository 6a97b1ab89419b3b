//! What does pooling keep, and how robust is it when a digit moves by one pixel?
//!
//! The book's example of 4 × 4 values, and its three properties, each tested: pooling has no parameters; the number of
//! channels stays the same, since each is pooled separately; and a small shift changes little. The last is measured on
//! digits: how many values stay the same when the digit moves by a pixel, and how different the image as a whole is
//! from the shifted one.

use crate::derive::pooling::{Kind, Pooling};
use crate::drawing::{numbers, outlined_by, picture_from_0_to_1};
use crate::learning::digits;
use anyhow::Context;
use chapter_kit::figure::{Axis, Color, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use core_tensor::Window;
use core_tensor::layers::{Layer, MaxPooling};
use ndarray::{Array2, Array4, Axis as Along, Ix4, array, s};

/// The text's example and its three properties.
pub const EXPERIMENT: Experiment = Experiment {
    name: "pooling_by_hand",
    section: "7.3",
    question: "What does pooling keep, and how robust is it when a digit moves by one pixel?",
    takes: Takes::always("1 s"),
    run,
};

/// The pooling windows to compare; 1 is no pooling.
const WINDOWS: [usize; 4] = [1, 2, 4, 7];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let x = array![[1.0, 2.0, 1.0, 0.0], [0.0, 1.0, 2.0, 3.0], [3.0, 0.0, 1.0, 2.0], [2.0, 4.0, 0.0, 1.0]];
    let image = in_four_axes(&x);
    let mut pooling = Pooling::new(Kind::Max, 2, 2, 2);
    let out = pooling.forward(&image).slice_move(s![0, 0, .., ..]);
    let dout = array![[1.0, 2.0], [3.0, 4.0]];
    let dx = pooling.backward(&in_four_axes(&dout)).slice_move(s![0, 0, .., ..]);
    let mut outcome = Outcome::new();
    for ((row, column), &value) in out.indexed_iter() {
        outcome.finding(format!("out_{row}_{column}"), value);
    }
    let layer = MaxPooling::new(1, Window::square(2).stride(2));
    let parameters = Layer::<f64>::params(&layer).len();
    let three = Array4::<f64>::zeros((1, 3, 4, 4));
    let channels = pooling.predict(&three).dim().1;
    outcome
        .count("parameters", parameters)
        .count("channels_in", 3)
        .count("channels_out", channels)
        .claim(
            Source::Book("7.3"),
            "max pooling of 2 × 2 with stride 2 gives 2, 3, 4, 2",
            Words::list(out.iter().map(Words::name), ", "),
            out == array![[2.0, 3.0], [4.0, 2.0]],
        )
        .claim(
            Source::Book("7.3"),
            "there are no parameters",
            say!("{parameters} parameters"),
            parameters == 0,
        )
        .claim(
            Source::Book("7.3"),
            "the number of channels doesn't change",
            say!("3 channels in, {channels} out"),
            channels == 3,
        );
    let (moved, table) = shifts(run)?;
    for (window, change) in &moved {
        outcome.finding(format!("change.window_{window}"), *change);
    }
    outcome.table(table).claim(
        Source::Book("7.3"), "pooling is robust against a small shift",
        say!(
            "moved by a pixel, digits change by {:.0} % of their size; pooled by 2 × 2 by {:.0} %, by 7 × 7 by {:.0} \
             %: less, but far from 0",
            100.0 * moved[0].1,
            100.0 * moved[1].1,
            100.0 * moved[3].1
        ),
        moved.windows(2).all(|pair| pair[1].1 < pair[0].1),
    );
    outcome.figure(example(&x, &out, &dout, &dx)).further_figure("shift", change_figure(&moved));
    outcome.further_figure("moved_digit", moved_digit(run)?);
    Ok(outcome)
}

fn in_four_axes(image: &Array2<f64>) -> Array4<f64> {
    image.clone().insert_axis(Along(0)).insert_axis(Along(0))
}

/// Images moved to the right by a pixel.
fn moved_by_one(x: &Array4<f64>) -> Array4<f64> {
    let mut moved = Array4::zeros(x.dim());
    moved.slice_mut(s![.., .., .., 1..]).assign(&x.slice(s![.., .., .., ..-1]));
    moved
}

/// ‖a − b‖ / ‖b‖.
fn relative_change(a: &Array4<f64>, b: &Array4<f64>) -> f64 {
    let size = |x: &Array4<f64>| x.iter().map(|v| v * v).sum::<f64>().sqrt();
    size(&(a - b)) / size(b)
}

fn first_test_images(run: &Run, count: usize) -> anyhow::Result<Array4<f64>> {
    let (_, test) = digits::<f64>(run, 0, count)?;
    test.all().0.into_dimensionality::<Ix4>().context("the digits aren't images")
}

/// For each window, how much pooled digits change when the digits move by a pixel.
fn shifts(run: &Run) -> anyhow::Result<(Vec<(usize, f64)>, Table)> {
    let x = first_test_images(run, run.scale().pick(100, 1_000, 1_000))?;
    let moved = moved_by_one(&x);
    let mut table = Table::new(
        "Digits that move to the right by one pixel",
        ["windows", "relative change", "cells that stay within 0.1"],
    );
    let mut changes = Vec::new();
    for window in WINDOWS {
        let pooling = Pooling::new(Kind::Max, window, window, window);
        let (before, after) = (pooling.predict(&x), pooling.predict(&moved));
        let change = relative_change(&after, &before);
        let same = before.iter().zip(&after).filter(|(a, b)| (**a - **b).abs() < 0.1).count();
        table.row([
            say!("{window} × {window}").into(),
            change.into(),
            Cell::percent(same as f64 / before.len() as f64),
        ]);
        changes.push((window, change));
    }
    Ok((changes, table))
}

const COLORS: [Color; 4] = [Color::BLUE, Color::VERMILION, Color::GREEN, Color::PURPLE];

fn example(x: &Array2<f64>, out: &Array2<f64>, dout: &Array2<f64>, dx: &Array2<f64>) -> Figure {
    let room = (4.2, 4.2);
    let windows = [(0, 0), (0, 1), (1, 0), (1, 1)];
    let outline = |panel: Panel, side: usize| {
        windows.into_iter().zip(COLORS).fold(panel, |panel, ((row, column), color)| {
            outlined_by(panel, (row * side, column * side), (side, side), color, 0.05)
        })
    };
    Figure::new("Max pooling: the maximum of each window")
        .columns(4)
        .panel_size(165.0, 165.0)
        .panel(outline(numbers("image", x, room), 2))
        .panel(outline(numbers("pooled", out, room), 1))
        .panel(outline(numbers("upstream gradient", dout, room), 1))
        .panel(outline(numbers("goes to the position of the maximum", dx, room), 2))
}

fn change_figure(moved: &[(usize, f64)]) -> Figure {
    let points = moved.iter().map(|&(window, change)| (window as f64, 100.0 * change));
    let panel = Panel::new("")
        .x(Axis::new("side of the pooling window (pixels); 1 is no pooling").ticks([1.0, 2.0, 4.0, 7.0]))
        .y(Axis::new("change of the result (%)").range(0.0, 110.0 * moved[0].1))
        .line(Series::new("", points).marker(Marker::Circle, 1));
    Figure::single("A digit moves by one pixel: how much of the pooled image changes?", panel)
}

fn moved_digit(run: &Run) -> anyhow::Result<Figure> {
    let x = first_test_images(run, 1)?;
    let moved = moved_by_one(&x);
    let mut figure = Figure::new("The same digit, moved by one pixel").columns(4).row_labels([
        "as it is",
        "moved",
        "difference",
    ]);
    let pooled = |x: &Array4<f64>, window: usize| {
        Pooling::new(Kind::Max, window, window, window).predict(x).slice_move(s![0, 0, .., ..])
    };
    for row in 0..3 {
        for window in WINDOWS {
            let (before, after) = (pooled(&x, window), pooled(&moved, window));
            let shown = [before.clone(), after.clone(), (after - before).mapv(f64::abs)][row].clone();
            let title = match (row, window) {
                (0, 1) => "image".into(),
                (0, _) => say!("max of {window} × {window}"),
                _ => Words::default(),
            };
            figure = figure.panel(picture_from_0_to_1(title, shown));
        }
    }
    Ok(figure)
}
