//! Which ranges do the axes of a panel have? Those of its marks, unless its axes say otherwise.

use super::axis::Axis;
use super::frame::Frame;
use super::layout::Rect;
use super::panel::{Mark, Panel};
use portable_math::powf;
use wording::Words;

/// The placed ranges of both axes.
pub(super) type Ranges = ((f64, f64), (f64, f64));

/// The axes of a panel with their ranges; where on the page is not yet known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scene {
    pub(super) x: Axis,
    pub(super) y: Axis,
    ranges: Ranges,
    equal_aspect: bool,
}

impl Scene {
    /// On the ranges that all panels share, if they do.
    pub(super) fn of(panel: &Panel, shared: Option<Ranges>) -> Self {
        let (x, y) = axes(panel);
        let ranges = shared.unwrap_or_else(|| own_ranges(panel));
        Self { x, y, ranges, equal_aspect: panel.equal_aspect }
    }

    /// In this plotting area.
    pub(super) fn frame(&self, plot: Rect) -> Frame<'_> {
        let (x_range, y_range) = self.ranges;
        let mut frame = Frame { plot, x: &self.x, y: &self.y, x_range, y_range };
        if self.equal_aspect {
            equalise(&mut frame);
        }
        frame
    }
}

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
            let room = 1.05;
            let (low, high) = if panel.y.log {
                // There is no 0, so the columns rise from half of the lowest: that one can be seen, too.
                let lowest = bins.counts.iter().copied().filter(|&count| count > 0.0).fold(highest, f64::min);
                let low = 0.5 * if lowest > 0.0 { lowest } else { 1.0 };
                (low, low * powf(highest.max(1.0) / low, room))
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
