//! How does an experiment of a chapter run in a page? As on the command line with `--quick`; only its shell is another one.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use chapter_kit::{
    Cell, Chapter, Claim, Experiment, Outcome, Run, Scale, Source, Table, Task, TaskStart, Verdict,
};
use serde_json::{Value, json};
use wording::sentence;

use crate::assets::{Assets, DIGITS, set};
use crate::shell::Outside;
use crate::view;

/// All chapters.
const CHAPTERS: [Chapter; 8] = [
    ch01_ndarray::CHAPTER,
    ch02_perceptron::CHAPTER,
    ch03_neural_net::CHAPTER,
    ch04_loss::CHAPTER,
    ch05_backprop::CHAPTER,
    ch06_init_optim::CHAPTER,
    ch07_cnn::CHAPTER,
    ch08_deep::CHAPTER,
];

/// All experiments, each with its chapter and about how long it takes.
pub(crate) fn list() -> Value {
    let of = |chapter: &Chapter| {
        let name = chapter.name;
        chapter.experiments.iter().map(move |experiment| {
            json!({ "chapter": name, "experiment": experiment.name, "takes": experiment.takes.quick })
        })
    };
    Value::Array(CHAPTERS.iter().flat_map(of).collect())
}

/// Runs the experiment of this chapter and name for a page of this width, or says which files it misses.
///
/// # Errors
/// If there is none of this name, or it fails.
pub(crate) fn run(
    assets: &Assets,
    (chapter, name): (&str, &str),
    seed: u64,
    width: f64,
    outside: Outside,
) -> Result<Value> {
    let experiment = found(chapter, name)?;
    let missed = Arc::new(Mutex::new(Vec::new()));
    let run = prepared(assets, seed, outside, &missed).of(experiment.name);
    let result = (experiment.run)(&run);
    let missed = missed.lock().unwrap_or_else(PoisonError::into_inner);
    if !missed.is_empty() {
        return Ok(json!({ "missing": &*missed }));
    }
    shown(&result?, width)
}

fn found(chapter: &str, name: &str) -> Result<Experiment> {
    let all = CHAPTERS.iter().find(|all| all.name == chapter);
    let all = all.with_context(|| format!("there is no chapter called `{chapter}`"))?;
    let experiment = all.experiments.iter().find(|experiment| experiment.name == name);
    experiment.copied().with_context(|| format!("{chapter} has no experiment called `{name}`"))
}

/// A run on what the page has fetched. Files that it asks for in vain are kept in `missed`.
fn prepared(assets: &Assets, seed: u64, outside: Outside, missed: &Arc<Mutex<Vec<String>>>) -> Run {
    let digits = assets.files(&DIGITS);
    let weights = assets.all();
    let (of_digits, of_weights) = (Arc::clone(missed), Arc::clone(missed));
    let note = |missed: &Mutex<Vec<String>>, names: &[&str]| {
        missed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(names.iter().map(|&name| name.to_owned()));
    };
    Run::new(seed, Scale::Quick)
        .with_mnist(move || match &digits {
            Ok(files) => set(files),
            Err(error) => {
                note(&of_digits, &DIGITS);
                Err(anyhow::Error::msg(error.to_string()))
            }
        })
        .with_bundled_weights(move |name| match weights.get(name) {
            Some(bytes) => Ok(core_data::WeightsFile::new(name, bytes.to_vec())?),
            None => {
                note(&of_weights, &[name]);
                anyhow::bail!("`{name}` hasn't been loaded")
            }
        })
        .with_clock(outside.seconds)
        .with_progress(move |start: TaskStart<'_>| Box::new(Shown::of(start.total, outside.progress)))
}

/// A task whose steps the page shows.
struct Shown {
    total: usize,
    done: Mutex<usize>,
    progress: fn(usize, usize),
}

impl Shown {
    fn of(total: usize, progress: fn(usize, usize)) -> Self {
        progress(0, total);
        Self { total, done: Mutex::new(0), progress }
    }
}

impl Task for Shown {
    fn start_at(&self, steps: usize) {
        self.inc(steps);
    }

    fn inc(&self, steps: usize) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        *done += steps;
        (self.progress)(*done, self.total);
    }

    fn message(&self, _message: String) {}
}

/// What an experiment gives, for the page.
fn shown(outcome: &Outcome, width: f64) -> Result<Value> {
    let figures =
        outcome.figures().map(|(_, figure)| view::drawn(figure, width)).collect::<Result<Vec<Value>>>()?;
    Ok(json!({
        "figures": figures,
        "tables": outcome.shown_tables().iter().map(table).collect::<Vec<_>>(),
        "claims": outcome.claims().iter().map(claim).collect::<Vec<_>>(),
        "notes": outcome.notes().iter().map(chapter_kit::Words::as_str).collect::<Vec<_>>(),
        "findings": outcome.findings().iter().map(|finding| json!([finding.name, finding.value])).collect::<Vec<_>>(),
    }))
}

fn table(table: &Table) -> Value {
    let is_number = |cell: &Cell| matches!(cell, Cell::Number(..));
    let rows: Vec<Value> = table
        .rows()
        .iter()
        .map(|row| row.iter().map(|cell| json!({ "text": cell.text(), "number": is_number(cell) })).collect())
        .collect();
    let heads: Vec<&str> = table.heads().iter().map(chapter_kit::Words::as_str).collect();
    json!({ "title": table.title().as_str(), "heads": heads, "rows": rows })
}

/// A claim in the words that the pages have for a recorded run.
fn claim(claim: &Claim) -> Value {
    let source = match claim.source {
        Source::Book(section) => format!("The book (§{section})"),
        Source::OftenSaid => "Often said".to_owned(),
        Source::ThisPage => String::new(),
    };
    let class = match claim.verdict {
        Verdict::Agrees => "agrees",
        Verdict::Differs => "differs",
        Verdict::NotTested => "not-tested",
    };
    let verdict = claim.verdict.heading(&source);
    let [says, numbers] = [&claim.text_says, &claim.numbers_say].map(|words| sentence(words.as_str()));
    json!({ "class": class, "verdict": verdict, "says": says, "numbers": numbers })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chapter_kit::Outcome;

    #[test]
    fn a_claim_says_whose_it_is_and_what_the_numbers_say() {
        let mut outcome = Outcome::new();
        outcome.claim(Source::Book("6.1"), "deeper is better", "it isn't", Verdict::Differs);
        let shown = claim(&outcome.claims()[0]);
        assert_eq!(shown["verdict"], "✗ The book (§6.1): not confirmed.");
        assert_eq!((&shown["says"], &shown["numbers"]), (&json!("Deeper is better."), &json!("It isn't.")));
        assert_eq!(shown["class"], "differs");
    }
}
