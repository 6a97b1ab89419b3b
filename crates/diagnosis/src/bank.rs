//! Can every question of the course be trusted? All of them in one place, so that a test can prove them.

use crate::Values;
use crate::prediction::{Choice, Prediction};
use crate::question::{Provable, Question};

/// All questions, predictions and choices.
#[derive(Default)]
pub struct Bank {
    questions: Vec<Box<dyn Provable>>,
    predictions: Vec<(&'static str, Prediction)>,
    choices: Vec<(&'static str, Choice)>,
}

impl Bank {
    /// Adds a question.
    pub fn question<In: Values + 'static, Out: Values + 'static>(&mut self, question: Question<In, Out>) {
        self.questions.push(Box::new(question));
    }

    /// Adds a question whose answer is a number, and which exercise asks it.
    pub fn prediction(&mut self, exercise: &'static str, prediction: Prediction) {
        self.questions.push(Box::new(prediction.clone()));
        self.predictions.push((exercise, prediction));
    }

    /// Adds a multiple-choice question, and which exercise asks it.
    pub fn choice(&mut self, exercise: &'static str, choice: Choice) {
        self.questions.push(Box::new(choice.clone()));
        self.choices.push((exercise, choice));
    }

    /// What an exercise asks to predict, in its order.
    pub fn predictions_of(&self, exercise: &str) -> impl Iterator<Item = &Prediction> {
        self.predictions.iter().filter(move |(name, _)| *name == exercise).map(|(_, prediction)| prediction)
    }

    /// The choice that an exercise asks for, if it does.
    pub fn choice_of(&self, exercise: &str) -> Option<&Choice> {
        self.choices.iter().find(|(name, _)| *name == exercise).map(|(_, choice)| choice)
    }

    /// All of them, in the order of the book.
    pub fn questions(&self) -> &[Box<dyn Provable>] {
        &self.questions
    }
}

/// The questions of all chapters.
pub fn bank() -> Bank {
    let mut bank = Bank::default();
    crate::ch02::add_to(&mut bank);
    crate::ch03::add_to(&mut bank);
    crate::ch04::add_to(&mut bank);
    crate::ch05::add_to(&mut bank);
    crate::ch06::add_to(&mut bank);
    crate::ch07::add_to(&mut bank);
    crate::ch08::add_to(&mut bank);
    bank
}
