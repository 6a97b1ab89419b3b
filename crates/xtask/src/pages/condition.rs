//! When is an option of a card the right one? If its condition holds for what the runs found.
//!
//! ```text
//! ch06/sgd_zigzag/turns < 5                          between numbers and findings: <, <= and =
//! 0.2 <= ch06/x/share < 0.6 and ch06/x/n = 3         several in a row, several at once
//! ch01/array_basics#1.3.2 = "[0, 1, 1]"              a cell as text: table 1, row 3, column 2, counted from 1
//! ```

use super::phrase;
use super::record::Records;
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// What stands on either side of a sign.
#[derive(Debug, PartialEq)]
enum Operand {
    Number(f64),
    Text(String),
}

/// Whether `condition` holds.
///
/// # Errors
/// If it is malformed, or names what no run found.
pub(crate) fn holds(condition: &str, records: &Records) -> Result<bool> {
    let mut all = true;
    for chain in condition.split(" and ") {
        all &= chain_holds(chain, records).with_context(|| format!("the condition `{condition}`"))?;
    }
    Ok(all)
}

fn chain_holds(chain: &str, records: &Records) -> Result<bool> {
    let parts = split(chain);
    ensure!(parts.len() >= 3 && parts.len() % 2 == 1, "compares nothing");
    let mut all = true;
    for step in parts.windows(3).step_by(2) {
        let (left, right) = (operand(&step[0], records)?, operand(&step[2], records)?);
        all &= match (step[1].as_str(), left, right) {
            ("=", left, right) => left == right,
            ("<", Operand::Number(left), Operand::Number(right)) => left < right,
            ("<=", Operand::Number(left), Operand::Number(right)) => left <= right,
            (sign, ..) => bail!("`{sign}` is no sign between these"),
        };
    }
    Ok(all)
}

/// Operands and signs; a text in quotes is one part.
fn split(chain: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for (index, piece) in chain.split('"').enumerate() {
        if index % 2 == 1 {
            parts.push(format!("\"{piece}"));
        } else {
            parts.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    parts
}

fn operand(word: &str, records: &Records) -> Result<Operand> {
    if let Some(text) = word.strip_prefix('"') {
        return Ok(Operand::Text(text.to_owned()));
    }
    if let Some((experiment, cell)) = word.split_once('#') {
        return Ok(Operand::Text(cell_text(&records.experiment(experiment)?.1["record"], cell)?));
    }
    Ok(Operand::Number(match word.parse() {
        Ok(number) => number,
        Err(_) => records.number(word)?,
    }))
}

/// The text of the cell `1.3.2`.
fn cell_text(record: &Value, cell: &str) -> Result<String> {
    let counted: Vec<usize> = cell.split('.').filter_map(|number| number.parse().ok()).collect();
    let &[table, row, column] = counted.as_slice() else { bail!("`{cell}` is not like 1.3.2") };
    let index = |number: usize| number.checked_sub(1).context("tables, rows and columns are counted from 1");
    let found = &record["tables"][index(table)?]["rows"][index(row)?][index(column)?];
    ensure!(!found.is_null(), "there is no cell {cell}");
    Ok(found.get("shown").map_or_else(|| phrase::text(found), phrase::text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn records() -> Records {
        let table = json!({ "rows": [["a = b", { "shown": "50 %" }]] });
        let experiment = json!({
            "experiment": "coin", "findings": { "heads.share": 0.25, "n": 3 }, "record": { "tables": [table] },
        });
        Records::of(vec![json!({ "chapter": "ch01-ndarray", "experiments": [experiment] })])
    }

    #[test]
    fn chains_and_texts_are_compared() {
        let holds = |condition: &str| holds(condition, &records()).unwrap();
        assert!(holds("0.2 <= ch01/coin/heads.share < 0.3 and ch01/coin/n = 3"));
        assert!(!holds("0.2 <= ch01/coin/heads.share < 0.25"));
        assert!(!holds("ch01/coin/heads.share < 1 and ch01/coin/n = 4"));
        assert!(holds("ch01/coin#1.1.1 = \"a = b\""));
        assert!(holds("ch01/coin#1.1.2 = \"50 %\""));
    }

    #[test]
    fn what_says_nothing_is_refused() {
        for condition in
            ["ch01/coin/n", "ch01/coin/tails < 1", "ch01/coin/n > 1", "ch01/coin#1.9.1 = \"a\"", "", "1 <"]
        {
            assert!(holds(condition, &records()).is_err(), "{condition}");
        }
    }
}
