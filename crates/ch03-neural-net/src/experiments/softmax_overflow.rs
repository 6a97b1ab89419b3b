//! Why does softmax overflow if you follow its formula, and what prevents it?
//!
//! With the largest score subtracted first, no exponential is above 1, and a shift changes nothing. The plain formula fails on
//! both sides. Far above 0 the exponentials overflow to ∞, and `∞ / ∞` is NaN. Far below 0 they underflow, losing digit after
//! digit until all of them are 0, and `0 / 0` is NaN as well.

use crate::derive::neuralnet_mnist::argmax;
use crate::derive::softmax::{softmax, softmax_naive};
use chapter_kit::figure::{Axis, Bars, Color, Corner, Figure, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use ndarray::{Array1, array};
use portable_math::{exp, ln};

/// The book's text.
pub const EXPERIMENT: Experiment = Experiment {
    name: "softmax_overflow",
    section: "3.5.2",
    question: "Why does softmax overflow if you follow its formula, and what prevents it?",
    takes: Takes::always("1 s"),
    run,
};

/// The text's scores that overflow.
const LARGE: [f64; 3] = [1010.0, 1000.0, 990.0];
/// The formula counts as working where its error is below this.
const RIGHT_WITHIN: f64 = 1e-9;
/// The text's ordinary scores.
const ORDINARY: [f64; 3] = [0.3, 2.9, 4.0];

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let (large, ordinary) = (Array1::from(LARGE.to_vec()), Array1::from(ORDINARY.to_vec()));
    let shifts: Vec<f64> = (-1000..=1000).map(f64::from).collect();
    let mut outcome = Outcome::new();
    add_large(&mut outcome, &large);
    for (number, &y) in softmax(&ordinary).iter().enumerate() {
        outcome.finding(format!("ordinary.y_{}", number + 1), y);
    }
    outcome.finding("ordinary.sum", softmax(&ordinary).sum());
    add_shifts(&mut outcome, &ordinary, &shifts);
    add_order(
        &mut outcome,
        &[large.clone(), ordinary.clone(), array![-3.0, 5.0, 5.5], array![0.0, -1.0, -2.0]],
    );
    outcome.table(table(&large)).figure(figure(&ordinary, &shifts));
    outcome.note(
        "Where only the position of the largest output matters, as when classifying digits, you can leave softmax out.",
    );
    Ok(outcome)
}

fn add_large(outcome: &mut Outcome, large: &Array1<f64>) {
    let (naive, safe) = (softmax_naive(large), softmax(large));
    for (number, (&naive, &safe)) in naive.iter().zip(&safe).enumerate() {
        outcome.finding(format!("large.naive_{}", number + 1), naive);
        outcome.finding(format!("large.safe_{}", number + 1), safe);
    }
    outcome.finding("largest_exponent.f64", ln(f64::MAX));
    outcome.finding("largest_exponent.f32", ln(f64::from(f32::MAX)));
    outcome.claim(
        Source::Book("3.5.2"), "For scores of 1010, 1000, 990 the plain formula gives NaN three times; with the largest subtracted it works",
        say!("plain formula: {}; largest subtracted: {:.5}, {:.3e}, {:.3e}", in_words(&naive), safe[0], safe[1], safe[2]),
        naive.iter().all(|y| y.is_nan()) && (safe.sum() - 1.0).abs() < 1e-15,
    );
}

fn in_words(y: &Array1<f64>) -> String {
    y.iter()
        .map(|y| if y.is_nan() { "NaN".to_owned() } else { format!("{y:.4}") })
        .collect::<Vec<_>>()
        .join(", ")
}

