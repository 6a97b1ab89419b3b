//! How much more do you pay if the apple's price rises by 1?
//!
//! The table raises the price of an apple by a hundredth of a yen, by 1, by 100, and computes the total again each
//! time. The extra cost divided by the rise is always 2.2: in the price of an apple the total is linear, and the
//! tangent in the figure is the curve itself. The total is linear in the number and in the tax, too. But the three are
//! multiplied, so when two of them change at once, the derivatives alone fall short.

use crate::shopping::apples;
use chapter_kit::figure::{Axis, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};

/// The question of 5.1.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "apple_price_nudged",
    section: "5.1.3",
    question: "How much more do you pay if the apple's price rises by 1?",
    takes: Takes::always("1 s"),
    run,
};

/// How much the apple's price is raised.
const RISES: [f64; 5] = [0.01, 1.0, 10.0, 50.0, 100.0];

fn price(apple: f64, number: f64, tax: f64) -> f64 {
    apples(apple, number, tax).0.result()
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let (mut graph, [apple, _, _]) = apples(100.0, 2.0, 1.1);
    graph.backward(1.0);
    let (derivative, paid) = (graph.nodes[apple].derivative, graph.result());
    let by_one = price(101.0, 2.0, 1.1) - paid;
    let mut table =
        Table::new("The apple's price rises", ["by (yen)", "paid (yen)", "more than before", "per yen"]);
    for rise in RISES {
        let more = price(100.0 + rise, 2.0, 1.1) - paid;
        table.row([rise.into(), (paid + more).into(), more.into(), Cell::from(more / rise)]);
    }
    let together = price(101.0, 3.0, 1.1) - paid;
    let summed = derivative + graph.nodes[1].derivative;
    let mut outcome = Outcome::new();
    outcome
        .finding("dapple", derivative)
        .finding("more.apple_plus_1", by_one)
        .finding("more.apple_plus_100", price(200.0, 2.0, 1.1) - paid)
        .finding("more.apple_plus_1_and_number_plus_1", together)
        .finding("more.sum_of_both_derivatives", summed)
        .table(table)
        .figure(lines(paid, derivative))
        .claim(
            Source::ThisPage, "an apple that costs 1 yen more raises the total by 2.2 yen",
            say!("you pay {by_one:.6} yen more"),
            (by_one - derivative).abs() < 1e-9,
        )
        .note(say!(
            "One more apple at a price that rose by 1 costs {together:.1} yen more, not {summed:.1}: a derivative \
             describes one change at a time."
        ));
    Ok(outcome)
}

fn lines(paid: f64, derivative: f64) -> Figure {
    let computed = (0..=20).map(|i| 10.0 * f64::from(i)).map(|apple| (apple, price(apple, 2.0, 1.1)));
    let tangent = [0.0, 200.0].map(|apple| (apple, paid + derivative * (apple - 100.0)));
    let panel = Panel::new("")
        .x(Axis::new("price of an apple (yen)"))
        .y(Axis::new("total (yen)"))
        .line(Series::new("tangent: 2.2 per 1", tangent).palette(1).width(4.0).opacity(0.45))
        .scatter(Series::new("computed again", computed).palette(0).width(2.2))
        .point(100.0, paid, Marker::Plus)
        .text(104.0, paid - 12.0, "100 → 220");
    Figure::single("The total is a straight line in the price, so one derivative predicts every total", panel)
        .caption("Two apples with 10 % tax. +: the price of 100 yen, at which the derivative was taken.")
}
