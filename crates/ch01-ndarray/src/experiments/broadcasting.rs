//! How can arrays of different shapes be multiplied?
//!
//! The smaller one is stretched, without being copied: it is read again and again. Which way it is stretched depends on
//! its shape alone: `[10, 20]` is a row, `[[10], [20]]` a column. A list of three does not fit three rows of two.

use chapter_kit::figure::Figure;
use chapter_kit::{Experiment, Outcome, Run, Table, Takes};
use ndarray::{Array2, ArrayView2, Axis, array};

use crate::cells;
use crate::compare;
use crate::comparison::{Comparison, add_numbers};
use crate::derive::broadcast::broadcast_shape;

/// The book's example of 1.5.5.
pub const EXPERIMENT: Experiment = Experiment {
    name: "broadcasting",
    section: "1.5.5",
    question: "How can arrays of different shapes be multiplied?",
    takes: Takes::always("1 s"),
    run,
};

/// Pixels of a cell in the figure.
const CELL: f64 = 74.0;
/// Pairs of shapes that are tried.
const SHAPES: [(&[usize], &[usize]); 7] = [
    (&[2, 2], &[]),
    (&[2, 2], &[2]),
    (&[2, 2], &[2, 1]),
    (&[2, 1], &[1, 3]),
    (&[3, 2], &[3]),
    (&[3, 2], &[3, 1]),
    (&[100, 50], &[50]),
];

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let a: Array2<f64> = array![[1.0, 2.0], [3.0, 4.0]];
    let b = array![10.0, 20.0];
    let column = b.view().insert_axis(Axis(1));
    let mut table = Comparison::new("A is [[1, 2], [3, 4]] and b is [10, 20]");
    compare!(table, "A * 10", &a * 10.0);
    compare!(table, "A * b", &a * &b);
    compare!(table, "A * b[:, np.newaxis]", &a * &b.view().insert_axis(Axis(1)));
    let mut outcome = Outcome::new();
    add_numbers(&mut outcome, "a_times_10", &(&a * 10.0));
    add_numbers(&mut outcome, "a_times_b", &(&a * &b));
    add_numbers(&mut outcome, "a_times_column", &(&a * &column));
    outcome.table(table.into_table()).table(shapes());
    outcome.count("pairs_that_fit", SHAPES.iter().filter(|(a, b)| broadcast_shape(a, b).is_some()).count());
    outcome.figure(figure(&a, &b.view().insert_axis(Axis(0)), &column));
    outcome.note(
        "Where shapes do not fit, NumPy raises an error and ndarray panics when the program runs: the compiler knows how \
         many axes an array has, not how long they are.",
    );
    Ok(outcome)
}

/// Which shapes fit.
fn shapes() -> Table {
    let mut table = Table::new("Which shapes fit: the last axes stand under each other", ["A", "b", "A * b"]);
    for (a, b) in SHAPES {
        let result = broadcast_shape(a, b).map_or("does not fit".to_owned(), |shape| words(&shape));
        table.row([words(a).into(), words(b).into(), result.into()]);
    }
    table
}

/// `2 × 3`.
fn words(shape: &[usize]) -> String {
    if shape.is_empty() {
        return "one number".to_owned();
    }
    shape.iter().map(ToString::to_string).collect::<Vec<_>>().join(" × ")
}

/// What is stretched how: the dark cells are there, the pale ones only seem to be.
fn figure(a: &Array2<f64>, row: &ArrayView2<f64>, column: &ArrayView2<f64>) -> Figure {
    let number = array![[10.0]];
    let figure = Figure::new("Broadcasting: the smaller array is stretched until it fits")
        .columns(3)
        .panel_size(2.0 * CELL, 2.0 * CELL)
        .row_labels(["one number", "a row, shape 2", "a column, shape 2 × 1"])
        .caption("The dark cells of b are in memory; the pale ones are the same numbers, read again.");
    [number.view(), row.view(), column.view()].into_iter().fold(figure, |figure, b| {
        let (rows, columns) = b.dim();
        // Each cell of the result reads cell (i, j) of b, or the only one there is along an axis.
        let stretched = Array2::from_shape_fn(a.dim(), |(i, j)| b[[i.min(rows - 1), j.min(columns - 1)]]);
        figure
            .panel(cells::panel("A", a.view(), CELL, |_, _| true))
            .panel(cells::panel("b, stretched", stretched.view(), CELL, |i, j| i < rows && j < columns))
            .panel(cells::panel("A * b", (a * &b).view(), CELL, |_, _| true))
    })
}
