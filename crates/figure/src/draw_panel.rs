//! How does a panel look? A quiet grid, the marks, two axes with their numbers, a title.

use super::axis::Axis;
use super::canvas::{Canvas, Lettering};
use super::color::Color;
use super::draw_legend;
use super::draw_marks;
use super::error::DrawError;
use super::fonts::width;
use super::frame::Frame;
use super::layout::Rect;
use super::marks::HeatMap;
use super::panel::{Mark, Panel};
use super::sizes::{LABEL, PANEL_TITLE, TICK};
use plotters::style::text_anchor::{HPos, VPos};
use wording::Words;

/// Which of its outer parts a panel shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    pub(super) x_numbers: bool,
    pub(super) y_numbers: bool,
    /// With the names of its series; not if the figure names them for all panels.
    pub(super) legend: bool,
}

/// The placed ranges of both axes.
pub(super) type Ranges = ((f64, f64), (f64, f64));

/// The ranges that a panel's own data ask for.
pub(super) fn own_ranges(panel: &Panel) -> Ranges {
    let (x, y) = axes(panel);
    (range_of(panel, &x, |point| point.0, true), range_of(panel, &y, |point| point.1, false))
}

/// The axes of a panel, with names and whole numbers where its marks bring them.
fn axes(panel: &Panel) -> (Axis, Axis) {
    let x = axis_of_bars(panel).or_else(|| columns_of_heat_map(panel));
    (x.unwrap_or_else(|| panel.x.clone()), rows_of_heat_map(panel).unwrap_or_else(|| panel.y.clone()))
}

/// Draws one panel, on the ranges that all panels share, if they do.
pub(super) fn panel(
    canvas: &mut dyn Canvas,
    panel: &Panel,
    plot: Rect,
    shown: Shown,
    shared: Option<Ranges>,
) -> Result<(), DrawError> {
    let (x, y) = axes(panel);
    let (x_range, y_range) = shared.unwrap_or_else(|| own_ranges(panel));
    let mut frame = Frame { plot, x: &x, y: &y, x_range, y_range };
    if panel.equal_aspect {
        equalise(&mut frame);
    }
    let x_ticks = x.placed_ticks(frame.x_range, ((plot.width / 62.0) as usize).clamp(2, 8));
    let y_ticks = y.placed_ticks(frame.y_range, ((plot.height / 38.0) as usize).clamp(2, 8));
    if !is_picture(panel) && !is_graph(panel) {
        grid(canvas, &frame, (&x_ticks, &y_ticks), panel)?;
    }
    for mark in &panel.marks {
        draw_marks::mark(canvas, &frame, mark)?;
    }
    if !is_graph(panel) {
        match panel.drawn_heat_map() {
            Some(map) => border(canvas, rect_of(map, &frame), true)?,
            None => border(canvas, plot, false)?,
        }
    }
    numbers(canvas, &frame, (&x_ticks, &y_ticks), shown)?;
    labels(canvas, panel, plot, shown)?;
    if let Some(map) = panel.drawn_heat_map().filter(|map| map.color_bar) {
        color_bar(canvas, plot, map)?;
    }
    let title = Lettering::centered(fitting(&panel.title, PANEL_TITLE, true, plot.width + 8.0)).bold();
    canvas.words(&panel.title, (plot.left + plot.width / 2.0, plot.top - 12.0), title)?;
    let legend = if shown.legend { draw_legend::in_panel(canvas, panel, &frame)? } else { None };
    draw_legend::note(canvas, panel, &frame, legend)
}

/// The size at which words are no wider than `room`, but never too small to read.
fn fitting(words: &str, size: f64, bold: bool, room: f64) -> f64 {
    let needed = width(words, size, bold);
    if needed <= room { size } else { (size * room / needed).max(7.5) }
}

fn is_picture(panel: &Panel) -> bool {
    panel.drawn_heat_map().is_some()
}

fn is_graph(panel: &Panel) -> bool {
    panel.marks.iter().any(|mark| matches!(mark, Mark::Graph(_)))
}

/// The names of bars stand where the numbers of other axes do.
fn axis_of_bars(panel: &Panel) -> Option<Axis> {
    let names = panel.marks.iter().find_map(|mark| match mark {
        Mark::Bars(bars) => Some(bars.bars.iter().enumerate().map(|(i, bar)| (i as f64, bar.0.clone()))),
        _ => None,
    })?;
    let named = panel.x.clone().named_ticks(names.collect::<Vec<_>>());
    let last = named.ticks.as_ref().map_or(0, Vec::len) as f64;
    Some(named.range(-0.6, last - 0.4))
}

