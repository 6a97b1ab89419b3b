//! What stands between two comments of a page, and what it is filled with.
//!
//! ```text
//! <!-- code: ch06-init-optim/src/derive/sgd.rs#Sgd::update -->   an item, several (`#a,b`), or without `#` the file
//! <!-- run: ch06/sgd_zigzag -->                                  the command; folded: what it printed, its figures
//! <!-- open run: ch06/sgd_zigzag -->                             the same, not folded
//! <!-- figure: ch06/sgd_zigzag-learning_rates -->                one figure
//! <!-- exercises: ch06 -->                                      what the course asks about the chapter
//! <!-- end -->
//! ```

use super::record::{Records, figures};
use super::{inline, source};
use crate::exercises;
use crate::workspace::root;
use anyhow::{Context, Result, bail};
use serde_json::Value;

const END: &str = "<!-- end -->";

/// The page with every block and number filled; `up` is the way from the page to the folder of the pages.
///
/// # Errors
/// If a block is not closed, or names what is not there.
pub(crate) fn filled(page: &str, records: &Records, up: &str) -> Result<String> {
    let mut text = String::new();
    let mut lines = page.lines();
    let mut fence: Option<&str> = None;
    while let Some(line) = lines.next() {
        if let Some(mark) = fence_of(line) {
            fence = if fence == Some(mark) { None } else { fence.or(Some(mark)) };
        }
        if fence.is_some() {
            text += &format!("{line}\n");
            continue;
        }
        let Some((kind, what)) = mark(line) else {
            text += &format!("{}\n", inline::filled(line, records)?);
            continue;
        };
        let words = content(kind, what, records, up).with_context(|| line.to_owned())?;
        lines.find(|line| *line == END).with_context(|| format!("`{line}` has no `{END}`"))?;
        text += &format!("{line}\n{words}{END}\n");
    }
    Ok(text)
}

fn fence_of(line: &str) -> Option<&'static str> {
    ["````", "```", "~~~"].into_iter().find(|fence| line.trim_start().starts_with(fence))
}

/// `run` and `ch06/sgd_zigzag`, of such a line.
pub(crate) fn mark(line: &str) -> Option<(&str, &str)> {
    let inner = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    let (kind, what) = inner.split_once(": ")?;
    ["code", "run", "open run", "figure", "exercises"].contains(&kind).then_some((kind, what))
}

fn content(kind: &str, what: &str, records: &Records, up: &str) -> Result<String> {
    Ok(match kind {
        "code" => code(what, up)?,
        "run" | "open run" => run(what, records, up, kind == "run")?,
        "figure" => figure(what, records, up)?,
        "exercises" => exercises::statements(what, up)?,
        _ => bail!("a block is code, run, open run, figure or exercises"),
    })
}

fn code(address: &str, up: &str) -> Result<String> {
    let file = address.split('#').next().unwrap_or(address);
    let code = source::code(&root(), address)?;
    Ok(format!("```rust\n{code}```\n\n<sub>[crates/{file}]({up}../crates/{file})</sub>\n"))
}

fn run(key: &str, records: &Records, up: &str, is_folded: bool) -> Result<String> {
    let (chapter, experiment) = records.experiment(key)?;
    let name = experiment["experiment"].as_str().unwrap_or_default();
    let printed = experiment["printed"].as_str().unwrap_or_default();
    let mut text = format!("```sh\ncargo run -p {chapter} {name}\n```\n\n");
    if is_folded {
        text += "<details><summary>What it printed and drew</summary>\n\n";
    }
    if !printed.trim().is_empty() {
        text += &format!("```text\n{}\n```\n\n", printed.trim_end());
    }
    for (file, _) in figures(experiment) {
        text += &format!("{}\n", picture(chapter, file, experiment, up));
    }
    // Markdown takes all lines from `</details>` to the next empty one as they are.
    let end = if is_folded { "\n\n</details>\n\n" } else { "\n" };
    Ok(text.trim_end().to_owned() + end)
}

fn figure(key: &str, records: &Records, up: &str) -> Result<String> {
    let (experiment, _) = key.split_once('-').unwrap_or((key, ""));
    let (chapter, experiment) = records.experiment(experiment)?;
    let file = format!("{}.png", key.rsplit('/').next().unwrap_or(key));
    let is_there = figures(experiment).any(|(name, _)| *name == file);
    anyhow::ensure!(is_there, "no run drew {file}");
    Ok(picture(chapter, &file, experiment, up))
}

fn picture(chapter: &str, file: &str, experiment: &Value, up: &str) -> String {
    let question = experiment["question"].as_str().unwrap_or_default();
    let name = file.trim_end_matches(".png");
    format!("![{name}: {question}]({up}figures/{chapter}/{file})\n")
}
