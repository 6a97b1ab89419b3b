//! Section 4.3: numerical differentiation, and how small h should be.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch04_loss::experiments::{difference_error_over_h, gradient_1d};
use chapter_kit::check::{finding, quick};
use golden::book;
use portable_math::log10;

#[test]
fn differences_for_every_h_are_the_books_up_to_the_last_bit_of_the_height() {
    let outcome = quick(&difference_error_over_h::EXPERIMENT);
    let rows = book(&["ch04", "difference_vs_h_at_x5", "rows"]).list();
    assert_eq!(rows.len(), 17);
    for row in rows {
        let numbers: Vec<f64> = row.list().iter().map(golden::Entry::number).collect();
        let h = numbers[0];
        let key = format!("h_1e_{:.0}", -log10(h));
        // Heights near 0.75 are rounded to multiples of 1.1e-16. Python's x ** 2 and x · x may differ in the last one.
        let last_bit = if h < 1e-16 { 0.0 } else { 1.2e-16 / h };
        for (name, theirs) in [("forward", numbers[1]), ("central", numbers[2])] {
            let ours = finding(&outcome, &format!("{key}.{name}"));
            assert!((ours - theirs).abs() <= last_bit, "h = {h}, {name}: {ours}, book {theirs}");
        }
    }
    book(&["ch04", "difference_vs_h_at_x5", "float32_of_1e_50"])
        .assert_number(finding(&outcome, "f32_of_1e_50"), 0.0);
}

#[test]
fn the_best_h_lies_between_and_f32_wants_a_larger_one() {
    let outcome = quick(&difference_error_over_h::EXPERIMENT);
    let best = |which: &str| finding(&outcome, &format!("sine.{which}.best_h"));
    assert!((1e-9..1e-7).contains(&best("forward_f64")), "about the root of 1e-16");
    assert!((1e-6..1e-4).contains(&best("central_f64")), "about the cube root");
    assert!((1e-3..1e-1).contains(&best("central_f32")));
    assert!(finding(&outcome, "sine.central_f64.error_there") < 1e-10);
    assert!(
        finding(&outcome, "parabola.central_f64.error_at_1e_4") < 1e-12,
        "a parabola has no error but rounding"
    );
    assert!(finding(&outcome, "parabola.central_f32.error_at_1e_4") > 1e-4);
}

#[test]
fn the_slopes_and_the_tangent_of_the_text_are_the_books() {
    let outcome = quick(&gradient_1d::EXPERIMENT);
    let entry = book(&["ch04", "numerical_diff"]);
    entry.get("at5").assert_number(finding(&outcome, "at_5.slope"), 1e-14);
    entry.get("at10").assert_number(finding(&outcome, "at_10.slope"), 1e-14);
    entry.get("tangent_at5_intercept").assert_number(finding(&outcome, "at_5.intercept"), 1e-13);
    for (name, exact) in ["at_5", "at_10"].into_iter().zip(entry.get("exact").list()) {
        exact.assert_number(finding(&outcome, &format!("{name}.slope")), 1e-11);
    }
}
