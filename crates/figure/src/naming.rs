//! How are the series of a panel named? At the ends of their lines, in an empty corner, or above the panel.

use super::corners;
use super::end_labels;
use super::frame::Frame;
use super::grid_of_panels::Figure;
use super::legend_entries::{self, Entry, GAP, SAMPLE};
use super::looks::Look;
use super::panel::{Corner, Legend, Panel};
use super::sizes::{SMALL, line_height};
use super::wrap::widest;

/// Within the box of a legend.
pub(super) const PADDING: f64 = 6.0;

/// Where the names of a panel's series stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// Nowhere, or in the figure's own legend.
    None,
    /// Each at the right end of its line.
    AtEnds,
    /// In a corner of the plotting area.
    In(Corner),
    /// Between the panel's title and its plotting area.
    Above,
}

/// The size of a legend with a name a line.
pub(super) fn size(entries: &[Entry]) -> (f64, f64) {
    let words = widest(entries.iter().map(|entry| &*entry.series.label), SMALL, false);
    let lines = entries.len() as f64 * line_height(SMALL);
    (words + SAMPLE + GAP + 2.0 * PADDING, lines + 2.0 * PADDING - 4.0)
}

/// Whether all panels of a figure can name their lines at the ends.
pub(super) fn all_at_ends(figure: &Figure, frames: &[Frame]) -> bool {
    let mut named = figure.panels.iter().zip(frames).filter(|(panel, _)| legend_entries::count(panel) > 0);
    named.all(|(panel, frame)| {
        panel.legend == Legend::Best && !panel.has_color_bar() && end_labels::fit(panel, frame)
    })
}

/// Whether one legend for the whole figure says what several would repeat.
pub(super) fn repeated(figure: &Figure, looks: &[Vec<Look>]) -> bool {
    let names = |(panel, looks): (&Panel, &Vec<Look>)| -> Vec<String> {
        legend_entries::of(panel, looks).iter().map(|entry| entry.series.label.to_string()).collect()
    };
    let all: Vec<Vec<String>> = figure.panels.iter().zip(looks).map(names).collect();
    let unasked = figure.panels.iter().all(|panel| matches!(panel.legend, Legend::Best | Legend::None));
    let named: Vec<&Vec<String>> = all.iter().filter(|names| !names.is_empty()).collect();
    unasked && named.len() > 1 && named.windows(2).all(|pair| pair[0] == pair[1])
}

/// For a panel whose lines have no names at their ends.
pub(super) fn in_legend(panel: &Panel, looks: &[Look], frame: &Frame) -> Naming {
    let entries = legend_entries::of(panel, looks);
    let preferred = match panel.legend {
        Legend::None | Legend::OutsideTop => return Naming::None,
        _ if entries.is_empty() => return Naming::None,
        Legend::In(corner) => Some(corner),
        Legend::Best => None,
    };
    corners::empty(panel, frame, size(&entries), preferred, None).map_or(Naming::Above, Naming::In)
}

/// The corner for a panel's note; none if it has to stand above the panel.
pub(super) fn note_corner(panel: &Panel, frame: &Frame, legend: Naming) -> Option<Corner> {
    if panel.note.is_empty() {
        return None;
    }
    let taken = match legend {
        Naming::In(corner) => Some(corner),
        _ => None,
    };
    corners::empty(panel, frame, note_size(panel), None, taken)
}

/// The size of a note in a corner.
pub(super) fn note_size(panel: &Panel) -> (f64, f64) {
    let lines = panel.note.lines().count() as f64;
    (widest(panel.note.lines(), SMALL, false) + 6.0, lines * line_height(SMALL) + 4.0)
}
