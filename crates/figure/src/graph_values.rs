//! Where along its arrow does a value stand? Where it covers no other arrow, no node and no other value.

use super::canvas::Point;
use super::draw_graph::{Arrow, WORDS, half_size};
use super::fonts::width;
use super::frame::Frame;
use super::graph::Graph;
use super::layout::Rect;
use portable_math::hypot;
use std::cmp::Ordering;

/// Between an arrow and its value.
const GAP: f64 = 3.0;
/// About half the height of digits.
const HALF_WORDS: f64 = 0.5 * WORDS;
/// How many positions along an arrow are tried on each side of the preferred one.
const TRIED: i32 = 12;

/// The middles of all values, arrow by arrow.
pub(super) fn places(graph: &Graph, frame: &Frame, arrows: &[Arrow]) -> Vec<Point> {
    let nodes: Vec<Rect> = graph
        .nodes
        .iter()
        .filter_map(|node| {
            let (half, (x, y)) = (half_size(node), frame.point(node.at.0, node.at.1)?);
            Some(around((x, y), half))
        })
        .collect();
    let mut taken: Vec<Rect> = Vec::new();
    let mut places = Vec::new();
    for (index, arrow) in arrows.iter().enumerate() {
        let half = (width(&arrow.value, WORDS, false) / 2.0 + 1.5, HALF_WORDS);
        let covered = |at: &Point| {
            let position = around(*at, half);
            let others = arrows.iter().enumerate().filter(|(other, _)| *other != index);
            let crossed: usize = others.map(|(_, other)| crossings(other, &position)).sum();
            let on = |others: &[Rect]| others.iter().filter(|other| overlap(other, &position)).count();
            crossed + 20 * on(&taken) + 20 * on(&nodes)
        };
        let best = candidates(graph, arrow, half).into_iter().min_by_key(covered).unwrap_or(arrow.from);
        taken.push(around(best, half));
        places.push(best);
    }
    places
}

/// Positions beside an arrow, the preferred one first.
fn candidates(graph: &Graph, arrow: &Arrow, half: Point) -> Vec<Point> {
    let preferred = share(graph, arrow);
    let distance = arrow.away.0.abs() * half.0 + arrow.away.1.abs() * half.1 + GAP;
    let at = |share: f64| {
        let along = |from: f64, to: f64, away: f64| from + share * (to - from) + away * distance;
        (along(arrow.from.0, arrow.to.0, arrow.away.0), along(arrow.from.1, arrow.to.1, arrow.away.1))
    };
    let steps = (0..=TRIED).flat_map(|step| [step, -step]).map(|step| preferred + 0.03 * f64::from(step));
    steps.filter(|share| (0.12..=0.88).contains(share)).map(at).collect()
}

/// How far along an arrow its value stands best: where edges meet or part there is little room.
fn share(graph: &Graph, arrow: &Arrow) -> f64 {
    let edge = &graph.edges[arrow.edge];
    let leaving = graph.edges.iter().filter(|other| other.from == edge.from).count();
    let arriving = graph.edges.iter().filter(|other| other.to == edge.to).count();
    let forward = match leaving.cmp(&arriving) {
        Ordering::Less => 0.36,
        Ordering::Equal => 0.5,
        Ordering::Greater => 0.64,
    };
    // Both values of an edge stand at the same height.
    let is_first = graph.forward.color == Some(arrow.color);
    if is_first { forward } else { 1.0 - forward }
}

fn around((x, y): Point, (half_width, half_height): Point) -> Rect {
    Rect { left: x - half_width, top: y - half_height, width: 2.0 * half_width, height: 2.0 * half_height }
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.left < b.right() && b.left < a.right() && a.top < b.bottom() && b.top < a.bottom()
}

/// How many of the closely spaced points of an arrow lie in a box.
fn crossings(arrow: &Arrow, position: &Rect) -> usize {
    let (dx, dy) = (arrow.to.0 - arrow.from.0, arrow.to.1 - arrow.from.1);
    let steps = (hypot(dx, dy) / 2.0).ceil().max(1.0) as usize;
    let inside = |i: &usize| {
        let share = *i as f64 / steps as f64;
        let (x, y) = (arrow.from.0 + share * dx, arrow.from.1 + share * dy);
        (position.left..=position.right()).contains(&x) && (position.top..=position.bottom()).contains(&y)
    };
    (0..=steps).filter(inside).count()
}

#[cfg(test)]
mod tests {
    use super::super::axis::Axis;
    use super::super::draw_graph::arrows_of;
    use super::*;

    #[test]
    fn values_of_crossing_edges_cover_neither_each_other_nor_another_arrow() {
        let mut graph = Graph::new();
        let (a, b) = (graph.circle((0.0, 2.0), "a"), graph.circle((0.0, 0.0), "b"));
        let (c, d) = (graph.circle((3.0, 2.0), "c"), graph.circle((3.0, 0.0), "d"));
        for (from, to) in [(a, c), (a, d), (b, c), (b, d)] {
            graph.edge(from, to, "0.125", "−1.5");
        }
        let (x, y) = (Axis::new(""), Axis::new(""));
        let plot = Rect { left: 0.0, top: 0.0, width: 500.0, height: 300.0 };
        let frame = Frame { plot, x: &x, y: &y, x_range: (-0.5, 3.5), y_range: (-0.5, 2.5) };
        let arrows = arrows_of(&graph, &frame);
        let boxes: Vec<Rect> = places(&graph, &frame, &arrows)
            .into_iter()
            .zip(&arrows)
            .map(|(at, arrow)| around(at, (width(&arrow.value, WORDS, false) / 2.0, HALF_WORDS)))
            .collect();
        assert_eq!(boxes.len(), 8);
        for (i, position) in boxes.iter().enumerate() {
            assert!(boxes[i + 1..].iter().all(|other| !overlap(other, position)), "value {i}");
            assert!(arrows.iter().all(|arrow| crossings(arrow, position) == 0), "value {i} on an arrow");
        }
    }
}
