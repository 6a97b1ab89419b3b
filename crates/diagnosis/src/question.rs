//! Is the learner's function right, and if not, which known mistake gives the same values?
//!
//! A question is a function that the learner writes. It knows how to draw an input, the right function, and a bank of
//! wrong ones: each a mistake that learners make, written as the code they would write, with a hint. An answer is
//! checked on fixed inputs and on many random ones, never the same twice. If a part of it is wrong, the mistake that
//! gives *the same wrong values on all of them* is named. A mistake is never guessed from a single value.

use crate::comparison::{Seen, difference, same};
use crate::draw::Draw;
use crate::general::{self, short};
use crate::panic;
use crate::{Diagnosis, Values, Verdict};
use ndarray::ArrayD;
use std::ops::Range;

/// The number of random inputs on which an answer is checked.
pub const ROUNDS: usize = 50;
/// The environment variable that replaces [`ROUNDS`], for the proof of the whole course.
pub const ROUNDS_VARIABLE: &str = "EXERCISE_ROUNDS";
/// The relative error up to which two values count as equal.
const TOLERANCE: f64 = 1e-8;

/// A function that a learner writes.
pub struct Question<In, Out> {
    name: &'static str,
    draw: fn(&mut Draw) -> In,
    right: fn(&In) -> Out,
    also_right: Vec<RightForm<In, Out>>,
    mistakes: Vec<Mistake<In, Out>>,
    examples: Vec<fn() -> In>,
    inputs: Vec<&'static str>,
    parts: Vec<&'static str>,
    sizes: Vec<Size<In>>,
    tolerance: f64,
}

/// A known mistake: its name, the hint, and the function as written by a learner who makes it.
struct Mistake<In, Out> {
    name: &'static str,
    says: &'static str,
    wrong: fn(&In) -> Out,
}

/// Another right way to write it.
struct RightForm<In, Out> {
    name: &'static str,
    right: fn(&In) -> Out,
}

/// A size of the input, such as the number of samples.
struct Size<In> {
    name: &'static str,
    of: fn(&In) -> f64,
}

struct Case<In> {
    input: In,
    yours: Vec<ArrayD<f64>>,
    right: Vec<ArrayD<f64>>,
}

impl<In: Values, Out: Values> Question<In, Out> {
    /// A question with a way to draw inputs and the right answer.
    pub fn new(name: &'static str, draw: fn(&mut Draw) -> In, right: fn(&In) -> Out) -> Self {
        Self {
            name,
            draw,
            right,
            also_right: Vec::new(),
            mistakes: Vec::new(),
            examples: Vec::new(),
            inputs: Vec::new(),
            parts: Vec::new(),
            sizes: Vec::new(),
            tolerance: TOLERANCE,
        }
    }

