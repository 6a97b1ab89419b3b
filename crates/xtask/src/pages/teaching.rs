//! Does a page explain what it shows? Its sections open with why and end with what to remember, its formulas have
//! shapes, its experiments their story, its cards an answer in words.

use super::prose::{prose, without_marks};
use super::record::Records;
use super::{blocks, card, cards};
use anyhow::{Result, ensure};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The line under a formula that says which shapes its arrays have.
const SHAPES: &str = "*Shapes:*";
/// What a section ends with.
const REMEMBER: &str = "> **Remember.** ";
/// An answer of fewer words gives no reason.
const ANSWER: usize = 8;
/// An opening of fewer words doesn't say what a section is for.
const OPENING: usize = 15;

/// Refuses an experiment whose story no page tells.
///
/// # Errors
/// With all such experiments.
pub(crate) fn stories_are_told(records: &Records, pages: &[(PathBuf, String)]) -> Result<()> {
    let marks = pages.iter().flat_map(|(_, page)| page.lines().filter_map(blocks::mark));
    let told: HashSet<&str> = marks.filter(|(kind, _)| *kind == "story").map(|(_, what)| what).collect();
    let keys = records.keys();
    let untold: Vec<&String> = keys.iter().filter(|key| !told.contains(key.as_str())).collect();
    ensure!(untold.is_empty(), "no page tells the story of {untold:?}");
    Ok(())
}

/// Refuses a formula of its own line without a line of shapes under it.
///
/// # Errors
/// With all such formulas.
pub(crate) fn formulas_have_shapes(pages: &[(PathBuf, String)]) -> Result<()> {
    let mut found = Vec::new();
    for (path, page) in pages {
        let mut parts = page.split("$$");
        parts.next();
        while let (Some(formula), Some(after)) = (parts.next(), parts.next()) {
            if !after.trim_start().starts_with(SHAPES) {
                found.push(format!("{}: {}", path.display(), formula.lines().next().unwrap_or_default()));
            }
        }
    }
    ensure!(found.is_empty(), "these formulas have no line `{SHAPES} …` under them:\n{}", found.join("\n"));
    Ok(())
}

/// Refuses a card whose fold gives no answer in words.
///
/// # Errors
/// With all such cards.
pub(crate) fn cards_have_answers(pages: &[(PathBuf, String)]) -> Result<()> {
    let mut found = Vec::new();
    for (path, page) in pages {
        for (name, inside) in cards(page) {
            let answer = inside.split_once(card::FOLD).map_or("", |(_, answer)| answer);
            let own = answer.split("<!-- story: ").next().unwrap_or_default();
            if words(&prose(own)) < ANSWER {
                found.push(format!("{}: {name}", path.display()));
            }
        }
    }
    ensure!(
        found.is_empty(),
        "these cards have no answer in words before what they show:\n{}",
        found.join("\n")
    );
    Ok(())
}

/// Refuses a section of the book that opens with anything but prose, or has nothing to remember.
///
/// # Errors
/// With all such sections.
pub(crate) fn sections_open_and_end(pages: &[(PathBuf, String)]) -> Result<()> {
    let mut found = Vec::new();
    for (path, page) in pages.iter().filter(|(path, _)| is_chapter(path)) {
        for section in page.split("\n## ").skip(1) {
            let (title, rest) = section.split_once('\n').unwrap_or((section, ""));
            if !title.starts_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let opening: Vec<&str> =
                rest.trim_start().lines().take_while(|line| !line.trim().is_empty()).collect();
            let is_prose =
                !opening.first().is_some_and(|line| line.starts_with(['<', '$', '>', '#', '`', '|']));
            if !is_prose || words(&without_marks(&opening.join(" "))) < OPENING {
                found.push(format!("{}: {title}: no opening in prose", path.display()));
            }
            if !rest.lines().any(|line| line.starts_with(REMEMBER)) {
                found.push(format!("{}: {title}: no `{}`", path.display(), REMEMBER.trim()));
            }
        }
    }
    ensure!(found.is_empty(), "these sections don't open or end as they should:\n{}", found.join("\n"));
    Ok(())
}

/// Whether a page belongs to a chapter of the book.
pub(crate) fn is_chapter(path: &Path) -> bool {
    path.file_stem().is_some_and(|name| name.to_string_lossy().starts_with("ch"))
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn page(text: &str) -> Vec<(PathBuf, String)> {
        vec![(PathBuf::from("/nowhere/ch01.md"), text.to_owned())]
    }

    #[test]
    fn an_experiment_whose_story_stands_nowhere_is_refused() {
        let experiment = json!({ "experiment": "coin" });
        let records = Records::of(vec![json!({ "chapter": "ch01-ndarray", "experiments": [experiment] })]);
        stories_are_told(&records, &page("<!-- story: ch01/coin -->\n<!-- end -->\n")).unwrap();
        assert!(stories_are_told(&records, &page("<!-- run: ch01/coin -->\n<!-- end -->\n")).is_err());
    }

    #[test]
    fn a_formula_without_its_shapes_is_refused() {
        formulas_have_shapes(&page(
            "a\n\n$$y = xW$$\n\n*Shapes:* x (n, in).\n\n$$z$$\n*Shapes:* one number.\n",
        ))
        .unwrap();
        assert!(formulas_have_shapes(&page("$$y = xW$$\n\nThen comes more.\n\n*Shapes:* late\n")).is_err());
        assert!(formulas_have_shapes(&page("$$a$$\n*Shapes:* a\n\n$$b$$\n")).is_err());
    }

    #[test]
    fn a_card_whose_answer_is_only_a_run_is_refused() {
        let card = |answer: &str| {
            let text = format!(
                "\n<!-- card: a options -->\n> q\n{}<summary>Reveal</summary>\n\n{answer}\n</details>\n{}\n",
                card::FOLD,
                card::END
            );
            cards_have_answers(&page(&text))
        };
        let run = "<!-- run: ch01/coin -->\nA table with many words, more than eight of them, all filled.\n<!-- end -->\n\
                   <!-- story: ch01/coin -->\nThe story is told in more than eight words here, too.\n<!-- end -->";
        card(&format!("Half of the throws, since neither of the sides is heavier.\n\n{run}")).unwrap();
        assert!(card(run).is_err());
        assert!(card(&format!("Half.\n\n{run}")).is_err());
    }

    #[test]
    fn a_section_that_opens_with_a_block_or_ends_without_a_summary_is_refused() {
        let opening = "A coin has two sides, and you want to know which one it will show next time.";
        sections_open_and_end(&page(&format!("# T\n\n## 1.2 Coins\n\n{opening}\n\n> **Remember.** Two.\n")))
            .unwrap();
        sections_open_and_end(&page("# T\n\n## To try\n\n- this\n")).unwrap();
        for section in [
            format!("{opening}\n"),
            "> **Remember.** Two.\n".to_owned(),
            format!("<!-- run: a -->\n{opening}\n\n> **Remember.** Two.\n"),
        ] {
            assert!(
                sections_open_and_end(&page(&format!("# T\n\n## 1.2 Coins\n\n{section}"))).is_err(),
                "{section}"
            );
        }
    }
}
