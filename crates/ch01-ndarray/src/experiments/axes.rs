//! In which direction does axis 0 go, and what does a sum along it leave?
//!
//! To divide each row by its sum, the axis that disappeared has to come back: the sums, of shape (3,), become a column
//! of shape (3, 1), or they can't be broadcast. In chapter 3 the softmax of a batch needs exactly this.

use chapter_kit::figure::{self, Figure};
use chapter_kit::{Experiment, Outcome, Run, Takes, Words};
use ndarray::{Array2, Axis, array, s};

use crate::comparison::{Comparison, add_elements};
use crate::{cells, compare};

/// An addition to the book's section 1.5.6.
pub const EXPERIMENT: Experiment = Experiment {
    name: "axes",
    section: "1.5.6",
    question: "In which direction does axis 0 go, and what does a sum along it leave?",
    takes: Takes::always("1 s"),
    run,
};

/// The size of a cell in the figure, in pixels.
const CELL: f64 = 60.0;

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let x: Array2<f64> = array![[1.0, 3.0], [2.0, 3.0], [6.0, 2.0]];
    let sums = x.sum_axis(Axis(1));
    let sums = sums.view();
    let column = sums.insert_axis(Axis(1));
    let mut table = Comparison::new(
        "X is [[1, 3], [2, 3], [6, 2]]; sums holds the sums of its rows, column the same with shape (3, 1)",
    );
    compare!(table, "X.sum()", x.sum());
    compare!(table, "X.sum(axis=0)", x.sum_axis(Axis(0)));
    compare!(table, "X.sum(axis=1)", x.sum_axis(Axis(1)));
    compare!(table, "sums[:, np.newaxis]", sums.insert_axis(Axis(1)));
    compare!(table, "X / column", "{:.2}", &x / &column);
    compare!(table, "X.reshape(2, 3)", x.to_shape((2, 3))?);
    compare!(table, "X.T", x.t());
    let mut outcome = Outcome::new();
    add_elements(&mut outcome, "sum_axis_0", &x.sum_axis(Axis(0)));
    add_elements(&mut outcome, "sum_axis_1", &x.sum_axis(Axis(1)));
    add_elements(&mut outcome, "row_shares", &(&x / &column));
    outcome.table(table.into_table()).figure(figure(&x));
    outcome.note(
        "`X.reshape(2, 3)` keeps the elements in order and splits them into new rows; `X.T` transposes the array. \
         They have the same shape here, and different elements.",
    );
    Ok(outcome)
}

/// The array with its column sums below and its row sums on the right.
fn figure(x: &Array2<f64>) -> Figure {
    let (rows, columns) = x.dim();
    let mut words = Array2::from_elem((rows + 2, columns + 2), String::new());
    words.slice_mut(s![..rows, ..columns]).assign(&x.mapv(|x| x.to_string()));
    words.slice_mut(s![-1, ..columns]).assign(&x.sum_axis(Axis(0)).mapv(|sum| sum.to_string()));
    words.slice_mut(s![..rows, -1]).assign(&x.sum_axis(Axis(1)).mapv(|sum| sum.to_string()));
    let ticks = |count: usize, sign: f64| {
        let ticks_at = (0..count).map(|i| (sign * i as f64, Words::name(i)));
        ticks_at.chain([(sign * (count as f64 + 1.0), "sum".into())]).collect::<Vec<_>>()
    };
    let panel = cells::panel_of_words("", &words, CELL, |_, j| j == 0)
        .x(figure::Axis::new("axis 1, across the columns").named_ticks(ticks(columns, 1.0)))
        .y(figure::Axis::new("axis 0, down the rows").named_ticks(ticks(rows, -1.0)));
    Figure::single("The axis you sum along is the one that disappears", panel)
        .panel_size(4.0 * CELL, 5.0 * CELL)
        .caption(
            "Below the array: X.sum(axis=0), down the rows; tinted: 1 + 2 + 6 = 9. To its right: X.sum(axis=1), across the columns.",
        )
}
