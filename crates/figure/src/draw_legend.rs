//! Which line is which? A legend in the corner that covers least, or one for all panels.

use super::canvas::{Canvas, Lettering, Point};
use super::color::Color;
use super::error::DrawError;
use super::fonts::width;
use super::frame::Frame;
use super::layout::Rect;
use super::legend_entries::{BETWEEN, GAP, Named, ROW, SAMPLE, named, room, rows};
use super::marks::{Marker, Series};
use super::panel::{Corner, Legend, Mark, Panel};
use super::shapes::{dashed, sign};
use super::sizes::SMALL;
use plotters::style::text_anchor::{HPos, VPos};
use std::collections::HashSet;

const LINE_HEIGHT: f64 = 16.0;
const PADDING: f64 = 6.0;
const FROM_EDGE: f64 = 7.0;

/// Draws the legend of a panel; gives the corner it took.
pub(super) fn in_panel(
    canvas: &mut dyn Canvas,
    panel: &Panel,
    frame: &Frame,
) -> Result<Option<Corner>, DrawError> {
    let entries = named(panel);
    let corner = match panel.legend {
        Legend::None | Legend::OutsideTop => return Ok(None),
        _ if entries.is_empty() => return Ok(None),
        Legend::In(corner) => Some(corner),
        Legend::Best => None,
    };
    let words = entries.iter().map(|(series, _)| width(&series.label, SMALL, false)).fold(0.0, f64::max);
    let size =
        (words + SAMPLE + GAP + 2.0 * PADDING, entries.len() as f64 * LINE_HEIGHT + 2.0 * PADDING - 4.0);
    let corner = corner.unwrap_or_else(|| emptiest(panel, frame, size, None));
    let position = box_in(corner, frame.plot, size);
    canvas.rectangle(
        (position.left, position.top),
        (position.right(), position.bottom()),
        Color::WHITE,
        0.88,
    )?;
    for (i, (series, kind)) in entries.into_iter().enumerate() {
        let y = position.top + PADDING - 2.0 + (i as f64 + 0.5) * LINE_HEIGHT;
        entry(canvas, series, kind, (position.left + PADDING, y))?;
    }
    Ok(Some(corner))
}

/// Draws the words that a panel has in a corner.
pub(super) fn note(
    canvas: &mut dyn Canvas,
    panel: &Panel,
    frame: &Frame,
    taken: Option<Corner>,
) -> Result<(), DrawError> {
    let lines: Vec<&str> = panel.note.lines().collect();
    if lines.is_empty() {
        return Ok(());
    }
    let size = SMALL - 1.5;
    let words = lines.iter().map(|line| width(line, size, false)).fold(0.0, f64::max);
    let room = (words + 6.0, lines.len() as f64 * (size + 2.5) + 4.0);
    let position = box_in(emptiest(panel, frame, room, taken), frame.plot, room);
    canvas.rectangle(
        (position.left, position.top),
        (position.right(), position.bottom()),
        Color::WHITE,
        0.8,
    )?;
    for (i, line) in lines.into_iter().enumerate() {
        let y = position.top + 2.0 + (i as f64 + 0.5) * (size + 2.5);
        canvas.words(
            line,
            (position.left + 3.0, y),
            Lettering::centered(size).at(HPos::Left, VPos::Center),
        )?;
    }
    Ok(())
}

/// Draws one legend for all panels; the middle of its first row is at `at`.
pub(super) fn common(
    canvas: &mut dyn Canvas,
    panels: &[Panel],
    at: Point,
    limit: f64,
) -> Result<(), DrawError> {
    for (i, row) in rows(panels, limit).into_iter().enumerate() {
        let words: f64 = row.iter().map(|(series, _)| room(series)).sum();
        let mut x = at.0 - (words + BETWEEN * (row.len() - 1) as f64) / 2.0;
        for (series, kind) in row {
            entry(canvas, series, kind, (x, at.1 + i as f64 * ROW))?;
            x += room(series) + BETWEEN;
        }
    }
    Ok(())
}

fn entry(canvas: &mut dyn Canvas, series: &Series, kind: Named, (x, y): Point) -> Result<(), DrawError> {
    let color = series.color.unwrap_or(Color::of(0));
    if kind == Named::Line {
        dashed(canvas, &[(x, y), (x + SAMPLE, y)], series.dash, color, 1.0, series.width)?;
    }
    let marker =
        series.marker.map(|(marker, _)| marker).or((kind == Named::Scatter).then_some(Marker::Circle));
    if let Some(marker) = marker {
        sign(canvas, (x + SAMPLE / 2.0, y), marker, 3.4, color, 1.0)?;
    }
    let lettering = Lettering::centered(SMALL).at(HPos::Left, VPos::Center);
    canvas.words(&series.label, (x + SAMPLE + GAP, y), lettering)
}

