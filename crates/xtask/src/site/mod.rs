//! The pages as a book for the browser: `cargo xtask book`. No request to a network, no script needed to read.
//!
//! A page goes three ways. It is rendered: formulas become MathML, which browsers draw themselves, and questions become
//! cards. It is dressed: links lead into the book, figures get numbers and frames. It is framed: contents, search and the
//! ways to its neighbours come around it. A file of the repository that a page links to becomes a page too. The scripts
//! are small, and each adds to what works without it: search, theme, copying, guesses. Demos and experiments run in the
//! page where there is a compiler for browsers: see `playground`; then the book has to be served: see `serve`.
//!
//! What a page may say, beside Markdown: cards (see `card`); `<figure>` with `<figcaption>`, numbered by itself, with the id
//! `fig-name-of-its-file`; `<p class="table-title">` before a table, with the id `tab-its-words`; a link `[Figure](#fig-…)`
//! or `[Table](#tab-…)`, which then says the number; `<blockquote class="claim agrees">`, `differs`, `not-tested` or
//! `class="note"`, and `<div class="story">`, with Markdown between empty lines; `<div class="demo" id="demo-…">`, with what
//! is read where the demo doesn't run.

mod build;
mod caption;
mod card;
mod contents;
mod dress;
mod formula;
mod highlight;
mod link;
mod listing;
mod look;
mod page;
mod playground;
mod print;
mod search;
mod serve;
mod shell;
mod size;
mod tag;
mod truth;
mod ui;

pub(crate) use build::{build, open};
pub(crate) use look::{look, play};
