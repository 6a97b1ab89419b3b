//! What is there to run, and what does it show? `EXPERIMENTS.md`, filled from the chapters themselves.
//!
//! Each chapter says what its experiments are; a quick run says which figures they draw; `book` says what must not be
//! missing. A script of the book without an experiment, a claim without its experiment or its test: each is refused.

use crate::book::SCRIPTS;
use crate::claims::{CLAIMS, Claim};
use crate::held;
use crate::practice::Practice;
use crate::workspace::{chapter_number, chapters, put, root, run_chapter};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;

/// Fills the page, or with `check` refuses a difference.
///
/// # Errors
/// If something is missing, a run fails, or with `check` the page is not what the chapters say.
pub(crate) fn fill(check: bool) -> Result<()> {
    let chapters: Vec<Chapter> = chapters()?.into_iter().map(Chapter::ask).collect::<Result<_>>()?;
    for chapter in &chapters {
        chapter.has_the_books_scripts()?;
    }
    let practice = Practice::read()?;
    for claim in CLAIMS {
        let is_met = is_shown_and_held(claim, &chapters).and_then(|()| practice.has(claim));
        is_met.with_context(|| format!("the claim \"{}\"", claim.says))?;
    }
    let page = page(&chapters, &practice);
    put(&root().join("EXPERIMENTS.md"), page.as_bytes(), check, "cargo xtask experiments")
}

/// What a chapter says of itself.
struct Chapter {
    name: String,
    number: u32,
    experiments: Vec<Entry>,
}

/// What a chapter says of one experiment.
struct Entry {
    name: String,
    section: String,
    question: String,
    figures: Vec<String>,
}

impl Chapter {
    fn ask(name: String) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let out = folder.path().to_string_lossy();
        let listed = run_chapter(&name, &["--list"])?;
        let ran = run_chapter(&name, &["--quick", "--out", &out])?;
        let experiments = listed.iter().map(|entry| Entry::of(entry, &ran)).collect::<Result<_>>()?;
        let number = chapter_number(&name).context("a chapter has a number")?;
        Ok(Self { name, number, experiments })
    }

    fn has(&self, experiment: &str) -> bool {
        self.experiments.iter().any(|entry| entry.name == experiment)
    }

    fn scripts(&self) -> &'static [&'static str] {
        SCRIPTS.iter().find(|(number, _)| *number == self.number).map_or(&[], |(_, scripts)| scripts)
    }

    /// All of them, and in the book's order.
    fn has_the_books_scripts(&self) -> Result<()> {
        let names = self.experiments.iter().map(|entry| entry.name.as_str());
        let there: Vec<&str> = names.filter(|name| self.scripts().contains(name)).collect();
        ensure!(
            there == self.scripts(),
            "{} has the book's scripts {there:?}; the book's order is {:?}",
            self.name,
            self.scripts()
        );
        Ok(())
    }
}

impl Entry {
    fn of(listed: &Value, ran: &[Value]) -> Result<Self> {
        let text = |key: &str| listed[key].as_str().map(str::to_owned).with_context(|| format!("no `{key}`"));
        let name = text("experiment")?;
        let result = ran.iter().find(|result| result["experiment"] == name.as_str());
        let figures = result.with_context(|| format!("{name} did not run"))?["figures"].as_array();
        let files = figures.into_iter().flatten().filter_map(Value::as_str).map(Path::new);
        let pictures = files.filter(|file| file.extension().is_some_and(|extension| extension == "png"));
        let stems = pictures.filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned()));
        Ok(Self { figures: stems.collect(), section: text("section")?, question: text("question")?, name })
    }
}

fn is_shown_and_held(claim: &Claim, chapters: &[Chapter]) -> Result<()> {
    let chapter =
        chapters.iter().find(|chapter| chapter.number == claim.chapter).context("has no chapter")?;
    ensure!(!claim.experiments.is_empty() && !claim.tests.is_empty(), "has no experiment or no test");
    for name in claim.experiments {
        ensure!(chapter.has(name), "names the experiment {name}, which {} has not", chapter.name);
    }
    is_held(claim, &chapter.name)
}

/// Whether the claim's tests are there, run, and assert something.
fn is_held(claim: &Claim, chapter: &str) -> Result<()> {
    for (file, test) in claim.tests {
        let path = root().join("crates").join(chapter).join("tests/suite").join(format!("{file}.rs"));
        held::check_file(&path, test)?;
    }
    Ok(())
}

fn page(chapters: &[Chapter], practice: &Practice) -> String {
    let mut text = String::from(
        "<!-- Filled by `cargo xtask experiments`; what is written here by hand is lost. -->\n\
         # What there is to run\n\n\
         Every script of the book keeps its name and is set in bold; what stands beside it goes further than the book.\n\
         `cargo run -p ch06-init-optim symmetry_laboratory` runs one experiment, without a name all of a chapter.\n\
         Figures go to `figures/<chapter>/<name>.png` and `.svg`.\n\n\
         What is said about learning, and where to see whether it is so, is [at the end](#what-is-said-and-where-to-see-it);\n\
         the tests that hold a claim name it by its number there.\n",
    );
    for chapter in chapters {
        text += &chapter_table(chapter);
    }
    text += "\n## What is said, and where to see it\n\n| | what is said | guess | run | practise | held by |\n|---|---|---|---|---|---|\n";
    for claim in CLAIMS {
        text += &claim_row(claim, chapters, practice);
    }
    text
}

fn chapter_table(chapter: &Chapter) -> String {
    let mut text = format!("\n## Chapter {}: `cargo run -p {}`\n\n", chapter.number, chapter.name);
    let page = format!("notebooks-md/ch{:02}.md", chapter.number);
    if root().join(&page).exists() {
        text += &format!("The page: [{page}]({page}).\n\n");
    }
    text += "| § | experiment | what it asks | figures |\n|---|---|---|---|\n";
    for entry in &chapter.experiments {
        let name = match chapter.scripts().contains(&entry.name.as_str()) {
            true => format!("**`{}`**", entry.name),
            false => format!("`{}`", entry.name),
        };
        let figures: Vec<String> = entry.figures.iter().map(|figure| format!("`{figure}`")).collect();
        text += &format!(
            "| {} | {name} | {} | {} |\n",
            entry.section,
            entry.question.replace('|', "\\|"),
            figures.join(", ")
        );
    }
    text
}

fn claim_row(claim: &Claim, chapters: &[Chapter], practice: &Practice) -> String {
    let name =
        chapters.iter().find(|chapter| chapter.number == claim.chapter).map_or("", |c| c.name.as_str());
    let experiments: Vec<String> = claim.experiments.iter().map(|e| format!("`{e}`")).collect();
    let tests: Vec<String> = claim
        .tests
        .iter()
        .map(|(file, test)| format!("[`{test}`](crates/{name}/tests/suite/{file}.rs)"))
        .collect();
    format!(
        "| {} | {} | {} | `-p {name}` {} | {} | {} |\n",
        claim.id,
        claim.says.replace('|', "\\|"),
        practice.cards(claim),
        experiments.join(", "),
        practice.exercises(claim),
        tests.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_is_held_by_its_tests() {
        let names = chapters().unwrap();
        for claim in CLAIMS {
            let chapter = names.iter().find(|name| chapter_number(name) == Some(claim.chapter)).unwrap();
            is_held(claim, chapter).unwrap_or_else(|error| panic!("{}: {error:#}", claim.id));
        }
    }
}
