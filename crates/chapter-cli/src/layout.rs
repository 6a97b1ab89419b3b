//! Text for people: paragraphs that fit the width, columns that line up.

use console::measure_text_width;

/// The words of `text` in lines of at most `width`, each after `indent`. A longer word has a line of its own.
pub(crate) fn paragraph(text: &str, indent: &str, width: usize) -> String {
    hanging(text, indent, indent, width)
}

/// As [`paragraph`], with another indent on the first line.
pub(crate) fn hanging(text: &str, first: &str, others: &str, width: usize) -> String {
    let mut page = String::new();
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && measure_text_width(&line) + 1 + measure_text_width(word) > width {
            page += &line;
            page.push('\n');
            line = others.to_owned();
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line += word;
        is_empty = false;
    }
    page + &line + "\n"
}

/// `text` with spaces behind it.
pub(crate) fn left(text: &str, width: usize) -> String {
    text.to_owned() + &padding(text, width)
}

/// `text` with spaces before it.
pub(crate) fn right(text: &str, width: usize) -> String {
    padding(text, width) + text
}

/// The width of the widest.
pub(crate) fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    texts.into_iter().map(measure_text_width).max().unwrap_or(0)
}

fn padding(text: &str, width: usize) -> String {
    " ".repeat(width.saturating_sub(measure_text_width(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_break_between_words() {
        assert_eq!(paragraph("one two  three", "  ", 9), "  one two\n  three\n");
        assert_eq!(hanging("unbreakable words", "- ", "  ", 6), "- unbreakable\n  words\n");
    }

    #[test]
    fn korean_letters_are_two_columns_wide() {
        assert_eq!(left("한글", 6), "한글  ");
        assert_eq!(right("한글", 6), "  한글");
    }
}
