//! How do people see numbers that an experiment has put into no table? In one made of their names.
//!
//! The names of findings are for programs: `sgd.path_length`. What was measured of several things (`sgd.loss`, `sgd.steps`,
//! `adam.loss`, `adam.steps`) becomes a table with a row for each thing; everything else a list of names and values.

use wording::Words;

use crate::{Cell, Finding, Table};

/// The findings about one thing: `sgd.loss` and `sgd.steps` are about `sgd`.
struct Thing<'a> {
    name: &'a str,
    findings: Vec<&'a Finding>,
}

/// The findings in tables without titles.
///
/// ```
/// use chapter_kit::{Outcome, findings_table};
///
/// let mut outcome = Outcome::new();
/// outcome.finding("mul.dx", 6.5).finding("mul.dy", 13.0).finding("add.dx", 1.3).finding("add.dy", 1.3);
/// let tables = findings_table::tables(outcome.findings());
/// assert_eq!(tables[0].heads().iter().map(|head| head.as_str()).collect::<Vec<_>>(), ["", "dx", "dy"]);
/// assert_eq!(tables[0].rows()[1][0].text(), "add");
/// ```
pub fn tables(findings: &[Finding]) -> Vec<Table> {
    let things = things(findings);
    let mut tables = Vec::new();
    let mut list: Vec<&Finding> = Vec::new();
    for alike in things.chunk_by(|a, b| measures(a) == measures(b)) {
        if alike.len() > 1 && alike[0].findings.len() > 1 {
            tables.extend(listed(&list));
            list.clear();
            tables.push(table(alike));
        } else {
            list.extend(alike.iter().flat_map(|thing| &thing.findings));
        }
    }
    tables.extend(listed(&list));
    tables
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

/// A row for each thing; of more measures than things, a row for each measure, so that the table is high and not wide.
fn table(alike: &[Thing]) -> Table {
    let measures = measures(&alike[0]);
    if measures.len() > alike.len() {
        let mut table = Table::new("", heads(alike.iter().map(|thing| thing.name)));
        for (index, measure) in measures.iter().enumerate() {
            let values = alike.iter().map(|thing| cell(thing.findings[index]));
            table.row([Cell::from(readable(measure))].into_iter().chain(values));
        }
        return table;
    }
    let mut table = Table::new("", heads(measures.into_iter()));
    for thing in alike {
        let values = thing.findings.iter().map(|finding| cell(finding));
        table.row([Cell::from(readable(thing.name))].into_iter().chain(values));
    }
    table
}

fn heads<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Words> {
    [Words::default()].into_iter().chain(names.map(readable)).collect()
}

fn listed(findings: &[&Finding]) -> Option<Table> {
    let mut table = Table::new("", ["", ""]);
    for finding in findings {
        table.row([Cell::from(readable(&finding.name)), cell(finding)]);
    }
    (!findings.is_empty()).then_some(table)
}

fn cell(finding: &Finding) -> Cell {
    Cell::Number(finding.value, finding.format)
}

/// `sgd.path_length` as `sgd: path length`.
fn readable(name: &str) -> Words {
    Words::name(name.replace('.', ": ").replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Outcome;

    fn texts(table: &Table) -> Vec<Vec<String>> {
        table.rows().iter().map(|row| row.iter().map(Cell::text).collect()).collect()
    }

    #[test]
    fn the_same_measures_of_several_things_share_a_table_and_the_rest_is_a_list() {
        let mut outcome = Outcome::new();
        outcome.count("steps", 30).finding("valley.ratio", 20.0);
        outcome.finding("sgd.path", 36.97).percent("sgd.accuracy", 0.93);
        outcome.finding("adam.path", 13.4).percent("adam.accuracy", 0.5);
        let tables = tables(outcome.findings());
        assert_eq!(texts(&tables[0]), [["steps", "30"], ["valley: ratio", "20"]]);
        assert_eq!(texts(&tables[1]), [["sgd", "36.97", "93.00 %"], ["adam", "13.4", "50.00 %"]]);
    }

    #[test]
    fn more_measures_than_things_are_rows() {
        let mut outcome = Outcome::new();
        for thing in ["left", "right"] {
            outcome
                .count(format!("{thing}.a"), 1)
                .count(format!("{thing}.b_c"), 2)
                .count(format!("{thing}.d"), 3);
        }
        let tables = tables(outcome.findings());
        assert_eq!(texts(&tables[0]), [["a", "1", "1"], ["b c", "2", "2"], ["d", "3", "3"]]);
    }
}
