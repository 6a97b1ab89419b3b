//! How can arrays of different shapes be multiplied?
//!
//! No element is copied: those of the smaller array are read again and again. Whether two numbers are repeated
//! downwards or to the right depends on their shape alone: `[10, 20]` is a row, `[[10], [20]]` a column.

use chapter_kit::figure::Figure;
use chapter_kit::{Experiment, Outcome, Run, Table, Takes};
use ndarray::{Array2, ArrayView2, Axis, array};

use crate::cells;
use crate::compare;
use crate::comparison::{Comparison, add_elements};
use crate::derive::broadcast::broadcast_shape;

/// The book's example of 1.5.5.
pub const EXPERIMENT: Experiment = Experiment {
    name: "broadcasting",
    section: "1.5.5",
    question: "How can arrays of different shapes be multiplied?",
    takes: Takes::always("1 s"),
    run,
};

/// The size of a cell in the figure, in pixels.
const CELL: f64 = 74.0;
/// Pairs of shapes to try.
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
    add_elements(&mut outcome, "a_times_10", &(&a * 10.0));
    add_elements(&mut outcome, "a_times_b", &(&a * &b));
    add_elements(&mut outcome, "a_times_column", &(&a * &column));
    outcome.table(table.into_table()).table(shapes());
    outcome.count("pairs_that_fit", SHAPES.iter().filter(|(a, b)| broadcast_shape(a, b).is_some()).count());
    outcome.figure(figure(&a, &b.view().insert_axis(Axis(0)), &column));
    outcome.note(
        "If shapes can't be broadcast, NumPy raises an error and ndarray panics at run time: the type says how \
         many axes an array has, not how long they are.",
    );
    Ok(outcome)
}

/// Which shapes can be broadcast together.
fn shapes() -> Table {
    let mut table = Table::new(
        "Seven pairs of shapes, aligned at the last axis",
        ["shape of A", "shape of b", "shape of A * b"],
    );
    for (a, b) in SHAPES {
        let result = broadcast_shape(a, b).map_or("error".to_owned(), |shape| words(&shape));
        table.row([words(a).into(), words(b).into(), result.into()]);
    }
    table
}

/// `(2, 3)`, as NumPy writes a shape.
fn words(shape: &[usize]) -> String {
    match shape {
        [] => "a scalar".to_owned(),
        [only] => format!("({only},)"),
        sizes => {
            let sizes: Vec<String> = sizes.iter().map(ToString::to_string).collect();
            format!("({})", sizes.join(", "))
        }
    }
}

/// How each array is stretched: the tinted cells exist, the others are only virtual.
fn figure(a: &Array2<f64>, row: &ArrayView2<f64>, column: &ArrayView2<f64>) -> Figure {
    let scalar = array![[10.0]];
    let figure = Figure::new("Broadcasting: the smaller array is stretched until it fits")
        .columns(3)
        .panel_size(2.0 * CELL, 2.0 * CELL)
        .row_labels(["a scalar", "a row (2,)", "a column (2, 1)"])
        .column_labels(["A", "b, stretched", "A * b"])
        .shared_axes()
        .caption("The tinted cells of b are in memory; the pale ones are the same elements, read again.");
    [scalar.view(), row.view(), column.view()].into_iter().fold(figure, |figure, b| {
        let (rows, columns) = b.dim();
        // Each cell of the result reads cell (i, j) of b, or the only one along an axis.
        let stretched = Array2::from_shape_fn(a.dim(), |(i, j)| b[[i.min(rows - 1), j.min(columns - 1)]]);
        figure
            .panel(cells::panel("", a.view(), CELL, |_, _| false))
            .panel(cells::panel("", stretched.view(), CELL, |i, j| i < rows && j < columns))
            .panel(cells::panel("", (a * &b).view(), CELL, |_, _| false))
    })
}
