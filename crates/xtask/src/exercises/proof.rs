//! Does every exercise fail as it is shipped, and every solution pass?

use super::course::Exercise;
use super::place;
use anyhow::{Context, Result, bail, ensure};
use diagnosis::question::ROUNDS_VARIABLE;
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// On how many random inputs a solution is proved.
const ROUNDS: &str = "1000";
/// How long a learner waits for one check at most.
const PATIENCE: Duration = Duration::from_secs(5);

/// Compiles the course once and runs each test program, of exercises and of solutions.
///
/// # Errors
/// With every exercise that passes as it is shipped or fails without a word, and every solution that fails, is slow,
/// badly formatted, or warned of.
pub(crate) fn prove(folder: &Path, exercises: &[&Exercise]) -> Result<()> {
    let tests = tests(folder, exercises)?;
    let mut failed = Vec::new();
    let mut slowest = (Duration::ZERO, "");
    for exercise in exercises {
        let name = &exercise.name;
        if let Err(error) = hints_are_three(exercise) {
            failed.push(error.to_string());
        }
        let shipped = run(&tests, name, "1")?;
        if shipped.passes {
            failed.push(format!("{name} passes as it is shipped"));
        } else if !shipped.output.contains("test result: FAILED") || !shipped.output.contains("Error: ") {
            failed.push(format!("{name} fails without a diagnosis:\n{}", shipped.output));
        }
        let solution = run(&tests, &format!("{name}_sol"), ROUNDS)?;
        if !solution.passes {
            failed.push(format!("the solution of {name} fails:\n{}", solution.output));
        }
        let usual = run(&tests, &format!("{name}_sol"), "")?;
        if usual.took > PATIENCE {
            failed.push(format!("the check of {name} takes {:.1} s", usual.took.as_secs_f64()));
        }
        slowest = slowest.max((usual.took, name));
    }
    ensure!(failed.is_empty(), "{}", failed.join("\n"));
    succeed(folder, "the programs of the exercises", &["fmt", "--check"])?;
    let solutions: Vec<String> =
        exercises.iter().map(|exercise| format!("--bin={}_sol", exercise.name)).collect();
    let mut clippy = vec!["clippy", "--quiet", "--profile", "test"];
    clippy.extend(solutions.iter().map(String::as_str));
    clippy.extend(["--", "-D", "warnings"]);
    succeed(folder, "the solutions", &clippy)?;
    let (count, (took, name)) = (exercises.len(), slowest);
    println!(
        "{count} exercises fail as they are shipped, {count} solutions pass {ROUNDS} random inputs each;"
    );
    println!("the slowest check is that of {name}, {:.1} s", took.as_secs_f64());
    Ok(())
}

/// Three hints, numbered: the idea, the formula, almost the code.
fn hints_are_three(exercise: &Exercise) -> Result<()> {
    let numbers: Vec<&str> = exercise
        .hint
        .lines()
        .filter_map(|line| line.split_once(". "))
        .map(|(number, _)| number)
        .filter(|number| number.len() == 1 && number.chars().all(|digit| digit.is_ascii_digit()))
        .collect();
    ensure!(numbers == ["1", "2", "3"], "{} has not three hints, numbered 1. to 3.", exercise.name);
    Ok(())
}

struct Ran {
    passes: bool,
    output: String,
    took: Duration,
}

fn run(tests: &HashMap<String, PathBuf>, name: &str, rounds: &str) -> Result<Ran> {
    let program = tests.get(name).with_context(|| format!("{name} was not compiled"))?;
    let start = Instant::now();
    let mut command = Command::new(program);
    if !rounds.is_empty() {
        command.env(ROUNDS_VARIABLE, rounds);
    }
    let output =
        command.current_dir(place::folder()).output().with_context(|| program.display().to_string())?;
    let took = start.elapsed();
    let text =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Ok(Ran { passes: output.status.success(), output: text, took })
}

/// Compiles the tests of all programs, and gives the file of each by its name.
fn tests(folder: &Path, exercises: &[&Exercise]) -> Result<HashMap<String, PathBuf>> {
    let names = exercises
        .iter()
        .flat_map(|exercise| [format!("--bin={}", exercise.name), format!("--bin={}_sol", exercise.name)]);
    let names: Vec<String> = names.collect();
    let mut words = vec!["test", "--no-run", "--quiet", "--message-format", "json"];
    words.extend(names.iter().map(String::as_str));
    let output = cargo(folder, &words).output().context("cargo cannot be started")?;
    let mut programs = HashMap::new();
    let mut errors = String::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let message: Value = serde_json::from_str(line)?;
        if let Some(text) =
            message["message"]["rendered"].as_str().filter(|_| message["message"]["level"] == "error")
        {
            errors += text;
        }
        if let (Some(name), Some(path)) = (message["target"]["name"].as_str(), message["executable"].as_str())
        {
            programs.insert(name.to_owned(), PathBuf::from(path));
        }
    }
    if !output.status.success() {
        bail!("the course does not compile:\n{errors}{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(programs)
}

fn succeed(folder: &Path, what: &str, words: &[&str]) -> Result<()> {
    let status = cargo(folder, words).status().context("cargo cannot be started")?;
    ensure!(status.success(), "{what} do not pass `cargo {}`", words[0]);
    Ok(())
}

/// Cargo in the course's own workspace.
fn cargo(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).args(words);
    command
}
