//! Words and numbers inside the messages of errors.

use std::io;

/// What usually helps against a refusal of the operating system.
pub(crate) fn advice(cause: &io::Error) -> &'static str {
    match cause.kind() {
        io::ErrorKind::PermissionDenied => {
            "ask for permission to read it, or copy it to a folder of your own"
        }
        io::ErrorKind::NotFound => "check where this symbolic link leads",
        _ => "check the path, its symbolic links and the disk",
    }
}

/// A number with the digits before its point in groups of three: `47,040,016`, `1,234.5`.
///
/// ```
/// assert_eq!(core_data::grouped(-1_234), "-1,234");
/// assert_eq!(core_data::grouped(1_234.5), "1,234.5");
/// ```
pub fn grouped(number: impl ToString) -> String {
    let digits = number.to_string();
    let (sign, number) = digits.strip_prefix('-').map_or(("", digits.as_str()), |number| ("-", number));
    // What is not a digit begins the fraction, or is a word such as `inf`.
    let whole = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    let (digits, rest) = number.split_at(whole);
    let mut text = sign.to_owned();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

/// A number of bytes: `1 byte`, `47,040,016 bytes`.
pub(crate) fn bytes(count: u64) -> String {
    format!("{} byte{}", grouped(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn long_numbers_are_grouped_in_threes() {
        let texts = [0, 999, 1_000, 47_040_016].map(grouped);
        assert_eq!(texts, ["0", "999", "1,000", "47,040,016"]);
    }

    #[test]
    fn only_digits_before_the_point_are_grouped() {
        let texts = [1234.5, 0.25, -1_234_567.875, 1000.0, -100.125, f64::INFINITY, f64::NAN].map(grouped);
        assert_eq!(texts, ["1,234.5", "0.25", "-1,234,567.875", "1,000", "-100.125", "inf", "NaN"]);
    }
}
