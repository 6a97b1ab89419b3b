//! How is a file or folder of the workspace shown to who follows a link to it? With a number at every line.

use super::highlight::rust;
use super::ui::Ui;
use crate::html::escaped;
use anyhow::{Context, Result};
use std::path::Path;

/// A file as code: every line has its number, and can be linked to as `#L12`.
pub(super) fn file(path: &Path, bytes: &[u8], ui: &Ui) -> String {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return format!("<p>{}</p>\n", ui.binary);
    };
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    let code = if is_rust { rust(text) } else { escaped(text) };
    let lines = code.split_inclusive('\n').enumerate().map(|(at, line)| {
        let number = at + 1;
        format!("<a class=\"line\" id=\"L{number}\" href=\"#L{number}\" data-line=\"{number}\" aria-label=\"{number}\"></a>{line}")
    });
    format!("<pre class=\"listing\"><code>{}</code></pre>\n", lines.collect::<String>())
}

/// What is in a folder, as Markdown.
///
/// # Errors
/// If it cannot be read.
pub(super) fn folder(path: &Path) -> Result<String> {
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(path).with_context(|| path.display().to_string())? {
        entries.push(entry?.path());
    }
    entries.sort();
    let shown = entries.iter().filter(|entry| is_shown(entry));
    let items = shown.map(|entry| {
        let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        format!("- [`{name}`]({name})\n")
    });
    Ok(items.collect())
}

fn is_shown(entry: &Path) -> bool {
    let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
    !name.starts_with('.') && name != "target"
}

#[cfg(test)]
mod tests {
    use super::super::ui;
    use super::*;

    #[test]
    fn every_line_can_be_linked_to() {
        let ui = ui::of(Path::new("x"));
        let html = file(Path::new("a.rs"), b"fn f() {\n}\n", ui);
        assert!(html.contains("id=\"L2\" href=\"#L2\" data-line=\"2\" aria-label=\"2\"></a>}"), "{html}");
        assert!(!html.contains("L3"), "{html}");
        assert!(html.contains("<span class=\"keyword\">fn</span>"), "{html}");
        assert!(file(Path::new("a.bin"), &[0xff, 0xfe], ui).contains("not text"));
    }

    #[test]
    fn a_folder_lists_what_is_in_it() {
        let temporary = tempfile::tempdir().unwrap();
        for name in ["b.rs", "a.toml", ".hidden"] {
            std::fs::write(temporary.path().join(name), "").unwrap();
        }
        assert_eq!(folder(temporary.path()).unwrap(), "- [`a.toml`](a.toml)\n- [`b.rs`](b.rs)\n");
    }
}
