//! The same thing in NumPy and in Rust, with its result: a table whose Rust column is the code that ran.

use std::fmt::Display;

use chapter_kit::{Outcome, Table};
use ndarray::{ArrayBase, Data, Dimension};

/// Rows of `NumPy | Rust | result`.
#[derive(Clone, Debug)]
pub struct Comparison {
    table: Table,
}

impl Comparison {
    /// A table without rows.
    pub fn new(title: &'static str) -> Self {
        Self { table: Table::new(title, ["NumPy", "Rust", "result in Rust"]) }
    }

    /// One more row. [`compare!`](crate::compare) fills `rust` and `result` from the same expression.
    pub fn row(&mut self, numpy: &'static str, rust: &'static str, result: impl Display) {
        let result = result.to_string().replace('\n', "");
        self.table.row([numpy.into(), rust.into(), result.into()]);
    }

    /// The table.
    pub fn into_table(self) -> Table {
        self.table
    }
}

/// Adds a row to a [`Comparison`]: the NumPy code, and a Rust expression, which is shown *and* evaluated. With `{:.1}`
/// in front, numbers have one decimal, to show that they aren't integers.
#[macro_export]
macro_rules! compare {
    ($table:ident, $numpy:literal, $rust:expr) => {
        $table.row($numpy, stringify!($rust), $rust)
    };
    ($table:ident, $numpy:literal, $format:literal, $rust:expr) => {
        $table.row($numpy, stringify!($rust), format!($format, $rust))
    };
}

/// Each element of an array as a finding: `name.0`, `name.1`, … in row-major order.
pub fn add_elements<A, S, D>(outcome: &mut Outcome, name: &str, array: &ArrayBase<S, D>)
where
    A: Copy + Into<f64>,
    S: Data<Elem = A>,
    D: Dimension,
{
    for (i, &element) in array.iter().enumerate() {
        outcome.finding(format!("{name}.{i}"), element.into());
    }
}