/// Row 0 of a heat map is on top, so its axis counts downwards.
fn rows_of_heat_map(panel: &Panel) -> Option<Axis> {
    let map = panel.drawn_heat_map()?;
    if panel.y.ticks.is_some() {
        return None;
    }
    let step = map.values.nrows().div_ceil(10).max(1);
    let rows = (0..map.values.nrows()).step_by(step);
    Some(panel.y.clone().named_ticks(rows.map(|row| (-(row as f64), Words::name(row))).collect::<Vec<_>>()))
}

/// Columns of a heat map are counted, so their ticks are whole numbers.
fn columns_of_heat_map(panel: &Panel) -> Option<Axis> {
    let map = panel.drawn_heat_map()?;
    if panel.x.ticks.is_some() {
        return None;
    }
    let step = map.values.ncols().div_ceil(10).max(1);
    let columns = (0..map.values.ncols()).step_by(step);
    Some(
        panel
            .x
            .clone()
            .named_ticks(columns.map(|column| (column as f64, Words::name(column))).collect::<Vec<_>>()),
    )
}

/// All numbers that an axis must have room for.
fn extent(panel: &Panel, side: fn(&(f64, f64)) -> f64) -> Vec<f64> {
    let corners = |points: &[(f64, f64)]| points.iter().map(side).collect::<Vec<_>>();
    let of = |mark: &Mark| match mark {
        Mark::Line(series) | Mark::Scatter(series) => corners(&series.points),
        Mark::Trajectory(path) => corners(&path.series.points),
        Mark::Band(band) => {
            corners(&band.edges.iter().flat_map(|&(x, low, high)| [(x, low), (x, high)]).collect::<Vec<_>>())
        }
        Mark::Contour(contour) => {
            let (x, y) = (&contour.grid.x, &contour.grid.y);
            let ends = |values: &[f64]| (values.first().copied(), values.last().copied());
            match (ends(x), ends(y)) {
                ((Some(left), Some(right)), (Some(low), Some(high))) => {
                    corners(&[(left, low), (right, high)])
                }
                _ => Vec::new(),
            }
        }
        Mark::VectorField(field) => {
            corners(&field.arrows.iter().map(|&(x, y, ..)| (x, y)).collect::<Vec<_>>())
        }
        Mark::Histogram(bins) => {
            let highest = bins.counts.iter().copied().fold(0.0, f64::max);
            // Words stand above the columns, and each line needs its room.
            let room = 1.05 + 0.3 * panel.note.lines().count() as f64;
            let (low, high) = if panel.y.log {
                // There is no 0, so the columns rise from half of the lowest: that one can be seen, too.
                let lowest = bins.counts.iter().copied().filter(|&count| count > 0.0).fold(highest, f64::min);
                let low = 0.5 * if lowest > 0.0 { lowest } else { 1.0 };
                (low, low * (highest.max(1.0) / low).powf(room))
            } else {
                (0.0, room * highest.max(1.0))
            };
            corners(&[(bins.edges[0], low), (bins.edges[bins.edges.len() - 1], high)])
        }
        Mark::Bars(bars) => {
            let points = bars.bars.iter().enumerate().map(|(i, bar)| (i as f64, 1.08 * bar.1));
            let mut points: Vec<(f64, f64)> = points.collect();
            if !panel.y.log {
                points.push((0.0, 0.0));
            }
            corners(&points)
        }
        Mark::HeatMap(map) => {
            let (rows, columns) = map.values.dim();
            corners(&[(-0.5, 0.5), (columns as f64 - 0.5, 0.5 - rows as f64)])
        }
        Mark::Graph(graph) => {
            // Half a unit around each node is room for its border and words.
            let around = |&(x, y): &(f64, f64)| [(x - 0.5, y - 0.5), (x + 0.5, y + 0.5)];
            corners(&graph.nodes.iter().map(|node| node.at).flat_map(|at| around(&at)).collect::<Vec<_>>())
        }
        Mark::Point(x, y, _) => corners(&[(*x, *y)]),
        Mark::Horizontal(..) | Mark::Vertical(..) | Mark::Text(..) => Vec::new(),
    };
    panel.marks.iter().flat_map(of).collect()
}

/// The placed range of one axis. Areas reach their ends, without the margin that lines get.
fn range_of(panel: &Panel, axis: &Axis, side: fn(&(f64, f64)) -> f64, horizontal: bool) -> (f64, f64) {
    let values = extent(panel, side);
    let range = axis.placed_range(values.iter().copied());
    if axis.range.is_some() {
        return range;
    }
    let placed: Vec<f64> = values.into_iter().filter_map(|value| axis.position(value)).collect();
    let low = placed.iter().copied().fold(f64::INFINITY, f64::min);
    let high = placed.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let filled = |mark: &Mark| {
        matches!(mark, Mark::HeatMap(_) | Mark::Contour(_) | Mark::Histogram(_) | Mark::Graph(_))
    };
    if low < high && panel.marks.iter().any(filled) {
        return (low, high);
    }
    let stands = panel.marks.iter().any(|mark| matches!(mark, Mark::Bars(_)));
    if stands && !horizontal && !axis.log && low >= 0.0 { (0.0, range.1) } else { range }
}

