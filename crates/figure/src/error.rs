//! Why is a figure not there? Its back-end could not draw.

use thiserror::Error;

/// A back-end that could not draw.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct DrawError(String);

impl DrawError {
    pub(super) fn of(error: impl std::error::Error) -> Self {
        Self(error.to_string())
    }
}

/// A figure that could not be drawn.
#[derive(Debug, Error)]
#[error("the figure \"{title}\" could not be drawn: {reason}")]
pub struct FigureError {
    /// The figure's title.
    pub title: String,
    /// What the back-end said.
    pub reason: DrawError,
}
