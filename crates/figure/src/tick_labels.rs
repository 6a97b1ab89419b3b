//! Which numbers or names stand along an axis without touching each other?

use super::frame::Frame;
use super::sizes::{TICK, line_height};
use super::wrap::{balanced, widest};

/// Between two names side by side.
const BETWEEN: f64 = 7.0;
/// A name in more lines than these is rather moved to a second row.
const MOST_LINES: usize = 3;

/// A number or a name at a placed value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TickLabel {
    pub(super) placed: f64,
    pub(super) lines: Vec<String>,
    /// So many lines below the first row.
    pub(super) down: usize,
}

/// Along the horizontal axis: fewer numbers, or names in several lines, until none touches its neighbour.
pub(super) fn across(frame: &Frame) -> Vec<TickLabel> {
    let most = ((frame.plot.width / 62.0) as usize).clamp(2, 8);
    let ticks = |wanted| frame.x.placed_ticks(frame.x_range, wanted);
    if frame.x.ticks.is_none() {
        let tried = (2..=most).rev().map(|wanted| in_one_line(&ticks(wanted)));
        return tried.into_iter().find(|labels| fit(labels, frame)).unwrap_or_else(|| ends(&ticks(2)));
    }
    let ticks = ticks(most);
    let one_line = in_one_line(&ticks);
    if fit(&one_line, frame) {
        return one_line;
    }
    if ticks.iter().all(|(_, name)| is_number(name)) {
        return thinned(&ticks, frame);
    }
    let wrapped = in_slots(&ticks, frame);
    let few_lines = wrapped.iter().all(|label| label.lines.len() <= MOST_LINES);
    if few_lines && fit(&wrapped, frame) { wrapped } else { in_two_rows(&ticks, frame) }
}

/// Along the vertical axis.
pub(super) fn down(frame: &Frame) -> Vec<TickLabel> {
    let wanted = ((frame.plot.height / 38.0) as usize).clamp(2, 8);
    let ticks = frame.y.placed_ticks(frame.y_range, wanted);
    let mut labels = in_one_line(&ticks);
    let close = |labels: &[TickLabel]| {
        let positions: Vec<f64> = labels.iter().map(|label| frame.down(label.placed)).collect();
        positions.windows(2).any(|pair| (pair[1] - pair[0]).abs() < line_height(TICK) - 1.0)
    };
    for stride in 2..=ticks.len() {
        if !close(&labels) {
            break;
        }
        labels = in_one_line(&ticks).into_iter().step_by(stride).collect();
    }
    labels
}

/// How many lines of words stand below the axis.
pub(super) fn rows(labels: &[TickLabel]) -> usize {
    labels.iter().map(|label| label.down + label.lines.len()).max().unwrap_or(0)
}

/// The width of the widest.
pub(super) fn widest_of(labels: &[TickLabel]) -> f64 {
    widest(labels.iter().flat_map(|label| &label.lines), TICK, false)
}

fn in_one_line(ticks: &[(f64, String)]) -> Vec<TickLabel> {
    let label = |(placed, name): &(f64, String)| {
        let lines = if name.is_empty() { Vec::new() } else { vec![name.to_string()] };
        TickLabel { placed: *placed, lines, down: 0 }
    };
    ticks.iter().map(label).collect()
}

fn is_number(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_digit() || "−-.,e".contains(c) || "⁻⁰¹²³⁴⁵⁶⁷⁸⁹×·".contains(c))
}

/// Every second, third, … number.
fn thinned(ticks: &[(f64, String)], frame: &Frame) -> Vec<TickLabel> {
    let every = |stride: usize| in_one_line(ticks).into_iter().step_by(stride).collect::<Vec<_>>();
    (2..=ticks.len()).map(every).find(|labels| fit(labels, frame)).unwrap_or_else(|| ends(ticks))
}

/// The first number only: there is no room for two.
fn ends(ticks: &[(f64, String)]) -> Vec<TickLabel> {
    in_one_line(&ticks[..ticks.len().min(1)])
}

