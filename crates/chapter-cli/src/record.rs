//! What is recorded of a run, for pages and for translations? Everything that people see, as structure and not as text.
//!
//! A text without values is a string; one with values is an array, its template first: `["{n} of {1} units", "3", "50"]`.
//! So one record serves every language: the numbers are in it once, and a template is the key of its translation.

use chapter_kit::figure::{Figure, PanelWords};
use chapter_kit::{Cell, Claim, Format, Outcome, Source, Table, Verdict, Words, findings_table};
use serde_json::{Value, json};

/// The tables, claims, notes and figures of an outcome; `name` is the experiment's.
pub(crate) fn record(name: &str, outcome: &Outcome) -> Value {
    let figures = outcome.figures().map(|(suffix, drawn)| {
        let name = suffix.map_or(name.to_owned(), |suffix| format!("{name}-{suffix}"));
        figure(&name, drawn)
    });
    json!({
        "tables": list(outcome.shown_tables().iter().map(table)),
        "measured": list(findings_table::tables(outcome.all_measured()).iter().map(table)),
        "claims": list(outcome.claims().iter().map(claim)),
        "notes": list(outcome.notes().iter().map(words)),
        "figures": list(figures),
    })
}

fn list(values: impl Iterator<Item = Value>) -> Value {
    Value::Array(values.collect())
}

fn words(words: &Words) -> Value {
    if words.values().is_empty() {
        return words.as_str().into();
    }
    let template = words.template();
    list([template.as_str()].into_iter().chain(words.values().iter().map(String::as_str)).map(Value::from))
}

fn table(table: &Table) -> Value {
    let rows = table.rows().iter().map(|row| list(row.iter().map(cell)));
    json!({
        "title": words(table.title()),
        "heads": list(table.heads().iter().map(words)),
        "rows": list(rows),
    })
}

/// Words, or a number with what kind it is and how people see it.
fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) => words(text),
        Cell::Number(value, format) => {
            let kind = match format {
                Format::General => "general",
                Format::Count => "count",
                Format::Percent => "percent",
                Format::Unit(unit) => unit,
            };
            json!({ "number": value, "as": kind, "shown": cell.text() })
        }
    }
}

fn claim(claim: &Claim) -> Value {
    let source = match claim.source {
        Source::Book(section) => json!({ "book": section }),
        Source::OftenSaid => "often said".into(),
        Source::ThisPage => "this page".into(),
    };
    let verdict = match claim.verdict {
        Verdict::Agrees => "agrees",
        Verdict::Differs => "differs",
        Verdict::NotTested => "not tested",
    };
    json!({
        "source": source,
        "says": words(&claim.text_says),
        "numbers": words(&claim.numbers_say),
        "verdict": verdict,
    })
}

fn figure(name: &str, figure: &Figure) -> Value {
    let all = figure.words();
    let (width, height) = figure.clone().without_words().size();
    json!({
        "name": name,
        "width": width.ceil(),
        "height": height.ceil(),
        "title": words(all.title),
        "subtitle": words(all.subtitle),
        "caption": words(all.caption),
        "alt": figure.alternative_text(),
        "rows_and_columns": list(all.rows_and_columns.into_iter().map(words)),
        "panels": list(all.panels.iter().map(panel)),
    })
}

fn panel(panel: &PanelWords) -> Value {
    json!({
        "title": words(panel.title),
        "x": words(panel.x),
        "y": words(panel.y),
        "note": words(panel.note),
        "names": list(panel.names.iter().map(|name| words(name))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chapter_kit::figure::{Axis, Panel, Series};
    use chapter_kit::say;

    fn example() -> Outcome {
        let mut table = Table::new(say!("After {} steps", 30), ["optimiser", "accuracy"]);
        table.row(["SGD".into(), Cell::percent(0.25)]);
        let line = Series::new("loss", [(0.0, 1.0), (1.0, 0.5)]);
        let panel = Panel::new("").x(Axis::new("steps")).line(line);
        let mut outcome = Outcome::new();
        outcome
            .percent("sgd.accuracy", 0.25)
            .table(table)
            .claim(Source::Book("6.1.3"), "SGD zigzags", say!("{n} turns", n = 30), true)
            .further_figure("loss", Figure::single("The loss falls", panel));
        outcome
    }

    #[test]
    fn words_are_apart_from_their_numbers() {
        let record = record("sgd", &example());
        assert_eq!(record["tables"][0]["title"], json!(["After {1} steps", "30"]));
        let cell = json!({ "number": 0.25, "as": "percent", "shown": "25.00 %" });
        assert_eq!(record["tables"][0]["rows"][0], json!(["SGD", cell]));
        let claim = json!({
            "source": { "book": "6.1.3" },
            "says": "SGD zigzags",
            "numbers": ["{n} turns", "30"],
            "verdict": "agrees",
        });
        assert_eq!(record["claims"][0], claim);
    }

    #[test]
    fn a_figure_has_its_name_words_and_size() {
        let figure = &record("sgd", &example())["figures"][0];
        assert_eq!((&figure["name"], &figure["title"]), (&json!("sgd-loss"), &json!("The loss falls")));
        assert_eq!(figure["panels"][0]["names"], json!(["loss"]));
        assert!(figure["width"].as_f64() > Some(300.0), "{figure}");
        assert!(
            figure["alt"].as_str().is_some_and(|alt| alt.contains("from 1 at 0 to 0.5 at 1")),
            "{figure}"
        );
    }
}
