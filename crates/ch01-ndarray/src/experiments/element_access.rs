//! How do you access single elements, rows, columns, and all elements above 15?
//!
//! An index drops its axis and a range keeps it: `X[0]` has shape (2,), `X[0:1]` has shape (1, 2). Both are views. A
//! condition gives a copy, because the elements that it selects follow no regular pattern in memory. In Rust you ask
//! for a view that may be written to (`row_mut`), and while it lives nothing else can touch the array.

use chapter_kit::figure::Figure;
use chapter_kit::{Experiment, Outcome, Run, Takes};
use ndarray::{Array1, Array2, Axis, array, s};

use crate::comparison::{Comparison, add_elements};
use crate::{cells, compare};

/// The book's section 1.5.6.
pub const EXPERIMENT: Experiment = Experiment {
    name: "element_access",
    section: "1.5.6",
    question: "How do you access single elements, rows, columns, and all elements above 15?",
    takes: Takes::always("1 s"),
    run,
};

/// The size of a cell in the figure, in pixels.
const CELL: f64 = 74.0;

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let x: Array2<i32> = array![[51, 55], [14, 19], [0, 4]];
    let mut outcome = Outcome::new();
    add_indices(&mut outcome, &x);
    add_conditions(&mut outcome, &x);
    add_views(&mut outcome, &x);
    outcome.figure(figure(&x));
    outcome.note(
        "An index beyond the end is an IndexError in Python and a panic in Rust; `x.get([9, 0])` asks first and gives \
         None. A negative index only counts from the end inside `s![…]`.",
    );
    Ok(outcome)
}

/// By index.
fn add_indices(outcome: &mut Outcome, x: &Array2<i32>) {
    let mut table = Comparison::new("X is [[51, 55], [14, 19], [0, 4]]: by index");
    compare!(table, "X[0]", x.row(0));
    compare!(table, "X[0][1]", x[[0, 1]]);
    compare!(table, "X[-1]", x.slice(s![-1, ..]));
    compare!(table, "X[:, 1]", x.column(1));
    compare!(table, "X[0:2]", x.slice(s![0..2, ..]));
    compare!(table, "X[::-1, 0]", x.slice(s![..;-1, 0]));
    compare!(table, "X.flatten()", x.flatten());
    compare!(table, "X.flatten()[[0, 2, 4]]", x.flatten().select(Axis(0), &[0, 2, 4]));
    compare!(table, "X.T", x.t());
    outcome.finding("x_0_1", f64::from(x[[0, 1]]));
    add_elements(outcome, "last_row", &x.slice(s![-1, ..]));
    add_elements(outcome, "column_1", &x.column(1));
    add_elements(outcome, "even_indices", &x.flatten().select(Axis(0), &[0, 2, 4]));
    outcome.table(table.into_table());
}

/// By a condition.
fn add_conditions(outcome: &mut Outcome, x: &Array2<i32>) {
    let above = |x: &i32| *x > 15;
    let mut table = Comparison::new("By a condition; above is |x: &i32| *x > 15");
    compare!(table, "X[1] > 15", x.row(1).mapv(|x| x > 15));
    compare!(table, "X[X > 15]", Array1::from_iter(x.iter().copied().filter(above)));
    compare!(table, "(X > 15).sum()", x.iter().copied().filter(above).count());
    compare!(table, "np.where(X > 15, X, 0)", x.mapv(|x| if x > 15 { x } else { 0 }));
    add_elements(outcome, "above_15", &Array1::from_iter(x.iter().copied().filter(above)));
    outcome.table(table.into_table());
}

/// A copy and a view, both changed.
fn add_views(outcome: &mut Outcome, x: &Array2<i32>) {
    let mut array = x.clone();
    let mut copy = array.row(0).to_owned();
    copy[0] = 99;
    let after_copy = array[[0, 0]];
    array.row_mut(0)[0] = 99;
    let after_view = array[[0, 0]];
    let mut table = Comparison::new("X[0][0] after writing 99");
    table.row("row = X[0].copy(); row[0] = 99", "x.row(0).to_owned()[0] = 99", after_copy);
    table.row("row = X[0]; row[0] = 99", "x.row_mut(0)[0] = 99", after_view);
    outcome.finding("after_change_of_copy", f64::from(after_copy));
    outcome.finding("after_change_of_view", f64::from(after_view));
    outcome.table(table.into_table());
}

/// Three ways to select elements.
fn figure(x: &Array2<i32>) -> Figure {
    let values = x.mapv(f64::from);
    let panel = |title: &'static str, is_marked: &dyn Fn(usize, usize) -> bool| {
        cells::panel(title, values.view(), CELL, is_marked)
    };
    Figure::new("An index selects a row, a range a block, a condition single elements")
        .panel(cells::with_names_of_axes(panel("X[0], a row", &|i, _| i == 0), x.dim()))
        .panel(panel("X[:, 1], a column", &|_, j| j == 1))
        .panel(panel("X[1:, 0]", &|i, j| i >= 1 && j == 0))
        .panel(panel("X[X > 15]", &|i, j| x[[i, j]] > 15))
        .columns(4)
        .panel_size(2.0 * CELL, 3.0 * CELL)
        .caption("Tinted: what is selected. The first index is the row, counted from 0 at the top; the second is the column.")
}
