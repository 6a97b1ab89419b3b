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

/// A whole number with its digits in groups of three: `47,040,016`.
///
/// ```
/// assert_eq!(core_data::grouped(-1_234), "-1,234");
/// ```
pub fn grouped(number: impl ToString) -> String {
    let digits = number.to_string();
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |digits| ("-", digits));
    let mut text = sign.to_owned();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
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
}
