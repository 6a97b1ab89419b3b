//! How do words become a sentence? A capital letter in front, unless they begin with a symbol, and a full stop.

/// A sentence: with a capital letter, where it begins with a word of small ones, and a full stop.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    let first_word = text.split(' ').next().unwrap_or_default();
    let is_word = first_word.len() > 1 && first_word.chars().all(|c| c.is_lowercase() || c == '\'')
        || first_word == "a";
    let mut characters = text.chars();
    let begun = match characters.next() {
        Some(first) if is_word => first.to_uppercase().chain(characters).collect(),
        _ => text.to_owned(),
    };
    if begun.is_empty() || begun.ends_with(['.', '!', '?', ':']) { begun } else { begun + "." }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_large_and_ends_with_a_stop() {
        assert_eq!(sentence("y changes its sign"), "y changes its sign.");
        assert_eq!(sentence("the gap shrinks"), "The gap shrinks.");
        assert_eq!(sentence("SGD zigzags."), "SGD zigzags.");
        assert_eq!(sentence("im2col is slow"), "im2col is slow.");
    }
}
