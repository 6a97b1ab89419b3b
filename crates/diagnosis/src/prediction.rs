//! Was it predicted before the run? A number or a choice that the learner writes down first.
//!
//! The right answer isn't written anywhere: it is computed when the check runs. A wrong guess that comes from a known
//! misconception gets a hint; any other is told in which direction it is off, never the answer.

use crate::question::Provable;
use crate::{Diagnosis, Verdict};

/// A wrong guess that comes from a known misconception.
#[derive(Clone)]
struct WrongGuess {
    name: &'static str,
    guess: fn() -> f64,
    says: &'static str,
}

/// A question whose answer is a number.
#[derive(Clone)]
pub struct Prediction {
    asks: &'static str,
    truth: fn() -> f64,
    share: f64,
    wrong: Vec<WrongGuess>,
    explains: &'static str,
}

impl Prediction {
    /// A question, how its answer is computed, and the explanation to show once it was predicted.
    pub fn new(asks: &'static str, truth: fn() -> f64, explains: &'static str) -> Self {
        Self { asks, truth, share: 1e-9, wrong: Vec::new(), explains }
    }

    /// The relative error that a guess may have: 0.1 allows 10 %.
    pub fn within(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// A guess that comes from a known misconception: its name, the guess, and the hint.
    pub fn wrong_guess(mut self, name: &'static str, guess: fn() -> f64, says: &'static str) -> Self {
        self.wrong.push(WrongGuess { name, guess, says });
        self
    }

    /// The question.
    pub fn asks(&self) -> &'static str {
        self.asks
    }

    /// The right answer, computed.
    pub fn truth(&self) -> f64 {
        (self.truth)()
    }

    /// The relative error that a guess may have.
    pub fn tolerance(&self) -> f64 {
        self.share
    }

    /// Guesses that come from known misconceptions, each with its hint.
    pub fn wrong_guesses(&self) -> impl Iterator<Item = (f64, &'static str)> {
        self.wrong.iter().map(|wrong| ((wrong.guess)(), wrong.says))
    }

    /// Why the answer is what it is.
    pub fn explains(&self) -> &'static str {
        self.explains
    }

    /// Checks a guess.
    ///
    /// # Errors
    /// If there is no guess yet, or it is off.
    pub fn check(&self, guess: Option<f64>) -> Verdict {
        let asks = self.asks;
        let Some(guess) = guess else {
            return Err(Diagnosis::of(
                "no guess yet",
                format!("{asks}\nWrite down your guess before you read on."),
            ));
        };
        let truth = (self.truth)();
        if self.is_near(guess, truth) {
            return Ok(());
        }
        if let Some(WrongGuess { name, says, .. }) =
            self.wrong.iter().find(|wrong| self.is_near(guess, (wrong.guess)()))
        {
            return Err(Diagnosis::of(*name, format!("{asks}\nNot {guess}. {says}")));
        }
        let direction = if guess < truth { "more" } else { "less" };
        let text = format!("{asks}\nNot {guess}: the run gives {direction} than that.");
        Err(Diagnosis::of(direction, text))
    }

    /// The explanation of the answer, once it was predicted; empty before.
    pub fn explained(&self, guess: Option<f64>) -> String {
        match self.check(guess) {
            Ok(()) => format!("The run gives {}. {}", (self.truth)(), self.explains),
            Err(_) => String::new(),
        }
    }

    fn is_near(&self, guess: f64, truth: f64) -> bool {
        (guess - truth).abs() <= self.share * truth.abs().max(1e-12)
    }
}

/// A multiple-choice question: 'a', 'b', 'c', …
#[derive(Clone)]
pub struct Choice {
    asks: &'static str,
    truth: fn() -> char,
    options: Vec<(char, &'static str)>,
}

impl Choice {
    /// A question, and how its answer is computed.
    pub fn new(asks: &'static str, truth: fn() -> char) -> Self {
        Self { asks, truth, options: Vec::new() }
    }

    /// An option, with the reason why it is wrong or, for the right one, why it is right.
    pub fn option(mut self, letter: char, says: &'static str) -> Self {
        self.options.push((letter, says));
        self
    }

    /// The question.
    pub fn asks(&self) -> &'static str {
        self.asks
    }

    /// The right option, computed.
    pub fn truth(&self) -> char {
        (self.truth)()
    }

