//! What does a legend name, and in which rows?

use super::fonts::width;
use super::looks::Look;
use super::marks::{Dash, Marker, Series};
use super::panel::{Mark, Panel};
use super::sizes::SMALL;

/// How long the piece of line beside a name is.
pub(super) const SAMPLE: f64 = 26.0;
/// Between that piece and the name.
pub(super) const GAP: f64 = 6.0;
/// The height of a row of a legend above the panels.
pub(super) const ROW: f64 = 20.0;
/// Between two names of a row.
pub(super) const BETWEEN: f64 = 18.0;

/// One line of a legend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry<'a> {
    pub(super) series: &'a Series,
    /// With a piece of its line.
    pub(super) line: bool,
    pub(super) marker: Option<Marker>,
    pub(super) dash: Dash,
}

/// How wide a name is, with its piece of line.
pub(super) fn room(entry: &Entry) -> f64 {
    SAMPLE + GAP + width(&entry.series.label, SMALL, false)
}

/// The names of all panels, each once.
pub(super) fn of_all<'a>(panels: &'a [Panel], looks: &[Vec<Look>]) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry> = Vec::new();
    for entry in panels.iter().zip(looks).flat_map(|(panel, looks)| of(panel, looks)) {
        if entries.iter().all(|other| other.series.label != entry.series.label) {
            entries.push(entry);
        }
    }
    entries
}

/// Names in as few rows as possible, no wider than `limit` and about equally long.
pub(super) fn rows<'a>(entries: &[Entry<'a>], limit: f64) -> Vec<Vec<Entry<'a>>> {
    let fewest = filled(entries, limit).len();
    let narrower = (1..40).map(|step| limit * f64::from(step) / 40.0);
    let balanced = narrower.into_iter().map(|limit| filled(entries, limit));
    balanced.into_iter().find(|rows| rows.len() <= fewest).unwrap_or_else(|| filled(entries, limit))
}

fn filled<'a>(entries: &[Entry<'a>], limit: f64) -> Vec<Vec<Entry<'a>>> {
    let mut rows: Vec<Vec<Entry>> = Vec::new();
    let mut taken = 0.0;
    for &entry in entries {
        let needed = BETWEEN + room(&entry);
        match rows.last_mut() {
            Some(row) if taken + needed <= limit + BETWEEN => row.push(entry),
            _ => {
                rows.push(vec![entry]);
                taken = 0.0;
            }
        }
        taken += needed;
    }
    rows
}

/// The named lines and scatters of a panel, for its legend.
pub(super) fn of<'a>(panel: &'a Panel, looks: &[Look]) -> Vec<Entry<'a>> {
    let entries = panel.marks.iter().zip(looks).flat_map(|(mark, look)| in_mark(mark, look));
    entries.filter(|entry| !entry.series.label.is_empty()).collect()
}

/// How many names a panel has.
pub(super) fn count(panel: &Panel) -> usize {
    of(panel, &vec![Look::default(); panel.marks.len()]).len()
}

fn in_mark<'a>(mark: &'a Mark, look: &Look) -> Vec<Entry<'a>> {
    let own = |series: &Series| look.marker.or(series.marker.map(|(marker, _)| marker));
    match mark {
        Mark::Line(series) => {
            vec![Entry { series, line: true, marker: own(series), dash: look.dash.unwrap_or(series.dash) }]
        }
        Mark::Scatter(series) => {
            vec![Entry {
                series,
                line: false,
                marker: own(series).or(Some(Marker::Circle)),
                dash: Dash::Solid,
            }]
        }
        Mark::Trajectory(path) => {
            vec![Entry {
                series: &path.series,
                line: true,
                marker: own(&path.series),
                dash: path.series.dash,
            }]
        }
        Mark::Graph(graph) => graph
            .ways()
            .into_iter()
            .map(|series| Entry { series, line: true, marker: None, dash: series.dash })
            .collect(),
        _ => Vec::new(),
    }
}
