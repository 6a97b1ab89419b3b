//! How is a number written for people? With the digits that matter, in groups of three.

use core_data::grouped;
use portable_math::log10;

/// What kind of number it is, which decides how people see it. In JSON every number stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Five significant digits.
    #[default]
    General,
    /// A whole number: `60,000`.
    Count,
    /// A fraction of one, shown as a percentage: 0.9345 as `93.45 %`.
    Percent,
    /// Five significant digits and a unit: `33.2 °C`.
    Unit(&'static str),
}

impl Format {
    /// `value` as text for people.
    ///
    /// ```
    /// use chapter_kit::Format;
    /// assert_eq!(Format::Percent.text(0.9345), "93.45 %");
    /// ```
    pub fn text(self, value: f64) -> String {
        match self {
            _ if !value.is_finite() => not_finite(value),
            Format::General => general(value),
            Format::Count => grouped(format!("{value:.0}")),
            Format::Percent => format!("{:.2} %", 100.0 * value),
            Format::Unit(unit) => format!("{} {unit}", general(value)),
        }
    }
}

fn not_finite(value: f64) -> String {
    if value.is_nan() {
        "not a number".to_owned()
    } else if value > 0.0 {
        "∞".to_owned()
    } else {
        "−∞".to_owned()
    }
}

/// Five significant digits; powers of ten where there would be many zeros.
fn general(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        return "0".to_owned();
    }
    if size < 1e15 && value.fract() == 0.0 {
        return grouped(format!("{value:.0}"));
    }
    if !(1e-4..1e7).contains(&size) {
        return format!("{value:.3e}");
    }
    let decimals = (4 - log10(size).floor() as i32).max(0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        grouped(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn general_numbers_keep_the_digits_that_matter() {
        let texts = [0.0, -0.0, 30.0, 0.1, 36.970512, 12_345.678, 1e-9, 0.000123456, 15_500.0, 3.2e20]
            .map(|value| Format::General.text(value));
        assert_eq!(
            texts,
            ["0", "0", "30", "0.1", "36.971", "12,346", "1.000e-9", "0.00012346", "15,500", "3.200e20"]
        );
    }

    #[test]
    fn counts_percentages_and_units_look_like_what_they_are() {
        assert_eq!(Format::Count.text(60_000.0), "60,000");
        assert_eq!(Format::Count.text(-1_234.0), "-1,234");
        assert_eq!(Format::Percent.text(0.9345), "93.45 %");
        assert_eq!(Format::Unit("°").text(64.1), "64.1 °");
    }

    #[test]
    fn numbers_that_left_the_number_line_say_so() {
        let texts = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(|v| Format::Percent.text(v));
        assert_eq!(texts, ["not a number", "∞", "−∞"]);
    }
}
