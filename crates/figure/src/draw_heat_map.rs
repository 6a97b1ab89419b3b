//! How does a matrix look? As coloured cells, with their numbers if these can be read.

use super::canvas::{Canvas, Lettering};
use super::color::Color;
use super::error::DrawError;
use super::fonts::width;
use super::frame::Frame;
use super::marks::HeatMap;
use super::sizes::{LABEL, TICK};

/// What is not finite.
const NO_VALUE: Color = Color::of_parts(0xd0, 0xd0, 0xd0);

/// Draws the cells.
pub(super) fn heat_map(canvas: &mut dyn Canvas, frame: &Frame, map: &HeatMap) -> Result<(), DrawError> {
    let (rows, columns) = map.values.dim();
    let color = |&value: &f64| if value.is_finite() { map.scale.color(map.share(value)) } else { NO_VALUE };
    let corner = |column: f64, row: f64| (frame.across(column - 0.5), frame.down(0.5 - row));
    let colors: Vec<Color> = map.values.iter().map(color).collect();
    canvas.cells(corner(0.0, 0.0), corner(columns as f64, rows as f64), columns, &colors)?;
    match map.numbers {
        Some(decimals) => numbers_in_cells(canvas, frame, map, decimals),
        None => Ok(()),
    }
}

/// Each number in its cell, all in one size; white on dark cells.
fn numbers_in_cells(
    canvas: &mut dyn Canvas,
    frame: &Frame,
    map: &HeatMap,
    decimals: usize,
) -> Result<(), DrawError> {
    lines_between(canvas, frame, map)?;
    let Some((size, decimals)) = readable(frame, map, decimals) else { return Ok(()) };
    for ((row, column), &value) in map.values.indexed_iter().filter(|(_, value)| value.is_finite()) {
        let behind = map.scale.color(map.share(value));
        let ink = if behind.contrast_to_white() > 4.5 { Color::WHITE } else { Color::INK };
        let at = (frame.across(column as f64), frame.down(-(row as f64)));
        canvas.words(&words(value, decimals), at, Lettering::centered(size).color(ink))?;
    }
    Ok(())
}

fn lines_between(canvas: &mut dyn Canvas, frame: &Frame, map: &HeatMap) -> Result<(), DrawError> {
    let (rows, columns) = map.values.dim();
    let edge = |cells: usize| cells as f64 - 0.5;
    for column in 1..columns {
        let x = frame.across(edge(column));
        canvas.line(&[(x, frame.down(0.5)), (x, frame.down(-edge(rows)))], Color::GRID, 1.0, 0.7)?;
    }
    for row in 1..rows {
        let y = frame.down(-edge(row));
        canvas.line(&[(frame.across(-0.5), y), (frame.across(edge(columns)), y)], Color::GRID, 1.0, 0.7)?;
    }
    Ok(())
}

/// The size and the number of decimals with which all numbers fit into their cells, if they do with any.
fn readable(frame: &Frame, map: &HeatMap, decimals: usize) -> Option<(f64, usize)> {
    let cell = ((frame.across(1.0) - frame.across(0.0)).abs(), (frame.down(1.0) - frame.down(0.0)).abs());
    let size = |decimals: usize| {
        let finite = map.values.iter().filter(|value| value.is_finite());
        let widest = finite.map(|&value| width(&words(value, decimals), 1.0, false)).fold(0.0, f64::max);
        LABEL.min(0.8 * cell.1).min((cell.0 - 3.0) / widest.max(1e-9))
    };
    let fewest = decimals.min(1);
    let fits = (fewest..=decimals).rev().find(|&decimals| size(decimals) >= TICK)?;
    Some((size(fits), fits))
}

/// A number with so many decimals; a zero has no sign.
fn words(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let zero = text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
    if zero { text.trim_start_matches('-').to_owned() } else { text.replace('-', "−") }
}
