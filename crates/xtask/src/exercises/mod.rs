//! Is the course whole? Its exercises are made from their solutions, and proved.
//!
//! `crates/exercises/solutions` is the source. From each solution an exercise is made by blanking what is marked; from the
//! lists in `course/` the runner's list, that of `Cargo.toml` and the table in `README.md`. With `--check` nothing is
//! changed: all must be what it would be filled with, every exercise must fail as it is shipped, and every solution must
//! pass.

mod blanking;
mod course;
mod options;
mod place;
mod proof;
mod table;

use crate::workspace::{filled, put};
use anyhow::{Context, Result, ensure};
use course::{CHAPTERS, Course, Exercise};
pub(crate) use options::options;
use place::{COMMAND, folder};
use std::path::Path;

/// The exercises of a chapter, such as `ch05`, for its page; `up` is the way from the page to the folder of the pages.
///
/// # Errors
/// If the chapter has none.
pub(crate) fn statements(chapter: &str, up: &str) -> Result<String> {
    table::statements(&Course::read(&folder())?, chapter, up)
}

/// Each exercise with its chapter's folder and the experiments that show what it teaches, as `ch06/sgd_zigzag`.
///
/// # Errors
/// If the course cannot be read.
pub(crate) fn taught() -> Result<Vec<(String, String, Vec<String>)>> {
    let course = Course::read(&folder())?;
    Ok(course.exercises.into_iter().map(|exercise| (exercise.name, exercise.dir, exercise.teaches)).collect())
}

/// Makes the exercises and the lists from the solutions, or with `check` refuses a difference and proves the course, or
/// the exercises of these chapters.
///
/// # Errors
/// If a solution is missing or has a broken mark, an experiment is named that does not exist, or with `check` something
/// differs or is not proved.
pub(crate) fn fill(check: bool, chapters: &[String]) -> Result<()> {
    let folder = folder();
    let course = Course::read(&folder)?;
    for exercise in &course.exercises {
        exercise.teaches_what_is_there()?;
        let solution = exercise.solution()?;
        let made = blanking::exercise(&solution).with_context(|| exercise.name.clone())?;
        put(&folder.join(exercise.path("exercises")), made.as_bytes(), check, COMMAND)?;
    }
    no_file_is_left_over(&folder, &course)?;
    fill_file(&folder.join("Cargo.toml"), check, |text| with_bins(text, &course))?;
    fill_file(&folder.join("README.md"), check, |text| filled(text, COMMAND, &table::table(&course)?))?;
    put(&folder.join("info.toml"), course.info().as_bytes(), check, COMMAND)?;
    if !check {
        return Ok(());
    }
    let is_asked = |chapter: &str| chapters.is_empty() || chapters.iter().any(|asked| asked == chapter);
    for chapter in CHAPTERS.into_iter().filter(|chapter| is_asked(chapter)) {
        course.is_whole(chapter)?;
    }
    let exercises: Vec<&Exercise> =
        course.exercises.iter().filter(|exercise| is_asked(&exercise.dir)).collect();
    proof::prove(&folder, &exercises)
}

fn fill_file(path: &Path, check: bool, fill: impl Fn(&str) -> Result<String>) -> Result<()> {
    let old = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    put(path, fill(&old)?.as_bytes(), check, COMMAND)
}

/// `Cargo.toml` with an exercise and its solution for each entry, in the form that `rustlings dev check` expects.
fn with_bins(text: &str, course: &Course) -> Result<String> {
    let (before, rest) = text.split_once("bin = [\n").context("Cargo.toml has lost its list `bin = [`")?;
    let (_, after) = rest.split_once("]\n").context("Cargo.toml has lost the end of its list")?;
    let mut bins = String::new();
    for exercise in &course.exercises {
        let name = &exercise.name;
        bins += &format!("  {{ name = \"{name}\", path = \"{}\" }},\n", exercise.path("exercises"));
        bins += &format!("  {{ name = \"{name}_sol\", path = \"{}\" }},\n", exercise.path("solutions"));
    }
    Ok(format!("{before}bin = [\n{bins}]\n{after}"))
}

/// Refuses a file of an exercise that is not in the list.
fn no_file_is_left_over(folder: &Path, course: &Course) -> Result<()> {
    for kind in ["exercises", "solutions"] {
        for chapter in std::fs::read_dir(folder.join(kind))?.flatten().filter(|entry| entry.path().is_dir()) {
            for file in std::fs::read_dir(chapter.path())?.flatten() {
                let is_known =
                    course.exercises.iter().any(|exercise| folder.join(exercise.path(kind)) == file.path());
                ensure!(is_known, "{} is in no list of course/", file.path().display());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_programs_is_what_the_runner_writes() {
        let course = Course::read(&folder()).unwrap();
        let filled = with_bins("# list\nbin = [\n  old\n]\n\n[package]\n", &course).unwrap();
        let Exercise { name, dir, .. } = &course.exercises[0];
        let solution = format!("  {{ name = \"{name}_sol\", path = \"solutions/{dir}/{name}.rs\" }},\n");
        assert!(filled.contains(&solution) && filled.ends_with("},\n]\n\n[package]\n"), "{filled}");
        assert!(with_bins("no list", &course).is_err());
    }
}
