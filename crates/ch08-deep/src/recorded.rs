//! The recorded results of the long run, in a small file beside the sources.
//!
//! `results/leaderboard.json` holds the command, the seed, the version, and every finding of a `--full` run;
//! `results/README.md` says how to reproduce it.

use anyhow::Context;
use serde_json::Value;

/// The file, as of compile time.
const LEADERBOARD: &str = include_str!("../results/leaderboard.json");

/// A recorded run.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The command.
    pub command: String,
    /// The version of this package.
    pub version: String,
    /// The seed.
    pub seed: u64,
    /// Every finding with its name, in order.
    pub findings: Vec<(String, f64)>,
}

impl Recorded {
    /// The finding of this name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.findings.iter().find(|(other, _)| other == name).map(|(_, value)| *value)
    }
}

/// The recorded run of `leaderboard --full`; `None` if there is none.
///
/// # Errors
/// When the file isn't a valid record.
pub fn leaderboard() -> anyhow::Result<Option<Recorded>> {
    read(LEADERBOARD)
}

/// Reads a record: an object with `command`, `version`, `seed` and `findings`; other entries are ignored. An object
/// without `findings` means that no run is recorded.
///
/// # Errors
/// When it isn't JSON, or an entry is missing or has the wrong type.
pub fn read(text: &str) -> anyhow::Result<Option<Recorded>> {
    let value: Value = serde_json::from_str(text).context("a recorded result is not JSON")?;
    let Some(findings) = value.get("findings") else { return Ok(None) };
    let findings = findings.as_object().context("`findings` of a recorded result isn't an object")?;
    let words = |key: &str| -> anyhow::Result<String> {
        let words = value.get(key).and_then(Value::as_str);
        Ok(words.with_context(|| format!("a recorded result has no string `{key}`"))?.to_owned())
    };
    let numbers = findings.iter().map(|(name, number)| -> anyhow::Result<(String, f64)> {
        let number = number.as_f64().with_context(|| format!("the recorded `{name}` isn't a number"))?;
        Ok((name.clone(), number))
    });
    Ok(Some(Recorded {
        command: words("command")?,
        version: words("version")?,
        seed: value.get("seed").and_then(Value::as_u64).context("a recorded result has no `seed`")?,
        findings: numbers.collect::<anyhow::Result<_>>()?,
    }))
}
