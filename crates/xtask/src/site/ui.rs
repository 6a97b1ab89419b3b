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
    pub(super) play: Play,
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

/// What demos and experiments in the page say. `{file}` and `{seconds}` are filled in.
#[derive(Serialize)]
pub(super) struct Play {
    pub(super) run: &'static str,
    pub(super) start: &'static str,
    pub(super) stop: &'static str,
    pub(super) seed: &'static str,
    pub(super) progress: &'static str,
    pub(super) running: &'static str,
    pub(super) stopped: &'static str,
    pub(super) done: &'static str,
    pub(super) from_run: &'static str,
    pub(super) here: &'static str,
    pub(super) reset: &'static str,
    pub(super) clear: &'static str,
    pub(super) pen: &'static str,
    pub(super) failed: &'static str,
    pub(super) try_reset: &'static str,
    pub(super) not_there: &'static str,
    pub(super) from_file: &'static str,
    pub(super) no_wasm: &'static str,
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
    play: Play {
        run: "Run here",
        start: "Run again",
        stop: "Stop",
        seed: "seed",
        progress: "Progress of the run",
        running: "Running.",
        stopped: "Stopped.",
        done: "Done in {seconds} s.",
        from_run: "From your run, at quick scale",
        here: "Here:",
        reset: "Reset",
        clear: "Clear",
        pen: "Arrow keys move the pen, the space bar puts it down and lifts it.",
        failed: "The computation has stopped.",
        try_reset: "“Reset” begins again.",
        not_there: "{file} could not be loaded.",
        from_file: "This page was opened as a file. Served by cargo xtask book --open, it can be used here.",
        no_wasm: "This browser doesn't run WebAssembly, so it can't be used here.",
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
