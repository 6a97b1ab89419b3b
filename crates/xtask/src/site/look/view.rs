//! What is wrong with pages, seen in one way: as wide as a desk's or a phone's screen, light or dark, or on paper?

use super::browser::Browser;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A way to see pages.
#[derive(Serialize)]
pub(super) struct View {
    pub(super) name: &'static str,
    /// In CSS pixels.
    pub(super) width: u32,
    pub(super) theme: &'static str,
    pub(super) is_paper: bool,
}

const fn screen(name: &'static str, width: u32, theme: &'static str) -> View {
    View { name, width, theme, is_paper: false }
}

/// A sheet of A4 without its margins is about 690 CSS pixels wide.
pub(super) const VIEWS: [View; 5] = [
    screen("1280-light", 1280, "light"),
    screen("1280-dark", 1280, "dark"),
    screen("390-light", 390, "light"),
    screen("390-dark", 390, "dark"),
    View { name: "paper", width: 690, theme: "light", is_paper: true },
];

/// What one page says of itself.
#[derive(Debug, Deserialize)]
pub(super) struct Verdict {
    pub(super) page: String,
    /// In CSS pixels, with every fold open.
    pub(super) height: u32,
    pub(super) wrong: Vec<String>,
}

/// What all pages say, and what the browser had to say.
#[derive(Debug)]
pub(super) struct Verdicts {
    pub(super) pages: Vec<Verdict>,
    pub(super) console: Vec<String>,
}

const FRAMES: &str = "frames.judged.html";

/// Opens all pages side by side, each with the script.
///
/// # Errors
/// If a page cannot be read, or says nothing.
pub(super) fn judged(
    browser: &Browser,
    book: &Path,
    pages: &[PathBuf],
    view: &View,
    script: &str,
) -> Result<Verdicts> {
    for page in pages {
        let text = copy(book, page, view, script).with_context(|| page.display().to_string())?;
        std::fs::write(book.join(judged_name(page)), text)?;
    }
    let frames = book.join(FRAMES);
    std::fs::write(&frames, frames_of(pages, view.width))?;
    let output = browser.open(&frames, &["--window-size=1400,1000".to_owned(), "--dump-dom".to_owned()])?;
    let (dom, log) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let json = dom.split_once("<pre>").and_then(|(_, rest)| rest.split_once("</pre>")).map(|(json, _)| json);
    let json = json.with_context(|| format!("the browser gave nothing: {log}"))?;
    let verdicts: Vec<Verdict> = serde_json::from_str(&crate::site::tag::unescaped(json))?;
    let missing: Vec<String> = pages
        .iter()
        .map(|page| page.display().to_string())
        .filter(|page| !verdicts.iter().any(|verdict| verdict.page == *page))
        .collect();
    ensure!(missing.is_empty(), "{} could not be looked at: {log}", missing.join(", "));
    let console = log.lines().filter(|line| line.contains(":CONSOLE")).map(str::to_owned).collect();
    Ok(Verdicts { pages: verdicts, console })
}

/// Removes the copies that were judged.
///
/// # Errors
/// If one cannot be removed.
pub(super) fn swept(book: &Path, pages: &[PathBuf]) -> Result<()> {
    for page in pages {
        std::fs::remove_file(book.join(judged_name(page)))?;
    }
    Ok(std::fs::remove_file(book.join(FRAMES))?)
}

/// `ch05.judged.html`
pub(super) fn judged_name(page: &Path) -> PathBuf {
    page.with_extension("judged.html")
}

fn copy(book: &Path, page: &Path, view: &View, script: &str) -> Result<String> {
    let text = std::fs::read_to_string(book.join(page))?;
    let (name, view_json) = (serde_json::to_string(page)?, serde_json::to_string(view)?);
    let script = format!("<script>const PAGE = {name}, VIEW = {view_json};\n{script}</script></head>");
    let text = text.replacen("</head>", &script, 1);
    if !view.is_paper {
        return Ok(text);
    }
    let style = std::fs::read_to_string(book.join("book.css")).unwrap_or_default();
    let up = "../".repeat(page.components().count() - 1);
    // A frame is a screen: what is for paper is for it, and what is for screens is for none.
    let style = style
        .replace("@media screen", "@media speech")
        .replace("@media print", "@media all")
        .replace("fonts/", &format!("{up}fonts/"));
    let link = format!("<link rel=\"stylesheet\" href=\"{up}book.css\">");
    Ok(text.replacen(&link, &format!("<style>{style}</style>"), 1))
}

/// Frames lie on each other: a browser does not draw what is off the screen.
fn frames_of(pages: &[PathBuf], width: u32) -> String {
    let frame = |page: &PathBuf| {
        let name = judged_name(page);
        format!("<iframe src=\"{}\" width=\"{width}\" height=\"900\"></iframe>\n", name.display())
    };
    let frames: String = pages.iter().map(frame).collect();
    format!(
        "<!doctype html><meta charset=\"utf-8\"><style>iframe {{ position: absolute; left: 0; top: 0; border: 0 }}</style>\n\
         <pre>[]</pre>\n<script>const said = [];\n\
         addEventListener(\"message\", (event) => {{ said.push(event.data); \
         document.querySelector(\"pre\").textContent = JSON.stringify(said); }});</script>\n{frames}"
    )
}
