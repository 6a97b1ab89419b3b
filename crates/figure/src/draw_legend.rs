//! Which line is which? Names at the ends of lines, in a corner, above a panel, or above all panels.

use super::canvas::{Canvas, Lettering, Point};
use super::color::Color;
use super::corners::box_in;
use super::end_labels;
use super::error::DrawError;
use super::frame::Frame;
use super::layout::{Placed, Rect};
use super::legend_entries::{self, BETWEEN, Entry, GAP, ROW, SAMPLE, room, rows};
use super::naming::{self, Naming, PADDING};
use super::panel::{Corner, Panel};
use super::shapes::{dashed, sign};
use super::sizes::{SMALL, line_height};
use plotters::style::text_anchor::{HPos, VPos};

/// Draws the names of a panel's series.
pub(super) fn in_panel(canvas: &mut dyn Canvas, panel: &Panel, placed: &Placed) -> Result<(), DrawError> {
    let entries = legend_entries::of(panel, &placed.looks);
    match placed.naming {
        Naming::None => Ok(()),
        Naming::AtEnds => at_ends(canvas, panel, &placed.frame()),
        Naming::In(corner) => in_corner(canvas, &entries, corner, placed.plot),
        Naming::Above => {
            let middle = placed.plot.left + placed.plot.width / 2.0;
            in_rows(canvas, &entries, (middle, placed.above.legend), placed.legend_room())
        }
    }
}

/// Each name beside the end of its line, joined with it by a short stroke.
fn at_ends(canvas: &mut dyn Canvas, panel: &Panel, frame: &Frame) -> Result<(), DrawError> {
    for label in end_labels::of(panel, frame) {
        let left = frame.plot.right() + end_labels::GAP;
        if (label.y - label.end.1).abs() > 3.0 || left - label.end.0 > 2.0 * end_labels::GAP {
            let stroke = [(label.end.0 + 2.0, label.end.1), (left - 3.0, label.y)];
            canvas.line(&stroke, label.color, 0.6, 0.8)?;
        }
        let lettering = left_aligned().color(label.color.for_words());
        canvas.words(label.words, (left, label.y), lettering)?;
    }
    Ok(())
}

fn left_aligned() -> Lettering {
    Lettering::centered(SMALL).at(HPos::Left, VPos::Center)
}

fn in_corner(
    canvas: &mut dyn Canvas,
    entries: &[Entry],
    corner: Corner,
    plot: Rect,
) -> Result<(), DrawError> {
    let position = box_in(corner, plot, naming::size(entries));
    paper(canvas, &position, 0.88)?;
    for (i, drawn) in entries.iter().enumerate() {
        let y = position.top + PADDING - 2.0 + (i as f64 + 0.5) * line_height(SMALL);
        entry(canvas, drawn, (position.left + PADDING, y))?;
    }
    Ok(())
}

fn paper(canvas: &mut dyn Canvas, position: &Rect, opacity: f64) -> Result<(), DrawError> {
    let (from, to) = ((position.left, position.top), (position.right(), position.bottom()));
    canvas.rectangle(from, to, Color::WHITE, opacity)
}

/// Draws the words that a panel has beside its marks.
pub(super) fn note(canvas: &mut dyn Canvas, panel: &Panel, placed: &Placed) -> Result<(), DrawError> {
    if panel.note.is_empty() {
        return Ok(());
    }
    let Some(corner) = placed.note_corner else {
        let middle = placed.plot.left + placed.plot.width / 2.0;
        return placed
            .above
            .note
            .iter()
            .try_for_each(|(line, y)| canvas.words(line, (middle, *y), Lettering::centered(SMALL)));
    };
    let position = box_in(corner, placed.plot, naming::note_size(panel));
    paper(canvas, &position, 0.8)?;
    for (i, line) in panel.note.lines().enumerate() {
        let y = position.top + 2.0 + (i as f64 + 0.5) * line_height(SMALL);
        canvas.words(line, (position.left + 3.0, y), left_aligned())?;
    }
    Ok(())
}

/// Draws names side by side, in rows no wider than `limit`; the middle of the first row is at `at`.
pub(super) fn in_rows(
    canvas: &mut dyn Canvas,
    entries: &[Entry],
    at: Point,
    limit: f64,
) -> Result<(), DrawError> {
    for (i, row) in rows(entries, limit).into_iter().enumerate() {
        let words: f64 = row.iter().map(room).sum();
        let mut x = at.0 - (words + BETWEEN * (row.len() - 1) as f64) / 2.0;
        for drawn in row {
            entry(canvas, &drawn, (x, at.1 + i as f64 * ROW))?;
            x += room(&drawn) + BETWEEN;
        }
    }
    Ok(())
}

fn entry(canvas: &mut dyn Canvas, entry: &Entry, (x, y): Point) -> Result<(), DrawError> {
    let series = entry.series;
    let color = series.color.unwrap_or(Color::of(0));
    if entry.line {
        dashed(canvas, &[(x, y), (x + SAMPLE, y)], entry.dash, color, 1.0, series.width)?;
    }
    if let Some(marker) = entry.marker {
        sign(canvas, (x + SAMPLE / 2.0, y), marker, 3.6, color, 1.0)?;
    }
    canvas.words(&series.label, (x + SAMPLE + GAP, y), left_aligned())
}
