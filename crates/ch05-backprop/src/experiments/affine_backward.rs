//! Why does the backward pass through a matrix product transpose one of the matrices?
//!
//! The numbers are small enough for a pencil. Take `dx[0][1]`, the 7: `x[0][1]` was multiplied by 4, 5 and 6, the second
//! row of W, and the upstream gradients in row 0 are 2, 1 and −1. So it gets back 2·4 + 1·5 − 1·6. The sum runs along
//! a *row* of W, where a product `dout · W` would run down a column: hence the transpose. For db look at the columns
//! of dY: 2 + 1 + 0 is 3.

use crate::derive::affine::{Affine, backward_index_by_index};
use crate::drawing::{self, short};
use chapter_kit::figure::{Axis, Figure, Graph, HeatMap, Legend, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use ndarray::{Array2, Axis as Along, array};

/// Sections 5.6.1 and 5.6.2.
pub const EXPERIMENT: Experiment = Experiment {
    name: "affine_backward",
    section: "5.6.2",
    question: "Why does the backward pass through a matrix product transpose one of the matrices?",
    takes: Takes::always("1 s"),
    run,
};

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let x = array![[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
    let w = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let dout = array![[2.0, 1.0, -1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]];
    let mut affine = Affine::new(w.clone(), array![0.0, 0.0, 0.0]);
    let y = affine.forward(&x);
    let dx = affine.backward(&dout);
    let db = affine.db.clone().insert_axis(Along(0));
    let by_index = backward_index_by_index(&x, &w, &dout);
    let same = by_index == (dx.clone(), affine.dw.clone(), affine.db.clone());

    let mut outcome = Outcome::new();
    for (name, matrix) in [("y", &y), ("dx", &dx), ("dw", &affine.dw), ("db", &db)] {
        for ((row, column), &value) in matrix.indexed_iter() {
            outcome.finding(format!("{name}.{row}.{column}"), value);
        }
    }
    outcome
        .table(sums("dx[n][i] = Σⱼ dout[n][j] · w[i][j]", &dx, |n, i| terms(dout.row(n), w.row(i))))
        .table(sums("dw[i][j] = Σₙ x[n][i] · dout[n][j]", &affine.dw, |i, j| {
            terms(x.column(i), dout.column(j))
        }))
        .claim(
            Source::Book("5.6.2"),
            "dX = dY · Wᵀ, dW = Xᵀ · dY, dB = column sums of dY",
            "index by index and as matrices all 15 derivatives are equal to the last bit",
            same,
        )
        .figure(drawing::figure(
            "An affine layer: each gradient has the shape of its variable",
            graph(),
            (660.0, 170.0),
        ))
        .further_figure(
            "matrices",
            matrices([
                ("X", &x),
                ("W", &w),
                ("dY", &dout),
                ("dX = dY · Wᵀ", &dx),
                ("dW = Xᵀ · dY", &affine.dw),
                ("dB: column sums", &db),
            ]),
        );
    Ok(outcome)
}

/// A sum of products, written out.
fn terms(a: ndarray::ArrayView1<f64>, b: ndarray::ArrayView1<f64>) -> String {
    let products = a.iter().zip(b).map(|(&a, &b)| format!("{}·{}", short(a), short(b)));
    products.collect::<Vec<_>>().join(" + ")
}

fn sums(title: &'static str, matrix: &Array2<f64>, sum: impl Fn(usize, usize) -> String) -> Table {
    let mut table = Table::new(title, ["row", "column", "sum", "value"]);
    for ((row, column), &value) in matrix.indexed_iter() {
        table.row([Cell::count(row), Cell::count(column), sum(row, column).into(), value.into()]);
    }
    table
}

fn graph() -> Graph {
    let mut graph = Graph::new();
    let (x, w, b) =
        (graph.words((0.0, 2.0), "X"), graph.words((0.0, 0.6), "W"), graph.words((2.9, 0.2), "B"));
    let (dot, plus) = (graph.circle((2.9, 1.5), "dot"), graph.circle((5.8, 1.1), "+"));
    let y = graph.words((8.4, 1.1), "Y");
    graph
        .edge(x, dot, "X (3, 2)", "dY · Wᵀ (3, 2)")
        .edge(w, dot, "W (2, 3)", "Xᵀ · dY (2, 3)")
        .edge(dot, plus, "X · W (3, 3)", "dY (3, 3)")
        .edge(b, plus, "B (3)", "column sums (3)")
        .edge(plus, y, "Y (3, 3)", "dY (3, 3)");
    graph
}

/// The matrices as coloured cells with their values.
fn matrices(named: [(&str, &Array2<f64>); 6]) -> Figure {
    let panel = |(name, matrix): (&str, &Array2<f64>)| {
        let map = HeatMap::diverging(matrix.clone()).value_range(-8.0, 8.0).without_color_bar().numbered(0);
        // The bias gradient is drawn as a row, but has a single axis.
        let shape = match matrix.dim() {
            (1, columns) => format!("({columns})"),
            (rows, columns) => format!("({rows}, {columns})"),
        };
        let panel = Panel::new(say!("{name}, {shape}"));
        let indices = |count: usize, sign: f64| (0..count).map(move |i| (sign * i as f64, Words::name(i)));
        panel
            .x(Axis::new("").named_ticks(indices(matrix.ncols(), 1.0)))
            .y(Axis::new("").named_ticks(indices(matrix.nrows(), -1.0)))
            .heat_map(map)
    };
    named
        .into_iter()
        .fold(
            Figure::new("Six small matrices to check by hand: dX, dW and dB from X, W and dY"),
            |figure, matrix| figure.panel(panel(matrix)),
        )
        .caption("Rows are counted downwards, columns to the right. Red: above 0, blue: below.")
        .columns(3)
        .legend(Legend::None)
        .panel_size(150.0, 130.0)
}
