//! How large are the words of a figure?

/// The figure's title.
pub(super) const TITLE: f64 = 15.0;
/// The title of a panel.
pub(super) const PANEL_TITLE: f64 = 12.5;
/// The name of an axis, and words in a graph.
pub(super) const LABEL: f64 = 12.0;
/// The numbers at an axis.
pub(super) const TICK: f64 = 10.5;
/// Legends, notes, captions.
pub(super) const SMALL: f64 = 10.5;
