//! How large is the result of a convolution, and what happens if the steps don't fit?
//!
//! The table has the book's three examples and three more. In the last one the steps don't fit: the final row and column
//! of the image are in no window. The figure shows how often that happens, for every height up to 32.

use crate::derive::output_size::{left_out, output_size};
use chapter_kit::figure::{Axis, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};

/// Section 7.2.4.
pub const EXPERIMENT: Experiment = Experiment {
    name: "output_sizes",
    section: "7.2.4",
    question: "How large is the result of a convolution, and what happens if the steps don't fit?",
    takes: Takes::always("1 s"),
    run,
};

/// An example: its key, height and width, filter, stride, padding, and the book's result if it has one.
type Example = (&'static str, (usize, usize), usize, usize, usize, Option<(usize, usize)>);

/// The book's, and three more.
const EXAMPLES: [Example; 6] = [
    ("book_1", (4, 4), 3, 1, 1, Some((4, 4))),
    ("book_2", (7, 7), 3, 2, 0, Some((3, 3))),
    ("book_3", (28, 31), 5, 3, 2, Some((10, 11))),
    ("simple_convnet", (28, 28), 5, 1, 0, None),
    ("same_size", (28, 28), 5, 1, 2, None),
    ("does_not_fit", (28, 28), 5, 2, 0, None),
];

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "Sizes of the result",
        ["image", "filter", "stride", "padding", "result", "unused rows", "unused columns"],
    );
    for (key, (h, w), filter, stride, pad, book) in EXAMPLES {
        let size = |side| output_size(side, filter, stride, pad);
        let unseen = |side| left_out(side, filter, stride, pad);
        outcome.count(format!("{key}.height"), size(h)).count(format!("{key}.width"), size(w));
        outcome.count(format!("{key}.rows_never_seen"), unseen(h));
        table.row([
            say!("{h} × {w}").into(),
            say!("{filter} × {filter}").into(),
            Cell::count(stride),
            Cell::count(pad),
            say!("{} × {}", size(h), size(w)).into(),
            Cell::count(unseen(h)),
            Cell::count(unseen(w)),
        ]);
        if let Some(book) = book {
            outcome.claim(
                Source::Book("7.2.4"),
                say!(
                    "{h} × {w} values with a filter of {filter} × {filter}, stride {stride} and padding {pad} give \
                     {} × {}",
                    book.0,
                    book.1
                ),
                say!("the convolution has {} × {} outputs", size(h), size(w)),
                book == (size(h), size(w)),
            );
        }
    }
    outcome
        .table(table)
        .figure(figure())
        .note("Where a step doesn't fit, some libraries round down, as here; others reject the sizes.");
    Ok(outcome)
}

/// A staircase for each stride: a few more rows of the image change nothing.
fn figure() -> Figure {
    let sizes = 5..=32;
    let panel = Panel::new("")
        .x(Axis::new("height of the image (pixels)"))
        .y(Axis::new("height of the result").range(0.0, 29.0));
    let curve = |stride: usize, marker: Marker| {
        let points = sizes.clone().map(|size| (size as f64, output_size(size, 5, stride, 0) as f64));
        Series::new(say!("stride {stride}"), points).marker(marker, 1).width(1.2)
    };
    let panel = [(1, Marker::Circle), (2, Marker::Square), (3, Marker::Triangle), (5, Marker::Diamond)]
        .into_iter()
        .fold(panel, |panel, (stride, marker)| panel.line(curve(stride, marker)));
    Figure::single("A larger stride gives a smaller result, and some rows of an image are never used", panel)
        .caption("A filter of 5 × 5 without padding. Where a curve is flat, the additional rows of the image aren't used.")
}
