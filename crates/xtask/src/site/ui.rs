//! Which words does the book itself say, in the language of a page?

use serde::Serialize;
use std::path::Path;

/// The words around the pages, one set per language. Scripts read them from the page, as JSON.
#[derive(Serialize)]
pub(super) struct Ui {
    /// The code of the language, for `lang`.
    pub(super) lang: &'static str,
    pub(super) book: &'static str,
    pub(super) skip: &'static str,
    pub(super) contents: &'static str,
    pub(super) search: &'static str,
    pub(super) none: &'static str,
    pub(super) previous: &'static str,
    pub(super) next: &'static str,
    pub(super) print: &'static str,
    pub(super) link: &'static str,
    pub(super) figure: &'static str,
    pub(super) table: &'static str,
    pub(super) binary: &'static str,
    /// System, light, dark.
    pub(super) themes: [&'static str; 3],
    pub(super) copy: &'static str,
    pub(super) copied: &'static str,
    pub(super) keys: &'static str,
    pub(super) close: &'static str,
    /// Which key does what.
    pub(super) key_help: &'static [[&'static str; 2]],
    pub(super) card: Card,
}

/// What a card says. `{guess}`, `{truth}` and `{text}` are filled in.
#[derive(Serialize)]
pub(super) struct Card {
    pub(super) label: &'static str,
    pub(super) reveal: &'static str,
    pub(super) reveal_without: &'static str,
    pub(super) again: &'static str,
    pub(super) right: &'static str,
    pub(super) near: &'static str,
    pub(super) wrong: &'static str,
    pub(super) no_number: &'static str,
    pub(super) quoted: &'static str,
}

const ENGLISH: Ui = Ui {
    lang: "en",
    book: "Deep Learning from Scratch in Rust",
    skip: "Skip to the text",
    contents: "Contents",
    search: "Search",
    none: "Nothing found.",
    previous: "Previous",
    next: "Next",
    print: "The whole book as one page",
    link: "Link to this section",
    figure: "Figure",
    table: "Table",
    binary: "This file is not text.",
    themes: ["Theme: system", "Theme: light", "Theme: dark"],
    copy: "Copy",
    copied: "Copied",
    keys: "Keys",
    close: "Close",
    key_help: &[
        ["← →", "the previous and the next page"],
        ["/ or s", "search"],
        ["↑ ↓ Enter", "choose a result and open it"],
        ["Esc", "leave the search"],
        ["?", "this help"],
    ],
    card: Card {
        label: "Your guess",
        reveal: "Reveal",
        reveal_without: "Reveal without a guess",
        again: "Guess again",
        right: "You said {guess}: right.",
        near: "You said {guess}: right. To the digit it is {truth}.",
        wrong: "You said {guess}; it is {truth}.",
        no_number: "“{text}” is not a number. Change it, or empty the field.",
        quoted: "“{text}”",
    },
};

/// The words for a page, by the folder of its language.
pub(super) fn of(page: &Path) -> &'static Ui {
    let folder = page.parent().and_then(|folder| folder.components().next());
    let lang = folder.map(|folder| folder.as_os_str().to_string_lossy().into_owned()).unwrap_or_default();
    [&ENGLISH].into_iter().find(|ui| ui.lang == lang).unwrap_or(&ENGLISH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_words_of_its_folder() {
        assert_eq!(of(Path::new("ch05.md")).lang, "en");
        assert_eq!(of(Path::new("files/crates/exercises/README.md")).lang, "en");
    }
}
