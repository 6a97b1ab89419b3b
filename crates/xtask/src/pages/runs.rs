//! Which runs are made for the pages, and by which command?

/// What fills the pages.
pub(super) const COMMAND: &str = "cargo xtask pages";

/// Which runs are made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runs {
    /// None: the recorded ones are taken as they are.
    None,
    /// Short experiments as they are, long ones in their quick form.
    Short,
    /// All of them, as they are.
    All,
}
