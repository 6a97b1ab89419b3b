//! What does a reader commit to before the answer is shown? A card: a question, with options or a number, and a fold.
//!
//! ```text
//! <!-- card: path-of-sgd number ch06/sgd_zigzag/turns %d -->         the answer is this finding, in this format
//! <!-- card: first-step options -->                                  each option ends with <!-- if: condition -->
//! <!-- card: equal-units exercise ch06_4_zero.2 -->                  the second prediction of this exercise, or its choice
//! <!-- truth: 30 -->                                                 filled: the number, or which option, from 1
//! <!-- within: 10 % -->                                              how exact a guess has to be
//! <!-- wrong: 15 | Half of them? Look at the sign. -->               a tempting guess, and why it fails
//! > **Guess.** How often does SGD turn?
//!
//! <details class="reveal"><summary>Reveal</summary>
//! …
//! </details>
//! <!-- end card -->
//! ```
//!
//! The truth is computed from the recorded runs, or by the exercise itself, and never typed.

use super::record::Records;
use super::{condition, inline};
use crate::exercises;
use anyhow::{Context, Result, bail, ensure};
use diagnosis::prediction::{Choice, Prediction};

/// What stands at the head of a card's line.
const BEGIN: &str = "<!-- card: ";
/// What closes a card.
pub(crate) const END: &str = "<!-- end card -->";
pub(crate) const FOLD: &str = "<details class=\"reveal\">";

/// Whether a card begins with this line.
pub(crate) fn begins(line: &str) -> bool {
    line.starts_with(BEGIN)
}

/// The head of a card, up to its fold, with its truth filled.
///
/// # Errors
/// If the card is malformed, its truth not known, or not exactly one option true.
pub(crate) fn head(lines: &[&str], records: &Records) -> Result<String> {
    let (first, rest) = lines.split_first().context("a card has a line")?;
    let inside = first.strip_prefix(BEGIN).and_then(|line| line.strip_suffix(" -->"));
    let words: Vec<&str> = inside.with_context(|| format!("`{first}` is not closed"))?.split(' ').collect();
    let rest = rest.iter().filter(|line| !line.starts_with("<!-- truth: "));
    let rest = rest.map(|line| match line.starts_with('>') {
        true => inline::filled(line, records),
        false => Ok((*line).to_owned()),
    });
    let rest = rest.collect::<Result<Vec<String>>>()?;
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    Ok(match words.as_slice() {
        [_, "number", key, format, unit @ ..] => {
            let number = inline::written(records.number(key)?, format)?;
            let truth =
                [number.as_str()].into_iter().chain(unit.iter().copied()).collect::<Vec<_>>().join(" ");
            with_truth(first, &truth, &rest)
        }
        [_, "options"] => with_truth(first, &right_option(&rest, records)?.to_string(), &rest),
        [_, "exercise", name] => format!("{first}\n{}", of_exercise(&asked_by(name)?, name)?),
        _ => {
            bail!("`{first}`: a card has a name, and then `number KEY FORMAT`, `options` or `exercise NAME`")
        }
    })
}

fn with_truth(first: &str, truth: &str, rest: &[&str]) -> String {
    let rest: String = rest.iter().map(|line| format!("{line}\n")).collect();
    format!("{first}\n<!-- truth: {truth} -->\n{rest}")
}

/// Which option is right, counted from 1.
fn right_option(lines: &[&str], records: &Records) -> Result<usize> {
    let options = lines.iter().filter(|line| line.starts_with("> - ")).map(|line| {
        let condition = line.split_once("<!-- if: ").and_then(|(_, rest)| rest.split_once(" -->"));
        condition
            .map(|(condition, _)| condition)
            .with_context(|| format!("the option `{line}` has no condition"))
    });
    let options = options.collect::<Result<Vec<&str>>>()?;
    ensure!((2..=4).contains(&options.len()), "a card has two to four options, this one {}", options.len());
    let mut right = Vec::new();
    for (option, number) in options.iter().zip(1..) {
        if condition::holds(option, records)? {
            right.push(number);
        }
    }
    match right.as_slice() {
        [one] => Ok(*one),
        _ => bail!("exactly one option is right, here those of numbers {right:?}"),
    }
}

/// What an exercise asks before the run.
enum Asked {
    Number(Prediction),
    Option(Choice),
}

/// The answer of an exercise, and why it is so.
///
/// # Errors
/// If no exercise of this name asks before the run.
pub(crate) fn explanation(name: &str) -> Result<String> {
    Ok(match asked_by(name)? {
        Asked::Number(prediction) => {
            let truth = prediction.truth();
            let shown = if truth.fract() == 0.0 { inline::written(truth, "%d")? } else { number(truth) };
            format!("**{shown}.** {}", prediction.explains())
        }
        Asked::Option(choice) => {
            let truth = choice.truth();
            let says = choice.options().iter().find(|option| option.0 == truth).map_or("", |option| option.1);
            let words = exercises::options(name)?.into_iter().find(|option| option.0 == truth);
            format!("**{}** {says}", words.map(|option| option.1).unwrap_or_default())
        }
    })
}

