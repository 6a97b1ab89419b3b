//! How does a mark look? Each is turned from data into lines and areas inside the plotting area.

use super::canvas::{Canvas, Lettering, Point};
use super::color::{Color, ColorScale};
use super::contour;
use super::draw_graph;
use super::error::DrawError;
use super::fonts::width;
use super::frame::{Frame, ordered};
use super::marks::{Band, Bars, Bins, Contour, HeatMap, Marker, Series, Trajectory, VectorField};
use super::panel::Mark;
use super::shapes::{arrow_of, dashed, sign};
use super::sizes::{LABEL, SMALL};
use plotters::style::text_anchor::{HPos, VPos};

/// The placed value, if it lies within the range.
fn within(range: (f64, f64), placed: Option<f64>) -> Option<f64> {
    let (low, high) = ordered(range);
    placed.filter(|placed| (low..=high).contains(placed))
}

/// Draws one mark.
pub(super) fn mark(canvas: &mut dyn Canvas, frame: &Frame, mark: &Mark) -> Result<(), DrawError> {
    match mark {
        Mark::Line(series) => line(canvas, frame, series),
        Mark::Scatter(series) => scatter(canvas, frame, series),
        Mark::Trajectory(path) => trajectory(canvas, frame, path),
        Mark::Band(band) => draw_band(canvas, frame, band),
        Mark::Contour(contour) => contours(canvas, frame, contour),
        Mark::VectorField(field) => vector_field(canvas, frame, field),
        Mark::Histogram(bins) => histogram(canvas, frame, bins),
        Mark::Bars(bars) => draw_bars(canvas, frame, bars),
        Mark::HeatMap(map) => heat_map(canvas, frame, map),
        Mark::Graph(graph) => draw_graph::graph(canvas, frame, graph),
        Mark::Horizontal(y, dash, color) => match within(frame.y_range, frame.y.position(*y)) {
            Some(y) => {
                let y = frame.down(y);
                dashed(canvas, &[(frame.plot.left, y), (frame.plot.right(), y)], *dash, *color, 1.0, 1.0)
            }
            None => Ok(()),
        },
        Mark::Vertical(x, dash, color) => match within(frame.x_range, frame.x.position(*x)) {
            Some(x) => {
                let x = frame.across(x);
                dashed(canvas, &[(x, frame.plot.top), (x, frame.plot.bottom())], *dash, *color, 1.0, 1.0)
            }
            None => Ok(()),
        },
        Mark::Text(x, y, words) => match frame.point(*x, *y) {
            Some(at) => canvas.words(words, at, Lettering::centered(SMALL).at(HPos::Left, VPos::Center)),
            None => Ok(()),
        },
        Mark::Point(x, y, marker) => match frame.point(*x, *y) {
            Some(at) if frame.inside(at) => sign(canvas, at, *marker, 5.0, Color::INK, 1.0),
            _ => Ok(()),
        },
    }
}

fn line(canvas: &mut dyn Canvas, frame: &Frame, series: &Series) -> Result<(), DrawError> {
    let color = series.color.unwrap_or(Color::of(0));
    for piece in frame.visible(&series.points) {
        dashed(canvas, &piece, series.dash, color, series.opacity, series.width)?;
    }
    let Some((marker, every)) = series.marker else { return Ok(()) };
    for &(x, y) in series.points.iter().step_by(every) {
        if let Some(at) = frame.point(x, y).filter(|&at| frame.inside(at)) {
            sign(canvas, at, marker, 3.4, color, series.opacity)?;
        }
    }
    Ok(())
}

fn scatter(canvas: &mut dyn Canvas, frame: &Frame, series: &Series) -> Result<(), DrawError> {
    let color = series.color.unwrap_or(Color::of(0));
    let marker = series.marker.map_or(Marker::Circle, |(marker, _)| marker);
    for &(x, y) in &series.points {
        if let Some(at) = frame.point(x, y).filter(|&at| frame.inside(at)) {
            sign(canvas, at, marker, 1.6 * series.width, color, series.opacity)?;
        }
    }
    Ok(())
}

fn trajectory(canvas: &mut dyn Canvas, frame: &Frame, path: &Trajectory) -> Result<(), DrawError> {
    let series = Series { marker: Some((Marker::Circle, 1)), ..path.series.clone() };
    line(canvas, frame, &series)?;
    let color = series.color.unwrap_or(Color::VERMILION);
    for (point, fill) in [(series.points.first(), Color::WHITE), (series.points.last(), Color::INK)] {
        if let Some(at) = point.and_then(|p| frame.point(p.0, p.1)).filter(|&at| frame.inside(at)) {
            canvas.disc(at, 5.4, color, 1.0)?;
            canvas.disc(at, 3.6, fill, 1.0)?;
        }
    }
    Ok(())
}

fn draw_band(canvas: &mut dyn Canvas, frame: &Frame, band: &Band) -> Result<(), DrawError> {
    let edge = |points: Vec<(f64, f64)>| -> Vec<Point> {
        points.into_iter().filter_map(|(x, y)| frame.point(x, y)).map(|at| frame.kept_inside(at)).collect()
    };
    let finite = || band.edges.iter().filter(|(_, low, high)| low.is_finite() && high.is_finite());
    let mut outline = edge(finite().map(|&(x, _, high)| (x, high)).collect());
    outline.extend(edge(finite().rev().map(|&(x, low, _)| (x, low)).collect()));
    if outline.len() < 3 { Ok(()) } else { canvas.area(&outline, band.color, band.opacity) }
}

