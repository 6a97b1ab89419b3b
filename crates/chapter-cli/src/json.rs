//! The results for programs: one object a line.

use chapter_kit::{Experiment, Finding, Format, Outcome, Run};
use serde_json::{Map, Value, json};

use crate::{record::record, run_experiment::Ran};

/// How an experiment went. An error stands beside what was found before it, if anything was.
pub(crate) fn result(experiment: &Experiment, run: &Run, ran: &Ran) -> String {
    format!("{}\n", object(experiment, run, ran))
}

/// The same, with all that people would see: what `--record` asks for.
pub(crate) fn result_with_record(experiment: &Experiment, run: &Run, ran: &Ran) -> String {
    let mut object = object(experiment, run, ran);
    if let Some(outcome) = &ran.outcome {
        object["record"] = record(experiment.name, outcome);
    }
    format!("{object}\n")
}

fn object(experiment: &Experiment, run: &Run, ran: &Ran) -> Value {
    let mut object = json!({
        "experiment": experiment.name,
        "section": experiment.section,
        "seed": run.seed(),
        "scale": run.scale().name(),
    });
    if let Some(outcome) = &ran.outcome {
        object["findings"] = numbers(outcome.findings());
        object["figures"] = ran.figures.iter().map(|path| path.display().to_string()).collect();
    }
    // Apart from the findings, which are the same in every run.
    if let Some(outcome) = ran.outcome.as_ref().filter(|outcome| !outcome.all_measured().is_empty()) {
        object["measured"] = numbers(outcome.all_measured());
    }
    if ran.outcome.as_ref().is_some_and(Outcome::depends_on_a_clock) {
        object["shows_a_clock"] = true.into();
    }
    if let Some(error) = &ran.error {
        object["error"] = error.as_str().into();
    }
    object["seconds"] = ((1e3 * ran.seconds).round() / 1e3).into();
    object
}

/// What `--list` says about an experiment.
pub(crate) fn listed(experiment: &Experiment) -> String {
    let takes = experiment.takes;
    let object = json!({
        "experiment": experiment.name,
        "section": experiment.section,
        "question": experiment.question,
        "takes": { "quick": takes.quick, "standard": takes.standard, "full": takes.full },
    });
    format!("{object}\n")
}

fn numbers(findings: &[Finding]) -> Value {
    let pairs = findings.iter().map(|finding| (finding.name.clone(), number(finding)));
    Value::Object(pairs.collect::<Map<String, Value>>())
}

/// JSON knows finite numbers only: any other becomes `null`.
fn number(finding: &Finding) -> Value {
    match finding.format {
        Format::Count => (finding.value as u64).into(),
        _ => finding.value.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chapter_kit::{Scale, Takes};

    const COIN: Experiment = Experiment {
        name: "coin",
        section: "1.1",
        question: "Heads?",
        takes: Takes::always("1 s"),
        run: |_| Ok(Outcome::new()),
    };

    #[test]
    fn a_result_is_one_line_in_a_fixed_order_and_not_a_number_is_null() {
        let mut outcome = Outcome::new();
        outcome.finding("z", f64::NAN).percent("a", 0.5).count("n", 3);
        let ran = Ran {
            outcome: Some(outcome),
            figures: vec!["x.png".into()],
            error: None,
            interrupted: false,
            seconds: 0.12345,
        };
        let run = Run::for_test(7, Scale::Quick);
        assert_eq!(
            result(&COIN, &run, &ran),
            r#"{"experiment":"coin","section":"1.1","seed":7,"scale":"quick","findings":{"z":null,"a":0.5,"n":3},"figures":["x.png"],"seconds":0.123}"#.to_owned() + "\n"
        );
    }

    #[test]
    fn what_people_see_is_there_when_asked_for() {
        let mut outcome = Outcome::new();
        outcome.count("n", 3);
        let ran = Ran {
            outcome: Some(outcome),
            figures: Vec::new(),
            error: None,
            interrupted: false,
            seconds: 0.0,
        };
        let line = result_with_record(&COIN, &Run::for_test(7, Scale::Quick), &ran);
        let record: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(record["record"]["tables"][0]["rows"][0][1]["shown"], "3");
    }

    #[test]
    fn what_a_clock_gave_stands_apart() {
        let mut outcome = Outcome::new();
        outcome.count("n", 3).measured("batch.seconds", 0.5, "s").shows_a_clock();
        let ran = Ran {
            outcome: Some(outcome),
            figures: Vec::new(),
            error: None,
            interrupted: false,
            seconds: 0.5,
        };
        let line = result(&COIN, &Run::for_test(7, Scale::Quick), &ran);
        let expected = r#""findings":{"n":3},"figures":[],"measured":{"batch.seconds":0.5},"shows_a_clock":true,"seconds":0.5}"#;
        assert!(line.trim_end().ends_with(expected), "{line}");
    }

    #[test]
    fn a_failure_has_its_cause_and_no_findings() {
        let error = Some("no \"data\"".to_owned());
        let ran = Ran { error, ..Ran::default() };
        let line = result(&COIN, &Run::for_test(7, Scale::Full), &ran);
        assert_eq!(
            line,
            r#"{"experiment":"coin","section":"1.1","seed":7,"scale":"full","error":"no \"data\"","seconds":0.0}"#
                .to_owned()
                + "\n"
        );
    }
}