    /// The names of the input's arrays, in order.
    pub fn inputs<const N: usize>(mut self, names: [&'static str; N]) -> Self {
        self.inputs = names.to_vec();
        self
    }

    /// The names of the answer's arrays, in order.
    pub fn parts<const N: usize>(mut self, names: [&'static str; N]) -> Self {
        self.parts = names.to_vec();
        self
    }

    /// An input that is checked before the random ones: the book's, or an edge case.
    pub fn example(mut self, input: fn() -> In) -> Self {
        self.examples.push(input);
        self
    }

    /// A size of the input that answers may be divided by, such as "the number of samples".
    pub fn size(mut self, name: &'static str, size: fn(&In) -> f64) -> Self {
        self.sizes.push(Size { name, of: size });
        self
    }

    /// The allowed relative error, instead of 1e-8.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// A known mistake: its name, the hint, and the function with the mistake.
    pub fn mistake(mut self, name: &'static str, says: &'static str, wrong: fn(&In) -> Out) -> Self {
        self.mistakes.push(Mistake { name, says, wrong });
        self
    }

    /// Another right way to write it, for the proof that no right answer is ever rejected.
    pub fn also_right(mut self, name: &'static str, right: fn(&In) -> Out) -> Self {
        self.also_right.push(RightForm { name, right });
        self
    }

    /// Checks an answer on random inputs that are new each time.
    ///
    /// # Errors
    /// If the answer is wrong: with the likely mistake, the worst entry, and both values.
    pub fn check(&self, answer: impl Fn(&In) -> Out) -> Verdict {
        self.judge(&mut Draw::new(), rounds(), answer)
    }

    /// The right answer for an input, for questions that build on this one.
    pub fn answer(&self, input: &In) -> Out {
        (self.right)(input)
    }

    fn judge(&self, draw: &mut Draw, rounds: usize, answer: impl Fn(&In) -> Out) -> Verdict {
        let fixed = self.examples.iter().map(|example| example());
        let random = (0..rounds).map(|_| (self.draw)(draw));
        let mut cases = Vec::new();
        for input in fixed.chain(random) {
            let right = (self.right)(&input).values();
            let yours = self.answered(&input, &answer, right.len())?;
            cases.push(Case { input, yours, right });
        }
        let parts = cases.first().map_or(0, |case| case.right.len());
        let wrong = (0..parts).filter(|&part| !self.is_right(&cases, part));
        let mut diagnosis: Vec<Diagnosis> = wrong.map(|part| self.diagnosis(&cases, part)).collect();
        // A mistake that shows in several parts is reported once, but different factors separately.
        diagnosis.dedup_by(|next, diagnosis| next.mistake().is_some() && next.cause() == diagnosis.cause());
        Diagnosis::of_parts(&diagnosis)
    }

    /// The answer for one input, or the diagnosis if it panics or has the wrong number of parts.
    fn answered(
        &self,
        input: &In,
        answer: impl Fn(&In) -> Out,
        parts: usize,
    ) -> Result<Vec<ArrayD<f64>>, Diagnosis> {
        let values = panic::caught(|| answer(input).values())
            .map_err(|panic| panic.diagnosis(self.name, &format!("\nfor{}", self.shown(input))))?;
        if values.len() == parts {
            return Ok(values);
        }
        let (name, found) = (self.name, values.len());
        Err(Diagnosis::of("wrong number", format!("{name} returns {found} arrays; {parts} are right.")))
    }

    fn is_right(&self, cases: &[Case<In>], part: usize) -> bool {
        cases.iter().all(|case| self.agree(&case.yours, &case.right, part))
    }

    fn agree(&self, yours: &[ArrayD<f64>], right: &[ArrayD<f64>], part: usize) -> bool {
        same(&yours[part..=part], &right[part..=part], self.tolerance)
    }

    fn diagnosis(&self, cases: &[Case<In>], part: usize) -> Diagnosis {
        let seen = self.what_is_seen(cases, part);
        // A mistake that gives all parts comes before one that gives this part alone: two that differ only in another
        // part would be mixed up.
        let all = 0..cases.first().map_or(0, |case| case.right.len());
        let known =
            self.mistake_that_gives(cases, all).or_else(|| self.mistake_that_gives(cases, part..part + 1));
        if let Some(mistake) = known {
            return Diagnosis::of(mistake.name, format!("{seen}\n{}", mistake.says));
        }
        let pairs: Vec<Seen<'_>> =
            cases.iter().map(|case| Seen { yours: &case.yours[part], right: &case.right[part] }).collect();
        let sizes: Vec<(&str, Vec<f64>)> = self
            .sizes
            .iter()
            .map(|size| (size.name, cases.iter().map(|case| (size.of)(&case.input)).collect()))
            .collect();
        general::diagnosis(seen, &pairs, &sizes, self.tolerance)
    }

    /// The first known mistake that gives these parts in all cases.
    fn mistake_that_gives(&self, cases: &[Case<In>], parts: Range<usize>) -> Option<&Mistake<In, Out>> {
        self.mistakes.iter().find(|mistake| {
            cases.iter().all(|case| {
                let wrong = (mistake.wrong)(&case.input).values();
                wrong.len() >= parts.end && parts.clone().all(|part| self.agree(&case.yours, &wrong, part))
            })
        })
    }

    /// The shape, or the worst entry with both values, of the first case in which a part is wrong.
    fn what_is_seen(&self, cases: &[Case<In>], part: usize) -> String {
        let Some(case) = cases.iter().find(|case| !self.agree(&case.yours, &case.right, part)) else {
            return String::new();
        };
        let name = self.parts.get(part).copied().unwrap_or("the result");
        let (yours, right) = (&case.yours[part], &case.right[part]);
        let input = self.shown(&case.input);
        let head = self.name;
        if yours.shape() != right.shape() {
            let [yours, right] = [yours, right].map(|array| format!("{:?}", array.shape()));
            return format!("{head}: {name} has shape {yours}, but should have {right}, for{input}");
        }
        let Some(found) = difference(yours, right, self.tolerance) else { return String::new() };
        let index = if found.worst.is_empty() { String::new() } else { format!("{:?}", found.worst) };
        let (wrong, all) = (found.wrong, right.len());
        let count = if all > 1 { format!(" ({wrong} of {all} entries are wrong)") } else { String::new() };
        let (yours, right) = (number(found.yours), number(found.right));
        format!("{head}: {name}{index} is {yours}, but should be {right}{count}, for{input}")
    }

    /// The input: small arrays in full, others as their shape.
    fn shown(&self, input: &In) -> String {
        let mut text = String::new();
        for (i, value) in input.values().iter().enumerate() {
            let name = self.inputs.get(i).copied().unwrap_or("input");
            let value = if value.len() <= 12 {
                format!("{:.4}", value.map(|&x| Short(x))).replace('\n', "")
            } else {
                format!("array of shape {:?}", value.shape())
            };
            text += &format!("\n    {name} = {value}");
        }
        text
    }
}

/// What can be proved: each known mistake is recognised, and no right answer is rejected.
pub trait Provable {
    /// The question's name.
    fn name(&self) -> &'static str;

    /// The names of the known mistakes.
    fn mistakes(&self) -> Vec<&'static str>;

    /// Makes each known mistake, and gives each right answer (for a function, on 1,000 random inputs).
    ///
    /// # Errors
    /// If a mistake isn't recognised, or a right answer is rejected.
    fn prove(&self) -> Result<(), String>;
}

impl<In: Values, Out: Values> Provable for Question<In, Out> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn mistakes(&self) -> Vec<&'static str> {
        self.mistakes.iter().map(|mistake| mistake.name).collect()
    }

