//! Where on a drawn figure can a reader point at data? The plotting areas, with the ends of their axes.

use super::axis::Axis;
use super::layout::{Layout, Placed, Rect};

/// The plotting area of a panel, in pixels of the page, with the ends of its axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlottingArea {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// What the horizontal axis shows at the left and at the right edge.
    pub x: Ends,
    /// What the vertical axis shows at the lower and at the upper edge.
    pub y: Ends,
}

/// The ends of an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ends {
    /// At its beginning.
    pub from: f64,
    /// At its end.
    pub to: f64,
    /// Whether equal lengths between them are equal factors.
    pub log: bool,
}

impl Ends {
    fn of(axis: &Axis, (from, to): (f64, f64)) -> Self {
        Self { from: axis.value(from), to: axis.value(to), log: axis.log }
    }
}

impl Layout {
    /// The plotting areas of the panels, in order.
    pub(super) fn plotting_areas(&self) -> Vec<PlottingArea> {
        let area = |panel: &Placed| {
            let frame = panel.frame();
            let Rect { left, top, width, height } = frame.plot;
            let (x, y) = (Ends::of(frame.x, frame.x_range), Ends::of(frame.y, frame.y_range));
            PlottingArea { left, top, width, height, x, y }
        };
        self.panels.iter().map(area).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Axis, Figure, Panel, Series};

    #[test]
    fn the_ends_of_a_plotting_area_are_those_of_the_axes() {
        let panel = Panel::new("")
            .x(Axis::new("x").range(-2.0, 3.0))
            .y(Axis::new("loss").log10().range(0.01, 100.0))
            .line(Series::new("", [(0.0, 1.0), (1.0, 2.0)]));
        let figure = Figure::single("t", panel.clone()).panel(panel);
        let (_, areas) = figure.svg_within(f64::INFINITY).unwrap();
        assert_eq!(areas.len(), 2);
        assert_eq!((areas[0].x, areas[0].width > 50.0), (Ends { from: -2.0, to: 3.0, log: false }, true));
        let y = areas[1].y;
        assert!(y.log && (y.from - 0.01).abs() < 1e-12 && (y.to - 100.0).abs() < 1e-9);
        assert!(areas[1].top >= areas[0].top + areas[0].height, "{areas:?}");
    }
}
