//! Where on the page is a point of the data?

use super::axis::Axis;
use super::canvas::Point;
use super::layout::Rect;

/// From data to the page.
pub(super) struct Frame<'a> {
    pub(super) plot: Rect,
    pub(super) x: &'a Axis,
    pub(super) y: &'a Axis,
    pub(super) x_range: (f64, f64),
    pub(super) y_range: (f64, f64),
}

impl Frame<'_> {
    /// The position of a point of the data on the page; `None` if an axis cannot show it.
    pub(super) fn point(&self, x: f64, y: f64) -> Option<Point> {
        Some((self.across(self.x.position(x)?), self.down(self.y.position(y)?)))
    }

    /// The horizontal position of a placed x.
    pub(super) fn across(&self, placed: f64) -> f64 {
        self.plot.left + (placed - self.x_range.0) / (self.x_range.1 - self.x_range.0) * self.plot.width
    }

    /// The vertical position of a placed y.
    pub(super) fn down(&self, placed: f64) -> f64 {
        self.plot.bottom() - (placed - self.y_range.0) / (self.y_range.1 - self.y_range.0) * self.plot.height
    }

    /// From which placed y areas rise: 0, or the end of the axis that is nearest to it. A logarithmic axis has no 0, so
    /// there it is the lower end.
    pub(super) fn floor(&self) -> f64 {
        let (low, high) = ordered(self.y_range);
        if self.y.log { low } else { 0.0f64.clamp(low, high) }
    }

    pub(super) fn inside(&self, (x, y): Point) -> bool {
        let slack = 0.5;
        (self.plot.left - slack..=self.plot.right() + slack).contains(&x)
            && (self.plot.top - slack..=self.plot.bottom() + slack).contains(&y)
    }

    /// The part of a segment within the plotting area (Liang and Barsky: each side shortens what is left).
    fn clipped(&self, from: Point, to: Point) -> Option<(Point, Point)> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let plot = &self.plot;
        let sides = [
            (-dx, from.0 - plot.left),
            (dx, plot.right() - from.0),
            (-dy, from.1 - plot.top),
            (dy, plot.bottom() - from.1),
        ];
        let (mut start, mut end) = (0.0f64, 1.0f64);
        for (outward, room) in sides {
            if outward == 0.0 && room < 0.0 {
                return None;
            } else if outward < 0.0 {
                start = start.max(room / outward);
            } else if outward > 0.0 {
                end = end.min(room / outward);
            }
        }
        let at = |share: f64| (from.0 + share * dx, from.1 + share * dy);
        (start <= end).then(|| (at(start), at(end)))
    }

    /// The pieces of a line through points of the data that can be seen; a point without a position interrupts it.
    pub(super) fn visible(&self, points: &[(f64, f64)]) -> Vec<Vec<Point>> {
        let mut pieces: Vec<Vec<Point>> = Vec::new();
        for pair in points.windows(2) {
            let (Some(from), Some(to)) = (self.point(pair[0].0, pair[0].1), self.point(pair[1].0, pair[1].1))
            else {
                continue;
            };
            let Some((from, to)) = self.clipped(from, to) else { continue };
            match pieces.last_mut() {
                Some(piece) if piece.last() == Some(&from) => piece.push(to),
                _ => pieces.push(vec![from, to]),
            }
        }
        pieces
    }

    pub(super) fn kept_inside(&self, (x, y): Point) -> Point {
        (x.clamp(self.plot.left, self.plot.right()), y.clamp(self.plot.top, self.plot.bottom()))
    }
}

/// A range from its lower to its higher end: that of an axis may run backwards.
pub(super) fn ordered((from, to): (f64, f64)) -> (f64, f64) {
    (from.min(to), from.max(to))
}
