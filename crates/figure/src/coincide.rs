//! Which lines would hide each other? Those less than a stroke apart over most of their length.

use super::canvas::Point;
use super::frame::Frame;
use super::grid_of_panels::Figure;
use super::layout::Layout;
use super::looks::Turn;
use super::marks::Series;
use super::panel::{Mark, Panel};
use portable_math::hypot;

/// Lines closer than this look like one.
const NEAR: f64 = 1.5;
/// A line is hidden if so much of it lies under another.
const MOST: f64 = 0.6;
/// At how many positions of a line its distance is taken.
const POSITIONS: usize = 200;
/// In a panel of more named lines only the first ones are compared.
const MOST_LINES: usize = 16;

impl Figure {
    /// The names of series that lie on each other in a panel over most of their length, group by group. They are
    /// drawn so that all can be seen; a caption can say it, too.
    #[must_use]
    pub fn coinciding_series(&self) -> Vec<Vec<String>> {
        let layout = Layout::of(self);
        let mut all: Vec<Vec<String>> = Vec::new();
        for (panel, placed) in self.panels.iter().zip(&layout.panels) {
            for group in groups(panel, &placed.frame()) {
                let names: Vec<String> = group.iter().map(|(_, series)| series.label.to_string()).collect();
                if !all.contains(&names) {
                    all.push(names);
                }
            }
        }
        all
    }
}

/// The turn of each mark of a panel.
pub(super) fn turns(panel: &Panel, frame: &Frame) -> Vec<Turn> {
    let mut turns = vec![Turn::default(); panel.marks.len()];
    for group in groups(panel, frame) {
        for (index, (mark, _)) in group.iter().enumerate() {
            turns[*mark] = Turn { index, of: group.len() };
        }
    }
    turns
}

type Line<'a> = (usize, &'a Series);

/// The lines that lie on each other, in the order in which they are drawn.
fn groups<'a>(panel: &'a Panel, frame: &Frame) -> Vec<Vec<Line<'a>>> {
    let named = |(mark, drawn): (usize, &'a Mark)| match drawn {
        Mark::Line(series) if !series.label.is_empty() => Some((mark, series)),
        _ => None,
    };
    let lines: Vec<Line> = panel.marks.iter().enumerate().filter_map(named).take(MOST_LINES).collect();
    let paths: Vec<Vec<Vec<Point>>> = lines.iter().map(|(_, series)| frame.visible(&series.points)).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for line in 0..lines.len() {
        let hides = |group: &&mut Vec<usize>| group.iter().any(|&under| hidden(&paths[under], &paths[line]));
        match groups.iter_mut().find(hides) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups.into_iter().map(|group| group.into_iter().map(|line| lines[line]).collect()).collect()
}

/// Whether most of a line lies under another.
fn hidden(under: &[Vec<Point>], over: &[Vec<Point>]) -> bool {
    let positions = spread(under);
    let near = |at: &&Point| over.iter().any(|piece| piece.windows(2).any(|pair| is_near(**at, pair)));
    let covered = positions.iter().filter(near).count();
    !positions.is_empty() && covered as f64 >= MOST * positions.len() as f64
}

/// Positions along a line, about equally far from each other.
fn spread(pieces: &[Vec<Point>]) -> Vec<Point> {
    let length = |pair: &[Point]| hypot(pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
    let total: f64 = pieces.iter().flat_map(|piece| piece.windows(2)).map(length).sum();
    stepped(pieces, length, 0.0, (total / POSITIONS as f64).max(0.5))
}

/// Positions along a line: the first after `first`, each further one a `step` on, as `length` measures a segment.
pub(super) fn stepped(
    pieces: &[Vec<Point>],
    length: impl Fn(&[Point]) -> f64,
    first: f64,
    step: f64,
) -> Vec<Point> {
    let (mut positions, mut left) = (Vec::new(), first);
    for pair in pieces.iter().flat_map(|piece| piece.windows(2)) {
        let whole = length(pair);
        while left <= whole && whole > 0.0 {
            let share = left / whole;
            let along = |from: f64, to: f64| from + share * (to - from);
            positions.push((along(pair[0].0, pair[1].0), along(pair[0].1, pair[1].1)));
            left += step;
        }
        left -= whole;
    }
    positions
}

/// Whether a point is near a segment. Most are not even near the box around it.
fn is_near(at: Point, ends: &[Point]) -> bool {
    let far = |value: f64, a: f64, b: f64| value < a.min(b) - NEAR || value > a.max(b) + NEAR;
    let is_outside = far(at.0, ends[0].0, ends[1].0) || far(at.1, ends[0].1, ends[1].1);
    !is_outside && distance(at, ends) < NEAR
}

/// From a point to a segment.
fn distance((x, y): Point, ends: &[Point]) -> f64 {
    let (dx, dy) = (ends[1].0 - ends[0].0, ends[1].1 - ends[0].1);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 { ((x - ends[0].0) * dx + (y - ends[0].1) * dy) / square } else { 0.0 };
    let share = along.clamp(0.0, 1.0);
    hypot(x - ends[0].0 - share * dx, y - ends[0].1 - share * dy)
}

#[cfg(test)]
mod tests {
    use super::super::panel::Legend;
    use super::*;
    use portable_math::sin;

    fn curve(name: &'static str, shift: f64) -> Series {
        Series::new(name, (0..50).map(|i| (f64::from(i), sin(f64::from(i) / 9.0) + shift)))
    }

    #[test]
    fn curves_on_each_other_are_listed_and_curves_apart_are_not() {
        let panel = Panel::new("").line(curve("a", 0.0)).line(curve("b", 0.001)).line(curve("c", 0.5));
        assert_eq!(Figure::single("", panel).coinciding_series(), [["a", "b"]]);
        let crossing = Panel::new("")
            .line(Series::new("up", [(0.0, 0.0), (1.0, 1.0)]))
            .line(Series::new("down", [(0.0, 1.0), (1.0, 0.0)]));
        assert!(Figure::single("", crossing).coinciding_series().is_empty());
    }

    /// How many pixels of a figure are rather blue (`true`) or rather red.
    fn seen(panel: Panel, blue: bool) -> usize {
        let bytes = Figure::single("", panel.legend(Legend::None)).png_bytes().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let rather = |pixel: &&[u8]| {
            let (red, other) = (i32::from(pixel[0]), i32::from(pixel[2]));
            if blue { other - red > 60 } else { red - other > 60 }
        };
        pixels.chunks_exact(3).filter(rather).count()
    }

    #[test]
    fn of_two_curves_on_each_other_both_are_seen_along_their_whole_length() {
        let alone = seen(Panel::new("").line(curve("a", 0.0)), true);
        let both = || Panel::new("").line(curve("a", 0.0)).line(curve("b", 0.0));
        assert!(seen(both(), true) > alone, "the lower curve shows at both sides of the upper one");
        assert!(3 * seen(both(), false) > alone, "the upper curve is there in pieces");
        let apart = Panel::new("").line(curve("a", 0.0)).line(curve("b", 0.5));
        assert!(seen(apart, false) > seen(both(), false));
    }

    #[test]
    fn of_three_curves_on_each_other_each_has_its_own_pieces() {
        let three =
            ["a", "b", "c"].into_iter().fold(Panel::new(""), |panel, name| panel.line(curve(name, 0.0)));
        let layout = Layout::of(&Figure::single("", three.clone()));
        let turns = turns(&three, &layout.panels[0].frame());
        assert_eq!(turns, [0, 1, 2].map(|index| Turn { index, of: 3 }));
    }
}
