//! Is every experiment on a page, does every link lead somewhere, and is what a page shows made for readers?

use super::{blocks, card, phrase, record::Records};
use anyhow::{Result, ensure};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Refuses an experiment that no page of a chapter runs.
///
/// # Errors
/// With all such experiments.
pub(crate) fn all_is_shown(records: &Records, pages: &[(PathBuf, String)]) -> Result<()> {
    let shown: HashSet<&str> = pages.iter().flat_map(|(_, page)| runs(page)).collect();
    let keys = records.keys();
    let hidden: Vec<&str> = keys.iter().map(String::as_str).filter(|key| !shown.contains(key)).collect();
    ensure!(hidden.is_empty(), "no page shows {}", hidden.join(", "));
    Ok(())
}

/// Refuses a figure without words: its title stands under it on a page, its alternative text is read aloud.
///
/// # Errors
/// With all such figures.
pub(crate) fn figures_have_words(records: &Records) -> Result<()> {
    let mut silent = Vec::new();
    for (chapter, experiment) in records.experiments() {
        for figure in experiment["record"]["figures"].as_array().into_iter().flatten() {
            let is_empty = |key: &str| phrase::text(&figure[key]).trim().is_empty();
            if is_empty("title") || is_empty("alt") {
                silent.push(format!("{chapter}/{}", phrase::text(&figure["name"])));
            }
        }
    }
    ensure!(silent.is_empty(), "these figures have no title or no alternative text: {}", silent.join(", "));
    Ok(())
}

/// Refuses a filled block with the name of a finding in it: such names are for programs.
///
/// # Errors
/// With all such names.
pub(crate) fn no_machine_keys(records: &Records, pages: &[(PathBuf, String)]) -> Result<()> {
    let mut found = Vec::new();
    for (path, page) in pages {
        for (key, block) in filled_runs(page) {
            let findings = records.experiment(key)?.1["findings"].as_object();
            let is_key = |word: &str| {
                word.contains(['.', '_']) && findings.is_some_and(|findings| findings.contains_key(word))
            };
            let plain = block.replace('\\', "");
            let words = plain.split(|c: char| c.is_whitespace() || matches!(c, '|' | '`' | '<' | '>' | ','));
            found.extend(
                words.filter(|word| is_key(word)).map(|word| format!("{}: {key}: {word}", path.display())),
            );
        }
    }
    ensure!(found.is_empty(), "names of findings are shown to readers:\n{}", found.join("\n"));
    Ok(())
}

/// What each run of a page is filled with, but for its command.
fn filled_runs(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.split("<!-- run: ").skip(1).filter_map(|part| {
        let (key, rest) = part.split_once(" -->\n")?;
        let (block, _) = rest.split_once(blocks::END)?;
        Some((key, block.split_once("```\n\n").map_or(block, |(_, result)| result)))
    })
}

/// As wide as the column of a page, in characters of a table's letters.
const COLUMN: usize = 100;
/// What the edges of a cell take.
const EDGES: usize = 3;

/// Refuses a table that is wider than its column, however its words are broken into lines.
///
/// # Errors
/// With all such tables.
pub(crate) fn tables_fit(pages: &[(PathBuf, String)]) -> Result<()> {
    let mut wide = Vec::new();
    for (path, page) in pages {
        let lines: Vec<&str> = page.lines().collect();
        for table in lines.split(|line| !line.starts_with('|')).filter(|table| table.len() > 2) {
            let width = least_width(table);
            if width > COLUMN {
                wide.push(format!("{}: {width} characters: {}", path.display(), table[0]));
            }
        }
    }
    ensure!(wide.is_empty(), "these tables are wider than the {COLUMN} of a column:\n{}", wide.join("\n"));
    Ok(())
}

/// The width of a table when every text is broken at its spaces, and every number in one piece.
fn least_width(table: &[&str]) -> usize {
    let cells = |line: &str| -> Vec<String> {
        let plain = without_comments(line).replace("\\|", "¦").replace('\\', "");
        plain.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let is_numeric: Vec<bool> = cells(table[1]).iter().map(|mark| mark.ends_with(':')).collect();
    let mut widths = vec![0; is_numeric.len()];
    for (number, line) in table.iter().enumerate().filter(|(number, _)| *number != 1) {
        for (column, cell) in cells(line).iter().enumerate().take(widths.len()) {
            let in_one_piece = number > 0 && is_numeric[column];
            let longest = match in_one_piece {
                true => cell.chars().count(),
                false => shown_words(cell).map(|word| word.chars().count()).max().unwrap_or_default(),
            };
            widths[column] = widths[column].max(longest);
        }
    }
    widths.iter().map(|width| width + EDGES).sum()
}

fn without_comments(line: &str) -> String {
    let mut parts = line.split("<!--");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once("-->").map_or("", |(_, shown)| shown))
}

