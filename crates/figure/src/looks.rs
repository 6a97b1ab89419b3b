//! How do series differ when colours are not seen? By markers, unless their author has told them apart already.

use super::color::Color;
use super::grid_of_panels::Figure;
use super::marks::{Dash, Marker, Series, Trajectory};
use super::panel::{Mark, Panel};

/// What a series gets that its author left open.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Look {
    pub(super) marker: Option<Marker>,
    pub(super) dash: Option<Dash>,
    /// Where its first marker stands, as a share of the distance between two markers.
    pub(super) offset: f64,
    /// How it shares its path with the lines that coincide with it.
    pub(super) turn: Turn,
}

/// The turn of one of `of` lines on the same path: the first is drawn whole and wide, the others in pieces over it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) index: usize,
    pub(super) of: usize,
}

/// The first line needs no marker: it is the one without.
const LINES: [Option<Marker>; 7] = [
    None,
    Some(Marker::Circle),
    Some(Marker::Square),
    Some(Marker::Triangle),
    Some(Marker::Diamond),
    Some(Marker::Cross),
    Some(Marker::Plus),
];

const SCATTERS: [Marker; 6] =
    [Marker::Circle, Marker::Triangle, Marker::Square, Marker::Diamond, Marker::Cross, Marker::Plus];

/// The looks of all marks, panel by panel. A colour has the same marker in all of them.
pub(super) fn looks(figure: &Figure) -> Vec<Vec<Look>> {
    let lines = colors(figure, |mark| line(mark).is_some());
    let scatters = colors(figure, |mark| matches!(mark, Mark::Scatter(_)));
    figure.panels.iter().map(|panel| in_panel(panel, &lines, &scatters)).collect()
}

fn in_panel(panel: &Panel, lines: &[Color], scatters: &[Color]) -> Vec<Look> {
    let look = |mark: &Mark| match mark {
        Mark::Line(series) if mistakable(panel, series) => match series.marker {
            Some(_) => {
                Look { marker: Some(SCATTERS[index(lines, series) % SCATTERS.len()]), ..Look::default() }
            }
            None => among_points(panel, series).unwrap_or_else(|| marked(index(lines, series), lines.len())),
        },
        Mark::Scatter(series) if series.marker.is_none() => {
            let marker = SCATTERS[index(scatters, series) % SCATTERS.len()];
            Look { marker: Some(marker), ..Look::default() }
        }
        Mark::Trajectory(path) => Look { marker: path_marker(panel, path), ..Look::default() },
        _ => Look::default(),
    };
    panel.marks.iter().map(look).collect()
}

fn marked(index: usize, of: usize) -> Look {
    let offset = (index as f64 + 0.5) / of.max(1) as f64;
    Look { marker: LINES[index % LINES.len()], offset, ..Look::default() }
}

/// The steps of each of several paths have their own sign.
fn path_marker(panel: &Panel, path: &Trajectory) -> Option<Marker> {
    let paths = panel.marks.iter().filter_map(|mark| match mark {
        Mark::Trajectory(path) => Some(path),
        _ => None,
    });
    let index = paths.into_iter().position(|other| other.series.color == path.series.color)?;
    Some(SCATTERS[index % SCATTERS.len()])
}

/// Among scattered points, which a marker would be taken for, a few lines differ by dashes.
fn among_points(panel: &Panel, series: &Series) -> Option<Look> {
    let scattered = panel.marks.iter().any(|mark| matches!(mark, Mark::Scatter(_) | Mark::Trajectory(_)));
    let lines: Vec<&Series> = panel.marks.iter().filter_map(line).filter(|line| open(line)).collect();
    let dashes = [Dash::Solid, Dash::Dashed, Dash::Dotted];
    let index = lines.iter().position(|line| line.color == series.color)?;
    let dash = *dashes.get(index).filter(|_| scattered && lines.len() <= dashes.len())?;
    Some(Look { dash: Some(dash), ..Look::default() })
}

/// Whether another line of the panel looks the same but for its colour.
fn mistakable(panel: &Panel, series: &Series) -> bool {
    let kind = |series: &Series| (series.dash, series.marker.map(|(marker, _)| marker));
    let alike = |other: &Series| kind(other) == kind(series) && other.color != series.color;
    open(series) && panel.marks.iter().filter_map(line).any(|other| open(other) && alike(other))
}

/// Whether a line can be taken for another: quiet lines without a name are companions, and dotted ones are rare.
fn open(series: &Series) -> bool {
    !series.label.is_empty() && series.dash != Dash::Dotted
}

fn line(mark: &Mark) -> Option<&Series> {
    match mark {
        Mark::Line(series) => Some(series),
        _ => None,
    }
}

fn index(colors: &[Color], series: &Series) -> usize {
    colors.iter().position(|&color| Some(color) == series.color).unwrap_or(0)
}

/// The colours of some marks, each once, in the order of their first appearance.
fn colors(figure: &Figure, wanted: fn(&Mark) -> bool) -> Vec<Color> {
    let mut colors = Vec::new();
    for mark in figure.panels.iter().flat_map(|panel| &panel.marks).filter(|mark| wanted(mark)) {
        if let Mark::Line(series) | Mark::Scatter(series) = mark
            && let Some(color) = series.color
            && !series.label.is_empty()
            && !colors.contains(&color)
        {
            colors.push(color);
        }
    }
    colors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markers(panel: Panel) -> Vec<Option<Marker>> {
        looks(&Figure::single("", panel))[0].iter().map(|look| look.marker).collect()
    }

    fn series(name: &'static str) -> Series {
        Series::new(name, [(0.0, 0.0), (1.0, 1.0)])
    }

    #[test]
    fn lines_and_scatters_of_one_panel_differ_without_their_colours() {
        let lines =
            ["a", "b", "c", "d", "e"].into_iter().fold(Panel::new(""), |p, name| p.line(series(name)));
        let points = ["a", "b", "c", "d"].into_iter().fold(Panel::new(""), |p, name| p.scatter(series(name)));
        for markers in [markers(lines), markers(points)] {
            for (i, marker) in markers.iter().enumerate() {
                assert!(!markers[i + 1..].contains(marker), "{markers:?}");
            }
        }
    }

    #[test]
    fn equal_signs_of_several_lines_become_different_ones() {
        let lines = ["a", "b"].map(|name| series(name).marker(Marker::Circle, 1));
        let markers = markers(lines.into_iter().fold(Panel::new(""), Panel::line));
        assert_eq!(markers, [Some(Marker::Circle), Some(Marker::Triangle)]);
    }

    #[test]
    fn what_the_author_told_apart_and_a_single_line_stay_as_they_are() {
        let dashed = Panel::new("").line(series("training")).line(series("test").dashed());
        assert_eq!(markers(dashed), [None, None]);
        let signs = [Marker::Circle, Marker::Square].map(|marker| series("signs").marker(marker, 1));
        assert_eq!(markers(signs.into_iter().fold(Panel::new(""), Panel::line)), [None, None]);
        assert_eq!(markers(Panel::new("").line(series("alone"))), [None]);
        let runs = Panel::new("").line(series("a")).line(series("").palette(1));
        assert_eq!(markers(runs), [None, None], "a line without a name is no second series");
    }
}
