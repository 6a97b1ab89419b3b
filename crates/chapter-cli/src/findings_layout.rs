//! Findings for people: what was measured of several things stands in a table, everything else in a list.

use chapter_kit::{Cell, Finding, Table, Words};
use console::measure_text_width;

use crate::{
    layout::{left, right, widest},
    output::Page,
    table_layout,
};

/// The findings about one thing: `sgd.loss` and `sgd.steps` are about `sgd`.
struct Thing<'a> {
    name: &'a str,
    findings: Vec<&'a Finding>,
}

/// The findings in blocks, each a table or a list.
///
/// Neighbours of which the same was measured (`sgd.loss`, `sgd.steps`, `adam.loss`, `adam.steps`) share a table.
pub(crate) fn blocks(findings: &[Finding], indent: &str, page: Page) -> Vec<String> {
    let things = things(findings);
    let mut blocks = Vec::new();
    let mut list: Vec<&Finding> = Vec::new();
    for alike in things.chunk_by(|a, b| measures(a) == measures(b)) {
        match table(alike, indent, page) {
            Some(table) => {
                blocks.push(listed(&list, indent));
                list.clear();
                blocks.push(table);
            }
            None => list.extend(alike.iter().flat_map(|thing| &thing.findings)),
        }
    }
    blocks.push(listed(&list, indent));
    blocks
}

/// Findings grouped by what stands before the last dot, in order of first mention.
fn things(findings: &[Finding]) -> Vec<Thing<'_>> {
    let mut things: Vec<Thing> = Vec::new();
    for finding in findings {
        let name = split(finding).0;
        match things.iter_mut().find(|thing| thing.name == name && !name.is_empty()) {
            Some(thing) => thing.findings.push(finding),
            None => things.push(Thing { name, findings: vec![finding] }),
        }
    }
    things
}

fn split(finding: &Finding) -> (&str, &str) {
    finding.name.rsplit_once('.').unwrap_or(("", &finding.name))
}

fn measures<'a>(thing: &Thing<'a>) -> Vec<&'a str> {
    thing.findings.iter().map(|finding| split(finding).1).collect()
}

/// A table, if there are several things and several measures: with a row for each thing, or else for each measure,
/// whichever fits the width.
fn table(alike: &[Thing], indent: &str, page: Page) -> Option<String> {
    let measures = measures(&alike[0]);
    if alike.len() < 2 || measures.len() < 2 {
        return None;
    }
    [row_for_each_thing(alike, &measures), row_for_each_measure(alike, &measures)].into_iter().find_map(
        |table| {
            let lines = table_layout::lines(&table, page).into_iter().map(|line| format!("{indent}{line}\n"));
            let lines: Vec<String> = lines.collect();
            let fits = lines.iter().all(|line| measure_text_width(line.trim_end()) <= page.width);
            fits.then(|| lines.concat())
        },
    )
}

fn row_for_each_thing(alike: &[Thing], measures: &[&str]) -> Table {
    let mut table = Table::new("", [""].iter().chain(measures).map(Words::name));
    for thing in alike {
        let values = thing.findings.iter().map(|finding| cell(finding));
        table.row([Cell::from(Words::name(thing.name))].into_iter().chain(values));
    }
    table
}

fn row_for_each_measure(alike: &[Thing], measures: &[&str]) -> Table {
    let mut table =
        Table::new("", [""].into_iter().chain(alike.iter().map(|thing| thing.name)).map(Words::name));
    for (index, measure) in measures.iter().enumerate() {
        let values = alike.iter().map(|thing| cell(thing.findings[index]));
        table.row([Cell::from(Words::name(measure))].into_iter().chain(values));
    }
    table
}

fn cell(finding: &Finding) -> Cell {
    Cell::Number(finding.value, finding.format)
}

fn listed(findings: &[&Finding], indent: &str) -> String {
    let values: Vec<String> = findings.iter().map(|finding| finding.format.text(finding.value)).collect();
    let name_width = widest(findings.iter().map(|finding| finding.name.as_str()));
    let value_width = widest(values.iter().map(String::as_str));
    let line = |(finding, value): (&&Finding, &String)| {
        format!("{indent}{}  {}\n", left(&finding.name, name_width), right(value, value_width))
    };
    findings.iter().zip(&values).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chapter_kit::Outcome;

    fn example() -> Outcome {
        let mut outcome = Outcome::new();
        outcome.count("steps", 30).finding("valley.ratio", 20.0);
        outcome.finding("sgd.path", 36.97).percent("sgd.accuracy", 0.93);
        outcome.finding("adam.path", 13.4).percent("adam.accuracy", 0.5);
        outcome
    }

    #[test]
    fn the_same_measures_of_several_things_share_a_table() {
        let expected = "
steps         30
valley.ratio  20

       path  accuracy
sgd   36.97   93.00 %
adam   13.4   50.00 %

";
        let blocks = blocks(example().findings(), "", Page::plain(80));
        assert_eq!(format!("\n{}", blocks.join("\n")), expected);
    }

    fn two_things(measures: &[&str]) -> Outcome {
        let mut outcome = Outcome::new();
        for thing in ["left", "right"] {
            for measure in measures {
                outcome.count(format!("{thing}.{measure}"), measure.len());
            }
        }
        outcome
    }

    #[test]
    fn a_table_that_would_be_too_wide_is_turned() {
        let outcome = two_things(&["first_measure", "second_measure", "third_measure"]);
        let expected = "
                left  right
first_measure     13     13
second_measure    14     14
third_measure     13     13
";
        assert_eq!(format!("\n{}", blocks(outcome.findings(), "", Page::plain(40)).concat()), expected);
    }

    #[test]
    fn a_table_that_is_too_wide_either_way_becomes_a_list() {
        let outcome = two_things(&["a_measure_with_quite_a_long_name", "another"]);
        let text = blocks(outcome.findings(), "", Page::plain(40)).concat();
        assert_eq!(text.lines().count(), 4);
        assert!(text.starts_with("left.a_measure_with_quite_a_long_name   32\n"), "{text}");
    }
}
