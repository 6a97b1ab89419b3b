//! What every experiment has to keep, checked by one line in a chapter's tests.
//!
//! ```no_run
//! # const CHAPTER: chapter_kit::Chapter = chapter_kit::Chapter { name: "", title: "", experiments: &[] };
//! #[test]
//! fn every_experiment_keeps_the_rules() {
//!     chapter_kit::check::chapter(&CHAPTER);
//! }
//! ```

use std::collections::HashSet;

use crate::{
    Chapter, DEFAULT_SEED, Experiment, Outcome, Run, Scale, attempt::Attempt, figures_folder::FiguresFolder,
    threads,
};

/// Checks the names in `chapter`, and every experiment as [`experiment`] does.
///
/// # Panics
/// If a rule is broken; the message names all that are.
pub fn chapter(chapter: &Chapter) {
    let mut broken = broken_by_list(chapter);
    for experiment in chapter.experiments {
        broken.extend(broken_by(experiment));
    }
    assert!(broken.is_empty(), "{} breaks rules:\n{}", chapter.name, broken.join("\n"));
}

/// Runs `experiment` at quick scale, once on one thread and once on two. It has to find or draw something, its figures
/// have to be written, and the findings of both runs have to be equal to the last bit.
///
/// # Panics
/// If a rule is broken; the message names all that are.
pub fn experiment(experiment: &Experiment) {
    let broken = broken_by(experiment);
    assert!(broken.is_empty(), "rules are broken:\n{}", broken.join("\n"));
}

/// What `experiment` finds at quick scale with seed 1, for tests of its numbers.
///
/// # Panics
/// If it fails.
#[track_caller]
pub fn quick(experiment: &Experiment) -> Outcome {
    quick_with_seed(experiment, 1)
}

/// As [`quick`], with this seed.
///
/// # Panics
/// If it fails.
#[track_caller]
pub fn quick_with_seed(experiment: &Experiment, seed: u64) -> Outcome {
    match (experiment.run)(&Run::for_test(seed, Scale::Quick)) {
        Ok(outcome) => outcome,
        Err(error) => panic!("`{}` failed: {error:#}", experiment.name),
    }
}

/// The finding of this name.
///
/// # Panics
/// If there is none.
#[track_caller]
pub fn finding(outcome: &Outcome, name: &str) -> f64 {
    match outcome.get(name) {
        Some(value) => value,
        None => panic!("there is no finding `{name}`"),
    }
}

/// Asserts that the finding of this name is `expected`, give or take `tolerance`.
///
/// # Panics
/// If it is not, or is not there.
#[track_caller]
pub fn assert_found(outcome: &Outcome, name: &str, expected: f64, tolerance: f64) {
    let found = finding(outcome, name);
    assert!((found - expected).abs() <= tolerance, "{name}: {found}, expected {expected} ± {tolerance}");
}

fn broken_by_list(chapter: &Chapter) -> Vec<String> {
    let mut names = HashSet::new();
    let twice = chapter.experiments.iter().filter(|experiment| !names.insert(experiment.name));
    let mut broken: Vec<String> =
        twice.map(|experiment| format!("`{}`: there are two of this name", experiment.name)).collect();
    if chapter.experiments.is_empty() {
        broken.push("there is no experiment".to_owned());
    }
    broken
}

fn broken_by(experiment: &Experiment) -> Vec<String> {
    let mut broken = broken_by_words(experiment);
    match (outcome_on(1, experiment), outcome_on(2, experiment)) {
        (Ok(one), Ok(two)) => broken.extend(broken_by_outcomes(&one, &two)),
        (Err(error), _) | (_, Err(error)) => broken.push(error),
    }
    broken.into_iter().map(|rule| format!("`{}`: {rule}", experiment.name)).collect()
}

