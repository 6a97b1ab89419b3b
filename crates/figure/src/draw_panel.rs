//! How does a panel look? A quiet grid, the marks, two axes with their numbers, a title.

use super::canvas::{Canvas, Lettering};
use super::coincide;
use super::color::Color;
use super::draw_legend;
use super::draw_marks;
use super::error::DrawError;
use super::frame::Frame;
use super::layout::{Placed, Rect};
use super::looks::Look;
use super::marks::HeatMap;
use super::panel::{Mark, Panel};
use super::room::{Around, TO_NUMBERS, name_lines};
use super::scale_bar;
use super::sizes::{LABEL, PANEL_TITLE, TICK, line_height};
use plotters::style::text_anchor::{HPos, VPos};

/// Draws one panel at its position.
pub(super) fn panel(
    canvas: &mut dyn Canvas,
    panel: &Panel,
    placed: &Placed,
    around: &Around,
) -> Result<(), DrawError> {
    let (plot, frame) = (placed.plot, placed.frame());
    if !is_picture(panel) && !panel.has_graph() {
        grid(canvas, &frame, placed, panel)?;
    }
    let turns = coincide::turns(panel, &frame);
    for ((mark, look), turn) in panel.marks.iter().zip(&placed.looks).zip(turns) {
        draw_marks::mark(canvas, &frame, mark, Look { turn, ..*look })?;
    }
    if !panel.has_graph() {
        match panel.drawn_heat_map() {
            Some(map) => border(canvas, rect_of(map, &frame), true)?,
            None => border(canvas, plot, false)?,
        }
    }
    short_ticks(canvas, &frame, placed)?;
    numbers(canvas, &frame, placed)?;
    names(canvas, panel, placed, around)?;
    if let Some(map) = panel.drawn_heat_map().filter(|map| map.color_bar) {
        scale_bar::draw(canvas, plot, map)?;
    }
    for (line, y) in &placed.above.title {
        canvas.words(line, (plot.left + plot.width / 2.0, *y), Lettering::centered(PANEL_TITLE).bold())?;
    }
    draw_legend::in_panel(canvas, panel, placed)?;
    draw_legend::note(canvas, panel, placed)
}

fn is_picture(panel: &Panel) -> bool {
    panel.drawn_heat_map().is_some()
}

fn grid(canvas: &mut dyn Canvas, frame: &Frame, placed: &Placed, panel: &Panel) -> Result<(), DrawError> {
    let plot = frame.plot;
    let named = panel.marks.iter().any(|mark| matches!(mark, Mark::Bars(_)));
    for label in placed.x_labels.iter().filter(|_| !named && !frame.x.hidden) {
        let x = frame.across(label.placed);
        canvas.line(&[(x, plot.top), (x, plot.bottom())], Color::GRID, 1.0, 0.8)?;
    }
    for label in placed.y_labels.iter().filter(|_| !frame.y.hidden) {
        let y = frame.down(label.placed);
        canvas.line(&[(plot.left, y), (plot.right(), y)], Color::GRID, 1.0, 0.8)?;
    }
    Ok(())
}

/// Where a heat map's cells lie within the drawing area: all of it, unless the axes reach further.
fn rect_of(map: &HeatMap, frame: &Frame) -> Rect {
    let (rows, columns) = map.values.dim();
    let plot = frame.plot;
    let (left, right) =
        (frame.across(-0.5).max(plot.left), frame.across(columns as f64 - 0.5).min(plot.right()));
    let (top, bottom) = (frame.down(0.5).max(plot.top), frame.down(0.5 - rows as f64).min(plot.bottom()));
    Rect { left, top, width: right - left, height: bottom - top }
}

fn border(canvas: &mut dyn Canvas, plot: Rect, all_sides: bool) -> Result<(), DrawError> {
    let (left, top, right, bottom) = (plot.left, plot.top, plot.right(), plot.bottom());
    let (ink, width) = (Color::of_parts(0x80, 0x80, 0x88), 0.9);
    if all_sides {
        return canvas.line(
            &[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)],
            ink,
            1.0,
            0.7,
        );
    }
    canvas.line(&[(left, top), (left, bottom), (right, bottom)], ink, 1.0, width)
}

/// The short ticks of logarithmic axes, on the outer side.
fn short_ticks(canvas: &mut dyn Canvas, frame: &Frame, placed: &Placed) -> Result<(), DrawError> {
    let (plot, ink) = (frame.plot, Color::of_parts(0x80, 0x80, 0x88));
    let length = |tick: f64| if (tick - tick.round()).abs() < 1e-9 { 5.0 } else { 3.0 };
    if placed.shows_x {
        for tick in frame.x.minor_ticks(frame.x_range) {
            let x = frame.across(tick);
            canvas.line(&[(x, plot.bottom()), (x, plot.bottom() + length(tick))], ink, 1.0, 0.8)?;
        }
    }
    if placed.shows_y {
        for tick in frame.y.minor_ticks(frame.y_range) {
            let y = frame.down(tick);
            canvas.line(&[(plot.left, y), (plot.left - length(tick), y)], ink, 1.0, 0.8)?;
        }
    }
    Ok(())
}

fn numbers(canvas: &mut dyn Canvas, frame: &Frame, placed: &Placed) -> Result<(), DrawError> {
    let plot = frame.plot;
    for label in placed.x_labels.iter().filter(|_| placed.shows_x) {
        for (i, line) in label.lines.iter().enumerate() {
            let y = plot.bottom() + TO_NUMBERS + (label.down + i) as f64 * line_height(TICK);
            let lettering = Lettering::centered(TICK).at(HPos::Center, VPos::Top);
            canvas.words(line, (frame.across(label.placed), y), lettering)?;
        }
    }
    for label in placed.y_labels.iter().filter(|_| placed.shows_y) {
        for line in &label.lines {
            let at = (plot.left - TO_NUMBERS, frame.down(label.placed));
            canvas.words(line, at, Lettering::centered(TICK).at(HPos::Right, VPos::Center))?;
        }
    }
    Ok(())
}

/// The names of the axes, in as many lines as they need.
fn names(canvas: &mut dyn Canvas, panel: &Panel, placed: &Placed, around: &Around) -> Result<(), DrawError> {
    let (x, y) = placed.plot.middle();
    let from_middle = |lines: usize, i: usize| (i as f64 - (lines as f64 - 1.0) / 2.0) * line_height(LABEL);
    if placed.shows_x {
        let lines = name_lines(&panel.x, placed.plot.width);
        for (i, line) in lines.iter().enumerate() {
            let down = placed.plot.bottom() + around.to_x_name + from_middle(lines.len(), i);
            canvas.words(line, (x, down), Lettering::centered(LABEL))?;
        }
    }
    if placed.shows_y {
        let upwards = Lettering { upwards: true, ..Lettering::centered(LABEL) };
        let lines = name_lines(&panel.y, placed.plot.height);
        for (i, line) in lines.iter().enumerate() {
            let left = placed.plot.left - around.to_y_name + from_middle(lines.len(), i);
            canvas.words(line, (left, y), upwards)?;
        }
    }
    Ok(())
}
