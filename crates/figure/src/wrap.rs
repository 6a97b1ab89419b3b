//! How do words fill several lines? As few as possible, all about equally long.

use super::fonts::width;

/// Words in lines no wider than `limit`, unless a single word is. No line is left with one short word.
pub(super) fn balanced(words: &str, size: f64, bold: bool, limit: f64) -> Vec<String> {
    let lines = filled(words, size, bold, limit);
    let (mut too_narrow, mut enough) = (0.0, limit);
    for _ in 0..12 {
        let between = (too_narrow + enough) / 2.0;
        if filled(words, size, bold, between).len() > lines.len() {
            too_narrow = between;
        } else {
            enough = between;
        }
    }
    if lines.len() > 1 { filled(words, size, bold, enough) } else { lines }
}

/// Each line as full as it can be.
fn filled(words: &str, size: f64, bold: bool, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size, bold) <= limit => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The widest of some lines.
pub(super) fn widest<S: AsRef<str>>(lines: impl IntoIterator<Item = S>, size: f64, bold: bool) -> f64 {
    lines.into_iter().map(|line| width(line.as_ref(), size, bold)).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_fill_lines_within_the_limit() {
        let lines = balanced("one two three four five six seven eight nine ten", 12.0, false, 80.0);
        assert!(lines.len() > 2);
        assert!(widest(&lines, 12.0, false) <= 80.0);
    }

    #[test]
    fn no_word_is_left_alone_on_the_last_line() {
        let title = "The derivative of the sigmoid function is largest at zero and vanishes far away";
        let whole = width(title, 15.0, true);
        let lines = balanced(title, 15.0, true, 0.9 * whole);
        assert_eq!(lines.len(), 2);
        assert!(width(&lines[1], 15.0, true) > 0.4 * whole, "{lines:?}");
        assert_eq!(balanced("short", 12.0, false, 500.0), ["short"]);
        assert!(balanced("", 12.0, false, 500.0).is_empty());
    }
}