/// Widens one range until a step along x is as long as one along y.
fn equalise(frame: &mut Frame) {
    let per_x = (frame.x_range.1 - frame.x_range.0) / frame.plot.width;
    let per_y = (frame.y_range.1 - frame.y_range.0) / frame.plot.height;
    let widen = |range: &mut (f64, f64), factor: f64| {
        let (middle, half) = ((range.0 + range.1) / 2.0, (range.1 - range.0) / 2.0 * factor);
        *range = (middle - half, middle + half);
    };
    if per_x < per_y {
        widen(&mut frame.x_range, per_y / per_x);
    } else {
        widen(&mut frame.y_range, per_x / per_y);
    }
}

type Ticks<'a> = (&'a [(f64, String)], &'a [(f64, String)]);

fn grid(
    canvas: &mut dyn Canvas,
    frame: &Frame,
    (x_ticks, y_ticks): Ticks,
    panel: &Panel,
) -> Result<(), DrawError> {
    let plot = frame.plot;
    let named = panel.marks.iter().any(|mark| matches!(mark, Mark::Bars(_)));
    for (position, _) in x_ticks.iter().filter(|_| !named && !frame.x.hidden) {
        let x = frame.across(*position);
        canvas.line(&[(x, plot.top), (x, plot.bottom())], Color::GRID, 1.0, 0.8)?;
    }
    for (position, _) in y_ticks.iter().filter(|_| !frame.y.hidden) {
        let y = frame.down(*position);
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

fn numbers(
    canvas: &mut dyn Canvas,
    frame: &Frame,
    (x_ticks, y_ticks): Ticks,
    shown: Shown,
) -> Result<(), DrawError> {
    let plot = frame.plot;
    if shown.x_numbers && !frame.x.hidden {
        // Names of bars have the room of a bar each; numbers keep their size.
        let room =
            if frame.x.ticks.is_some() { plot.width / x_ticks.len().max(1) as f64 } else { f64::INFINITY };
        for (position, name) in x_ticks {
            let at = (frame.across(*position), plot.bottom() + 5.0);
            let size = fitting(name, TICK, false, 0.96 * room);
            canvas.words(name, at, Lettering::centered(size).at(HPos::Center, VPos::Top))?;
        }
    }
    if shown.y_numbers && !frame.y.hidden {
        for (position, name) in y_ticks {
            let at = (plot.left - 6.0, frame.down(*position));
            canvas.words(name, at, Lettering::centered(TICK).at(HPos::Right, VPos::Center))?;
        }
    }
    Ok(())
}

fn labels(canvas: &mut dyn Canvas, panel: &Panel, plot: Rect, shown: Shown) -> Result<(), DrawError> {
    let (x, y) = plot.middle();
    if shown.x_numbers && !panel.x.hidden {
        canvas.words(&panel.x.label, (x, plot.bottom() + 30.0), Lettering::centered(LABEL))?;
    }
    if shown.y_numbers && !panel.y.hidden {
        let upwards = Lettering { upwards: true, ..Lettering::centered(LABEL) };
        canvas.words(&panel.y.label, (plot.left - 50.0, y), upwards)?;
    }
    Ok(())
}

/// A strip with all colours and the numbers they stand for.
fn color_bar(canvas: &mut dyn Canvas, plot: Rect, map: &HeatMap) -> Result<(), DrawError> {
    let (low, high) = map.limits();
    let (left, right) = (plot.right() + 8.0, plot.right() + 18.0);
    let steps = 64;
    for i in 0..steps {
        let (from, to) = (f64::from(i) / f64::from(steps), f64::from(i + 1) / f64::from(steps));
        let y = |share: f64| plot.bottom() - share * plot.height;
        canvas.rectangle((left, y(to)), (right, y(from)), map.scale.color((from + to) / 2.0), 1.0)?;
    }
    for (value, name) in Axis::new("").placed_ticks((low, high), 4) {
        let y = plot.bottom() - (value - low) / (high - low) * plot.height;
        canvas.words(
            &name,
            (right + 4.0, y),
            Lettering::centered(TICK - 1.0).at(HPos::Left, VPos::Center),
        )?;
    }
    Ok(())
}
