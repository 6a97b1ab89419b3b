//! Which exercises are there? `course/`, one list a chapter.
//!
//! The runner reads one list of all, `info.toml`, with what it needs of each: name, folder and hint.

use super::place::{COMMAND, folder};
use crate::workspace::{chapters, root};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

/// The course, in order.
pub(crate) struct Course {
    pub(crate) exercises: Vec<Exercise>,
    /// What the runner says at the beginning and at the end
    welcome: String,
}

/// The chapters that have exercises.
pub(crate) const CHAPTERS: [&str; 7] = ["ch02", "ch03", "ch04", "ch05", "ch06", "ch07", "ch08"];
/// The fewest exercises of a chapter.
const LEAST: usize = 6;

/// The list of a chapter.
#[derive(Deserialize)]
struct List {
    #[serde(default)]
    exercises: Vec<Exercise>,
}

/// One exercise.
#[derive(Deserialize)]
pub(crate) struct Exercise {
    /// `ch05_3_affine`
    pub(crate) name: String,
    /// `ch05`, which is the list's name
    #[serde(skip)]
    pub(crate) dir: String,
    /// What is asked for
    pub(crate) kind: Kind,
    /// Of the book
    pub(crate) section: String,
    /// The experiments that show it, as `ch05/gradient_check`
    pub(crate) teaches: Vec<String>,
    /// Three of them, numbered
    pub(crate) hint: String,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// A function
    Fill,
    /// A bug that was planted
    Break,
    /// A number or a choice, before the run
    Predict,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fill => "fill",
            Self::Break => "break",
            Self::Predict => "predict",
        })
    }
}

impl Course {
    /// The course of this folder.
    ///
    /// # Errors
    /// If a list cannot be read or lacks a line.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let read = |name: &str| {
            let path = folder.join("course").join(name);
            std::fs::read_to_string(&path).with_context(|| path.display().to_string())
        };
        let mut exercises = Vec::new();
        for chapter in CHAPTERS {
            let name = format!("{chapter}.toml");
            let list: List = toml::from_str(&read(&name)?).with_context(|| format!("course/{name}"))?;
            exercises.extend(
                list.exercises.into_iter().map(|exercise| Exercise { dir: chapter.to_owned(), ..exercise }),
            );
        }
        Ok(Self { exercises, welcome: read("welcome.toml")? })
    }

    /// The exercises of a chapter.
    pub(crate) fn of(&self, chapter: &str) -> impl Iterator<Item = &Exercise> {
        self.exercises.iter().filter(move |exercise| exercise.dir == chapter)
    }

    /// The list for the runner.
    pub(crate) fn info(&self) -> String {
        let mut text = format!("# Filled by `{}` from the lists in course/.\n{}", COMMAND, self.welcome);
        for Exercise { name, dir, hint, .. } in &self.exercises {
            text += &format!(
                "\n[[exercises]]\nname = \"{name}\"\ndir = \"{dir}\"\nhint = \"\"\"\n{hint}\"\"\"\n"
            );
        }
        text
    }

    /// Refuses a chapter that has too few exercises, or not all three kinds.
    ///
    /// # Errors
    /// With what it lacks.
    pub(crate) fn is_whole(&self, chapter: &str) -> Result<()> {
        let kinds: BTreeSet<Kind> = self.of(chapter).map(|exercise| exercise.kind).collect();
        let count = self.of(chapter).count();
        ensure!(count >= LEAST, "{chapter} has {count} exercises, at least {LEAST} are wanted");
        ensure!(kinds.len() == 3, "{chapter} lacks one of the kinds fill, break and predict");
        Ok(())
    }
}

impl Exercise {
    /// Where its file lies in `exercises` or `solutions`.
    pub(crate) fn path(&self, kind: &str) -> String {
        format!("{kind}/{}/{}.rs", self.dir, self.name)
    }

    /// Refuses an experiment that no chapter has.
    ///
    /// # Errors
    /// With its name.
    pub(crate) fn teaches_what_is_there(&self) -> Result<()> {
        let chapters = chapters()?;
        for experiment in &self.teaches {
            let (short, name) = experiment.split_once('/').unwrap_or((experiment, ""));
            let chapter = chapters.iter().find(|chapter| chapter.split('-').next() == Some(short));
            let file =
                chapter.map(|chapter| root().join(format!("crates/{chapter}/src/experiments/{name}.rs")));
            ensure!(
                file.is_some_and(|file| file.is_file()),
                "{}: there is no experiment {experiment}",
                self.name
            );
        }
        Ok(())
    }

    /// The text of its solution.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn solution(&self) -> Result<String> {
        let path = folder().join(self.path("solutions"));
        std::fs::read_to_string(&path).with_context(|| path.display().to_string())
    }

    /// Its heading and what it asks for, paragraph by paragraph: the `//!` lines of its file.
    ///
    /// # Errors
    /// If it has no solution, or its statement has no heading.
    pub(crate) fn statement(&self) -> Result<(String, String)> {
        let solution = self.solution()?;
        let lines = solution.lines().map_while(|line| line.strip_prefix("//!"));
        let text = lines.map(str::trim).collect::<Vec<_>>().join("\n");
        let (title, body) = text.split_once('\n').context("the statement is empty")?;
        let title =
            title.strip_prefix("# ").with_context(|| format!("{} has no heading `//! # …`", self.name))?;
        Ok((title.to_owned(), body.trim().to_owned()))
    }
}