const CORNERS: [Corner; 5] =
    [Corner::TopRight, Corner::TopLeft, Corner::BottomRight, Corner::BottomLeft, Corner::Right];

/// The corner in which a box of this size covers least of what is drawn.
fn emptiest(panel: &Panel, frame: &Frame, size: (f64, f64), taken: Option<Corner>) -> Corner {
    let drawn: Vec<Vec<Point>> = panel.marks.iter().map(|mark| points_on(mark, frame)).collect();
    let covered = |corner: &Corner| {
        let position = box_in(*corner, frame.plot, size);
        let cells = drawn.iter().map(|points| cells_in(points, &position)).sum();
        if Some(*corner) == taken { usize::MAX } else { cells }
    };
    CORNERS.into_iter().min_by_key(covered).unwrap_or(Corner::TopRight)
}

fn box_in(corner: Corner, plot: Rect, (width, height): (f64, f64)) -> Rect {
    let (near_left, near_top) = (plot.left + FROM_EDGE, plot.top + FROM_EDGE);
    let (near_right, near_bottom) = (plot.right() - FROM_EDGE - width, plot.bottom() - FROM_EDGE - height);
    let (left, top) = match corner {
        Corner::TopLeft => (near_left, near_top),
        Corner::TopRight => (near_right, near_top),
        Corner::BottomLeft => (near_left, near_bottom),
        Corner::BottomRight => (near_right, near_bottom),
        Corner::Right => (near_right, (near_top + near_bottom) / 2.0),
    };
    Rect { left, top, width, height }
}

/// The side of the cells in which a legend counts what it would cover.
const CELL: f64 = 4.0;

/// How much of a mark lies in a position: the number of small cells that its points touch there.
fn cells_in(points: &[Point], position: &Rect) -> usize {
    let inside = |&&(x, y): &&Point| {
        (position.left..=position.right()).contains(&x) && (position.top..=position.bottom()).contains(&y)
    };
    let cell = |&(x, y): &Point| ((x / CELL) as i64, (y / CELL) as i64);
    points.iter().filter(inside).map(cell).collect::<HashSet<_>>().len()
}

/// Points of the page that a mark covers, no further apart than a cell.
fn points_on(mark: &Mark, frame: &Frame) -> Vec<Point> {
    match mark {
        Mark::Line(series) => along(frame, &series.points),
        Mark::Trajectory(path) => along(frame, &path.series.points),
        Mark::Scatter(series) => series.points.iter().filter_map(|&(x, y)| frame.point(x, y)).collect(),
        Mark::Graph(graph) => super::draw_graph::points_on(graph, frame),
        Mark::Band(band) => {
            let across = |&(x, low, high): &(f64, f64, f64)| {
                (0..=20).map(move |i| (x, low + (high - low) * f64::from(i) / 20.0))
            };
            band.edges.iter().flat_map(across).filter_map(|(x, y)| frame.point(x, y)).collect()
        }
        Mark::Histogram(bins) => {
            let columns = bins.edges.windows(2).zip(&bins.counts).filter(|(_, count)| **count > 0.0);
            let up = |(edges, &count): (&[f64], &f64)| {
                let middle = (edges[0] + edges[1]) / 2.0;
                (0..=40).map(move |i| (middle, count * f64::from(i) / 40.0))
            };
            columns.flat_map(up).filter_map(|(x, y)| frame.point(x, y)).collect()
        }
        Mark::Contour(contour) => {
            // Quiet lines: a legend may lie on them before it lies on data.
            let lines = contour.levels.iter().flat_map(|&level| super::contour::lines(&contour.grid, level));
            lines.flat_map(|line| along(frame, &line)).step_by(16).collect()
        }
        _ => Vec::new(),
    }
}

/// Points along the visible part of a line, no further apart than a cell.
fn along(frame: &Frame, points: &[(f64, f64)]) -> Vec<Point> {
    let segment = |pair: &[Point]| {
        let (from, to) = (pair[0], pair[1]);
        let steps = ((to.0 - from.0).hypot(to.1 - from.1) / CELL).ceil().max(1.0) as usize;
        (0..=steps).map(move |i| {
            let share = i as f64 / steps as f64;
            (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
        })
    };
    frame
        .visible(points)
        .iter()
        .flat_map(|piece| piece.windows(2).flat_map(segment).collect::<Vec<_>>())
        .collect()
}
