//! How does a page show what a run gave? Figures with their captions, tables, and what the numbers say to claims.

use super::phrase::{escaped, html, markdown};
use anyhow::{Context, Result};
use chapter_kit::Verdict;
use serde_json::Value;
use wording::sentence;

/// Tables with more rows are folded.
const ROWS: usize = 16;

/// All that an experiment's record holds; `up` is the way from the page to the folder of the pages.
pub(crate) fn result(chapter: &str, experiment: &Value, up: &str) -> String {
    let record = &experiment["record"];
    let figures = list(record, "figures").map(|drawn| figure(chapter, drawn, up));
    let tables = list(record, "tables").map(table);
    let measured = list(record, "measured").map(table);
    let claims = list(record, "claims").map(claim);
    let mut parts: Vec<String> = figures.chain(tables).collect();
    if list(record, "measured").next().is_some() {
        parts.push("Measured with a clock; another run gives other numbers:\n".to_owned());
        parts.extend(measured);
    }
    parts.extend(claims);
    parts.extend(notes(record));
    parts.join("\n")
}

/// The figure called `name` of an experiment.
///
/// # Errors
/// If its run drew none of this name.
pub(crate) fn named_figure(chapter: &str, experiment: &Value, name: &str, up: &str) -> Result<String> {
    let mut all = list(&experiment["record"], "figures");
    let drawn = all.find(|drawn| drawn["name"] == name).with_context(|| format!("no run drew {name}"))?;
    Ok(figure(chapter, drawn, up))
}

fn list<'a>(record: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    record[key].as_array().into_iter().flatten()
}

/// A figure at the size for which it was drawn. Its title says what was found.
fn figure(chapter: &str, drawn: &Value, up: &str) -> String {
    let name = drawn["name"].as_str().unwrap_or_default();
    let file = format!("{up}figures/{chapter}/{name}.png");
    let size = |key: &str| drawn[key].as_f64().unwrap_or_default();
    let (width, height) = (size("width"), size("height"));
    let alt = escaped(drawn["alt"].as_str().unwrap_or_default());
    let words = ["subtitle", "caption"].map(|key| sentence(&html(&drawn[key])));
    let caption = [format!("<strong>{}</strong>", sentence(&html(&drawn["title"])))].into_iter().chain(words);
    let caption: Vec<String> = caption.filter(|words| !words.is_empty()).collect();
    format!(
        "<figure>\n<a href=\"{file}\"><img src=\"{file}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" \
         alt=\"{alt}\"></a>\n<figcaption>{}</figcaption>\n</figure>\n",
        caption.join(" ")
    )
}

/// A table under its title; a long one folds.
fn table(table: &Value) -> String {
    let rows: Vec<&Vec<Value>> = list(table, "rows").filter_map(Value::as_array).collect();
    let title = html(&table["title"]);
    let body = head(table, &rows) + &rows.iter().map(|row| line(row.iter().map(cell))).collect::<String>();
    if rows.len() > ROWS {
        let words = if title.is_empty() { "All rows" } else { &title };
        return format!("<details><summary>{words} ({} rows)</summary>\n\n{body}\n</details>\n", rows.len());
    }
    if title.is_empty() { body } else { format!("<p class=\"table-title\">{title}</p>\n\n{body}") }
}

fn head(table: &Value, rows: &[&Vec<Value>]) -> String {
    let heads: Vec<&Value> = list(table, "heads").collect();
    let is_numeric = |column: usize| !rows.is_empty() && rows.iter().all(|row| is_number(&row[column]));
    let marks = (0..heads.len()).map(|column| if is_numeric(column) { "---:" } else { "---" }.to_owned());
    line(heads.iter().map(|head| markdown(head))) + &format!("|{}|\n", marks.collect::<Vec<_>>().join("|"))
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

/// A number, or the dash of a number that is not there.
fn is_number(cell: &Value) -> bool {
    cell.is_object() || cell == "–"
}

fn cell(cell: &Value) -> String {
    match cell.get("shown") {
        Some(shown) => markdown(shown),
        None => markdown(cell),
    }
}

fn claim(claim: &Value) -> String {
    let (verdict, class) = match claim["verdict"].as_str() {
        Some("agrees") => (Verdict::Agrees, "agrees"),
        Some("differs") => (Verdict::Differs, "differs"),
        _ => (Verdict::NotTested, "not-tested"),
    };
    let verdict = verdict.heading(&source(&claim["source"]));
    let [says, numbers] = ["says", "numbers"].map(|key| sentence(&markdown(&claim[key])));
    call_out(&format!("claim {class}"), &format!("**{verdict}** {says} *Here:* {numbers}"))
}

/// Whose a claim is; nothing if it is the page's own.
fn source(source: &Value) -> String {
    match source["book"].as_str() {
        Some(section) => format!("The book (§{section})"),
        None if source == "often said" => "Often said".to_owned(),
        None => String::new(),
    }
}

fn notes(record: &Value) -> Option<String> {
    let notes: Vec<String> = list(record, "notes").map(|note| sentence(&markdown(note))).collect();
    (!notes.is_empty()).then(|| call_out("note", &notes.join("\n\n")))
}

fn call_out(class: &str, words: &str) -> String {
    format!("<blockquote class=\"{class}\">\n\n{words}\n\n</blockquote>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_stand_right_and_long_tables_fold() {
        let row = json!(["SGD", { "number": 0.5, "as": "percent", "shown": "50.00 %" }]);
        let short = json!({ "title": "After 30 steps", "heads": ["optimiser", "accuracy"], "rows": [row] });
        let expected = "<p class=\"table-title\">After 30 steps</p>\n\n| optimiser | accuracy |\n|---|---:|\n| SGD | 50.00 % |\n";
        assert_eq!(table(&short), expected);
        let long = json!({ "title": "All", "heads": ["a", "b"], "rows": vec![row; 17] });
        assert!(table(&long).starts_with("<details><summary>All (17 rows)</summary>\n\n| a | b |"));
    }

    #[test]
    fn a_verdict_says_whose_claim_it_is() {
        let told = |source: Value, verdict: &str| {
            claim(
                &json!({ "source": source, "says": "deeper is better", "numbers": "no", "verdict": verdict }),
            )
        };
        let text = told(json!({ "book": "8.1.3" }), "differs");
        assert!(
            text.starts_with(
                "<blockquote class=\"claim differs\">\n\n**✗ The book (§8.1.3): not confirmed.**"
            ),
            "{text}"
        );
        assert!(text.contains("Deeper is better. *Here:* No."), "{text}");
        assert!(told("often said".into(), "not tested").contains("not tested at this scale"));
    }

    #[test]
    fn a_figure_has_its_size_caption_and_alternative_text() {
        let drawn = json!({
            "name": "sgd", "width": 582.0, "height": 400.0, "alt": "loss \"falls\"",
            "title": "The loss falls", "subtitle": "", "caption": "mean of 3 seeds",
        });
        let text = figure("ch06-init-optim", &drawn, "");
        assert!(
            text.contains("width=\"582\" height=\"400\" loading=\"lazy\" alt=\"loss &quot;falls&quot;\""),
            "{text}"
        );
        assert!(
            text.contains("<figcaption><strong>The loss falls.</strong> Mean of 3 seeds.</figcaption>"),
            "{text}"
        );
    }
}
