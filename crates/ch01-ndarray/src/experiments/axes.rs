//! Which way does axis 0 go, and what does a sum along it leave?
//!
//! Axis 0 goes down the rows. A sum along an axis makes that axis *disappear*: along axis 0 of 3 × 2 it leaves 2 numbers,
//! along axis 1 it leaves 3. To divide each row by its sum, the axis has to come back, 3 × 1, or the shapes do not fit:
//! softmax for a batch meets this in chapter 3.

use chapter_kit::figure::Figure;
use chapter_kit::{Experiment, Outcome, Run, Takes};
use ndarray::{Array2, Axis, array};

use crate::comparison::{Comparison, add_numbers};
use crate::{cells, compare};

/// Beside the book's section 1.5.6.
pub const EXPERIMENT: Experiment = Experiment {
    name: "axes",
    section: "1.5.6",
    question: "Which way does axis 0 go, and what does a sum along it leave?",
    takes: Takes::always("1 s"),
    run,
};

/// Pixels of a cell in the figure.
const CELL: f64 = 74.0;

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let x: Array2<f64> = array![[1.0, 3.0], [2.0, 3.0], [6.0, 2.0]];
    let mut table = Comparison::new("X is [[1, 3], [2, 3], [6, 2]]");
    compare!(table, "X.sum()", x.sum());
    compare!(table, "X.sum(axis=0)", x.sum_axis(Axis(0)));
    compare!(table, "X.sum(axis=1)", x.sum_axis(Axis(1)));
    compare!(table, "X.sum(axis=1, keepdims=True)", x.sum_axis(Axis(1)).insert_axis(Axis(1)));
    compare!(table, "X / X.sum(axis=1, keepdims=True)", &x / &x.sum_axis(Axis(1)).insert_axis(Axis(1)));
    compare!(table, "X.reshape(2, 3)", x.to_shape((2, 3))?);
    compare!(table, "X.T", x.t());
    let mut outcome = Outcome::new();
    let shares = &x / &x.sum_axis(Axis(1)).insert_axis(Axis(1));
    add_numbers(&mut outcome, "sum_axis_0", &x.sum_axis(Axis(0)));
    add_numbers(&mut outcome, "sum_axis_1", &x.sum_axis(Axis(1)));
    add_numbers(&mut outcome, "row_shares", &shares);
    outcome.table(table.into_table()).figure(figure(&x));
    outcome.note(
        "`X.reshape(2, 3)` keeps the numbers in their order and cuts them anew; `X.T` turns the array. They have the same \
         shape here, and different numbers.",
    );
    Ok(outcome)
}

fn figure(x: &Array2<f64>) -> Figure {
    let down = x.sum_axis(Axis(0)).insert_axis(Axis(0));
    let across = x.sum_axis(Axis(1)).insert_axis(Axis(1));
    Figure::new("The axis that is named is the one that disappears")
        .panel(cells::panel("X, 3 × 2", x.view(), CELL, |_, j| j == 0))
        .panel(cells::panel("along axis 0: 2", down.view(), CELL, |_, j| j == 0))
        .panel(cells::panel("along axis 1: 3", across.view(), CELL, |_, _| false))
        .columns(3)
        .panel_size(2.0 * CELL, 3.0 * CELL)
        .caption(
            "Dark: column 0, and its sum 1 + 2 + 6 = 9. Axis 0 goes down, so a sum along it adds up columns.",
        )
}
