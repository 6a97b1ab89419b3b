//! How do values flow forward and derivatives back? Node by node, each from its own inputs and its upstream gradient.

use anyhow::Result;
use ch05_backprop::derive::computational_graph::{ComputationalGraph, Operation};
use ch05_backprop::drawing::{Place, drawn_in_part, panel, short};
use ch05_backprop::shopping::apples_and_oranges;
use figure::{Figure, Legend};

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::view::{View, readable};

pub(super) const ENTRY: Entry = Entry {
    id: "computational-graph",
    title: "A computational graph: shopping, forward and backward",
    invites: "Press \"Next node\" until the derivatives are back at the inputs. Then change an input.",
    needs: Needs::NOTHING,
    make: |_| Ok(Box::new(Shop)),
};

const NEXT: &str = "next";
const BACK: &str = "back";
const ALL: &str = "all";
/// The inputs, in the order of the graph.
const INPUTS: [&str; 5] = ["apple", "apples", "orange", "oranges", "tax"];
const NAMES: [&str; 5] =
    ["price of an apple", "number of apples", "price of an orange", "number of oranges", "tax"];
/// Nodes that compute: two fruits, their sum, the tax.
const COMPUTING: usize = 4;

/// Where the nodes stand.
const PLACES: [Place; 9] = [
    (0.0, 4.0, "apple"),
    (0.0, 3.0, "number"),
    (0.0, 2.0, "orange"),
    (0.0, 1.0, "number"),
    (0.0, 0.0, "tax"),
    (2.4, 3.5, ""),
    (2.4, 1.5, ""),
    (4.5, 2.5, ""),
    (6.4, 1.8, ""),
];
const END: Place = (8.5, 1.8, "price");

struct Shop;

/// The values of the inputs.
fn inputs(settings: &Settings) -> [f64; 5] {
    INPUTS.map(|name| settings.number(name))
}

fn graph([apple, apples, orange, oranges, tax]: [f64; 5]) -> ComputationalGraph {
    let (mut graph, _) = apples_and_oranges((apple, apples), (orange, oranges), tax);
    graph.backward(1.0);
    graph
}

/// The change of the price per unit when one input moves up by `h`.
fn difference(inputs: [f64; 5], nudged: usize, h: f64) -> f64 {
    let mut moved = inputs;
    moved[nudged] += h;
    (graph(moved).result() - graph(inputs).result()) / h
}

/// What the node that has just computed did, in numbers.
fn forward(graph: &ComputationalGraph, node: usize) -> String {
    let node = &graph.nodes[node];
    let sign = if node.operation == Operation::Add { "+" } else { "×" };
    let inputs: Vec<String> =
        node.inputs.iter().map(|&input| short(graph.nodes[input].value).to_string()).collect();
    format!(
        "Forward: {} = {}. The node uses nothing but its own inputs.",
        inputs.join(&format!(" {sign} ")),
        short(node.value)
    )
}

/// What the node that has just sent derivatives back did, in numbers.
fn backward(graph: &ComputationalGraph, index: usize) -> String {
    let node = &graph.nodes[index];
    let upstream = short(node.derivative);
    if node.operation == Operation::Add {
        return format!("Backward: + passes the upstream gradient {upstream} on to both inputs as it is.");
    }
    let [a, b] = [0, 1].map(|which| short(graph.nodes[node.inputs[which]].value));
    format!(
        "Backward: × multiplies the upstream gradient {upstream} by the other input: {upstream} × {b} for one, {upstream} × {a} for the other."
    )
}

fn sentence(graph: &ComputationalGraph, settings: &Settings, done: usize) -> String {
    let first = INPUTS.len();
    match done {
        0 => {
            "Only the inputs are known yet. Each node will compute its value from its own inputs.".to_owned()
        }
        1..=COMPUTING => forward(graph, first + done - 1),
        _ if done < 2 * COMPUTING => backward(graph, first + 2 * COMPUTING - done),
        _ => {
            let nudged = settings.choice("nudged");
            let h = settings.number("h");
            let change = h * difference(inputs(settings), nudged, h);
            format!(
                "One backward pass gave all five derivatives. The check: {} more of \"{}\" changes the price by {}, which is h times its derivative.",
                readable(h, 3),
                NAMES[nudged],
                readable(change, 3)
            )
        }
    }
}

impl Demo for Shop {
    fn controls(&self) -> Vec<Control> {
        let last = (2 * COMPUTING) as f64;
        vec![
            Control::button(NEXT, "Next node"),
            Control::button(BACK, "Previous node"),
            Control::button(ALL, "Both passes"),
            Control::slider("done", "nodes done, forward and back", 0.0, last, 1.0, 0.0),
            Control::slider(INPUTS[0], NAMES[0], 0.0, 300.0, 10.0, 100.0),
            Control::slider(INPUTS[1], NAMES[1], 0.0, 10.0, 1.0, 2.0),
            Control::slider(INPUTS[2], NAMES[2], 0.0, 300.0, 10.0, 150.0),
            Control::slider(INPUTS[3], NAMES[3], 0.0, 10.0, 1.0, 3.0),
            Control::slider(INPUTS[4], NAMES[4], 1.0, 1.5, 0.01, 1.1),
            Control::choice("nudged", "nudge", &NAMES, 0),
            Control::log_slider("h", "by h", 1e-3, 10.0, 0.5, 1.0),
        ]
    }

    fn press(&mut self, button: &str, settings: &Settings) -> Vec<Move> {
        let done = settings.number("done").round();
        let done = match button {
            NEXT => done + 1.0,
            BACK => done - 1.0,
            _ => (2 * COMPUTING) as f64,
        };
        vec![("done", done)]
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let (graph, done) = (graph(inputs(settings)), settings.number("done").round() as usize);
        let (first, nudged) = (INPUTS.len(), settings.choice("nudged"));
        let computed = |node: usize| node < first + done;
        let returned = |node: usize| node + done >= first + 2 * COMPUTING;
        let picture = drawn_in_part(&graph, &PLACES, END, computed, returned);
        let figure =
            Figure::single("Two kinds of fruit, with tax", panel("", picture)).legend(Legend::OutsideTop);
        let h = settings.number("h");
        let difference = difference(inputs(settings), nudged, h);
        let name = format!("derivative with respect to \"{}\"", NAMES[nudged]);
        let view = View::new().figure(figure.panel_size(330.0, 400.0)).number(
            "price",
            "price (yen)",
            graph.result(),
            2,
        );
        let view = if done == 2 * COMPUTING {
            view.number("derivative", name, graph.nodes[nudged].derivative, 4)
        } else {
            view
        };
        Ok(view
            .number("difference", "numerical derivative: (price after the nudge − price) / h", difference, 4)
            .says(sentence(&graph, settings, done)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Assets, Open};
    use serde_json::json;

    #[test]
    fn the_books_shop_costs_715_and_every_derivative_passes_its_check() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        assert_eq!(open.view().unwrap().value("derivative"), None, "not before the backward pass");
        (0..8).for_each(|_| open.press(NEXT));
        for (nudged, expected) in [2.2, 110.0, 3.3, 165.0, 650.0].into_iter().enumerate() {
            open.set(&json!({ "nudged": nudged, "h": 0.01 }));
            let value = |name: &str| open.view().unwrap().value(name).unwrap();
            assert!((value("price") - 715.0).abs() < 1e-9);
            assert!((value("derivative") - expected).abs() < 1e-9);
            assert!((value("difference") - expected).abs() < 1e-6);
        }
    }
}
