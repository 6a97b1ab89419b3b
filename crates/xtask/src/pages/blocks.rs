//! What stands between two comments of a page, and what it is filled with.
//!
//! ```text
//! <!-- code: ch06-init-optim/src/derive/sgd.rs#Sgd::update -->   an item, several (`#a,b`), or without `#` the file
//! <!-- run: ch06/sgd_zigzag -->                                  the command, and what the run gave; links go to `#sgd_zigzag`
//! <!-- story: ch06/sgd_zigzag -->                                what to see, told on top of the experiment's file
//! <!-- figure: ch06/sgd_zigzag-learning_rates -->                one figure
//! <!-- explanation: ch06_4_zero -->                              why the answer of an exercise is what it is
//! <!-- exercises: ch06 -->                                      what the course asks about the chapter
//! <!-- demo: symmetry -->                                       where a demo stands in the book, and how to open it
//! <!-- end -->
//! ```
//!
//! Cards have a form of their own: see `card`.

use super::record::Records;
use super::{card, inline, result, source, story};
use crate::exercises;
use crate::workspace::root;
use anyhow::{Context, Result, bail};
use playground::DEMOS;
use wording::sentence;

pub(crate) const END: &str = "<!-- end -->";

/// The page with every block and number filled; `up` is the way from the page to the folder of the pages.
///
/// # Errors
/// If a block is not closed, or names what is not there.
pub(crate) fn filled(page: &str, records: &Records, up: &str) -> Result<String> {
    let mut text = String::new();
    let mut lines = page.lines().peekable();
    let mut fence: Option<&str> = None;
    while let Some(line) = lines.next() {
        if let Some(mark) = fence_of(line) {
            fence = if fence == Some(mark) { None } else { fence.or(Some(mark)) };
        }
        if fence.is_some() {
            text += &format!("{line}\n");
            continue;
        }
        if card::begins(line) {
            text += &card::head(&card::lines_of_head(line, &mut lines), records)?;
            continue;
        }
        let Some((kind, what)) = mark(line) else {
            text += &format!("{}\n", inline::filled(line, records)?);
            continue;
        };
        let words = content(kind, what, records, up).with_context(|| line.to_owned())?;
        lines.find(|line| *line == END).with_context(|| format!("`{line}` has no `{END}`"))?;
        text += &format!("{line}\n{words}{END}\n");
    }
    Ok(text)
}

/// The fence of code that a line opens or closes.
pub(crate) fn fence_of(line: &str) -> Option<&'static str> {
    ["````", "```", "~~~"].into_iter().find(|fence| line.trim_start().starts_with(fence))
}

/// `run` and `ch06/sgd_zigzag`, of such a line.
pub(crate) fn mark(line: &str) -> Option<(&str, &str)> {
    let inner = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    let (kind, what) = inner.split_once(": ")?;
    ["code", "run", "story", "figure", "explanation", "exercises", "demo"]
        .contains(&kind)
        .then_some((kind, what))
}

fn content(kind: &str, what: &str, records: &Records, up: &str) -> Result<String> {
    Ok(match kind {
        "code" => code(what, up)?,
        "run" => run(what, records, up)?,
        "story" => {
            let (chapter, experiment) = records.experiment(what)?;
            story::story(&root(), chapter, experiment["experiment"].as_str().unwrap_or_default())?
        }
        "figure" => figure(what, records, up)?,
        "explanation" => card::explanation(what)? + "\n",
        "exercises" => exercises::statements(what, up)?,
        "demo" => demo(what)?,
        _ => bail!("a block is code, run, story, figure, explanation, exercises or demo"),
    })
}

fn code(address: &str, up: &str) -> Result<String> {
    let file = address.split('#').next().unwrap_or(address);
    let code = source::code(&root(), address)?;
    Ok(format!("```rust\n{code}```\n\n<sub>[crates/{file}]({up}../crates/{file})</sub>\n"))
}

fn run(key: &str, records: &Records, up: &str) -> Result<String> {
    let (chapter, experiment) = records.experiment(key)?;
    let name = experiment["experiment"].as_str().unwrap_or_default();
    let result = result::result(chapter, experiment, up);
    let anchor = format!("<a id=\"{name}\"></a>\n");
    Ok(format!("{anchor}\n```sh\ncargo run -p {chapter} {name}\n```\n\n{result}"))
}

fn figure(key: &str, records: &Records, up: &str) -> Result<String> {
    let (experiment, _) = key.split_once('-').unwrap_or((key, ""));
    let (chapter, experiment) = records.experiment(experiment)?;
    result::named_figure(chapter, experiment, key.rsplit('/').next().unwrap_or(key), up)
}

/// The place of a demo. Where no script runs, as on GitHub, it says how to open it.
fn demo(id: &str) -> Result<String> {
    let demo = DEMOS.iter().find(|demo| demo.id == id).with_context(|| format!("there is no demo `{id}`"))?;
    Ok(format!(
        "<div class=\"demo\" id=\"demo-{id}\">\n\n**Demo: {}** It runs in the book in your browser: `cargo xtask book --open`.\n\n</div>\n",
        sentence(demo.title)
    ))
}
