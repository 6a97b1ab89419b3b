//! How do you calculate with whole arrays, and where does Rust differ from NumPy?
//!
//! Each Rust cell of these tables is the code that ran. Arithmetic either borrows its arrays or takes them: after
//! `&x + &y` you still have both; `x + y` consumes them, and reuses the memory of `x` for the sum.

use chapter_kit::figure::Figure;
use chapter_kit::{Experiment, Outcome, Run, Takes};
use ndarray::{Array1, Array2, Zip, array};

use crate::comparison::{Comparison, add_elements};
use crate::{cells, compare};

/// The book's arithmetic of 1.5.2 to 1.5.4.
pub const EXPERIMENT: Experiment = Experiment {
    name: "array_basics",
    section: "1.5.3",
    question: "How do you calculate with whole arrays, and where does Rust differ from NumPy?",
    takes: Takes::always("1 s"),
    run,
};

/// The size of a cell in the figure, in pixels.
const CELL: f64 = 74.0;

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    add_one_axis(&mut outcome);
    add_two_axes(&mut outcome);
    add_differences(&mut outcome);
    outcome.note(
        "Every element of an array has the same type, fixed when the array is created. Integers and floats never mix \
         by themselves. What NumPy does silently, you write: `whole.mapv(f64::from)`.",
    );
    outcome.note(
        "That prevents a trap of chapter 4. In NumPy an integer array [3, 4] can't hold 3 + 0.0001: the fraction is \
         dropped silently, and the numerical gradient of x² + y² comes out as 25,000 where it should be 6. Here a \
         function of f64 doesn't accept such an array.",
    );
    Ok(outcome)
}

/// Arrays with one axis.
fn add_one_axis(outcome: &mut Outcome) {
    let x: Array1<f64> = array![1.0, 2.0, 3.0];
    let y: Array1<f64> = array![2.0, 4.0, 6.0];
    let mut table = Comparison::new("x is [1, 2, 3] and y is [2, 4, 6]");
    compare!(table, "x + y", "{:.1}", &x + &y);
    compare!(table, "x - y", "{:.1}", &x - &y);
    compare!(table, "x * y", "{:.1}", &x * &y);
    compare!(table, "x / y", "{:.1}", &x / &y);
    compare!(table, "x / 2.0", "{:.1}", &x / 2.0);
    compare!(table, "x.dot(y)", "{:.1}", x.dot(&y));
    add_elements(outcome, "x_plus_y", &(&x + &y));
    add_elements(outcome, "x_times_y", &(&x * &y));
    add_elements(outcome, "x_over_y", &(&x / &y));
    outcome.finding("x_dot_y", x.dot(&y));
    outcome.table(table.into_table());
}

/// Arrays with two axes, and the two products.
fn add_two_axes(outcome: &mut Outcome) {
    let a: Array2<i32> = array![[1, 2], [3, 4]];
    let b: Array2<i32> = array![[3, 0], [0, 6]];
    let mut table = Comparison::new("A is [[1, 2], [3, 4]] and B is [[3, 0], [0, 6]]");
    compare!(table, "A.shape", "{:?}", a.shape());
    compare!(table, "A.ndim", a.ndim());
    compare!(table, "A.size", a.len());
    compare!(table, "A.dtype", std::any::type_name_of_val(&a[[0, 0]]));
    compare!(table, "A + B", &a + &b);
    compare!(table, "A * B", &a * &b);
    compare!(table, "A * 10", &a * 10);
    compare!(table, "A.dot(B)", a.dot(&b));
    add_elements(outcome, "a_plus_b", &(&a + &b));
    add_elements(outcome, "a_times_b", &(&a * &b));
    add_elements(outcome, "a_dot_b", &a.dot(&b));
    outcome.table(table.into_table()).figure(products(&a, &b));
}

/// What surprises a NumPy user.
fn add_differences(outcome: &mut Outcome) {
    let whole: Array1<i32> = array![1, 2, 3];
    let (x, y): (Array1<f64>, Array1<f64>) = (array![1.0, 2.0], array![1.0, 3.0]);
    let mut table = Comparison::new(
        "Where the same notation means something else: now whole is [1, 2, 3], x is [1, 2] and y is [1, 3]",
    );
    compare!(table, "whole / 2, gives floats", &whole / 2);
    compare!(table, "whole / 2", "{:.1}", whole.mapv(f64::from) / 2.0);
    compare!(table, "np.array_equal(x, y)", x == y);
    compare!(table, "x == y, gives an array", Zip::from(&x).and(&y).map_collect(|x, y| x == y));
    outcome.finding("whole_halves.0", f64::from((&whole / 2)[0]));
    outcome.finding("real_halves.0", (whole.mapv(f64::from) / 2.0)[0]);
    outcome.table(table.into_table());
}

/// The element-wise product and the matrix product.
fn products(a: &Array2<i32>, b: &Array2<i32>) -> Figure {
    let panel = |title: &'static str, array: &Array2<i32>| {
        cells::panel(title, array.mapv(f64::from).view(), CELL, |i, j| (i, j) == (0, 1))
    };
    Figure::new("Two products: element by element, and row by column")
        .panel(cells::with_names_of_axes(panel("A", a), a.dim()))
        .panel(panel("B", b))
        .panel(panel("A * B", &(a * b)))
        .panel(panel("A.dot(B)", &a.dot(b)))
        .columns(4)
        .panel_size(2.0 * CELL, 2.0 * CELL)
        .caption(
            "Tinted: cell (0, 1). In A * B it is 2 · 0 = 0, from one element of each. In A.dot(B) it is 1 · 0 + 2 · 6 = \
             12, from row 0 of A and column 1 of B.",
        )
}
