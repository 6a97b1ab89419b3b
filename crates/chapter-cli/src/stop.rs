//! Why does a run end early?

use std::process::ExitCode;

/// The reasons to end a run before all experiments had their turn.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Whoever read the output has enough, as `| head` has.
    ReaderLeft,
    /// The command line asks for something that there is not.
    WrongCommandLine(String),
    /// Something outside stands in the way.
    Failed(String),
}

impl Stop {
    /// What the user is told.
    pub(crate) fn sentence(&self) -> Option<&str> {
        match self {
            Stop::ReaderLeft => None,
            Stop::WrongCommandLine(sentence) | Stop::Failed(sentence) => Some(sentence),
        }
    }

    /// What the shell is told.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Stop::ReaderLeft => ExitCode::SUCCESS,
            Stop::WrongCommandLine(_) => ExitCode::from(2),
            Stop::Failed(_) => ExitCode::FAILURE,
        }
    }
}
