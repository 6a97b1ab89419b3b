//! A single number in a sentence: `<!-- n: ch06/weight_init_compare/he.test_accuracy %.1% -->93.9 %<!-- /n -->`.

use super::record::Records;
use anyhow::{Context, Result, bail, ensure};
use core_data::grouped;

const BEGIN: &str = "<!-- n: ";
const END: &str = "<!-- /n -->";

/// The line with its numbers filled.
///
/// # Errors
/// If a mark is damaged, or no run found the number.
pub(crate) fn filled(line: &str, records: &Records) -> Result<String> {
    ensure!(
        !line.trim_start().starts_with(BEGIN),
        "a number at the start of a line would make it raw HTML: `{line}`"
    );
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, mark)) = rest.split_once(BEGIN) {
        let (head, after) = mark.split_once(" -->").context("the mark of a number is not closed")?;
        let (_, after) = after.split_once(END).with_context(|| format!("`{head}` has no `{END}`"))?;
        let (key, format) = head.rsplit_once(' ').with_context(|| format!("`{head}` has no format"))?;
        let number = written(records.number(key)?, format)?;
        text += &format!("{before}{BEGIN}{head} -->{number}{END}");
        rest = after;
    }
    Ok(text + rest)
}

/// The number by `%d` (1,234), `%.2f`, `%.1%` (a fraction as a percentage) or `%.1e` (1.5 · 10⁻⁷).
pub(crate) fn written(value: f64, format: &str) -> Result<String> {
    if format == "%d" {
        return Ok(grouped(format!("{value:.0}")).replace('-', "−"));
    }
    let parts = format.strip_prefix("%.").and_then(|rest| rest.split_at_checked(1));
    let (digits, kind) = parts.with_context(|| format!("`{format}` is no format of a number"))?;
    let digits: usize = digits.parse().with_context(|| format!("`{format}` is no format of a number"))?;
    Ok(match kind {
        "f" => format!("{value:.digits$}").replace('-', "−"),
        "%" => format!("{:.digits$} %", 100.0 * value),
        "e" => scientific(&format!("{value:.digits$e}")),
        _ => bail!("`{format}` is no format of a number"),
    })
}

fn scientific(text: &str) -> String {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let raised: String = exponent.chars().map(raised).collect();
    format!("{} · 10{raised}", mantissa.replace('-', "−"))
}

fn raised(character: char) -> char {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    character.to_digit(10).map_or('⁻', |digit| RAISED[digit as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        let cases = [
            (1_234_567.0, "%d", "1,234,567"),
            (-12.0, "%d", "−12"),
            (0.18849, "%.3f", "0.188"),
            (0.9394, "%.1%", "93.9 %"),
            (1.5e-7, "%.1e", "1.5 · 10⁻⁷"),
        ];
        for (value, format, text) in cases {
            assert_eq!(written(value, format).unwrap(), text);
        }
        assert!(written(1.0, "%x").is_err());
    }
}
