//! The pages as a book for the browser: `cargo xtask book`. No request to a network, no script needed to read.
//!
//! Formulas become MathML, which browsers draw themselves. A file of the repository that a page links to becomes a page
//! too. The only script is the search, over an index that lies beside the pages.

mod build;
mod formula;
mod highlight;
mod look;
mod search;
mod shell;

pub(crate) use build::build;
pub(crate) use look::look;
