//! Which number and unit is "2.2 yen", "93.9 %" or "1.5 · 10⁻⁷"?

use anyhow::{Context, Result};

const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/// What a reader guesses at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Truth {
    /// As a page writes it, without the unit: `79,520`.
    pub(super) shown: String,
    /// Its value.
    pub(super) value: f64,
    /// `yen`, or nothing.
    pub(super) unit: String,
}

/// The number and its unit.
///
/// # Errors
/// If the text does not begin with a number.
pub(super) fn truth(text: &str) -> Result<Truth> {
    let text = text.trim();
    let is_in_number = |c: char| c.is_ascii_digit() || matches!(c, '−' | '-' | '+' | ',' | '.');
    let end = text.find(|c| !is_in_number(c)).unwrap_or(text.len());
    let (mantissa, rest) = text.split_at(end);
    let (power, rest) = exponent(rest);
    let plain = mantissa.replace(',', "").replace('−', "-");
    let value: f64 = format!("{plain}e{power}").parse().with_context(|| format!("`{text}` has no number"))?;
    let shown = text[..text.len() - rest.len()].trim_end().to_owned();
    Ok(Truth { shown, value, unit: rest.trim().to_owned() })
}

/// −7, of ` · 10⁻⁷` or `e-7`, and what comes after it.
fn exponent(text: &str) -> (i32, &str) {
    if let Some(after) = text.strip_prefix(" · 10") {
        let is_raised = |c: char| c == '⁻' || RAISED.contains(c);
        let (power, rest) = after.split_at(after.find(|c| !is_raised(c)).unwrap_or(after.len()));
        return (raised(power), rest);
    }
    if let Some(after) = text.strip_prefix('e') {
        let end = after.find(|c: char| c != '-' && !c.is_ascii_digit()).unwrap_or(after.len());
        if let Ok(power) = after[..end].parse() {
            return (power, &after[end..]);
        }
    }
    (0, text)
}

fn raised(power: &str) -> i32 {
    let sign = if power.starts_with('⁻') { -1 } else { 1 };
    let digits = power.chars().filter_map(|c| RAISED.chars().position(|digit| digit == c));
    sign * digits.fold(0, |number, digit| 10 * number + i32::try_from(digit).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_pages_write_them() {
        let cases = [
            ("2.2 yen", "2.2", 2.2, "yen"),
            ("93.9 %", "93.9", 93.9, "%"),
            ("79,520", "79,520", 79520.0, ""),
            ("1.5 · 10⁻⁷", "1.5 · 10⁻⁷", 1.5e-7, ""),
            ("3 · 10¹² steps", "3 · 10¹²", 3e12, "steps"),
            ("1e-4", "1e-4", 1e-4, ""),
            ("−12", "−12", -12.0, ""),
            ("5 epochs", "5", 5.0, "epochs"),
        ];
        for (text, shown, value, unit) in cases {
            let found = truth(text).unwrap();
            assert_eq!(found, Truth { shown: shown.to_owned(), value, unit: unit.to_owned() }, "{text}");
        }
        assert!(truth("many").is_err());
        assert!(truth("").is_err());
    }
}
