//! How does a mark look? Each is turned from data into lines and areas inside the plotting area.

use super::canvas::{Canvas, Lettering, Point};
use super::coincide::stepped;
use super::color::{Color, ColorScale};
use super::contour;
use super::draw_bars;
use super::draw_graph;
use super::draw_heat_map;
use super::error::DrawError;
use super::fonts::width;
use super::frame::{Frame, ordered};
use super::looks::{Look, Turn};
use super::marks::{Band, Bins, Contour, Dash, Marker, Series, Trajectory, VectorField};
use super::panel::Mark;
use super::shapes::{arrow_of, dashed, in_pieces, sign};
use super::sizes::SMALL;
use plotters::style::text_anchor::{HPos, VPos};
use portable_math::hypot;

/// The placed value, if it lies within the range.
fn within(range: (f64, f64), placed: Option<f64>) -> Option<f64> {
    let (low, high) = ordered(range);
    placed.filter(|placed| (low..=high).contains(placed))
}

/// Draws one mark.
pub(super) fn mark(canvas: &mut dyn Canvas, frame: &Frame, mark: &Mark, look: Look) -> Result<(), DrawError> {
    match mark {
        Mark::Line(series) => line(canvas, frame, series, look),
        Mark::Scatter(series) => scatter(canvas, frame, series, look),
        Mark::Trajectory(path) => trajectory(canvas, frame, path, look),
        Mark::Band(band) => draw_band(canvas, frame, band),
        Mark::Contour(contour) => contours(canvas, frame, contour),
        Mark::VectorField(field) => vector_field(canvas, frame, field),
        Mark::Histogram(bins) => histogram(canvas, frame, bins),
        Mark::Bars(bars) => draw_bars::bars(canvas, frame, bars),
        Mark::HeatMap(map) => draw_heat_map::heat_map(canvas, frame, map),
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
            Some(at) => words_at(canvas, frame, words, at),
            None => Ok(()),
        },
        Mark::Point(x, y, marker) => match frame.point(*x, *y) {
            Some(at) if frame.inside(at) => sign(canvas, at, *marker, 5.0, Color::INK, 1.0),
            _ => Ok(()),
        },
    }
}

/// Words on a piece of paper, so that lines below do not cross them; within the plotting area.
fn words_at(canvas: &mut dyn Canvas, frame: &Frame, words: &str, (x, y): Point) -> Result<(), DrawError> {
    let (wide, half) = (width(words, SMALL, false), 0.5 * SMALL + 1.0);
    let left = x.min(frame.plot.right() + 8.0 - wide).max(frame.plot.left + 2.0);
    canvas.rectangle((left - 2.0, y - half), (left + wide + 2.0, y + half), Color::WHITE, 0.75)?;
    canvas.words(words, (left, y), Lettering::centered(SMALL).at(HPos::Left, VPos::Center))
}

fn line(canvas: &mut dyn Canvas, frame: &Frame, series: &Series, look: Look) -> Result<(), DrawError> {
    let color = series.color.unwrap_or(Color::of(0));
    let pieces = frame.visible(&series.points);
    let dash = look.dash.unwrap_or(series.dash);
    for piece in &pieces {
        stroke(canvas, piece, (series, dash), look.turn)?;
    }
    if let Some((marker, every)) = series.marker {
        // Lines on the same path take turns with their signs, too.
        let (skipped, step) = (every * look.turn.index, every * look.turn.of.max(1));
        for &(x, y) in series.points.iter().skip(skipped).step_by(step) {
            if let Some(at) = frame.point(x, y).filter(|&at| frame.inside(at)) {
                sign(canvas, at, look.marker.unwrap_or(marker), 3.4, color, series.opacity)?;
            }
        }
    } else if let Some(marker) = look.marker {
        for at in spaced(&pieces, look.offset, frame.plot.width) {
            sign(canvas, at, marker, 5.0, Color::WHITE, 0.85)?;
            sign(canvas, at, marker, 3.8, color, 1.0)?;
        }
    }
    Ok(())
}

/// How much wider the lowest of several lines on the same path is, and how much paler.
const WIDER: f64 = 4.2;
const PALE: f64 = 0.45;
/// How long the pieces of the upper ones are.
const PIECE: f64 = 9.0;

/// A line, or its share of a path that several lines have in common.
fn stroke(
    canvas: &mut dyn Canvas,
    points: &[Point],
    (series, dash): (&Series, Dash),
    turn: Turn,
) -> Result<(), DrawError> {
    let color = series.color.unwrap_or(Color::of(0));
    match turn {
        Turn { of: 0 | 1, .. } => dashed(canvas, points, dash, color, series.opacity, series.width),
        Turn { index: 0, .. } => {
            let pale = color.towards(Color::WHITE, PALE);
            dashed(canvas, points, dash, pale, series.opacity, series.width + WIDER)
        }
        Turn { index, of } => {
            let gap = PIECE * (of as f64 - 1.0).max(1.4);
            let first = PIECE * (index as f64 - 1.0);
            in_pieces(canvas, points, (PIECE, gap, first), color, 1.0, series.width)
        }
    }
}

/// Positions about equally far from each other along a line: across the page if it only goes to the right, else along
/// its path.
fn spaced(pieces: &[Vec<Point>], offset: f64, wide: f64) -> Vec<Point> {
    let pairs = || pieces.iter().flat_map(|piece| piece.windows(2));
    let onward = pairs().all(|pair| pair[1].0 >= pair[0].0);
    let length = |pair: &[Point]| {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        if onward { dx } else { hypot(dx, dy) }
    };
    let total: f64 = pairs().map(length).sum();
    let count = if wide < 240.0 { 4.0 } else { 8.0 };
    let step = total / count;
    stepped(pieces, length, offset * step, step)
}

fn scatter(canvas: &mut dyn Canvas, frame: &Frame, series: &Series, look: Look) -> Result<(), DrawError> {
    let color = series.color.unwrap_or(Color::of(0));
    let marker = series.marker.map(|(marker, _)| marker).or(look.marker).unwrap_or(Marker::Circle);
    for &(x, y) in &series.points {
        if let Some(at) = frame.point(x, y).filter(|&at| frame.inside(at)) {
            sign(canvas, at, marker, 1.6 * series.width, color, series.opacity)?;
        }
    }
    Ok(())
}

fn trajectory(
    canvas: &mut dyn Canvas,
    frame: &Frame,
    path: &Trajectory,
    look: Look,
) -> Result<(), DrawError> {
    let marker = look.marker.unwrap_or(Marker::Circle);
    let series = Series { marker: Some((marker, 1)), ..path.series.clone() };
    line(canvas, frame, &series, Look::default())?;
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
    let longest = ends.iter().map(|(_, d)| hypot(d.0, d.1)).fold(f64::MIN_POSITIVE, f64::max);
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
