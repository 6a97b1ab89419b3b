//! Is there any (w1, w2, b) with which one perceptron computes XOR?
//!
//! A search can't prove that something doesn't exist; the algebra does that. But it shows what *does* exist: the million
//! perceptrons include 14 of the 16 functions of two bits, most of them many thousands of times. XOR and its opposite
//! are the two missing ones, and the only two that aren't linearly separable.

use chapter_kit::figure::{Axis, Bars, Color, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};

use crate::decision::{self, Truth};
use crate::derive::gates::{INPUTS, OR};
use crate::triples;

/// A claim of 2.4.1.
pub const EXPERIMENT: Experiment = Experiment {
    name: "xor_is_not_linear",
    section: "2.4.1",
    question: "Is there any (w1, w2, b) with which one perceptron computes XOR?",
    takes: Takes::always("1 s"),
    run,
};

/// The target outputs of XOR.
pub const XOR: Truth = [0, 1, 1, 0];
/// The functions of two bits that have a name; all 16 are counted.
const NAMED: [(&str, &str, Truth); 5] = [
    ("AND", "and", [0, 0, 0, 1]),
    ("OR", "or", [0, 1, 1, 1]),
    ("NAND", "nand", [1, 1, 1, 0]),
    ("XOR", "xor", XOR),
    ("not XOR", "not_xor", [1, 0, 0, 1]),
];

/// How many perceptrons of the grid compute each of the 16 functions; the index is its outputs, read as binary digits.
struct Census([usize; 16]);

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let census = Census::take();
    let mut outcome = Outcome::new();
    outcome.count("tried", census.0.iter().sum());
    for (_, key, truth) in NAMED {
        outcome.count(format!("{key}.perceptrons"), census.0[index(truth)]);
        outcome.count(format!("{key}.best_right"), census.best(truth));
    }
    for (right, count) in census.by_right(XOR).into_iter().enumerate() {
        outcome.count(format!("xor.with_{right}_right"), count);
    }
    outcome.count("functions_found", census.found());
    outcome.table(table(&census)).figure(figure(&census)).further_figure("sixteen", sixteen(&census));
    outcome.note(
        "0000 is a little more frequent than 1111, and AND than NAND. On a grid some sums are exactly 0, and a sum of 0 gives 0.",
    );
    outcome.claim(
        Source::Book("2.4.1"), "one perceptron can't compute XOR",
        say!(
            "the best of {} perceptrons has {} of 4 outputs right; {} of the 16 functions of two bits were found",
            thousands(census.0.iter().sum()),
            census.best(XOR),
            census.found()
        ),
        census.best(XOR) < 4,
    );
    Ok(outcome)
}

impl Census {
    fn take() -> Self {
        let mut counts = [0; 16];
        for gate in triples::all() {
            counts[index(triples::outputs(gate))] += 1;
        }
        Self(counts)
    }

    /// How many perceptrons have 0, 1, 2, 3, 4 outputs right.
    fn by_right(&self, truth: Truth) -> [usize; 5] {
        let mut counts = [0; 5];
        for (function, count) in self.0.iter().enumerate() {
            let wrong = (function ^ index(truth)).count_ones() as usize;
            counts[4 - wrong] += count;
        }
        counts
    }

    /// The most outputs that any perceptron has right.
    fn best(&self, truth: Truth) -> usize {
        let counts = self.by_right(truth);
        (0..=4).rev().find(|&right| counts[right] > 0).unwrap_or(0)
    }

    /// The number of different functions among the perceptrons.
    fn found(&self) -> usize {
        self.0.iter().filter(|count| **count > 0).count()
    }
}

/// The four outputs, read as a binary number.
fn index(truth: Truth) -> usize {
    truth.iter().fold(0, |number, &bit| 2 * number + usize::from(bit))
}

fn table(census: &Census) -> Table {
    let heads = ["function", "0 right", "1 right", "2 right", "3 right", "4 right"];
    let mut table = Table::new("The million perceptrons by the number of right outputs", heads);
    for (name, _, truth) in NAMED {
        let cells = census.by_right(truth).map(Cell::count);
        table.row([Cell::from(name)].into_iter().chain(cells));
    }
    table
}

/// The best that a line can do, and how many lines get how many points right.
fn figure(census: &Census) -> Figure {
    let wrong = INPUTS.iter().zip(XOR).filter(|(input, t)| OR.output(**input) != *t);
    let wrong: Vec<(f64, f64)> = wrong.map(|(&[x1, x2], _)| (f64::from(x1), f64::from(x2))).collect();
    let ring = Series::new("wrong side", wrong).marker(Marker::Cross, 1).width(12.0).color(Color::INK);
    let plane = decision::with_gate(decision::plane("The line of OR: 3 of 4 on the correct side"), OR, "");
    let plane = decision::with_points(plane, XOR).scatter(ring).legend(Legend::OutsideTop);
    let total: usize = census.0.iter().sum();
    let bars = census.by_right(XOR).into_iter().enumerate();
    let bars = bars.map(|(right, count)| (say!("{right} of 4"), 100.0 * count as f64 / total as f64));
    let counts = Panel::new("A million perceptrons, compared with XOR")
        .x(Axis::new("right outputs"))
        .y(Axis::new("share of the perceptrons (%)").range(0.0, 100.0))
        .bars(Bars::new(bars).decimals(1));
    Figure::new("XOR is not linearly separable: no line has its ones on one side, its zeros on the other")
        .panel(plane)
        .panel(counts)
        .columns(2)
        .panel_size(320.0, 320.0)
        .caption("Left: shaded where the perceptron with the line of OR gives 1; the point with the cross is on the wrong side. Right: no perceptron gets more than three points right.")
}

/// All functions of two bits.
fn sixteen(census: &Census) -> Figure {
    let name = |function: usize| say!("{function:04b}");
    let bars = census.0.iter().enumerate().map(|(f, &count)| (name(f), count as f64 / 1000.0));
    let panel = Panel::new("")
        .x(Axis::new("outputs for (0,0) (1,0) (0,1) (1,1)"))
        .y(Axis::new("perceptrons (thousands)"))
        .bars(Bars::new(bars).decimals(0));
    Figure::single(say!("One perceptron computes {} of the 16 functions of two bits", census.found()), panel)
        .panel_size(760.0, 260.0)
        .caption(
            "Of a million perceptrons, how many thousands compute each function. XOR is 0110, its opposite 1001: the only two \
             that are not linearly separable. AND is 0001, OR 0111, NAND 1110.",
        )
}

/// A count with a comma every three digits.
pub(super) fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}