fn broken_by_words(experiment: &Experiment) -> Vec<String> {
    let is_snake_case = crate::outcome::is_name(experiment.name) && !experiment.name.contains('.');
    let is_section = experiment.section.split('.').all(|part| !part.is_empty());
    let takes = experiment.takes;
    let rules = [
        (is_snake_case, "the name is not in snake_case"),
        (is_section, "the section is not like `6.1.4`"),
        (experiment.question.ends_with('?'), "the question does not end in a question mark"),
        (
            [takes.quick, takes.standard, takes.full].iter().all(|text| !text.is_empty()),
            "a duration is missing",
        ),
    ];
    rules.iter().filter(|(kept, _)| !kept).map(|(_, rule)| (*rule).to_owned()).collect()
}

fn outcome_on(count: usize, experiment: &Experiment) -> Result<Outcome, String> {
    let pool = threads::pool(Some(count)).map_err(|error| error.to_string())?;
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let run = Run::for_test(DEFAULT_SEED, Scale::Quick);
    let attempt = Attempt::make(experiment, &run, &pool, &FiguresFolder::at(folder.path()));
    match (attempt.outcome, attempt.error) {
        (Some(outcome), None) => Ok(outcome),
        (_, error) => Err(format!("failed: {}", error.unwrap_or_default())),
    }
}

fn broken_by_outcomes(one: &Outcome, two: &Outcome) -> Vec<String> {
    let mut broken = Vec::new();
    if one.findings().is_empty() && one.figures().next().is_none() {
        broken.push("it finds and draws nothing".to_owned());
    }
    let names = |outcome: &Outcome| -> Vec<String> {
        outcome.findings().iter().map(|finding| finding.name.clone()).collect()
    };
    if names(one) != names(two) {
        broken.push("two runs have findings of different names".to_owned());
        return broken;
    }
    for (one, two) in one.findings().iter().zip(two.findings()) {
        if one.value.to_bits() != two.value.to_bits() {
            let (name, one, two) = (&one.name, one.value, two.value);
            broken.push(format!("`{name}` is {one} on one thread and {two} in a second run on two"));
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::Takes;

    fn experiment_that(run: fn(&Run) -> anyhow::Result<Outcome>) -> Experiment {
        Experiment { name: "coin", section: "1.1", question: "Heads?", takes: Takes::always("1 s"), run }
    }

    fn finds(value: f64) -> anyhow::Result<Outcome> {
        let mut outcome = Outcome::new();
        outcome.finding("value", value);
        Ok(outcome)
    }

    #[test]
    fn an_experiment_that_keeps_the_rules_passes() {
        experiment(&experiment_that(|_| finds(f64::NAN)));
    }

    #[test]
    fn findings_that_depend_on_threads_are_noticed() {
        let broken = broken_by(&experiment_that(|_| finds(rayon::current_num_threads() as f64)));
        assert_eq!(broken, ["`coin`: `value` is 1 on one thread and 2 in a second run on two"]);
    }

    #[test]
    fn findings_that_change_from_run_to_run_are_noticed() {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        let broken = broken_by(&experiment_that(|_| finds(f64::from(RUNS.fetch_add(1, Ordering::Relaxed)))));
        assert_eq!(broken.len(), 1);
    }

    #[test]
    fn what_a_clock_gave_may_change_from_run_to_run() {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        experiment(&experiment_that(|_| {
            let mut outcome = finds(1.0)?;
            outcome.measured("seconds", f64::from(RUNS.fetch_add(1, Ordering::Relaxed)), "s");
            Ok(outcome)
        }));
    }

    #[test]
    fn failures_empty_outcomes_and_bad_words_are_noticed() {
        assert_eq!(broken_by(&experiment_that(|_| anyhow::bail!("no coin"))), ["`coin`: failed: no coin"]);
        assert_eq!(
            broken_by(&experiment_that(|_| Ok(Outcome::new()))),
            ["`coin`: it finds and draws nothing"]
        );
        let shouting = Experiment { name: "Coin!", question: "Heads.", ..experiment_that(|_| finds(1.0)) };
        assert_eq!(broken_by(&shouting).len(), 2);
    }
}
