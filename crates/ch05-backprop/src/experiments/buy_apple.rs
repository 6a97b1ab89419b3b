//! What do two apples cost, and what does each input do to the price?
//!
//! Read the orange numbers from right to left. The backward pass starts with 1, the derivative of the price with
//! respect to itself. The second multiplication sends 1 · 200 to the tax and 1 · 1.1 to the price of the apples; the
//! first one sends 1.1 · 2 to the apple and 1.1 · 100 to the number.
//!
//! The three derivatives have different units, so don't compare their sizes. Raising an apple's price by 1 adds a
//! single yen to it; raising the tax factor by 1 makes the tax 110 %.

use crate::derive::layer_naive::MulLayer;
use crate::drawing;
use crate::shopping::apples;
use chapter_kit::{Experiment, Outcome, Run, Table, Takes, say};

/// The book's `buy_apple.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "buy_apple",
    section: "5.4.1",
    question: "What do two apples cost, and what does each input do to the price?",
    takes: Takes::always("1 s"),
    run,
};

const APPLE: f64 = 100.0;
const NUMBER: f64 = 2.0;
const TAX: f64 = 1.1;

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let (mut mul_apple_layer, mut mul_tax_layer) = (MulLayer::default(), MulLayer::default());

    let apple_price = mul_apple_layer.forward(APPLE, NUMBER);
    let price = mul_tax_layer.forward(apple_price, TAX);

    let (dapple_price, dtax) = mul_tax_layer.backward(1.0);
    let (dapple, dapple_num) = mul_apple_layer.backward(dapple_price);

    let mut outcome = Outcome::new();
    outcome
        .finding("apple_price", apple_price)
        .finding("price", price)
        .finding("dapple_price", dapple_price)
        .finding("dtax", dtax)
        .finding("dapple", dapple)
        .finding("dapple_num", dapple_num);
    let (mut graph, inputs) = apples(APPLE, NUMBER, TAX);
    graph.backward(1.0);
    let by_graph = inputs.map(|node| graph.nodes[node].derivative);
    let same = by_graph == [dapple, dapple_num, dtax];
    outcome
        .table(table(&[
            ("apple (yen)", APPLE, dapple),
            ("number", NUMBER, dapple_num),
            ("tax", TAX, dtax),
            ("apples without tax (yen)", apple_price, dapple_price),
            ("price (yen)", price, 1.0),
        ]))
        .note(say!(
            "The graph of this section gives {} values as the layers of 5.4.",
            if same { "the same" } else { "OTHER" }
        ));
    let figure = drawing::figure(
        "Two apples with tax: each factor gets back the product of the others",
        drawing::drawn(
            &graph,
            &[(0.0, 2.0, "apple"), (0.0, 1.0, "number"), (0.0, 0.0, "tax"), (2.4, 1.6, ""), (4.6, 1.0, "")],
            (6.8, 1.0, "price"),
            true,
        ),
        (560.0, 240.0),
    )
    .caption(
        "Blue: values, in yen where they are prices. Orange: the derivative of the price with respect to each.",
    );
    outcome.figure(figure);
    Ok(outcome)
}

/// Values and derivatives side by side.
pub(super) fn table(rows: &[(&'static str, f64, f64)]) -> Table {
    let mut table = Table::new("Forward and backward", ["", "value", "derivative of the price"]);
    for &(name, value, derivative) in rows {
        table.row([name.into(), value.into(), derivative.into()]);
    }
    table
}