/// Softmax of the ordinary scores with the same number added to all of them.
fn add_shifts(outcome: &mut Outcome, ordinary: &Array1<f64>, shifts: &[f64]) {
    let y = softmax(ordinary);
    let distance = |form: fn(&Array1<f64>) -> Array1<f64>, shift: f64| {
        let shifted = form(&(ordinary + shift));
        (&shifted - &y)
            .iter()
            .fold(0.0, |worst: f64, d| if d.is_nan() { f64::NAN } else { worst.max(d.abs()) })
    };
    let change = shifts.iter().map(|&shift| distance(softmax, shift)).fold(0.0, f64::max);
    let is_right = |&shift: &f64| distance(softmax_naive, shift) < RIGHT_WITHIN;
    let works: Vec<f64> = shifts.iter().copied().filter(is_right).collect();
    let (first, last) =
        (works.first().copied().unwrap_or(f64::NAN), works.last().copied().unwrap_or(f64::NAN));
    outcome.finding("shift.safe_changes_by", change);
    outcome.finding("shift.naive_works_from", first).finding("shift.naive_works_to", last);
    outcome.claim(
        Source::Book("3.5.2"),
        "Adding the same number to all scores changes nothing",
        say!(
            "for shifts from −1000 to 1000 the stable form changes by at most {change:.0e}; the plain formula only works from \
             {first} to {last}"
        ),
        change < 1e-12 && first > -1000.0 && last < 1000.0,
    );
}

/// Whether the largest score stays the largest.
fn add_order(outcome: &mut Outcome, cases: &[Array1<f64>]) {
    let kept = cases.iter().filter(|a| argmax(*a) == argmax(&softmax(a))).count();
    let sums = cases.iter().map(|a| (softmax(a).sum() - 1.0).abs()).fold(0.0, f64::max);
    outcome.count("largest_stays_largest", kept).finding("sum_differs_from_1_by", sums);
    outcome.claim(
        Source::Book("3.5.2"),
        "The outputs sum to 1, and the largest score has the largest output",
        say!("true in {kept} of {} cases; the sums are off by at most {sums:.0e}", cases.len()),
        kept == cases.len() && sums < 1e-12,
    );
}

fn table(large: &Array1<f64>) -> Table {
    let (naive, safe) = (softmax_naive(large), softmax(large));
    let mut table = Table::new(
        "Three large scores",
        ["score a", "exp a", "plain", "a − 1010", "exp (a − 1010)", "stable"],
    );
    for (index, &a) in large.iter().enumerate() {
        let shifted = a - large[0];
        let cells = [a, exp(a), naive[index], shifted, exp(shifted), safe[index]];
        table.row(cells.map(Cell::from));
    }
    table
}

fn figure(ordinary: &Array1<f64>, shifts: &[f64]) -> Figure {
    let largest = |form: fn(&Array1<f64>) -> Array1<f64>| -> Vec<(f64, f64)> {
        shifts.iter().map(|&shift| (shift, form(&(ordinary + shift))[2])).collect()
    };
    let shares = Panel::new("Scores become shares of 1")
        .x(Axis::new("score"))
        .y(Axis::new("softmax").range(0.0, 1.0))
        .bars(Bars::new(ORDINARY.iter().map(Words::name).zip(softmax(ordinary))).decimals(4));
    let shifted = Panel::new("The same number added to all three scores")
        .x(Axis::new("number added to every score")
            .range(-1050.0, 1050.0)
            .ticks([-1000.0, -500.0, 0.0, 500.0, 1000.0]))
        .y(Axis::new("softmax of the largest score").range(0.0, 1.0))
        .line(Series::new("largest subtracted first", largest(softmax)).color(Color::ORANGE).width(5.0))
        .line(Series::new("plain formula", largest(softmax_naive)).color(Color::BLUE).width(2.4))
        .legend(Legend::In(Corner::BottomRight))
        .text(-1020.0, 0.62, "0 / 0")
        .text(760.0, 0.62, "∞ / ∞");
    Figure::new("A shift does not change softmax, if the largest score is subtracted first")
        .panel(shares)
        .panel(shifted)
        .columns(2)
        .caption(
            "Where its line ends, the plain formula gives NaN: 0 / 0 on the left, ∞ / ∞ on the right. Near −745 it leaps up and \
             down: the exponentials are so small there that only a digit or two of them are left.",
        )
}
