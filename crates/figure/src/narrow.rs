//! How does a figure fit a narrow page? Its panels stand below each other instead of side by side.

use super::grid_of_panels::Figure;

/// A figure may be wider than a page by this factor: it is drawn smaller then, and its words can still be read.
const STILL_LEGIBLE: f64 = 1.35;

impl Figure {
    /// With fewer panels side by side if the figure is much wider than this, in CSS pixels. Panels whose places mean
    /// something stay: those with names of rows or columns, and those that share their axes.
    #[must_use]
    pub fn narrowed(mut self, width: f64) -> Self {
        let is_tied = self.shared_axes || !self.row_labels.is_empty() || !self.column_labels.is_empty();
        while !is_tied && self.columns > 1 && self.size().0 > STILL_LEGIBLE * width {
            self.columns = self.columns.min(self.panels.len()).div_ceil(2);
        }
        self
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
        assert!(narrow.0 < 0.6 * wide.0 && narrow.1 > 1.5 * wide.1, "{wide:?} {narrow:?}");
        assert_eq!(two().narrowed(wide.0), two());
    }

    #[test]
    fn rows_and_columns_with_names_stay() {
        let named = || two().column_labels(["before", "after"]);
        assert_eq!(named().narrowed(320.0), named());
    }
}
