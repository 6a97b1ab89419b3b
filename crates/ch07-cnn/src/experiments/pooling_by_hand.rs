//! What does pooling keep, and how robust is it when a digit moves by one pixel?
//!
//! The first figure is the book's example, with the backward pass beside it. The other two test the book's claim that
//! pooling is robust against small shifts: digits move to the right by a pixel, and the pooled images before and after are
//! compared. The figure shows two measures: the change of the whole image relative to its size, and the share of cells that
//! change among those that contain ink.

use crate::derive::pooling::{Kind, Pooling};
use crate::drawing::{most, numbers, outlined_by, picture_from_0_to_1};
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

/// A value that changes by less stays the same; a value below it is paper.
const TOLERANCE: f64 = 0.1;
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
            say!("the result is {}", Words::list(out.iter().map(Words::name), ", ")),
            out == array![[2.0, 3.0], [4.0, 2.0]],
        )
        .claim(
            Source::Book("7.3"),
            "pooling has no parameters to learn",
            say!("the layer has {parameters} parameters"),
            parameters == 0,
        )
        .claim(
            Source::Book("7.3"),
            "pooling doesn't change the number of channels",
            say!("3 channels go in, {channels} come out"),
            channels == 3,
        );
    let moved = shifts(run)?;
    for shift in &moved {
        outcome.finding(format!("change.window_{}", shift.window), shift.change);
    }
    add_shifts(&mut outcome, &moved);
    outcome.figure(example(&x, &out, &dout, &dx)).further_figure("shift", change_figure(&moved));
    outcome.further_figure("moved_digit", moved_digit(run)?);
    Ok(outcome)
}

/// How much pooled digits change when the digits move by a pixel.
struct Shift {
    window: usize,
    /// ‖after − before‖ / ‖before‖.
    change: f64,
    /// Of all cells, those that change by less than 0.1: a number of cells, and their share.
    same: f64,
    /// The same among cells that hold some ink before or after.
    same_with_ink: f64,
}

impl Shift {
    fn new(window: usize, before: &Array4<f64>, after: &Array4<f64>) -> Self {
        let cells = || before.iter().zip(after).map(|(a, b)| ((a - b).abs() < TOLERANCE, a.max(*b)));
        let share = |same: usize, of: usize| same as f64 / of.max(1) as f64;
        let with_ink = || cells().filter(|(_, ink)| *ink >= TOLERANCE);
        Self {
            window,
            change: relative_change(after, before),
            same: share(cells().filter(|(same, _)| *same).count(), before.len()),
            same_with_ink: share(with_ink().filter(|(same, _)| *same).count(), with_ink().count()),
        }
    }
}

