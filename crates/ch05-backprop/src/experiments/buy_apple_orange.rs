//! What do two apples and three oranges cost, and what does each input do to the price?
//!
//! The tax gets 650, the price of everything that is taxed. The addition passes its 1.1 on to both fruits, and from
//! there each multiplication does what it did for the apples alone. None of them had to learn that there are oranges
//! now.

use super::buy_apple::table;
use crate::derive::layer_naive::{AddLayer, MulLayer};
use crate::drawing;
use crate::shopping::apples_and_oranges;
use chapter_kit::{Experiment, Outcome, Run, Takes};

/// The book's `buy_apple_orange.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "buy_apple_orange",
    section: "5.4.2",
    question: "What do apples and oranges cost, and what does each input do to the price?",
    takes: Takes::always("1 s"),
    run,
};

const APPLE: (f64, f64) = (100.0, 2.0);
const ORANGE: (f64, f64) = (150.0, 3.0);
const TAX: f64 = 1.1;

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let [mut mul_apple_layer, mut mul_orange_layer, mut mul_tax_layer] =
        [(); 3].map(|()| MulLayer::default());
    let add_layer = AddLayer;

    let apple_price = mul_apple_layer.forward(APPLE.0, APPLE.1);
    let orange_price = mul_orange_layer.forward(ORANGE.0, ORANGE.1);
    let all_price = add_layer.forward(apple_price, orange_price);
    let price = mul_tax_layer.forward(all_price, TAX);

    let (dall_price, dtax) = mul_tax_layer.backward(1.0);
    let (dapple_price, dorange_price) = add_layer.backward(dall_price);
    let (dorange, dorange_num) = mul_orange_layer.backward(dorange_price);
    let (dapple, dapple_num) = mul_apple_layer.backward(dapple_price);

    let mut outcome = Outcome::new();
    for (name, value) in [
        ("apple_price", apple_price),
        ("orange_price", orange_price),
        ("all_price", all_price),
        ("price", price),
        ("dall_price", dall_price),
        ("dtax", dtax),
        ("dapple_price", dapple_price),
        ("dorange_price", dorange_price),
        ("dorange", dorange),
        ("dorange_num", dorange_num),
        ("dapple", dapple),
        ("dapple_num", dapple_num),
    ] {
        outcome.finding(name, value);
    }
    outcome.table(table(&[
        ("apple (yen)", APPLE.0, dapple),
        ("number of apples", APPLE.1, dapple_num),
        ("orange (yen)", ORANGE.0, dorange),
        ("number of oranges", ORANGE.1, dorange_num),
        ("tax", TAX, dtax),
        ("apples without tax (yen)", apple_price, dapple_price),
        ("oranges without tax (yen)", orange_price, dorange_price),
        ("all without tax (yen)", all_price, dall_price),
        ("price (yen)", price, 1.0),
    ]));
    let (mut graph, _) = apples_and_oranges(APPLE, ORANGE, TAX);
    graph.backward(1.0);
    let figure = drawing::figure(
        "Two apples and three oranges with tax: + passes the gradient on, × swaps its inputs",
        drawing::drawn(
            &graph,
            &[
                (0.0, 4.0, "apple"),
                (0.0, 3.0, "number"),
                (0.0, 2.0, "orange"),
                (0.0, 1.0, "number"),
                (0.0, 0.0, "tax"),
                (2.4, 3.5, ""),
                (2.4, 1.5, ""),
                (4.7, 2.5, ""),
                (6.8, 2.0, ""),
            ],
            (9.0, 2.0, "price"),
            true,
        ),
        (640.0, 350.0),
    )
    .caption(
        "Blue: values, in yen where they are prices. Orange: the derivative of the price with respect to each.",
    );
    outcome.figure(figure);
    Ok(outcome)
}
