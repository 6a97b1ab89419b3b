//! What did the runs give? Recorded with command, seed and version, so that a page's number has a source.

use super::runs::{COMMAND, Runs};
use super::{json_layout, picture};
use crate::workspace::{chapters, put, run_chapter};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;

/// An experiment is short if a run takes no longer, in seconds.
const SHORT: f64 = 2.0;

/// The recorded runs of all chapters.
pub(crate) struct Records {
    chapters: Vec<Value>,
}

impl Records {
    /// Reads them from `notebooks-md/results`.
    ///
    /// # Errors
    /// If a file is missing or damaged.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let mut found = Vec::new();
        for chapter in chapters()? {
            let path = folder.join("results").join(format!("{chapter}.json"));
            if path.exists() {
                found.push(read(&path)?);
            }
        }
        Ok(Self { chapters: found })
    }

    /// Records that a test makes.
    #[cfg(test)]
    pub(crate) fn of(chapters: Vec<Value>) -> Self {
        Self { chapters }
    }

    /// Each chapter's name with its experiments.
    pub(crate) fn experiments(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.chapters.iter().flat_map(|chapter| {
            let name = chapter["chapter"].as_str().unwrap_or_default();
            chapter["experiments"].as_array().into_iter().flatten().map(move |experiment| (name, experiment))
        })
    }

    /// Each experiment as pages name it: `ch06/symmetry_laboratory`.
    pub(crate) fn keys(&self) -> Vec<String> {
        let key = |(chapter, experiment): (&str, &Value)| {
            let short = chapter.split('-').next().unwrap_or(chapter);
            format!("{short}/{}", experiment["experiment"].as_str().unwrap_or_default())
        };
        self.experiments().map(key).collect()
    }

    /// The experiment of `ch06/symmetry_laboratory`, with the chapter's full name.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn experiment(&self, key: &str) -> Result<(&str, &Value)> {
        let (chapter, name) =
            key.split_once('/').with_context(|| format!("`{key}` is not like ch06/name"))?;
        let mut all = self.experiments();
        let found = all.find(|(c, e)| c.split('-').next() == Some(chapter) && e["experiment"] == name);
        found.with_context(|| format!("no run of `{key}` is recorded"))
    }

    /// The number of `ch06/weight_init_compare/he.test_accuracy`.
    ///
    /// # Errors
    /// If there is none, or it is not finite.
    pub(crate) fn number(&self, key: &str) -> Result<f64> {
        let (experiment, finding) =
            key.rsplit_once('/').context("a number is like ch06/experiment/finding")?;
        let value = &self.experiment(experiment)?.1["findings"][finding];
        value.as_f64().with_context(|| format!("`{experiment}` found no `{finding}`"))
    }

    /// Refuses a figure that is not the recorded one, or that no run drew.
    ///
    /// # Errors
    /// With the first such figure.
    pub(crate) fn have_their_figures(&self, folder: &Path) -> Result<()> {
        for (chapter, experiment) in self.experiments() {
            for (name, sum) in figures(experiment) {
                let path = folder.join("figures").join(chapter).join(name);
                let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
                ensure!(
                    *sum == sha256(&bytes),
                    "{} is not what the run drew: `{COMMAND}` draws it",
                    path.display()
                );
            }
        }
        Ok(())
    }
}

/// The names of an experiment's figures, each with its checksum.
pub(crate) fn figures(experiment: &Value) -> impl Iterator<Item = (&String, &Value)> {
    experiment["figures"].as_object().into_iter().flatten()
}

/// Runs the chapters and records what they give.
///
/// # Errors
/// If a run fails, or a file cannot be written.
pub(crate) fn make(folder: &Path, only: &[String]) -> Result<()> {
    for chapter in wanted(only)? {
        let drawn = tempfile::tempdir()?;
        let whole = run(&chapter, &[], drawn.path())?;
        let quick = run(&chapter, &["--quick"], tempfile::tempdir()?.path())?;
        let listed = run_chapter(&chapter, &["--list"])?;
        let figures = folder.join("figures").join(&chapter);
        if figures.exists() {
            std::fs::remove_dir_all(&figures)?;
        }
        let mut experiments = Vec::new();
        for ((result, quick), listed) in whole.iter().zip(&quick).zip(&listed) {
            let mut entry = entry(result);
            entry["question"] = listed["question"].clone();
            entry["figures"] = keep_figures(result, &figures)?;
            entry["quick"] = fingerprint(quick).into();
            entry["seconds"] = result["seconds"].as_f64().unwrap_or_default().ceil().into();
            experiments.push(entry);
        }
        let record = json!({
            "chapter": chapter,
            "command": format!("cargo run -p {chapter}"),
            "seed": whole.first().map(|result| result["seed"].clone()),
            "version": env!("CARGO_PKG_VERSION"),
            "experiments": experiments,
        });
        let text = json_layout::json(&record);
        put(&folder.join("results").join(format!("{chapter}.json")), text.as_bytes(), false, COMMAND)?;
    }
    Ok(())
}

