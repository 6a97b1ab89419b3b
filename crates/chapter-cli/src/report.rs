//! The results for people.

use std::path::PathBuf;

use chapter_kit::{Claim, Experiment, Outcome, Source, Verdict, findings_table};

use crate::{
    layout::{hanging, paragraph},
    output::Page,
    run_experiment::Ran,
    table_layout,
};

/// The space before everything that belongs to an experiment.
const INDENT: &str = "  ";

/// What is known before it is computed: name, section, question.
pub(crate) fn header(experiment: &Experiment, page: Page) -> String {
    let section = page.dim(&format!("§{}", experiment.section));
    let title = format!("{} {section}\n", page.bold(experiment.name));
    title + &paragraph(experiment.question, "", page.width)
}

/// What was found.
pub(crate) fn results(ran: &Ran, page: Page) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(outcome) = &ran.outcome {
        parts.extend(numbers(outcome, page));
        parts.push(measured(outcome, page));
        parts.extend(words(outcome, page));
    }
    parts.push(closing(ran, page));
    format!("\n{}\n", joined(parts))
}

fn joined(mut parts: Vec<String>) -> String {
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

fn numbers(outcome: &Outcome, page: Page) -> Vec<String> {
    outcome.shown_tables().iter().map(|table| table_layout::titled(table, INDENT, page)).collect()
}

fn words(outcome: &Outcome, page: Page) -> [String; 2] {
    let notes = outcome.notes().iter().map(|note| paragraph(note, INDENT, page.width)).collect();
    [claims(outcome, page), notes]
}

/// Numbers of the clock, marked as such.
fn measured(outcome: &Outcome, page: Page) -> String {
    if outcome.all_measured().is_empty() {
        return String::new();
    }
    let tables = findings_table::tables(outcome.all_measured());
    let tables = tables.iter().map(|table| table_layout::titled(table, INDENT, page));
    format!(
        "{INDENT}Measured with a clock in this run; another gives other numbers\n{}",
        tables.collect::<String>()
    )
}

fn claims(outcome: &Outcome, page: Page) -> String {
    outcome.claims().iter().map(|claim| claim_lines(claim, page)).collect()
}

fn claim_lines(claim: &Claim, page: Page) -> String {
    let under_the_mark = format!("{INDENT}{}", " ".repeat(9));
    let first = match claim.verdict {
        Verdict::Agrees => format!("{INDENT}{}  ", page.good("agrees ")),
        Verdict::Differs => format!("{INDENT}{}  ", page.striking("DIFFERS")),
        Verdict::NotTested => format!("{INDENT}{}\n{under_the_mark}", page.dim("not tested at this scale")),
    };
    let others = format!("{under_the_mark}  ");
    let text = format!("{}: {}", source(claim.source), claim.text_says);
    let text = hanging(&text, &first, &others, page.width);
    text + &hanging(&claim.numbers_say, &format!("{under_the_mark}here: "), &others, page.width)
}

/// Who says it.
fn source(source: Source) -> String {
    match source {
        Source::Book(section) => format!("the book, §{section}"),
        Source::OftenSaid => "often said".to_owned(),
        Source::ThisPage => "this page".to_owned(),
    }
}

fn closing(ran: &Ran, page: Page) -> String {
    let figure = |path: &PathBuf| format!("{INDENT}{}\n", path.display());
    let figures: String = ran.figures.iter().map(figure).collect();
    let time = match ran.error {
        None => page.dim(&seconds(ran.seconds)),
        Some(_) => page.striking(&format!("failed after {}", seconds(ran.seconds))),
    };
    figures + &format!("{INDENT}{time}\n")
}

/// The line under everything. `failed` are the names of the experiments that failed.
pub(crate) fn summary(
    experiments: usize,
    failed: &[&str],
    claims_that_differ: usize,
    time: f64,
    page: Page,
) -> String {
    let mut text = format!("{} in {}", counted(experiments, "experiment"), seconds(time));
    if claims_that_differ > 0 {
        let claims = counted(claims_that_differ, "claim");
        let verb = if claims_that_differ == 1 { "differs" } else { "differ" };
        text += &format!("; {claims} of the text {verb} from the numbers");
    }
    if !failed.is_empty() {
        text += &format!("; {} failed: {}", failed.len(), failed.join(", "));
    }
    paragraph(&page.bold(&text), "", page.width)
}

fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

fn seconds(seconds: f64) -> String {
    let decimals = if seconds < 10.0 { 1 } else { 0 };
    format!("{seconds:.decimals$} s")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chapter_kit::Table;

    fn example() -> Ran {
        let mut table = Table::new("After 30 steps", ["optimiser", "x"]);
        table.row(["SGD".into(), (-0.35).into()]).row(["Momentum".into(), 0.896.into()]);
        let mut outcome = Outcome::new();
        outcome.table(table).finding("sgd.path", 36.97).count("steps", 30);
        outcome.claim(Source::Book("6.1.3"), "SGD zigzags.", "It turns at 30 of 30 steps.", true);
        outcome.claim(Source::OftenSaid, "Adam wins.", "Adam comes last.", false).claim(
            Source::ThisPage,
            "Nesterov helps.",
            "One seed of one.",
            Verdict::NotTested,
        );
        outcome.note("The valley is narrow.");
        Ran {
            outcome: Some(outcome),
            figures: vec!["figures/x.png".into()],
            error: None,
            interrupted: false,
            seconds: 0.25,
        }
    }

    #[test]
    fn results_line_up() {
        let expected = "
  After 30 steps
  optimiser      x
  SGD        -0.35
  Momentum   0.896

  agrees   the book, §6.1.3: SGD zigzags.
           here: It turns at 30 of 30 steps.
  DIFFERS  often said: Adam wins.
           here: Adam comes last.
  not tested at this scale
           this page: Nesterov helps.
           here: One seed of one.

  The valley is narrow.

  figures/x.png
  0.2 s

";
        assert_eq!(results(&example(), Page::plain(80)), expected);
    }

    #[test]
    fn what_a_clock_gave_is_said_to_be_of_this_run() {
        let mut outcome = Outcome::new();
        outcome.measured("one_by_one", 2.5, "s");
        let ran = Ran {
            outcome: Some(outcome),
            figures: Vec::new(),
            error: None,
            interrupted: false,
            seconds: 3.0,
        };
        let expected = "
  Measured with a clock in this run; another gives other numbers
  one by one  2.5 s

  3.0 s

";
        assert_eq!(results(&ran, Page::plain(80)), expected);
    }

    #[test]
    fn the_summary_names_what_failed() {
        let text = summary(3, &["coin"], 2, 61.0, Page::plain(100));
        assert_eq!(
            text,
            "3 experiments in 61 s; 2 claims of the text differ from the numbers; 1 failed: coin\n"
        );
    }
}
