//! How large are the words of a figure? None is smaller than 12 pixels of the page: a figure is shown at its own size.

/// The widest figure: that of a page's column.
pub(super) const WIDEST: f64 = 920.0;
/// The figure's title.
pub(super) const TITLE: f64 = 15.0;
/// The title of a panel.
pub(super) const PANEL_TITLE: f64 = 13.0;
/// The name of an axis, and words in a graph.
pub(super) const LABEL: f64 = 12.5;
/// The numbers at an axis.
pub(super) const TICK: f64 = 12.0;
/// Legends, notes, captions.
pub(super) const SMALL: f64 = 12.0;

/// From one line of words to the next, for words of this size.
pub(super) fn line_height(size: f64) -> f64 {
    1.3 * size
}