fn contours(canvas: &mut dyn Canvas, frame: &Frame, contour: &Contour) -> Result<(), DrawError> {
    let levels = contour.levels.len().max(2) as f64 - 1.0;
    for (i, &level) in contour.levels.iter().enumerate() {
        let color = match contour.scale {
            ColorScale::Grey => Color::of_parts(0xb8, 0xb8, 0xc0),
            scale => scale.color(0.92 * i as f64 / levels),
        };
        for points in contour::lines(&contour.grid, level) {
            for piece in frame.visible(&points) {
                canvas.line(&piece, color, 1.0, 1.1)?;
            }
        }
    }
    Ok(())
}

fn vector_field(canvas: &mut dyn Canvas, frame: &Frame, field: &VectorField) -> Result<(), DrawError> {
    let ends = field.arrows.iter().filter_map(|&(x, y, dx, dy)| {
        let (from, to) = (frame.point(x, y)?, frame.point(x + dx, y + dy)?);
        Some((from, (to.0 - from.0, to.1 - from.1)))
    });
    let ends: Vec<(Point, Point)> = ends.filter(|(from, _)| frame.inside(*from)).collect();
    let longest = ends.iter().map(|(_, d)| d.0.hypot(d.1)).fold(f64::MIN_POSITIVE, f64::max);
    // Places are spread over the plotting area, so their distance is about the root of the room each has.
    let room = (frame.plot.width * frame.plot.height / ends.len().max(1) as f64).sqrt();
    for (from, (dx, dy)) in ends {
        let stretch = room / longest;
        arrow(canvas, from, (from.0 + dx * stretch, from.1 + dy * stretch), field.color)?;
    }
    Ok(())
}

fn arrow(canvas: &mut dyn Canvas, from: Point, to: Point, color: Color) -> Result<(), DrawError> {
    arrow_of(canvas, from, to, color, 1.0)
}

fn histogram(canvas: &mut dyn Canvas, frame: &Frame, bins: &Bins) -> Result<(), DrawError> {
    let floor = frame.down(frame.floor());
    for (edges, &count) in bins.edges.windows(2).zip(&bins.counts) {
        if count == 0.0 {
            continue;
        }
        let (Some(from), Some(to)) = (frame.x.position(edges[0]), frame.point(edges[1], count)) else {
            continue;
        };
        let (from, to) = (frame.kept_inside((frame.across(from), floor)), frame.kept_inside(to));
        let ((left, right), (top, bottom)) = (ordered((from.0, to.0)), ordered((from.1, to.1)));
        canvas.rectangle((left + 0.2, bottom), (right - 0.2, top), bins.color, 0.9)?;
    }
    Ok(())
}

fn draw_bars(canvas: &mut dyn Canvas, frame: &Frame, bars: &Bars) -> Result<(), DrawError> {
    let floor = frame.floor();
    let (lowest, highest) = ordered(frame.y_range);
    for (i, ((_, height), color)) in bars.bars.iter().zip(&bars.colors).enumerate() {
        let Some(placed) = frame.y.position(*height) else { continue };
        let (left, right) = ordered((frame.across(i as f64 - 0.35), frame.across(i as f64 + 0.35)));
        let (top, bottom) = (frame.down(placed.clamp(lowest, highest)), frame.down(floor));
        canvas.rectangle((left, top.min(bottom)), (right, top.max(bottom)), *color, 0.9)?;
        let words = format!("{height:.*}", bars.decimals).replace('-', "−");
        let beyond = if *height < floor { top.max(bottom) + 7.0 } else { top.min(bottom) - 7.0 };
        let at = ((left + right) / 2.0, beyond.clamp(frame.plot.top + 7.0, frame.plot.bottom() - 7.0));
        canvas.words(&words, at, Lettering::centered(SMALL))?;
    }
    Ok(())
}

fn heat_map(canvas: &mut dyn Canvas, frame: &Frame, map: &HeatMap) -> Result<(), DrawError> {
    let (low, high) = map.limits();
    for ((row, column), &value) in map.values.indexed_iter() {
        // Cells meet without a gap, so that no background shines through.
        let corner = |x: f64, y: f64| (frame.across(x), frame.down(y));
        let (x, y) = (column as f64, -(row as f64));
        let color = if value.is_finite() {
            map.scale.color((value - low) / (high - low))
        } else {
            Color::of_parts(0xd0, 0xd0, 0xd0)
        };
        let ((left, bottom), (right, top)) = (corner(x - 0.5, y - 0.5), corner(x + 0.5, y + 0.5));
        canvas.rectangle((left, top), (right, bottom), color, 1.0)?;
    }
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
    let words = |value: f64| {
        let text = format!("{value:.decimals$}");
        let zero = text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
        if zero { text.trim_start_matches('-').to_owned() } else { text.replace('-', "−") }
    };
    let cell = ((frame.across(1.0) - frame.across(0.0)).abs(), (frame.down(1.0) - frame.down(0.0)).abs());
    let finite = || map.values.indexed_iter().filter(|(_, value)| value.is_finite());
    let widest = finite().map(|(_, &value)| width(&words(value), LABEL, false) / LABEL).fold(0.0, f64::max);
    let size = LABEL.min(0.7 * cell.1).min(0.86 * cell.0 / widest.max(1e-9));
    if size < SMALLEST_NUMBER {
        return Ok(());
    }
    let (low, high) = map.limits();
    for ((row, column), &value) in finite() {
        let behind = map.scale.color((value - low) / (high - low));
        let ink = if behind.brightness() < 0.5 { Color::WHITE } else { Color::INK };
        let at = (frame.across(column as f64), frame.down(-(row as f64)) + 0.13 * size);
        canvas.words(&words(value), at, Lettering::centered(size).color(ink))?;
    }
    Ok(())
}

/// Numbers in cells are not drawn smaller than this.
const SMALLEST_NUMBER: f64 = 5.5;