    /// The options, each with the reason why it is wrong, or right.
    pub fn options(&self) -> &[(char, &'static str)] {
        &self.options
    }

    /// Checks a choice.
    ///
    /// # Errors
    /// If there is no choice yet, or it isn't what the run gives.
    pub fn check(&self, choice: Option<char>) -> Verdict {
        let asks = self.asks;
        let Some(choice) = choice else {
            return Err(Diagnosis::of("no guess yet", format!("{asks}\nChoose before you read on.")));
        };
        let Some((_, says)) = self.options.iter().find(|(letter, _)| *letter == choice) else {
            let letters: String = self.options.iter().map(|(letter, _)| *letter).collect();
            return Err(Diagnosis::of("no option", format!("{asks}\nThe options are {letters:?}.")));
        };
        if choice == (self.truth)() {
            return Ok(());
        }
        Err(Diagnosis::of(choice.to_string(), format!("{asks}\nNot {choice}. {says}")))
    }

    /// The explanation of the answer, once it was chosen; empty before.
    pub fn explained(&self, choice: Option<char>) -> String {
        let says = self.options.iter().find(|(letter, _)| Some(*letter) == choice);
        match (self.check(choice), says) {
            (Ok(()), Some((letter, says))) => format!("{letter} is what the run gives. {says}"),
            _ => String::new(),
        }
    }
}

impl Provable for Prediction {
    fn name(&self) -> &'static str {
        self.asks
    }

    fn mistakes(&self) -> Vec<&'static str> {
        self.wrong.iter().map(|wrong| wrong.name).collect()
    }

    fn prove(&self) -> Result<(), String> {
        let truth = (self.truth)();
        self.check(Some(truth)).map_err(|diagnosis| format!("the truth {truth} is rejected: {diagnosis}"))?;
        for WrongGuess { name, guess, .. } in &self.wrong {
            let diagnosis = self.check(Some(guess()));
            if diagnosis.as_ref().map_err(Diagnosis::mistake) != Err(Some(*name)) {
                return Err(format!("{}: the guess `{name}` is diagnosed as {diagnosis:?}", self.asks));
            }
        }
        Ok(())
    }
}

impl Provable for Choice {
    fn name(&self) -> &'static str {
        self.asks
    }

    fn mistakes(&self) -> Vec<&'static str> {
        self.options.iter().map(|(_, says)| *says).collect()
    }

    fn prove(&self) -> Result<(), String> {
        let truth = (self.truth)();
        self.check(Some(truth)).map_err(|diagnosis| format!("the truth {truth} is rejected: {diagnosis}"))?;
        let refused = self.options.iter().filter(|(letter, _)| self.check(Some(*letter)).is_err()).count();
        if refused + 1 == self.options.len() {
            Ok(())
        } else {
            Err(format!("{}: {refused} of {} options are rejected", self.asks, self.options.len()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_is_checked_and_the_answer_is_revealed_only_when_predicted() {
        let prediction = Prediction::new("How many?", || 100.0, "Ten times ten.").within(0.1).wrong_guess(
            "added",
            || 20.0,
            "That is ten and ten.",
        );
        prediction.prove().unwrap();
        assert!(prediction.check(Some(95.0)).is_ok());
        assert_eq!(prediction.check(Some(20.5)).unwrap_err().mistake(), Some("added"));
        let diagnosis = prediction.check(Some(50.0)).unwrap_err();
        assert!(diagnosis.text().contains("more") && !diagnosis.text().contains("100"));
        assert_eq!(prediction.check(None).unwrap_err().mistake(), Some("no guess yet"));
        assert_eq!(prediction.explained(Some(50.0)), "");
        assert!(prediction.explained(Some(100.0)).contains("Ten times ten."));
    }

    #[test]
    fn a_choice_is_checked() {
        let choice = Choice::new("Which?", || 'b').option('a', "Too small.").option('b', "Just so.");
        choice.prove().unwrap();
        assert!(choice.check(Some('a')).unwrap_err().text().contains("Too small."));
        assert_eq!(choice.check(Some('z')).unwrap_err().mistake(), Some("no option"));
        assert_eq!(choice.explained(Some('a')), "");
        assert!(choice.explained(Some('b')).contains("Just so."));
    }
}
