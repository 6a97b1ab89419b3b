//! Where is everything, and what does a chapter find when it runs?

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    crates.and_then(Path::parent).unwrap_or(Path::new(".")).to_owned()
}

/// The crates of the chapters, by the book's order: `ch01-ndarray`, …
///
/// # Errors
/// If the folder of the crates cannot be read.
pub(crate) fn chapters() -> Result<Vec<String>> {
    let folder = root().join("crates");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| chapter_number(name).is_some());
    names.sort();
    Ok(names)
}

/// 6, of `ch06-init-optim`.
pub(crate) fn chapter_number(name: &str) -> Option<u32> {
    name.strip_prefix("ch")?.split_once('-')?.0.parse().ok()
}

/// Runs a chapter with `--json` and these words, and gives its objects, one an experiment.
///
/// # Errors
/// If it cannot be started, or fails.
pub(crate) fn run_chapter(name: &str, words: &[&str]) -> Result<Vec<Value>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root())
        .args(["run", "--quiet", "--package", name, "--", "--json"])
        .args(words)
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be started")?;
    if !output.status.success() {
        bail!("the run of {name} failed");
    }
    let lines = String::from_utf8(output.stdout)?;
    lines.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Puts a text or picture into its place; with `check` it changes nothing and refuses a difference.
///
/// # Errors
/// If the file cannot be written, or with `check` is not this already; `command` is what would fill it again.
pub(crate) fn put(path: &Path, bytes: &[u8], check: bool, command: &str) -> Result<()> {
    let old = std::fs::read(path);
    if old.as_ref().is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if check {
        let difference = first_difference(&old.unwrap_or_default(), bytes);
        bail!("{} is not what a run gives: `{command}` fills it again{difference}", path.display());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}

/// The first line in which two texts differ, as both have it; nothing of a picture.
fn first_difference(old: &[u8], new: &[u8]) -> String {
    let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) else {
        return String::new();
    };
    let same = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    let line = |text: &str| text.lines().nth(same).unwrap_or_default().to_owned();
    format!("\nline {} is: {}\nfor:     {}", same + 1, line(old), line(new))
}

/// The text with new words between the two marks that name `command`.
///
/// # Errors
/// If the text has lost a mark.
pub(crate) fn filled(text: &str, command: &str, words: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- begin: filled by `{command}` -->\n"), "<!-- end -->");
    let (before, rest) = text.split_once(&begin).context("the mark where filling begins is lost")?;
    let (_, after) = rest.split_once(end).context("the mark where filling ends is lost")?;
    Ok(format!("{before}{begin}{words}{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_is_told_by_its_number() {
        assert_eq!(chapter_number("ch06-init-optim"), Some(6));
        assert_eq!(chapter_number("chapter-kit"), None);
        assert!(chapters().unwrap().contains(&"ch06-init-optim".to_owned()));
    }

    /// A program that only holds what others test is not built as a test. Were somebody to write a test into it, nobody would run it.
    #[test]
    fn what_is_not_built_as_a_test_has_no_test() {
        for entry in std::fs::read_dir(root().join("crates")).unwrap() {
            let folder = entry.unwrap().path();
            let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
            let manifest: toml::Table = manifest.parse().unwrap();
            let is_off =
                |target: &toml::Value| target.get("test").and_then(toml::Value::as_bool) == Some(false);
            if manifest.get("lib").is_some_and(is_off) {
                assert_eq!(tests_in(&folder.join("src")), 0, "{}", folder.display());
            }
            let programs = manifest.get("bin").and_then(toml::Value::as_array).into_iter().flatten();
            for path in programs.filter(|bin| is_off(bin)).filter_map(|bin| bin.get("path")?.as_str()) {
                assert_eq!(tests_in(&folder.join(path)), 0, "{} of {}", path, folder.display());
            }
        }
    }

    /// How many tests a file has, or all files of a folder.
    fn tests_in(path: &Path) -> usize {
        if path.is_dir() {
            return std::fs::read_dir(path).unwrap().map(|entry| tests_in(&entry.unwrap().path())).sum();
        }
        std::fs::read_to_string(path).unwrap().matches("#[test]").count()
    }

    #[test]
    fn a_difference_is_refused_when_checking_and_mended_when_filling() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("README.md");
        let put = |text: &[u8], check| put(&path, text, check, "cargo xtask readme");
        assert!(put(b"text", true).is_err());
        put(b"text", false).unwrap();
        put(b"text", true).unwrap();
        let message = put(b"text\nmore", true).unwrap_err().to_string();
        assert!(message.contains("cargo xtask readme"));
        assert!(message.ends_with("\nline 2 is: \nfor:     more"), "{message}");
    }

    #[test]
    fn only_the_words_between_the_marks_change() {
        let page = |words: &str| {
            format!("before\n<!-- begin: filled by `cargo xtask readme` -->\n{words}<!-- end -->\nafter\n")
        };
        assert_eq!(filled(&page("old\n"), "cargo xtask readme", "new\n").unwrap(), page("new\n"));
        assert!(filled("no marks", "cargo xtask readme", "new").is_err());
        assert!(filled(&page("old\n"), "cargo xtask weights ch03", "new").is_err());
    }
}
