//! How does a figure become files? Whole or not at all: written beside its place, then renamed into it.

use super::canvas;
use super::draw_figure;
use super::grid_of_panels::Figure;
use super::layout::Layout;
use std::io::Write;
use std::path::{Path, PathBuf};
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

/// Why a figure is not there.
#[derive(Debug, Error)]
pub enum FigureError {
    /// Drawing failed.
    #[error("the figure \"{title}\" could not be drawn: {reason}")]
    Draw {
        /// The figure's title.
        title: String,
        /// What the back-end said.
        reason: DrawError,
    },
    /// A file or folder could not be written.
    #[error("{path} could not be written: {reason}; choose another folder with --out, or make room there")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
}

/// The files of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The picture in points.
    pub png: PathBuf,
    /// The picture in lines.
    pub svg: PathBuf,
}

impl Figure {
    /// Writes `<stem>.png` and `<stem>.svg`, and the folder they are in.
    ///
    /// # Errors
    /// If the figure cannot be drawn or a file cannot be written; the sentence says which, and what to do.
    pub fn write(&self, stem: &Path) -> Result<Written, FigureError> {
        let with = |extension: &str| {
            let mut name = stem.file_name().unwrap_or_default().to_os_string();
            name.push(".");
            name.push(extension);
            stem.with_file_name(name)
        };
        let written = Written { png: with("png"), svg: with("svg") };
        put(&written.png, &self.png_bytes()?)?;
        put(&written.svg, self.svg_string()?.as_bytes())?;
        Ok(written)
    }

    /// The figure as the bytes of a PNG file. The same figure gives the same bytes.
    ///
    /// # Errors
    /// If the figure cannot be drawn.
    pub fn png_bytes(&self) -> Result<Vec<u8>, FigureError> {
        let layout = Layout::of(self);
        let size = (layout.width, layout.height);
        let drawn = canvas::bitmap(size, |canvas| draw_figure::figure(canvas, self, &layout));
        let (pixels, width, height) = drawn.map_err(|reason| self.not_drawn(reason))?;
        encoded(&pixels, width, height).map_err(|error| self.not_drawn(DrawError::of(error)))
    }

    /// The figure as the text of an SVG file.
    ///
    /// # Errors
    /// If the figure cannot be drawn.
    pub fn svg_string(&self) -> Result<String, FigureError> {
        let layout = Layout::of(self);
        let size = (layout.width, layout.height);
        canvas::svg(size, |canvas| draw_figure::figure(canvas, self, &layout))
            .map_err(|reason| self.not_drawn(reason))
    }

    fn not_drawn(&self, reason: DrawError) -> FigureError {
        FigureError::Draw { title: self.title().to_owned(), reason }
    }
}

/// Pixels, three bytes each, as a PNG file.
fn encoded(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// Puts a file into its place at once.
fn put(path: &Path, bytes: &[u8]) -> Result<(), FigureError> {
    let failed = |reason: std::io::Error| FigureError::Write { path: path.to_owned(), reason };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::Builder::new().prefix(".figure-").tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.flush()).map_err(failed)?;
    allow_others_to_read(file.path()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Temporary files are private; a figure is not.
#[cfg(unix)]
fn allow_others_to_read(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn allow_others_to_read(_path: &Path) -> std::io::Result<()> {
    Ok(())
}