/// The prediction of `ch06_4_zero.2`, without a number the first one; or the choice of an exercise.
fn asked_by(name: &str) -> Result<Asked> {
    let (exercise, number) = name.split_once('.').unwrap_or((name, "1"));
    let number: usize = number.parse().with_context(|| format!("`{name}` is not like ch06_4_zero.2"))?;
    let bank = diagnosis::bank();
    let prediction = bank.predictions_of(exercise).nth(number.saturating_sub(1)).cloned().map(Asked::Number);
    let found = prediction.or_else(|| bank.choice_of(exercise).cloned().map(Asked::Option));
    found.with_context(|| format!("no exercise asks to predict `{name}`"))
}

fn of_exercise(asked: &Asked, name: &str) -> Result<String> {
    match asked {
        Asked::Number(prediction) => Ok(of_prediction(prediction)),
        Asked::Option(choice) => of_choice(choice, &exercises::options(name)?),
    }
}

/// The question with the options as the exercise's statement words them.
fn of_choice(choice: &Choice, options: &[(char, String)]) -> Result<String> {
    let truth = choice.truth();
    let position = options.iter().position(|(letter, _)| *letter == truth);
    let right = position.with_context(|| format!("the exercise words no option {truth}"))? + 1;
    let lines: String = options.iter().map(|(_, words)| format!("> - {words}\n")).collect();
    Ok(format!("<!-- truth: {right} -->\n> **Guess.** {}\n>\n{lines}\n", choice.asks()))
}

fn of_prediction(prediction: &Prediction) -> String {
    let mut text = format!("<!-- truth: {} -->\n", number(prediction.truth()));
    if prediction.tolerance() > 1e-3 {
        text += &format!("<!-- within: {} % -->\n", number(100.0 * prediction.tolerance()));
    }
    for (guess, says) in prediction.wrong_guesses() {
        text += &format!("<!-- wrong: {} | {says} -->\n", number(guess));
    }
    text + &format!("> **Guess.** {}\n\n", prediction.asks())
}

/// A number as a reader would type it.
fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The lines of a page up to its fold, from the card's line on.
pub(crate) fn lines_of_head<'a>(
    first: &'a str,
    lines: &mut std::iter::Peekable<std::str::Lines<'a>>,
) -> Vec<&'a str> {
    let mut head = vec![first];
    while let Some(line) = lines.next_if(|line| !line.starts_with(FOLD)) {
        head.push(line);
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn records() -> Records {
        let experiment = json!({ "experiment": "coin", "findings": { "share": 0.25 } });
        Records::of(vec![json!({ "chapter": "ch01-ndarray", "experiments": [experiment] })])
    }

    #[test]
    fn the_truth_of_a_number_is_the_runs() {
        let lines = [
            "<!-- card: a number ch01/coin/share %.1% -->",
            "<!-- truth: 9 -->",
            "> **Guess.** How many?",
            "",
        ];
        let expected = "<!-- card: a number ch01/coin/share %.1% -->\n<!-- truth: 25.0 % -->\n> **Guess.** How many?\n\n";
        assert_eq!(head(&lines, &records()).unwrap(), expected);
    }

    #[test]
    fn exactly_one_option_is_right() {
        let card = |first: &str, second: &str| {
            let options = [first, second].map(|condition| format!("> - x <!-- if: {condition} -->"));
            let lines = ["<!-- card: a options -->", "> **Guess.** Which?", ">", &options[0], &options[1]];
            head(&lines, &records())
        };
        assert!(
            card("ch01/coin/share < 0.2", "0.2 <= ch01/coin/share").unwrap().contains("<!-- truth: 2 -->")
        );
        assert!(card("ch01/coin/share < 0.2", "0.3 <= ch01/coin/share").is_err());
        assert!(card("ch01/coin/share < 0.5", "0.2 <= ch01/coin/share").is_err());
    }

    #[test]
    fn an_exercise_gives_question_truth_and_wrong_guesses() {
        let text = head(&["<!-- card: apples exercise ch05_1_apples -->", "old"], &records()).unwrap();
        assert!(text.contains("<!-- truth: 2.2 -->\n<!-- wrong: "), "{text}");
        assert!(text.contains("> **Guess.** "), "{text}");
        assert!(!text.contains("old"), "{text}");
        let choice = head(&["<!-- card: h exercise ch04_6_step_size -->"], &records()).unwrap();
        assert!(choice.contains("<!-- truth: 2 -->") && choice.contains("> - h = 1e-5.\n"), "{choice}");
        assert!(head(&["<!-- card: a exercise ch05_1_apples.9 -->"], &records()).is_err());
    }

    #[test]
    fn a_malformed_card_is_refused() {
        for line in ["<!-- card: a -->", "<!-- card: a number ch01/coin/no %d -->", "<!-- card: a options"] {
            assert!(head(&[line], &records()).is_err(), "{line}");
        }
    }
}
