//! Where do the README's numbers come from? From a run, between two marks in the text.

use crate::workspace::{filled, put, root, run_chapter};
use anyhow::{Context, Result};
use serde_json::Value;

const COMMAND: &str = "cargo xtask readme";

/// Pictures that the README shows: the file that a run writes, without its ending.
const PICTURES: [&str; 4] =
    ["symmetry_laboratory", "symmetry_laboratory-weights", "optimizer_compare_naive", "weight_init_compare"];

/// The experiments that give the numbers and the pictures.
const EXPERIMENTS: [&str; 3] = ["optimizer_compare_naive", "symmetry_laboratory", "weight_init_compare"];

/// Fills the README, or with `check` refuses a difference.
///
/// # Errors
/// If the run fails, a finding is missing, or with `check` something differs.
pub(crate) fn fill(check: bool) -> Result<()> {
    let root = root();
    let folder = tempfile::tempdir()?;
    let out = folder.path().to_string_lossy();
    let words: Vec<&str> = ["--out", &out].into_iter().chain(EXPERIMENTS).collect();
    let findings = run_chapter("ch06-init-optim", &words)?;
    let path = root.join("README.md");
    let text = std::fs::read_to_string(&path).context("README.md cannot be read")?;
    put(&path, filled(&text, COMMAND, &table(&findings)?).context("README.md")?.as_bytes(), check, COMMAND)?;
    for picture in PICTURES {
        let name = format!("{picture}.png");
        let bytes =
            std::fs::read(folder.path().join(&name)).with_context(|| format!("the run wrote no {name}"))?;
        put(&root.join("pictures").join(&name), &bytes, check, COMMAND)?;
    }
    Ok(())
}

/// The finding of this name, in whichever experiment has it.
fn finding(findings: &[Value], name: &str) -> Result<f64> {
    let found = findings.iter().find_map(|experiment| experiment["findings"].get(name)?.as_f64());
    found.with_context(|| format!("no experiment found a `{name}`"))
}

fn table(findings: &[Value]) -> Result<String> {
    let mut text =
        String::from("| initial weights of the 50 hidden units | sigmoid | ReLU |\n|---|---:|---:|\n");
    let rows = [
        ("all 0", "equal_0"),
        ("all 0.01", "equal_0.01"),
        ("all 0.5", "equal_0.5"),
        ("random, standard deviation 0.01", "random"),
        ("(*one* hidden unit, stepping as fifty of 0.01 do)", "one_matched_unit"),
    ];
    for (label, key) in rows {
        let accuracy = |activation: &str| finding(findings, &format!("{activation}.{key}.test_accuracy"));
        text += &format!(
            "| {label} | {:.1} % | {:.1} % |\n",
            100.0 * accuracy("sigmoid")?,
            100.0 * accuracy("relu")?
        );
    }
    let units = finding(findings, "sigmoid.equal_0.most_distinct_units")?;
    text += &format!(
        "\nDifferent hidden units after starting from 0, counted to the last bit: **{units:.0}** of 50.\n"
    );
    Ok(text)
}
