//! What is a computational graph, drawn? Nodes at given positions, and edges that carry a value each way.

use super::color::Color;
use super::marks::Series;
use wording::Words;

/// Which node of a [`Graph`] is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node(usize);

/// Nodes and edges. A value stands above its edge in the colour of the way forward; its derivative stands below, in
/// the colour of the way back.
///
/// ```
/// use figure::{Figure, Graph, Panel};
///
/// let mut graph = Graph::new();
/// let apple = graph.words((0.0, 1.0), "apple");
/// let number = graph.words((0.0, 0.0), "number");
/// let times = graph.circle((1.0, 0.5), "×");
/// graph.edge(apple, times, "100", "2").edge(number, times, "2", "100");
/// let figure = Figure::single("Two apples", Panel::new("").graph(graph)).panel_size(300.0, 120.0);
/// assert!(figure.svg_string().unwrap().contains("backward"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    pub(super) nodes: Vec<PlacedNode>,
    pub(super) edges: Vec<Edge>,
    /// How both ways look in a legend.
    pub(super) forward: Series,
    pub(super) backward: Series,
}

/// A node at its position.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PlacedNode {
    pub(super) at: (f64, f64),
    pub(super) words: Words,
    pub(super) shape: Shape,
}

/// What is drawn around a node's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Circle,
    Box,
    Nothing,
}

/// A connection: what flows along it, and what flows back.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) forward: Words,
    pub(super) backward: Words,
}

impl Default for Graph {
    fn default() -> Self {
        Self::new()
    }
}

impl Graph {
    /// No node yet.
    pub fn new() -> Self {
        let way = |name: &'static str, color: Color| Series::new(name, []).color(color).width(1.6);
        Self {
            nodes: Vec::new(),
            edges: Vec::new(),
            forward: way("forward", Color::BLUE),
            backward: way("backward", Color::VERMILION),
        }
    }

    /// An operation in a circle; positions are in units of the graph's own, y upwards.
    pub fn circle(&mut self, at: (f64, f64), words: impl Into<Words>) -> Node {
        self.node(at, words, Shape::Circle)
    }

    /// A whole layer in a box.
    pub fn block(&mut self, at: (f64, f64), words: impl Into<Words>) -> Node {
        self.node(at, words, Shape::Box)
    }

    /// Bare words: an input or an output.
    pub fn words(&mut self, at: (f64, f64), words: impl Into<Words>) -> Node {
        self.node(at, words, Shape::Nothing)
    }

    fn node(&mut self, at: (f64, f64), words: impl Into<Words>, shape: Shape) -> Node {
        self.nodes.push(PlacedNode { at, words: words.into(), shape });
        Node(self.nodes.len() - 1)
    }

    /// An edge with what flows forward and what flows back; an edge on which nothing flows back has an empty
    /// `backward` and one arrow only.
    ///
    /// # Panics
    /// If a node is of another, larger graph.
    pub fn edge(
        &mut self,
        from: Node,
        to: Node,
        forward: impl Into<Words>,
        backward: impl Into<Words>,
    ) -> &mut Self {
        let count = self.nodes.len();
        assert!(
            from.0 < count && to.0 < count,
            "an edge goes from node {} to node {}, but the graph has {count} nodes: is one of another graph?",
            from.0,
            to.0
        );
        self.edges.push(Edge { from: from.0, to: to.0, forward: forward.into(), backward: backward.into() });
        self
    }

    /// Whether anything flows back.
    pub(super) fn has_backward(&self) -> bool {
        self.edges.iter().any(|edge| !edge.backward.is_empty())
    }

    /// The two ways, for a legend.
    pub(super) fn ways(&self) -> Vec<&Series> {
        if self.has_backward() { vec![&self.forward, &self.backward] } else { vec![&self.forward] }
    }
}