/// The least distance from one tick to the next.
fn slot(ticks: &[(f64, String)], frame: &Frame) -> f64 {
    let distance = |pair: &[(f64, String)]| (frame.across(pair[1].0) - frame.across(pair[0].0)).abs();
    ticks.windows(2).map(distance).fold(frame.plot.width, f64::min)
}

/// Each name in lines as wide as its slot.
fn in_slots(ticks: &[(f64, String)], frame: &Frame) -> Vec<TickLabel> {
    let room = slot(ticks, frame) - BETWEEN;
    let label = |(placed, name): &(f64, String)| TickLabel {
        placed: *placed,
        lines: balanced(name, TICK, false, room),
        down: 0,
    };
    ticks.iter().map(label).collect()
}

/// Every second name below the others, with twice the room.
fn in_two_rows(ticks: &[(f64, String)], frame: &Frame) -> Vec<TickLabel> {
    let room = 2.0 * slot(ticks, frame) - BETWEEN;
    let lines: Vec<Vec<String>> = ticks.iter().map(|(_, name)| balanced(name, TICK, false, room)).collect();
    let first_row = lines.iter().step_by(2).map(Vec::len).max().unwrap_or(0);
    let label = |(i, (lines, tick)): (usize, (Vec<String>, &(f64, String)))| TickLabel {
        placed: tick.0,
        lines,
        down: if i % 2 == 0 { 0 } else { first_row },
    };
    lines.into_iter().zip(ticks).enumerate().map(label).collect()
}

/// Whether no label touches its neighbour.
fn fit(labels: &[TickLabel], frame: &Frame) -> bool {
    let mut boxes: Vec<(f64, f64)> = labels
        .iter()
        .map(|label| {
            let (middle, half) = (frame.across(label.placed), widest(&label.lines, TICK, false) / 2.0);
            (middle - half, middle + half)
        })
        .collect();
    boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
    boxes.windows(2).all(|pair| pair[0].1 + BETWEEN <= pair[1].0)
}

/// How far the labels reach beyond the left and the right end of the plotting area.
pub(super) fn overhang(labels: &[TickLabel], frame: &Frame) -> (f64, f64) {
    let beyond = |label: &TickLabel| {
        let (middle, half) = (frame.across(label.placed), widest(&label.lines, TICK, false) / 2.0);
        (frame.plot.left - middle + half, middle + half - frame.plot.right())
    };
    labels.iter().map(beyond).fold((0.0, 0.0), |a: (f64, f64), b| (a.0.max(b.0), a.1.max(b.1)))
}

#[cfg(test)]
mod tests {
    use super::super::axis::Axis;
    use super::super::layout::Rect;
    use super::*;

    fn labels(axis: &Axis, range: (f64, f64), wide: f64) -> (Vec<TickLabel>, bool) {
        let y = Axis::new("");
        let plot = Rect { left: 0.0, top: 0.0, width: wide, height: 100.0 };
        let frame = Frame { plot, x: axis, y: &y, x_range: range, y_range: (0.0, 1.0) };
        let labels = across(&frame);
        let fit = fit(&labels, &frame);
        (labels, fit)
    }

    #[test]
    fn numbers_do_not_touch_each_other_on_any_width() {
        for wide in [60.0, 90.0, 130.0, 300.0, 800.0] {
            for range in [(0.0, 1.0), (0.0, 60000.0), (-0.001, 0.001), (1e9, 1e9 + 30.0)] {
                let (labels, fit) = labels(&Axis::new(""), range, wide);
                assert!(fit && !labels.is_empty(), "{range:?} on {wide}: {labels:?}");
            }
        }
    }

    #[test]
    fn long_names_are_wrapped_or_stand_in_two_rows() {
        let names = ["numerical gradient", "single sample", "backpropagation", "mini-batch"];
        let axis = Axis::new("").named_ticks(names.into_iter().enumerate().map(|(i, name)| (i as f64, name)));
        let (wrapped, fit) = labels(&axis, (-0.5, 3.5), 380.0);
        assert!(fit && rows(&wrapped) == 2, "{wrapped:?}");
        let (two_rows, _) = labels(&axis, (-0.5, 3.5), 260.0);
        assert!(two_rows[1].down > 0 && two_rows[2].down == 0, "{two_rows:?}");
    }
}