/// The words of a cell as they are shown: of a link only its text, and code broken where it may be.
fn shown_words(cell: &str) -> impl Iterator<Item = &str> {
    let is_separator =
        |c: char| c.is_whitespace() || matches!(c, '/' | '_' | '(' | ')' | '[' | ']' | ':' | '.');
    cell.split(is_separator).filter(|word| !word.is_empty())
}

/// Refuses a page with two cards of one name, or a card without fold or end.
///
/// # Errors
/// With the first such card.
pub(crate) fn cards_are_whole(pages: &[(PathBuf, String)]) -> Result<()> {
    for (path, page) in pages {
        let mut names = HashSet::new();
        for part in page.split("\n<!-- card: ").skip(1) {
            let name = part.split(' ').next().unwrap_or_default();
            let (inside, _) = part.split_once(card::END).unwrap_or((part, ""));
            let is_whole =
                part.contains(card::END) && inside.contains(card::FOLD) && inside.contains("</details>");
            ensure!(is_whole, "{}: the card {name} has no fold or no `{}`", path.display(), card::END);
            ensure!(names.insert(name), "{}: two cards are called {name}", path.display());
        }
    }
    Ok(())
}

fn runs(page: &str) -> impl Iterator<Item = &str> {
    page.lines().filter_map(blocks::mark).filter(|(kind, _)| kind.ends_with("run")).map(|(_, what)| what)
}

/// Refuses a link to a file or heading that is not there. Links into the network are not followed.
///
/// # Errors
/// With all such links.
pub(crate) fn links_lead_somewhere(pages: &[(PathBuf, String)]) -> Result<()> {
    let mut dead = Vec::new();
    for (path, page) in pages {
        let folder = path.parent().unwrap_or(Path::new("."));
        for link in links(page).into_iter().filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() { path.clone() } else { folder.join(file) };
            let is_alive = match std::fs::read_to_string(&target) {
                Ok(text) => heading.is_empty() || anchors(&text).contains(heading),
                Err(_) => target.exists() && heading.is_empty(),
            };
            if !is_alive {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    ensure!(dead.is_empty(), "these links lead nowhere:\n{}", dead.join("\n"));
    Ok(())
}

/// Where the links and pictures of a page lead.
pub(crate) fn links(page: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Parser, Tag};
    let events = Parser::new_ext(page, crate::markdown::options());
    events
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Some(dest_url.to_string())
            }
            _ => None,
        })
        .collect()
}

/// Where a link into a page may lead: its headings, and its runs.
fn anchors(page: &str) -> HashSet<String> {
    let named = page.lines().filter_map(|line| line.strip_prefix("<a id=\"")?.strip_suffix("\"></a>"));
    let headings = crate::markdown::headings(page).into_iter().map(|heading| heading.id);
    headings.chain(named.map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn records(title: &str) -> Records {
        let figure = json!({ "name": "coin", "title": title, "alt": "a coin" });
        let experiment = json!({
            "experiment": "coin", "findings": { "heads.share": 0.5 }, "record": { "figures": [figure] },
        });
        Records::of(vec![json!({ "chapter": "ch01-ndarray", "experiments": [experiment] })])
    }

    fn page(text: &str) -> Vec<(PathBuf, String)> {
        vec![(PathBuf::from("/nowhere/ch01.md"), text.to_owned())]
    }

    #[test]
    fn a_figure_without_a_title_is_refused() {
        figures_have_words(&records("Heads fall as often")).unwrap();
        assert!(figures_have_words(&records(" ")).is_err());
    }

    #[test]
    fn the_name_of_a_finding_in_a_filled_block_is_refused() {
        let with = |cell: &str| {
            let text = format!(
                "heads.share\n<!-- run: ch01/coin -->\n```sh\nrun heads.share\n```\n\n| {cell} | 1 |\n<!-- end -->\n"
            );
            no_machine_keys(&records("t"), &page(&text))
        };
        with("heads: share").unwrap();
        assert!(with("heads.share").is_err());
    }

    #[test]
    fn a_table_that_no_break_makes_narrow_is_refused() {
        let words = ["word"; 40].join(" ");
        let number = "1".repeat(60);
        let table =
            |mark: &str, cell: &str| page(&format!("| a | b |\n|{mark}|{mark}|\n| {cell} | {cell} |\n"));
        tables_fit(&table("---", &words)).unwrap();
        assert!(tables_fit(&table("---:", &words)).is_err());
        assert!(tables_fit(&table("---", &number)).is_err());
        tables_fit(&table("---", &format!("<!-- n: {number} -->1<!-- /n -->"))).unwrap();
    }

    #[test]
    fn two_cards_of_a_name_and_a_card_without_an_end_are_refused() {
        let card = |end: &str| format!("\n<!-- card: a options -->\n{}\n</details>\n{end}\n", card::FOLD);
        cards_are_whole(&page(&card(card::END))).unwrap();
        assert!(cards_are_whole(&page(&card(""))).is_err());
        assert!(cards_are_whole(&page(&card(card::END).repeat(2))).is_err());
    }
}
