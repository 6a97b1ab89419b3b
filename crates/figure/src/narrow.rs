//! How does a figure fit a narrow page? Its panels stand below each other instead of side by side, and are smaller.

use super::grid_of_panels::Figure;
use super::layout::Layout;

/// A figure may be wider than a page by this factor: it is drawn smaller then, and its words can still be read.
const STILL_LEGIBLE: f64 = 1.2;
/// No plotting area becomes narrower than this.
const NARROWEST: f64 = 120.0;

/// How wide a figure may be on a page of this width.
pub(super) fn widest_within(width: f64) -> f64 {
    STILL_LEGIBLE * width
}

impl Figure {
    /// For a page of this width, in CSS pixels: if the figure is much wider, it gets fewer panels side by side, and then smaller
    /// ones. Panels whose places mean something stay there: those with names of rows or columns, and those that share their axes.
    pub(super) fn narrowed(mut self, width: f64) -> Self {
        let most = widest_within(width);
        let is_tied = self.shared_axes || !self.row_labels.is_empty() || !self.column_labels.is_empty();
        while !is_tied && self.columns > 1 && self.size().0 > most {
            self.columns = self.columns.min(self.panels.len()).div_ceil(2);
        }
        self.shrunk_to(most)
    }

    /// With plotting areas that are narrower by what is too much, and lower by the same factor.
    fn shrunk_to(self, most: f64) -> Self {
        let layout = Layout::of(&self);
        let Some(plot) = layout.panels.first().map(|panel| panel.plot) else { return self };
        let too_much = (layout.width - most) / layout.columns as f64;
        if too_much <= 0.0 || plot.width <= NARROWEST {
            return self;
        }
        let wide = (plot.width - too_much).max(NARROWEST);
        self.panel_size(wide, plot.height * wide / plot.width)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Axis, Figure, Panel};

    fn two() -> Figure {
        let panel = || Panel::new("").x(Axis::new("x")).y(Axis::new("y"));
        Figure::single("", panel()).panel(panel()).columns(2)
    }

    #[test]
    fn panels_stand_below_each_other_where_there_is_no_room_beside() {
        let (wide, narrow) = (two().size(), two().narrowed(320.0).size());
        assert!(narrow.0 < 320.0 * 1.25 && narrow.1 > wide.1, "{wide:?} {narrow:?}");
        assert_eq!(two().narrowed(wide.0), two());
    }

    #[test]
    fn rows_and_columns_with_names_stay_and_become_smaller() {
        let named = two().column_labels(["before", "after"]);
        let narrow = named.clone().narrowed(320.0);
        assert_eq!(narrow.columns, 2);
        assert!(narrow.size().0 < 0.6 * named.size().0, "{:?}", narrow.size());
    }
}
