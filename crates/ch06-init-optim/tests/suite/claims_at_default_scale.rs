//! What only shows after more steps than a quick run takes: the experiments at `cargo run`'s default scale.

use ch06_init_optim::experiments::{symmetry_broken_by_one_weight, symmetry_laboratory, weight_init_compare};
use chapter_kit::check::finding;
use chapter_kit::{Experiment, Outcome, Run, Scale};

fn standard(experiment: &Experiment) -> Outcome {
    (experiment.run)(&Run::for_test(42, Scale::Standard)).expect("the experiment runs")
}

#[test]
fn equal_weights_do_not_learn_properly_and_random_ones_do() {
    let outcome = standard(&symmetry_laboratory::EXPERIMENT);
    for name in ["sigmoid", "relu"] {
        let accuracy = |key: &str| finding(&outcome, &format!("{name}.{key}.test_accuracy"));
        assert!(accuracy("random") > 0.85, "{name}: {}", accuracy("random"));
        for start in ["equal_0", "equal_0.01", "equal_0.5", "equal_1"] {
            assert!(accuracy(start) < 0.4, "{name} {start}: {}", accuracy(start));
            assert_eq!(
                finding(&outcome, &format!("{name}.{start}.most_distinct_units")),
                1.0,
                "{name} {start}"
            );
        }
        let matched = accuracy("one_matched_unit");
        assert!(
            (matched - accuracy("equal_0.01")).abs() < 0.002,
            "{name}: one matched unit ends as fifty: {matched}"
        );
        assert!(finding(&outcome, &format!("{name}.loss_difference_matched")) < 1e-13, "{name}");
        assert!(finding(&outcome, &format!("{name}.loss_difference_unmatched")) > 0.01, "{name}");
    }
}

#[test]
fn after_a_nudge_the_difference_grows_exponentially() {
    let outcome = standard(&symmetry_broken_by_one_weight::EXPERIMENT);
    assert_eq!(finding(&outcome, "nudge_0.unit_difference"), 0.0);
    for nudge in ["nudge_1e_12", "nudge_1e_6", "nudge_1e_3"] {
        let found = |what: &str| finding(&outcome, &format!("{nudge}.{what}"));
        assert!(found("straightness") > 0.95, "{nudge}: R² {}", found("straightness"));
        assert!((50.0..500.0).contains(&found("iterations_per_tenfold")), "{nudge}");
        assert_eq!(found("distinct_units"), 2.0, "{nudge}");
    }
}

#[test]
fn a_hundredth_is_as_bad_as_zero_and_he_learns_fastest() {
    let outcome = standard(&weight_init_compare::EXPERIMENT);
    let loss = |init: &str| finding(&outcome, &format!("{init}.loss_of_last_100"));
    let accuracy = |init: &str| finding(&outcome, &format!("{init}.test_accuracy"));
    assert!((loss("zero") - loss("std_0.01")).abs() < 1e-4, "{} and {}", loss("zero"), loss("std_0.01"));
    assert_eq!(accuracy("zero"), accuracy("std_0.01"));
    assert!(loss("he") < loss("xavier") && loss("xavier") < 0.2 * loss("zero"));
    assert!(accuracy("he") > 0.9 && accuracy("xavier") > 0.9 && accuracy("zero") < 0.2);
}