    fn prove(&self) -> Result<(), String> {
        for mistake in &self.mistakes {
            for seed in 0..20 {
                let diagnosis = self.judge(&mut Draw::seeded(seed), ROUNDS, mistake.wrong);
                let diagnosis = diagnosis.as_ref().map_err(Diagnosis::mistake);
                if diagnosis != Err(Some(mistake.name)) {
                    return Err(format!(
                        "{}: the mistake `{}` is diagnosed as {diagnosis:?}",
                        self.name, mistake.name
                    ));
                }
            }
        }
        for RightForm { name, right } in &self.also_right {
            if let Err(diagnosis) = self.judge(&mut Draw::seeded(1), 1000, right) {
                return Err(format!("{}: `{name}` is right, but rejected: {diagnosis}", self.name));
            }
        }
        Ok(())
    }
}

fn rounds() -> usize {
    std::env::var(ROUNDS_VARIABLE).ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS)
}

/// A number as a learner would write it: with few digits, unless it is very small or large.
fn number(x: f64) -> String {
    let is_plain = x == 0.0 || (1e-3..1e6).contains(&x.abs());
    if !x.is_finite() {
        return x.to_string();
    }
    if is_plain {
        format!("{x:.6}").trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{x:.4e}")
    }
}

/// An entry of an input in short form.
struct Short(f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let is_tiny = self.0 != 0.0 && self.0.abs() < 1e-3;
        if is_tiny { write!(f, "{:.1e}", self.0) } else { f.write_str(&short(self.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Array2};

    /// The mean of each column.
    fn means() -> Question<Array2<f64>, Array1<f64>> {
        Question::new(
            "means",
            |draw| {
                let n = draw.size(2..=5);
                draw.matrix(n, 3)
            },
            |x| x.sum_axis(ndarray::Axis(0)) / x.nrows() as f64,
        )
        .inputs(["x"])
        .parts(["mean"])
        .size("the number of rows N", |x| x.nrows() as f64)
        .mistake("over the whole matrix", "The mean was taken over everything.", |x| {
            Array1::from_elem(3, x.sum() / x.len() as f64)
        })
        .also_right("by a loop", |x| (0..3).map(|j| x.column(j).sum() / x.nrows() as f64).collect())
    }

    fn diagnosis(answer: fn(&Array2<f64>) -> Array1<f64>) -> Diagnosis {
        means().check(answer).unwrap_err()
    }

    #[test]
    fn two_mistakes_that_share_a_part_are_told_apart_by_the_other() {
        let question = Question::<f64, (f64, f64)>::new("pair", Draw::normal, |x| (2.0 * x, x * x))
            .mistake("swapped", "They are swapped.", |x| (x * x, 2.0 * x))
            .mistake("twice the square", "Both are the square.", |x| (x * x, x * x));
        question.prove().unwrap();
    }

    #[test]
    fn a_question_proves_its_own_bank() {
        means().prove().unwrap();
    }

    #[test]
    fn general_mistakes_are_diagnosed_without_a_bank() {
        let right = |x: &Array2<f64>| means().answer(x);
        assert!(means().check(right).is_ok());
        assert_eq!(diagnosis(|x| -means().answer(x)).mistake(), Some("sign flipped"));
        assert_eq!(diagnosis(|x| x.sum_axis(ndarray::Axis(0))).mistake(), Some("not divided"));
        assert_eq!(diagnosis(|x| means().answer(x) / x.nrows() as f64).mistake(), Some("divided twice"));
        assert_eq!(diagnosis(|x| means().answer(x) * 3.0).mistake(), Some("multiplied"));
        assert_eq!(diagnosis(|_| Array1::zeros(3)).mistake(), Some("all zero"));
        assert_eq!(diagnosis(|x| means().answer(x) / 0.0).mistake(), Some("not finite"));
        assert!(diagnosis(|x| means().answer(x) * 3.0).text().contains("× 3, in every case"));
        assert_eq!(diagnosis(|_| panic!("not yet implemented")).mistake(), Some("not written yet"));
        assert!(diagnosis(|_| panic!("no rows")).text().contains("no rows"));
        assert!(diagnosis(|_| Array1::zeros(2)).text().contains("shape [2], but should have [3]"));
        assert_eq!(diagnosis(|x| means().answer(x) + 1.0).mistake(), None);
    }

    #[test]
    fn a_transposed_matrix_is_diagnosed() {
        let square = Question::new("square", |draw| draw.matrix(3, 3), Array2::clone).parts(["y"]);
        assert_eq!(square.check(|x| x.t().to_owned()).unwrap_err().mistake(), Some("transposed"));
    }

    #[test]
    fn the_worst_entry_and_both_values_are_in_the_text() {
        let question = Question::new("same", |_| 2.0, |x: &f64| *x).inputs(["x"]).parts(["y"]);
        let diagnosis = question.check(|x| if *x > 1.0 { x + 0.5 } else { *x }).unwrap_err();
        assert!(diagnosis.text().contains("same: y is 2.5, but should be 2, for\n    x = 2"), "{diagnosis}");
    }
}
