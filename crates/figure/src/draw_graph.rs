//! How does a computational graph look? Edges as pairs of arrows with their values, then the nodes on top.

use super::canvas::{Canvas, Lettering, Point};
use super::color::Color;
use super::error::DrawError;
use super::fonts::width;
use super::frame::Frame;
use super::graph::{Edge, Graph, PlacedNode, Shape};
use super::graph_values;
use super::marks::Series;
use super::shapes::arrow_of;
use super::sizes::{LABEL, SMALL};
use portable_math::hypot;
use std::iter;

/// The smallest radius of a circle.
const RADIUS: f64 = 14.0;
/// Half the height of a box.
const HALF_HEIGHT: f64 = 15.0;
/// From the middle of an edge to each of its two arrows.
const APART: f64 = 2.2;
/// Between a node's border and an arrow.
const GAP: f64 = 3.5;
/// The size of values.
pub(super) const WORDS: f64 = SMALL;

/// Draws the graph.
pub(super) fn graph(canvas: &mut dyn Canvas, frame: &Frame, graph: &Graph) -> Result<(), DrawError> {
    let arrows = arrows_of(graph, frame);
    for arrow in &arrows {
        arrow_of(canvas, arrow.from, arrow.to, arrow.color, 1.3)?;
    }
    for (arrow, at) in arrows.iter().zip(graph_values::places(graph, frame, &arrows)) {
        canvas.words(&arrow.value, at, Lettering::centered(WORDS).color(arrow.color.for_words()))?;
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
pub(super) fn half_size(node: &PlacedNode) -> (f64, f64) {
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

/// An arrow with its value.
pub(super) struct Arrow {
    pub(super) edge: usize,
    pub(super) from: Point,
    pub(super) to: Point,
    /// To which side of the arrow its value stands: a direction of length 1.
    pub(super) away: Point,
    pub(super) color: Color,
    pub(super) value: String,
}

/// All arrows, edge by edge.
pub(super) fn arrows_of(graph: &Graph, frame: &Frame) -> Vec<Arrow> {
    (0..graph.edges.len()).flat_map(|edge| arrows_of_edge(graph, frame, edge)).collect()
}

/// The arrow forward and, if anything flows back, the one backward.
fn arrows_of_edge(graph: &Graph, frame: &Frame, index: usize) -> Vec<Arrow> {
    let edge = &graph.edges[index];
    let (from, to) = (&graph.nodes[edge.from], &graph.nodes[edge.to]);
    let (Some(start), Some(end)) = (frame.point(from.at.0, from.at.1), frame.point(to.at.0, to.at.1)) else {
        return Vec::new();
    };
    let (dx, dy) = (end.0 - start.0, end.1 - start.1);
    let length = hypot(dx, dy);
    if length < 1.0 {
        return Vec::new();
    }
    let along = (dx / length, dy / length);
    let (first, last) = (reach(from, along) + GAP, length - reach(to, along) - GAP);
    // Square to the edge, and upwards; on an edge that stands upright, to its left.
    let up = if along.0.abs() < 1e-9 { (-1.0, 0.0) } else { (along.1, -along.0) };
    let up = if up.1 > 0.0 { (-up.0, -up.1) } else { up };
    let both = !edge.backward.is_empty();
    let at = |way: f64, apart: f64| {
        (start.0 + way * along.0 + apart * up.0, start.1 + way * along.1 + apart * up.1)
    };
    let apart = if both { APART } else { 0.0 };
    let arrow = |from: f64, to: f64, side: f64, series: &Series, value: String| Arrow {
        edge: index,
        from: at(from, side * apart),
        to: at(to, side * apart),
        away: (side * up.0, side * up.1),
        color: series.color.unwrap_or(Color::BLUE),
        value,
    };
    let forward = arrow(first, last, 1.0, &graph.forward, edge.forward.to_string());
    let backward = || arrow(last, first, -1.0, &graph.backward, edge.backward.to_string());
    iter::once(forward).chain(both.then(backward)).collect()
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
