//! Can each line have its name at its right end? Then no legend is needed.

use super::canvas::Point;
use super::color::Color;
use super::frame::Frame;
use super::marks::Series;
use super::panel::{Mark, Panel};
use super::sizes::{SMALL, line_height};
use super::wrap::widest;

/// From the plotting area to the names.
pub(super) const GAP: f64 = 12.0;
/// More names than these are rather a legend.
const MOST: usize = 6;
/// How far from the end of its line a name may stand.
const FARTHEST: f64 = 22.0;
/// The widest name, in pixels and as a share of the plotting area.
const WIDEST: (f64, f64) = (170.0, 0.5);

/// A name at the end of its line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EndLabel<'a> {
    pub(super) words: &'a str,
    pub(super) color: Color,
    pub(super) end: Point,
    /// The height of its middle on the page.
    pub(super) y: f64,
}

/// Whether all names of a panel fit beside their ends.
pub(super) fn fit(panel: &Panel, frame: &Frame) -> bool {
    let labels = of(panel, frame);
    let named = super::legend_entries::count(panel);
    let room = WIDEST.0.min(WIDEST.1 * frame.plot.width);
    let at_the_edge = |label: &EndLabel| frame.plot.right() - label.end.0 < 0.05 * frame.plot.width;
    let near = |label: &EndLabel| (label.y - label.end.1).abs() <= FARTHEST;
    (1..=MOST).contains(&labels.len())
        && labels.len() == named
        && wide(&labels) <= room
        && labels.iter().all(|label| at_the_edge(label) && near(label))
}

/// The width of the widest name.
fn wide(labels: &[EndLabel]) -> f64 {
    widest(labels.iter().map(|label| label.words), SMALL, false)
}

/// The room that the names need at the right of the plotting area.
pub(super) fn room(panel: &Panel, frame: &Frame) -> f64 {
    GAP + wide(&of(panel, frame)) + 4.0
}

/// The names, each as near to the end of its line as the others allow.
pub(super) fn of<'a>(panel: &'a Panel, frame: &Frame) -> Vec<EndLabel<'a>> {
    let lines = panel.marks.iter().filter_map(|mark| match mark {
        Mark::Line(series) if !series.label.is_empty() => Some(series),
        _ => None,
    });
    let mut labels: Vec<EndLabel> = lines.filter_map(|series| label(series, frame)).collect();
    labels.sort_by(|a, b| a.end.1.total_cmp(&b.end.1));
    let heights = spread(&labels.iter().map(|label| label.end.1).collect::<Vec<_>>(), line_height(SMALL));
    for (label, y) in labels.iter_mut().zip(heights) {
        label.y = y;
    }
    labels
}

fn label<'a>(series: &'a Series, frame: &Frame) -> Option<EndLabel<'a>> {
    let pieces = frame.visible(&series.points);
    let end = pieces.iter().flatten().copied().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let color = series.color.unwrap_or(Color::of(0));
    Some(EndLabel { words: &series.label, color, end, y: end.1 })
}

/// Heights at least `apart`, each as near to its own as possible: neighbours that are too close move as one, to both
/// sides of their mean.
fn spread(sorted: &[f64], apart: f64) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for &height in sorted {
        blocks.push((height, 1));
        while let [.., (above, many), (below, few)] = blocks[..]
            && below - above < apart * (many + few) as f64 / 2.0
        {
            let together = many + few;
            let mean = (above * many as f64 + below * few as f64) / together as f64;
            blocks.truncate(blocks.len() - 2);
            blocks.push((mean, together));
        }
    }
    let heights = |(mean, count): (f64, usize)| {
        (0..count).map(move |i| mean + apart * (i as f64 - (count as f64 - 1.0) / 2.0))
    };
    blocks.into_iter().flat_map(heights).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_too_close_move_apart_and_the_others_stay() {
        assert_eq!(spread(&[10.0, 12.0, 100.0], 16.0), [3.0, 19.0, 100.0]);
        assert_eq!(spread(&[50.0, 50.0, 50.0], 10.0), [40.0, 50.0, 60.0]);
        assert!(spread(&[], 10.0).is_empty());
    }
}
