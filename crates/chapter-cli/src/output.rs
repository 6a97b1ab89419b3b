//! Standard output: how wide it is, whether it has colours, and what to do when nobody reads it any more.

use std::io::{self, IsTerminal, Write};

use console::{Style, Term};

use crate::stop::Stop;

/// Lines that are longer tire the eye.
const WIDEST: usize = 100;

/// In a narrower terminal lines break anyway.
const NARROWEST: usize = 40;

/// The width where there is no terminal.
const WIDTH_OF_A_FILE: usize = 80;

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// How long a line of text may be.
    pub(crate) width: usize,
    /// How wide the terminal is: a picture may take all of it.
    pub(crate) columns: usize,
    colours: bool,
}

impl Page {
    /// What suits standard output.
    pub(crate) fn of_stdout() -> Self {
        let columns = if is_terminal() { usize::from(Term::stdout().size().1) } else { WIDTH_OF_A_FILE };
        Self { width: columns.clamp(NARROWEST, WIDEST), columns, colours: console::colors_enabled() }
    }

    /// A page without colours.
    #[cfg(test)]
    pub(crate) fn plain(width: usize) -> Self {
        Self { width, columns: width, colours: false }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.styled(text, Style::new().bold())
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.styled(text, Style::new().dim())
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.styled(text, Style::new().green())
    }

    pub(crate) fn striking(self, text: &str) -> String {
        self.styled(text, Style::new().yellow().bold())
    }

    fn styled(self, text: &str, style: Style) -> String {
        style.force_styling(self.colours).apply_to(text).to_string()
    }
}

/// Whether somebody sees standard output.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Writes to standard output at once.
pub(crate) fn write(text: &str) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|cause| match cause.kind() {
        io::ErrorKind::BrokenPipe => Stop::ReaderLeft,
        _ => Stop::Failed(format!(
            "the results cannot be written to standard output ({cause}); write them elsewhere, or free some space"
        )),
    })
}

/// Prints a sentence for the user on standard error. If that is closed, the sentence is lost.
pub(crate) fn print(sentence: &str) {
    let _ = writeln!(io::stderr(), "{sentence}");
}
