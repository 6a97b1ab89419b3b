//! What every experiment has to keep, checked by one line in a chapter's tests.
//!
//! ```no_run
//! # const CHAPTER: chapter_kit::Chapter = chapter_kit::Chapter { name: "", title: "", experiments: &[] };
//! #[test]
//! fn every_experiment_keeps_the_rules() {
//!     chapter_kit::check::chapter(&CHAPTER);
//! }
//!
//! #[test]
//! fn every_experiment_runs_on_small_and_one_sided_sets_or_says_what_it_needs() {
//!     chapter_kit::check::small_sets(&CHAPTER);
//! }
//! ```

use std::collections::HashSet;

use core_data::{Mnist, Split};
use ndarray::Axis;
use rayon::ThreadPool;

use crate::{
    Cell, Chapter, DEFAULT_SEED, Experiment, NotEnoughData, Outcome, Run, Scale,
    failure::{Failure, caught},
    run_with_files::bundled_mnist,
    threads::thread_pool,
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
/// have to be drawn, and the findings of both runs have to be equal to the last bit.
///
/// # Panics
/// If a rule is broken; the message names all that are.
pub fn experiment(experiment: &Experiment) {
    let broken = broken_by(experiment);
    assert!(broken.is_empty(), "rules are broken:\n{}", broken.join("\n"));
}

/// Runs every experiment of `chapter` that takes digits on sets of few images and of few classes, at quick scale. It has
/// to run to its end, figures included, or to refuse the set with [`NotEnoughData`]. Numbers that
/// it finds on the book's set have to be numbers on these, too, or be left out.
///
/// # Panics
/// If one of them does neither; the message names all that do not.
pub fn small_sets(chapter: &Chapter) {
    let sets = match small_mnists() {
        Ok(sets) => sets,
        Err(error) => panic!("the small sets are cut out of the bundled one: {error:#}"),
    };
    let broken: Vec<String> =
        chapter.experiments.iter().flat_map(|experiment| broken_by_sets(experiment, &sets)).collect();
    assert!(broken.is_empty(), "{} fails on small sets:\n{}", chapter.name, broken.join("\n"));
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
    let pool = thread_pool(Some(count)).map_err(|error| error.to_string())?;
    let run = Run::for_test(DEFAULT_SEED, Scale::Quick);
    run_and_draw(experiment, &run, &pool).map_err(|failure| format!("failed: {}", failure.sentence))
}

/// Runs `experiment`, and draws its figures.
fn run_and_draw(experiment: &Experiment, run: &Run, pool: &ThreadPool) -> Result<Outcome, Failure> {
    let work = || {
        let outcome = (experiment.run)(&run.of(experiment.name))?;
        for (_, figure) in outcome.figures() {
            figure.png_bytes()?;
            figure.svg_string()?;
        }
        Ok(outcome)
    };
    caught(|| pool.install(work))
}

/// Digits of the bundled set, with what is special about them in words.
type SmallSet = (&'static str, Mnist);

/// Sets that are all well formed: such as learners cut out for themselves, and the smallest that can be.
fn small_mnists() -> anyhow::Result<Vec<SmallSet>> {
    let mnist = bundled_mnist()?;
    let first = |train, test| Mnist { train: mnist.train.first(train), test: mnist.test.first(test) };
    let of = |labels: &[u8], train, test| Mnist {
        train: with_labels(&mnist.train, labels, train),
        test: with_labels(&mnist.test, labels, test),
    };
    Ok(vec![
        ("1 training image, 1 test image", first(1, 1)),
        ("3 training images, 2 test images", first(3, 2)),
        ("7 training images, 3 test images", first(7, 3)),
        ("99 training images, 99 test images", first(99, 99)),
        ("100 training images, 1 test image", first(100, 1)),
        ("300 and 100 images of one class", of(&[3], 300, 100)),
        ("300 and 100 images of two classes", of(&[0, 1], 300, 100)),
    ])
}

/// The first `count` images that have one of these labels.
fn with_labels(split: &Split, labels: &[u8], count: usize) -> Split {
    let chosen: Vec<usize> =
        (0..split.len()).filter(|&index| labels.contains(&split.labels[index])).take(count).collect();
    Split {
        pixels: split.pixels.select(Axis(0), &chosen).into_shared(),
        labels: chosen.iter().map(|&index| split.labels[index]).collect(),
    }
}

fn broken_by_sets(experiment: &Experiment, sets: &[SmallSet]) -> Vec<String> {
    let pool = match thread_pool(None) {
        Ok(pool) => pool,
        Err(error) => return vec![error.to_string()],
    };
    let mut broken = Vec::new();
    for (words, mnist) in sets {
        let mnist = mnist.clone();
        let run = Run::for_test(DEFAULT_SEED, Scale::Quick).with_mnist(move || Ok(mnist.clone()));
        let rules = broken_by_set(experiment, &run, &pool).unwrap_or_else(|error| vec![error]);
        broken.extend(rules.into_iter().map(|rule| format!("`{}`, {words}: {rule}", experiment.name)));
        if !run.has_asked_for_data() {
            // It is the same on every set.
            break;
        }
    }
    broken
}

fn broken_by_set(experiment: &Experiment, run: &Run, pool: &ThreadPool) -> Result<Vec<String>, String> {
    let outcome = match run_and_draw(experiment, run, pool) {
        Ok(outcome) => outcome,
        Err(failure) if failure.is::<NotEnoughData>() => return Ok(Vec::new()),
        Err(failure) => return Ok(vec![format!("failed: {}", failure.sentence)]),
    };
    let mut odd = no_numbers(&outcome);
    if !odd.is_empty() && run.has_asked_for_data() {
        // What is no number on the book's set either is meant to be none: it shows an overflow.
        let meant: HashSet<String> = no_numbers(&outcome_on(1, experiment)?).into_iter().collect();
        odd.retain(|place| !meant.contains(place));
        return Ok(odd);
    }
    Ok(Vec::new())
}

/// Each place of an outcome where a number is infinite or none at all.
fn no_numbers(outcome: &Outcome) -> Vec<String> {
    let mut places = Vec::new();
    for finding in outcome.findings().iter().chain(outcome.all_measured()) {
        if !finding.value.is_finite() {
            places.push(format!("`{}` is no number", finding.name));
        }
    }
    for (t, table) in outcome.tables().iter().enumerate() {
        for (row, cells) in table.rows().iter().enumerate() {
            for (cell, head) in cells.iter().zip(table.heads()) {
                if cell_is_no_number(cell) {
                    places.push(format!("table {t}, row {row}, `{head}` is no number"));
                }
            }
        }
    }
    for claim in outcome.claims() {
        if has_no_number(&claim.numbers_say) {
            places.push(format!("the numbers to the claim `{}` are none", claim.text_says));
        }
    }
    if let Some(note) = outcome.notes().iter().find(|note| has_no_number(note)) {
        // The note itself differs from set to set, its beginning does not.
        let start: String = note.chars().take(20).collect();
        places.push(format!("a note has a number that is none: {start}"));
    }
    places
}

fn cell_is_no_number(cell: &Cell) -> bool {
    match cell {
        Cell::Number(number, _) => !number.is_finite(),
        Cell::Text(text) => has_no_number(text),
    }
}

/// Whether a text holds a number that came out as `NaN` or `inf`.
fn has_no_number(text: &str) -> bool {
    text.split(|character: char| !character.is_alphanumeric()).any(|word| word == "NaN" || word == "inf")
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
    use crate::{Needs, Source, Takes};

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

    fn broken_on_small_sets(run: fn(&Run) -> anyhow::Result<Outcome>) -> Vec<String> {
        broken_by_sets(&experiment_that(run), &small_mnists().unwrap())
    }

    #[test]
    fn experiments_that_take_any_set_or_say_what_they_need_pass() {
        let takes_any = |run: &Run| finds(run.mnist()?.train.len() as f64);
        let needs_many =
            |run: &Run| finds(run.mnist_with(Needs::images(300, 2))?.test.label_counts()[0] as f64);
        assert_eq!(broken_on_small_sets(takes_any), [""; 0]);
        assert_eq!(broken_on_small_sets(needs_many), [""; 0]);
    }

    #[test]
    fn panics_and_other_errors_on_small_sets_are_noticed() {
        let takes_the_fourth = |run: &Run| finds(f64::from(run.mnist()?.train.image(3)[[0, 0]]));
        let broken = broken_on_small_sets(takes_the_fourth);
        assert_eq!(broken.len(), 2, "{broken:?}");
        assert!(
            broken[1].starts_with("`coin`, 3 training images, 2 test images: failed: a mistake"),
            "{broken:?}"
        );
        let refuses = |run: &Run| match run.mnist()?.test.len() {
            2 => anyhow::bail!("no coin"),
            count => finds(count as f64),
        };
        assert_eq!(
            broken_on_small_sets(refuses),
            ["`coin`, 3 training images, 2 test images: failed: no coin"]
        );
    }

    #[test]
    fn a_number_that_is_none_is_noticed_unless_it_is_none_on_the_books_set_too() {
        let shares = |run: &Run| {
            let counts = run.mnist()?.test.label_counts();
            finds(f64::NAN * (counts[0] as f64 / counts[0] as f64))
        };
        assert_eq!(broken_on_small_sets(shares), [""; 0]);
        let shares = |run: &Run| {
            let counts = run.mnist()?.test.label_counts();
            finds(counts[0] as f64 / counts[0] as f64)
        };
        let broken = broken_on_small_sets(shares);
        assert_eq!(broken.len(), 5, "{broken:?}");
        assert_eq!(broken[0], "`coin`, 1 training image, 1 test image: `value` is no number");
        let says = |run: &Run| {
            let share = run.mnist()?.test.len() as f64 / (run.mnist()?.test.len() - 1) as f64;
            let mut outcome = finds(1.0)?;
            outcome.claim(Source::ThisPage, "coins are fair", wording::say!("{share} of them"), true);
            Ok(outcome)
        };
        assert_eq!(broken_on_small_sets(says).len(), 2, "two sets have one test image");
    }

    #[test]
    fn an_experiment_without_data_runs_once() {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        let takes_none = |_: &Run| finds(f64::from(RUNS.fetch_add(1, Ordering::Relaxed)));
        assert_eq!(broken_on_small_sets(takes_none), [""; 0]);
        assert_eq!(RUNS.load(Ordering::Relaxed), 1);
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
