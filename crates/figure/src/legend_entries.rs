//! What does a legend name, and in which rows?

use super::fonts::width;
use super::marks::Series;
use super::panel::{Mark, Panel};
use super::sizes::SMALL;

/// How long the piece of line beside a name is.
pub(super) const SAMPLE: f64 = 24.0;
/// Between that piece and the name.
pub(super) const GAP: f64 = 6.0;
/// The height of a row of the common legend.
pub(super) const ROW: f64 = 20.0;
/// Between two names of the common legend.
pub(super) const BETWEEN: f64 = 18.0;

/// How wide a name is, with its piece of line.
pub(super) fn room(series: &Series) -> f64 {
    SAMPLE + GAP + width(&series.label, SMALL, false)
}

/// The names of all panels, each once, in rows no wider than `limit`.
pub(super) fn rows(panels: &[Panel], limit: f64) -> Vec<Vec<(&Series, Named)>> {
    let mut rows: Vec<Vec<(&Series, Named)>> = Vec::new();
    let mut taken = 0.0;
    for (series, kind) in panels.iter().flat_map(named) {
        if rows.iter().flatten().any(|(other, _)| other.label == series.label) {
            continue;
        }
        let needed = BETWEEN + room(series);
        match rows.last_mut() {
            Some(row) if taken + needed <= limit => row.push((series, kind)),
            _ => {
                rows.push(vec![(series, kind)]);
                taken = 0.0;
            }
        }
        taken += needed;
    }
    rows
}

/// The named lines and scatters of a panel, for its legend.
pub(super) fn named(panel: &Panel) -> Vec<(&Series, Named)> {
    let named = panel.marks.iter().flat_map(|mark| match mark {
        Mark::Line(series) => vec![(series, Named::Line)],
        Mark::Scatter(series) => vec![(series, Named::Scatter)],
        Mark::Trajectory(path) => vec![(&path.series, Named::Line)],
        Mark::Graph(graph) => graph.ways().into_iter().map(|way| (way, Named::Line)).collect(),
        _ => Vec::new(),
    });
    named.filter(|(series, _)| !series.label.is_empty()).collect()
}

/// How a named series looks in a legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Line,
    Scatter,
}
