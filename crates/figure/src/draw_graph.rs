//! How does a computational graph look? Edges as pairs of arrows with their values, then the nodes on top.

use super::canvas::{Canvas, Lettering, Point};
use super::color::Color;
use super::error::DrawError;
use super::fonts::width;
use super::frame::Frame;
use super::graph::{Edge, Graph, PlacedNode, Shape};
use super::shapes::arrow_of;
use super::sizes::{LABEL, SMALL};
use std::cmp::Ordering;

/// The smallest radius of a circle.
const RADIUS: f64 = 14.0;
/// Half the height of a box.
const HALF_HEIGHT: f64 = 15.0;
/// From the middle of an edge to each of its two arrows.
const APART: f64 = 2.2;
/// Between a node's border and an arrow.
const GAP: f64 = 3.5;
/// Between an arrow and its value.
const WORDS_GAP: f64 = 3.0;
const WORDS: f64 = SMALL;
/// About half the height of digits.
const HALF_WORDS: f64 = 0.5 * WORDS;

/// Draws the graph.
pub(super) fn graph(canvas: &mut dyn Canvas, frame: &Frame, graph: &Graph) -> Result<(), DrawError> {
    for drawn in &graph.edges {
        edge(canvas, frame, graph, drawn)?;
    }
    graph.nodes.iter().try_for_each(|drawn| node(canvas, frame, drawn))
}

fn node(canvas: &mut dyn Canvas, frame: &Frame, node: &PlacedNode) -> Result<(), DrawError> {
    let Some((x, y)) = frame.point(node.at.0, node.at.1) else { return Ok(()) };
    let (half_width, half_height) = half_size(node);
    let (border, fill) = (Color::INK, Color::of_parts(0xf4, 0xf4, 0xf7));
    match node.shape {
        Shape::Circle => {
            canvas.disc((x, y), half_width, border, 1.0)?;
            canvas.disc((x, y), half_width - 1.1, fill, 1.0)?;
        }
        Shape::Box => {
            let corner = |out: f64| {
                ((x - half_width - out, y - half_height - out), (x + half_width + out, y + half_height + out))
            };
            let (outer, inner) = (corner(0.0), corner(-1.1));
            canvas.rectangle(outer.0, outer.1, border, 1.0)?;
            canvas.rectangle(inner.0, inner.1, fill, 1.0)?;
        }
        Shape::Nothing => {}
    }
    canvas.words(&node.words, (x, y), Lettering::centered(LABEL))
}

/// Half the width and height of what is drawn for a node, in pixels of the page.
fn half_size(node: &PlacedNode) -> (f64, f64) {
    let words = width(&node.words, LABEL, false) / 2.0;
    match node.shape {
        Shape::Circle => {
            let radius = RADIUS.max(words + 5.0);
            (radius, radius)
        }
        Shape::Box => (words + 9.0, HALF_HEIGHT),
        Shape::Nothing => (words + 1.0, 0.6 * LABEL),
    }
}

/// How far from a node's middle its border is in the direction `(ux, uy)`.
fn reach(node: &PlacedNode, (ux, uy): Point) -> f64 {
    let (half_width, half_height) = half_size(node);
    match node.shape {
        Shape::Circle => half_width,
        _ => (half_width / ux.abs().max(1e-9)).min(half_height / uy.abs().max(1e-9)),
    }
}

fn edge(canvas: &mut dyn Canvas, frame: &Frame, graph: &Graph, edge: &Edge) -> Result<(), DrawError> {
    let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
    let (Some(start), Some(end)) = (frame.point(from.at.0, from.at.1), frame.point(to.at.0, to.at.1)) else {
        return Ok(());
    };
    let (dx, dy) = (end.0 - start.0, end.1 - start.1);
    let length = dx.hypot(dy);
    if length < 1.0 {
        return Ok(());
    }
    let along = (dx / length, dy / length);
    let (first, last) = (reach(from, along) + GAP, length - reach(to, along) - GAP);
    let at = |way: f64, aside: Point| (start.0 + way * along.0 + aside.0, start.1 + way * along.1 + aside.1);
    // Square to the edge, and upwards; on an edge that stands upright, to its left.
    let up = if along.0.abs() < 1e-9 { (-1.0, 0.0) } else { (along.1, -along.0) };
    let up = if up.1 > 0.0 { (-up.0, -up.1) } else { up };
    let aside = |distance: f64| (up.0 * distance, up.1 * distance);
    let both = !edge.backward.is_empty();
    let middle = first + share(graph, edge) * (last - first);
    let apart = if both { APART } else { 0.0 };
    let (ahead, back) = (graph.forward.color, graph.backward.color);
    let (ahead, back) = (ahead.unwrap_or(Color::BLUE), back.unwrap_or(Color::VERMILION));
    arrow_of(canvas, at(first, aside(apart)), at(last, aside(apart)), ahead, 1.3)?;
    value(canvas, &edge.forward, at(middle, aside(apart)), up, ahead)?;
    if both {
        arrow_of(canvas, at(last, aside(-apart)), at(first, aside(-apart)), back, 1.3)?;
        value(canvas, &edge.backward, at(middle, aside(-apart)), (-up.0, -up.1), back)?;
    }
    Ok(())
}

/// How far along an edge its values stand: where edges meet or part there is little room, so they keep away from it.
fn share(graph: &Graph, edge: &Edge) -> f64 {
    let leaving = graph.edges.iter().filter(|other| other.from == edge.from).count();
    let arriving = graph.edges.iter().filter(|other| other.to == edge.to).count();
    match leaving.cmp(&arriving) {
        Ordering::Less => 0.36,
        Ordering::Equal => 0.5,
        Ordering::Greater => 0.64,
    }
}

/// A value beside its arrow, so far away in the direction `away` that its box does not touch the arrow.
fn value(
    canvas: &mut dyn Canvas,
    words: &str,
    (x, y): Point,
    away: Point,
    color: Color,
) -> Result<(), DrawError> {
    let half_width = width(words, WORDS, false) / 2.0;
    let distance = away.0.abs() * half_width + away.1.abs() * HALF_WORDS + WORDS_GAP;
    let at = (x + away.0 * distance, y + away.1 * distance);
    canvas.words(words, at, Lettering::centered(WORDS).color(color.for_words()))
}

/// Points along the edges, for a legend that keeps away from them.
pub(super) fn points_on(graph: &Graph, frame: &Frame) -> Vec<Point> {
    let position = |node: usize| graph.nodes.get(node).map(|node| node.at);
    let along = |edge: &Edge| {
        let (from, to) = (position(edge.from).unwrap_or_default(), position(edge.to).unwrap_or_default());
        (0..=40).filter_map(move |i| {
            let share = f64::from(i) / 40.0;
            frame.point(from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1))
        })
    };
    graph.edges.iter().flat_map(along).collect()
}
