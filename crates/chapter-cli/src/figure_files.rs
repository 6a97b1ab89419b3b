//! How does a figure become files? Whole or not at all: written beside its place, then renamed into it.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use figure::{Figure, FigureError};
use thiserror::Error;

/// Why the files of a figure are not there.
#[derive(Debug, Error)]
pub(crate) enum WriteFigureError {
    /// Drawing failed.
    #[error(transparent)]
    Draw(#[from] FigureError),
    /// A file or folder could not be written.
    #[error("{path} could not be written: {reason}; choose another folder with --out, or make room there")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
}

/// Writes `<stem>.png` and `<stem>.svg`, and the folder they are in; gives the path of the PNG file.
///
/// # Errors
/// If the figure cannot be drawn or a file cannot be written; the sentence says which, and what to do.
pub(crate) fn write(figure: &Figure, stem: &Path) -> Result<PathBuf, WriteFigureError> {
    let with = |extension: &str| {
        let mut name = stem.file_name().unwrap_or_default().to_os_string();
        name.push(".");
        name.push(extension);
        stem.with_file_name(name)
    };
    let png = with("png");
    put(&png, &figure.png_bytes()?)?;
    put(&with("svg"), figure.svg_string()?.as_bytes())?;
    Ok(png)
}

/// Puts a file into its place at once.
fn put(path: &Path, bytes: &[u8]) -> Result<(), WriteFigureError> {
    let failed = |reason: std::io::Error| WriteFigureError::Write { path: path.to_owned(), reason };
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

#[cfg(test)]
mod tests {
    use std::fs;

    use figure::{Axis, Panel, Series};

    use super::*;

    fn figure() -> Figure {
        let panel = Panel::new("").x(Axis::new("x")).line(Series::new("line", [(0.0, 0.0), (1.0, 1.0)]));
        Figure::single("A line", panel)
    }

    #[test]
    fn a_figure_appears_whole_with_its_folder_and_a_folder_that_is_a_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let png = write(&figure(), &folder.path().join("deep/down/line.v2")).unwrap();
        assert!(png.ends_with("deep/down/line.v2.png") && png.is_file());
        assert!(folder.path().join("deep/down/line.v2.svg").is_file());
        let files = fs::read_dir(folder.path().join("deep/down")).unwrap().count();
        assert_eq!(files, 2, "nothing else is left there");
        let in_the_way = folder.path().join("file");
        fs::write(&in_the_way, b"not a folder").unwrap();
        let error = write(&figure(), &in_the_way.join("figure")).unwrap_err().to_string();
        assert!(error.contains("file") && error.contains("--out"), "{error}");
    }
}
