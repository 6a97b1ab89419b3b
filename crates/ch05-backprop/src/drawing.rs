//! How is a computed graph drawn? Each node at a given position, each edge with what flowed forward and what flowed back.

use crate::derive::computational_graph::{ComputationalGraph, Operation};
use chapter_kit::figure::{Figure, Graph, Legend, Node, Panel};
use chapter_kit::{Words, say};
use portable_math::log10;

/// Where a node of the graph stands, and its words; empty words are the operation's own sign.
pub type Place = (f64, f64, &'static str);

/// A number for an edge: at most four significant digits, a real minus sign.
pub fn short(value: f64) -> Words {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".into() } else { Words::name(value) };
    }
    let decimals = (3 - log10(value.abs()).floor() as i32).clamp(0, 6) as usize;
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Words::name(if text == "-0" { "0".to_owned() } else { text.replace('-', "−") })
}

/// The sign of an operation, as it stands in its circle.
fn sign(operation: Operation) -> Words {
    match operation {
        Operation::Input => "".into(),
        Operation::Add => "+".into(),
        Operation::Mul => "×".into(),
        Operation::Max => "max".into(),
        Operation::Copy => "copy".into(),
        Operation::Plus(number) => say!("+{}", short(number)),
        Operation::Times(number) if number < 0.0 => say!("×({})", short(number)),
        Operation::Times(number) => say!("×{}", short(number)),
        Operation::Square => "( )²".into(),
        Operation::Exp => "exp".into(),
        Operation::Log => "log".into(),
        Operation::Reciprocal => "1/·".into(),
    }
}

/// The graph with node `i` at `positions[i]` and its result, called by words, at `end`. With `backward`, each edge has
/// its derivative below.
pub fn drawn(graph: &ComputationalGraph, positions: &[Place], end: Place, backward: bool) -> Graph {
    drawn_in_part(graph, positions, end, |_| true, |_| backward)
}

/// The same in the middle of a pass: only the values of nodes that are `computed` stand on their edges, and only the
/// derivatives that a node has `returned` to its inputs.
pub fn drawn_in_part(
    graph: &ComputationalGraph,
    positions: &[Place],
    end: Place,
    computed: impl Fn(usize) -> bool,
    returned: impl Fn(usize) -> bool,
) -> Graph {
    let mut picture = Graph::new();
    let nodes: Vec<Node> = graph
        .nodes
        .iter()
        .zip(positions)
        .map(|(node, &(x, y, words))| match node.operation {
            Operation::Input => picture.words((x, y), words),
            operation if words.is_empty() => picture.circle((x, y), sign(operation)),
            _ => picture.circle((x, y), words),
        })
        .collect();
    let known = |is_known: bool, value: f64| if is_known { short(value) } else { Words::default() };
    for (to, node) in graph.nodes.iter().enumerate().take(nodes.len()) {
        for (which, &from) in node.inputs.iter().enumerate() {
            let ahead = known(computed(from), graph.nodes[from].value);
            let back = known(returned(to), graph.derivative_on_edge(to, which));
            picture.edge(nodes[from], nodes[to], ahead, back);
        }
    }
    let result = picture.words((end.0, end.1), end.2);
    if let (Some(&last), Some(node)) = (nodes.last(), graph.nodes.last()) {
        let index = nodes.len() - 1;
        picture.edge(
            last,
            result,
            known(computed(index), node.value),
            known(returned(index), node.derivative),
        );
    }
    picture
}

/// A panel with a graph.
pub fn panel(title: impl Into<Words>, graph: Graph) -> Panel {
    Panel::new(title).without_axes().graph(graph)
}

/// A figure of one graph, with both ways named under the title.
pub fn figure(title: &'static str, graph: Graph, (width, height): (f64, f64)) -> Figure {
    Figure::single(title, panel("", graph)).legend(Legend::OutsideTop).panel_size(width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_on_edges_are_short() {
        let numbers = [0.0, -0.0, 1.1, 220.00000000000003, -0.5, 3.3000000000000003, 1234.5, 0.012_345, 1e-9];
        let words = ["0", "0", "1.1", "220", "−0.5", "3.3", "1234", "0.01235", "0"];
        assert_eq!(numbers.map(short), words);
        assert_eq!(short(f64::NAN), "NaN");
    }
}
