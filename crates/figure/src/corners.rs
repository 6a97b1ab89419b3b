//! Which corner of a panel is empty? One in which words cover nothing that is drawn.

use super::canvas::Point;
use super::fonts::width;
use super::frame::Frame;
use super::layout::Rect;
use super::panel::{Corner, Mark, Panel};
use super::sizes::SMALL;
use portable_math::hypot;

/// From the edge of a plotting area to words in its corner.
const FROM_EDGE: f64 = 7.0;

const CORNERS: [Corner; 5] =
    [Corner::TopRight, Corner::TopLeft, Corner::BottomRight, Corner::BottomLeft, Corner::Right];

/// A corner in which a box of this size covers (nearly) nothing: `preferred` if it is one, and never `taken`.
pub(super) fn empty(
    panel: &Panel,
    frame: &Frame,
    size: (f64, f64),
    preferred: Option<Corner>,
    taken: Option<Corner>,
) -> Option<Corner> {
    if size.0 > 0.75 * frame.plot.width
        || size.1 > 0.75 * frame.plot.height
        || panel.drawn_heat_map().is_some()
    {
        return None;
    }
    let drawn: Vec<Vec<Point>> = panel.marks.iter().map(|mark| points_on(mark, frame)).collect();
    let covered = |corner: Corner| -> usize {
        let position = box_in(corner, frame.plot, size);
        drawn.iter().map(|points| cells_in(points, &position)).sum()
    };
    let corners = preferred.into_iter().chain(CORNERS).filter(|&corner| Some(corner) != taken);
    let least = corners.map(|corner| (covered(corner), corner)).min_by_key(|(covered, _)| *covered)?;
    (least.0 <= MOST_COVERED).then_some(least.1)
}

/// So few cells may be covered: the end of a grid line's label, or a stroke's edge.
const MOST_COVERED: usize = 1;

/// A box of this size in a corner of a plotting area.
pub(super) fn box_in(corner: Corner, plot: Rect, (width, height): (f64, f64)) -> Rect {
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
    let mut cells: Vec<(i64, i64)> = points.iter().filter(inside).map(cell).collect();
    cells.sort_unstable();
    cells.dedup();
    cells.len()
}

/// Points of the page that a mark covers, no further apart than a cell.
fn points_on(mark: &Mark, frame: &Frame) -> Vec<Point> {
    match mark {
        Mark::Line(series) => along(frame, &series.points),
        Mark::Trajectory(path) => along(frame, &path.series.points),
        Mark::Scatter(series) => series.points.iter().filter_map(|&(x, y)| frame.point(x, y)).collect(),
        Mark::Bars(bars) => {
            bars.bars.iter().enumerate().flat_map(|(i, bar)| bar_points(frame, i as f64, bar.1)).collect()
        }
        Mark::VectorField(field) => {
            field.arrows.iter().filter_map(|arrow| frame.point(arrow.0, arrow.1)).collect()
        }
        Mark::Point(x, y, _) => frame.point(*x, *y).into_iter().collect(),
        Mark::Text(x, y, words) => {
            let wide = width(words, SMALL, false);
            let start = frame.point(*x, *y);
            start.iter().flat_map(|at| (0..20).map(|i| (at.0 + wide * f64::from(i) / 20.0, at.1))).collect()
        }
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
            let points = columns.flat_map(up).filter_map(|(x, y)| frame.point(x, y));
            points.map(|at| frame.kept_inside(at)).collect()
        }
        Mark::Contour(contour) => {
            // Quiet lines: a legend may lie on them before it lies on data.
            let lines = contour.levels.iter().flat_map(|&level| super::contour::lines(&contour.grid, level));
            lines.flat_map(|line| along(frame, &line)).step_by(16).collect()
        }
        _ => Vec::new(),
    }
}

/// Points up a bar and along its top, with the value that stands on it.
fn bar_points(frame: &Frame, at: f64, height: f64) -> Vec<Point> {
    let Some(top) = frame.point(at, height) else { return Vec::new() };
    let (half, floor) = ((frame.across(0.35) - frame.across(0.0)).abs(), frame.down(frame.floor()));
    let up = |i: u32| (top.0, top.1 - 16.0 + (floor - top.1 + 16.0) * f64::from(i) / 40.0);
    (0..=40).map(up).flat_map(|at| [-half, 0.0, half].map(|aside| (at.0 + aside, at.1))).collect()
}

/// Points along the visible part of a line, no further apart than a cell.
fn along(frame: &Frame, points: &[(f64, f64)]) -> Vec<Point> {
    let segment = |pair: &[Point]| {
        let (from, to) = (pair[0], pair[1]);
        let steps = (hypot(to.0 - from.0, to.1 - from.1) / CELL).ceil().max(1.0) as usize;
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