/// Runs the chapters and refuses what differs from the record.
///
/// # Errors
/// With the first experiment that differs.
pub(crate) fn compare(folder: &Path, only: &[String], runs: Runs) -> Result<()> {
    for chapter in wanted(only)? {
        let path = folder.join("results").join(format!("{chapter}.json"));
        let record = read(&path)?;
        let entries: Vec<&Value> = record["experiments"].as_array().into_iter().flatten().collect();
        let is_short = |entry: &Value| runs == Runs::All || entry["seconds"].as_f64() <= Some(SHORT);
        let (short, long): (Vec<&Value>, Vec<&Value>) = entries.iter().partition(|entry| is_short(entry));
        has_all_experiments(&chapter, &entries)?;
        let drawn = tempfile::tempdir()?;
        for result in named(&chapter, &[], &short, drawn.path())? {
            let old = find(&entries, &result)?;
            ensure!(says(old) == says(&entry(&result)), different(&chapter, &result));
            for (name, sum) in figures(old).filter(|_| !shows_a_clock(&result)) {
                let picture = picture::small(&std::fs::read(drawn.path().join(name))?)?;
                ensure!(*sum == sha256(&picture), "the figure {name} of {}", different(&chapter, &result));
            }
        }
        for result in named(&chapter, &["--quick"], &long, drawn.path())? {
            let old = find(&entries, &result)?;
            ensure!(
                old["quick"] == fingerprint(&result),
                "in its quick form {}",
                different(&chapter, &result)
            );
        }
    }
    Ok(())
}

fn different(chapter: &str, result: &Value) -> String {
    format!("{chapter} {} is not what is recorded: `{COMMAND} {chapter}` runs it", result["experiment"])
}

fn has_all_experiments(chapter: &str, entries: &[&Value]) -> Result<()> {
    let listed = run_chapter(chapter, &["--list"])?;
    let names = |value: &Value| json!([value["experiment"], value["section"], value["question"]]);
    ensure!(
        listed.iter().map(names).eq(entries.iter().map(|entry| names(entry))),
        "{chapter} has other experiments or questions than are recorded"
    );
    Ok(())
}

fn find<'a>(entries: &[&'a Value], result: &Value) -> Result<&'a Value> {
    let found = entries.iter().find(|entry| entry["experiment"] == result["experiment"]);
    found.copied().with_context(|| format!("{} is not recorded", result["experiment"]))
}

fn named(chapter: &str, words: &[&str], entries: &[&Value], out: &Path) -> Result<Vec<Value>> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let names = entries.iter().filter_map(|entry| entry["experiment"].as_str());
    run(chapter, &words.iter().copied().chain(names).collect::<Vec<_>>(), out)
}

fn run(chapter: &str, words: &[&str], out: &Path) -> Result<Vec<Value>> {
    let out = out.to_string_lossy();
    let all: Vec<&str> = ["--record", "--out", &out].into_iter().chain(words.iter().copied()).collect();
    run_chapter(chapter, &all)
}

fn wanted(only: &[String]) -> Result<Vec<String>> {
    let mut names = chapters()?;
    names.retain(|name| only.is_empty() || only.iter().any(|start| name.starts_with(start.as_str())));
    ensure!(!names.is_empty(), "no chapter is called {}", only.join(" or "));
    Ok(names)
}

/// What of a result is recorded: all but the clock and the paths.
fn entry(result: &Value) -> Value {
    let keys = ["experiment", "section", "scale", "findings", "record", "shows_a_clock"];
    let kept = keys.iter().filter(|key| !result[**key].is_null());
    Value::Object(kept.map(|&key| (key.to_owned(), result[key].clone())).collect::<Map<_, _>>())
}

/// What of a record a further run must give again: nothing that a clock gave, and of one that shows a clock in its tables
/// and figures, the findings only.
pub(crate) fn says(entry: &Value) -> Value {
    let mut record = if shows_a_clock(entry) { Value::Null } else { entry["record"].clone() };
    if let Some(measured) = record.get_mut("measured") {
        *measured = json!([]);
    }
    json!([entry["scale"], entry["findings"], record])
}

fn shows_a_clock(result: &Value) -> bool {
    result["shows_a_clock"] == true
}

fn fingerprint(result: &Value) -> String {
    sha256(says(result).to_string().as_bytes())
}

/// Puts the figures, made small, into the folder of the pages.
fn keep_figures(result: &Value, folder: &Path) -> Result<Value> {
    let mut sums = Map::new();
    let paths = result["figures"].as_array().into_iter().flatten().filter_map(Value::as_str).map(Path::new);
    for path in paths.filter(|path| path.extension().is_some_and(|extension| extension == "png")) {
        let bytes = picture::small(&std::fs::read(path)?)?;
        let name = path.file_name().context("a figure has a name")?.to_string_lossy().into_owned();
        put(&folder.join(&name), &bytes, false, COMMAND)?;
        sums.insert(name, sha256(&bytes).into());
    }
    Ok(Value::Object(sums))
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}