fn add_shifts(outcome: &mut Outcome, moved: &[Shift]) {
    let mut table = Table::new(
        "Digits that move to the right by one pixel",
        ["window", "relative change", "cells that stay", "cells with ink that stay"],
    );
    for shift in moved {
        table.row([
            say!("{0} × {0}", shift.window).into(),
            Cell::percent(shift.change),
            Cell::percent(shift.same),
            Cell::percent(shift.same_with_ink),
        ]);
    }
    let least = moved.windows(2).all(|pair| pair[1].change < pair[0].change);
    let stays = moved.windows(2).all(|pair| pair[1].same_with_ink > pair[0].same_with_ink);
    let percent = |of: fn(&Shift) -> f64| [0, 1, 3].map(|which: usize| 100.0 * of(&moved[which]));
    let ([change, change_2, change_7], [same, same_2, same_7]) =
        (percent(|shift| shift.change), percent(|shift| shift.same_with_ink));
    outcome
        .table(table)
        .claim(
            Source::Book("7.3"),
            "pooling is robust against a small shift",
            say!(
                "moved by a pixel, digits change by {change:.0} % of their size; pooled by 2 × 2 by {change_2:.0} %, by \
                 7 × 7 by {change_7:.0} %. Of the cells with ink {same:.0} % stay, {same_2:.0} %, and {same_7:.0} %. So \
                 pooling weakens the effect of a shift and doesn't remove it"
            ),
            least && stays,
        )
        .note(say!(
            "A cell stays if it changes by less than {TOLERANCE}; it has ink if it reaches {TOLERANCE} before or after. \
             The third column is nearly the same for every window, even without pooling, since most cells are white \
             before and after: it says nothing about pooling."
        ));
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
fn shifts(run: &Run) -> anyhow::Result<Vec<Shift>> {
    let x = first_test_images(run, run.scale().pick(100, 1_000, 1_000))?;
    let moved = moved_by_one(&x);
    let shift = |window: usize| {
        let pooling = Pooling::new(Kind::Max, window, window, window);
        Shift::new(window, &pooling.predict(&x), &pooling.predict(&moved))
    };
    Ok(WINDOWS.map(shift).into())
}

const COLORS: [Color; 4] = [Color::BLUE, Color::VERMILION, Color::GREEN, Color::PURPLE];

fn example(x: &Array2<f64>, out: &Array2<f64>, dout: &Array2<f64>, dx: &Array2<f64>) -> Figure {
    let (room, most) = ((4.2, 4.2), most([x, out, dout, dx]));
    let windows = [(0, 0), (0, 1), (1, 0), (1, 1)];
    let outline = |panel: Panel, side: usize| {
        windows.into_iter().zip(COLORS).fold(panel, |panel, ((row, column), color)| {
            outlined_by(panel, (row * side, column * side), (side, side), color, 0.05)
        })
    };
    Figure::new("Max pooling passes on the maximum of each window, and its gradient back to where that was")
        .columns(4)
        .panel_size(165.0, 165.0)
        .panel(outline(numbers("image", x, room, most), 2))
        .panel(outline(numbers("pooled", out, room, most), 1))
        .panel(outline(numbers("upstream gradient", dout, room, most), 1))
        .panel(outline(numbers("downstream gradient", dx, room, most), 2))
        .caption(
            "A window, its maximum and its gradient share one colour. White is 0; equal numbers have equal greys. The \
             gradient of a window goes to the position of its maximum; the other three positions get 0.",
        )
}

fn change_figure(moved: &[Shift]) -> Figure {
    let points = |of: fn(&Shift) -> f64| -> Vec<(f64, f64)> {
        moved.iter().map(|shift| (shift.window as f64, 100.0 * of(shift))).collect()
    };
    let panel = Panel::new("")
        .x(Axis::new("side of the pooling window (pixels); 1 is no pooling").ticks([1.0, 2.0, 4.0, 7.0]))
        .y(Axis::new("change (%)").range(0.0, 110.0 * moved[0].change.max(1.0 - moved[0].same_with_ink)))
        .line(Series::new("of the whole image", points(|shift| shift.change)).marker(Marker::Circle, 1))
        .line(
            Series::new("cells with ink that change", points(|shift| 1.0 - shift.same_with_ink))
                .marker(Marker::Square, 1),
        );
    Figure::single("The larger the pooling window, the less one pixel of shift changes, but it always changes something", panel)
        .caption(say!(
            "Digits that move to the right by one pixel. Of the whole image: ‖after − before‖ / ‖before‖. A cell \
             has ink if it reaches {TOLERANCE} before or after, and counts as changed if it differs by {TOLERANCE} or more."
        ))
}

fn moved_digit(run: &Run) -> anyhow::Result<Figure> {
    let x = first_test_images(run, 1)?;
    let moved = moved_by_one(&x);
    let mut figure = Figure::new("A digit that moves by one pixel changes at its edges, pooled or not")
        .columns(4)
        .row_labels(["as it is", "moved", "difference"])
        .caption("White is 0, black 1, in all pictures. The difference is shown without its sign.");
    let pooled = |x: &Array4<f64>, window: usize| {
        Pooling::new(Kind::Max, window, window, window).predict(x).slice_move(s![0, 0, .., ..])
    };
    for row in 0..3 {
        for window in WINDOWS {
            let (before, after) = (pooled(&x, window), pooled(&moved, window));
            let shown = [before.clone(), after.clone(), (after - before).mapv(f64::abs)][row].clone();
            let title = match (row, window) {
                (0, 1) => "image".into(),
                (0, _) => say!("max of {0} × {0}", window),
                _ => Words::default(),
            };
            figure = figure.panel(picture_from_0_to_1(title, shown));
        }
    }
    Ok(figure)
}
