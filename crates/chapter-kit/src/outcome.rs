//! What did an experiment find? Named numbers, figures, and what they say about the text's claims.

use figure::Figure;
use wording::Words;

use crate::{
    Table,
    claim::{Claim, Source, Verdict},
    findings_table,
    number::Format,
};

/// What an experiment found. Everything keeps the order in which it was added.
///
/// ```
/// use chapter_kit::{Outcome, Source};
///
/// let mut outcome = Outcome::new();
/// outcome.finding("sgd.path_length", 36.97);
/// outcome.percent("test_accuracy", 0.934);
/// outcome.claim(Source::Book("6.1.3"), "SGD zigzags", "y changes its sign in 30 of 30 steps", true);
/// assert_eq!(outcome.get("test_accuracy"), Some(0.934));
/// ```
///
/// How long something took is no finding, since findings are the same in every run: it is [`measured`](Outcome::measured).
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    findings: Vec<Finding>,
    measured: Vec<Finding>,
    figures: Vec<(Option<String>, Figure)>,
    tables: Vec<Table>,
    claims: Vec<Claim>,
    notes: Vec<Words>,
    shows_a_clock: bool,
}

/// A named number.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Words of `a` to `z`, `0` to `9` and `_`, with dots between them: `sgd.path_length`.
    pub name: String,
    /// The number; it need not be finite.
    pub value: f64,
    /// How people see it.
    pub format: Format,
}

impl Outcome {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a number.
    ///
    /// # Panics
    /// If the name is malformed or already taken.
    pub fn finding(&mut self, name: impl Into<String>, value: f64) -> &mut Self {
        self.add(name.into(), value, Format::General)
    }

    /// Adds a whole number.
    ///
    /// # Panics
    /// If the name is malformed or already taken.
    pub fn count(&mut self, name: impl Into<String>, value: usize) -> &mut Self {
        self.add(name.into(), value as f64, Format::Count)
    }

    /// Adds a fraction of one, which people see as a percentage; in JSON it stays a fraction.
    ///
    /// # Panics
    /// If the name is malformed or already taken.
    pub fn percent(&mut self, name: impl Into<String>, fraction: f64) -> &mut Self {
        self.add(name.into(), fraction, Format::Percent)
    }

    /// Adds a number with a unit that people see after it.
    ///
    /// # Panics
    /// If the name is malformed or already taken.
    pub fn unit(&mut self, name: impl Into<String>, value: f64, unit: &'static str) -> &mut Self {
        self.add(name.into(), value, Format::Unit(unit))
    }

    /// Adds a number that a clock gave: a duration, or how much faster one thing was than another. It differs from run
    /// to run and from machine to machine, so it stands apart from the findings, under `measured` in JSON, and
    /// [`check`](crate::check) does not compare it. `unit` is what people see after it: `s`, `×`.
    ///
    /// # Panics
    /// If the name is malformed or already taken.
    pub fn measured(&mut self, name: impl Into<String>, value: f64, unit: &'static str) -> &mut Self {
        let finding = self.checked(name.into(), value, Format::Unit(unit));
        self.measured.push(finding);
        self
    }

    /// Says that tables and figures show what a clock gave, so that no further run draws them again. Under `shows_a_clock`
    /// in JSON; the findings are still the same in every run.
    pub fn shows_a_clock(&mut self) -> &mut Self {
        self.shows_a_clock = true;
        self
    }

    /// Adds the experiment's main figure, `<experiment>.png` and `.svg`.
    ///
    /// # Panics
    /// If there is one already.
    pub fn figure(&mut self, figure: Figure) -> &mut Self {
        self.add_figure(None, figure)
    }

    /// Adds a further figure, `<experiment>-<suffix>.png` and `.svg`.
    ///
    /// # Panics
    /// If the suffix is malformed (`a` to `z`, `0` to `9`, `_` and `-` are allowed) or already taken.
    pub fn further_figure(&mut self, suffix: &str, figure: Figure) -> &mut Self {
        assert!(is_suffix(suffix), "the suffix `{suffix}` of a figure may only have a to z, 0 to 9, _ and -");
        self.add_figure(Some(suffix.to_owned()), figure)
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) -> &mut Self {
        self.tables.push(table);
        self
    }

    /// Puts what somebody says beside what the numbers say; where they differ, people see it marked. `verdict` is a `bool`
    /// where the numbers leave no doubt; of trainings it is [`Verdict::ahead`], which asks whether seeds differ as much.
    pub fn claim(
        &mut self,
        source: Source,
        text_says: impl Into<Words>,
        numbers_say: impl Into<Words>,
        verdict: impl Into<Verdict>,
    ) -> &mut Self {
        let (text_says, numbers_say) = (text_says.into(), numbers_say.into());
        self.claims.push(Claim { source, text_says, numbers_say, verdict: verdict.into() });
        self
    }

    /// Adds a sentence.
    pub fn note(&mut self, sentence: impl Into<Words>) -> &mut Self {
        self.notes.push(sentence.into());
        self
    }

    /// The number called `name`.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.findings.iter().find(|finding| finding.name == name).map(|finding| finding.value)
    }

    /// All numbers.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// All figures, each with its suffix; the main one has none.
    pub fn figures(&self) -> impl Iterator<Item = (Option<&str>, &Figure)> {
        self.figures.iter().map(|(suffix, figure)| (suffix.as_deref(), figure))
    }

    /// All claims.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// All numbers that a clock gave.
    pub fn all_measured(&self) -> &[Finding] {
        &self.measured
    }

    /// All tables.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// What people see of the numbers: the experiment's tables, or one made of its findings if it has none.
    pub fn shown_tables(&self) -> Vec<Table> {
        if self.tables.is_empty() { findings_table::tables(&self.findings) } else { self.tables.clone() }
    }

    /// All sentences.
    pub fn notes(&self) -> &[Words] {
        &self.notes
    }

    /// Whether tables and figures show what a clock gave; see [`shows_a_clock`](Self::shows_a_clock).
    pub fn depends_on_a_clock(&self) -> bool {
        self.shows_a_clock
    }

    fn add(&mut self, name: String, value: f64, format: Format) -> &mut Self {
        let finding = self.checked(name, value, format);
        self.findings.push(finding);
        self
    }

    /// A number whose name is well-formed and new.
    fn checked(&self, name: String, value: f64, format: Format) -> Finding {
        assert!(is_name(&name), "the finding's name `{name}` is not like `sgd.path_length`");
        let is_taken = self.findings.iter().chain(&self.measured).any(|finding| finding.name == name);
        assert!(!is_taken, "there are two findings called `{name}`");
        Finding { name, value, format }
    }

    fn add_figure(&mut self, suffix: Option<String>, figure: Figure) -> &mut Self {
        let taken = self.figures.iter().any(|(other, _)| *other == suffix);
        assert!(!taken, "there are two figures with the suffix `{}`", suffix.unwrap_or_default());
        self.figures.push((suffix, figure));
        self
    }
}

/// Whether `name` is made of snake_case words with dots between them.
pub(crate) fn is_name(name: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(is_word_character);
    name.split('.').all(is_word)
}

fn is_suffix(suffix: &str) -> bool {
    !suffix.is_empty() && suffix.chars().all(|c| is_word_character(c) || c == '-')
}

fn is_word_character(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_keep_their_order_and_are_found_by_name() {
        let mut outcome = Outcome::new();
        outcome.finding("z.last", 1.0).count("a", 2).percent("lr_0.1", f64::NAN);
        let names: Vec<&str> = outcome.findings().iter().map(|finding| finding.name.as_str()).collect();
        assert_eq!(names, ["z.last", "a", "lr_0.1"]);
        assert_eq!(outcome.get("a"), Some(2.0));
        assert_eq!(outcome.get("b"), None);
    }

    #[test]
    #[should_panic(expected = "there are two findings called `a`")]
    fn a_name_is_taken_once() {
        Outcome::new().finding("a", 1.0).finding("a", 1.0);
    }

    #[test]
    #[should_panic(expected = "there are two findings called `a`")]
    fn what_a_clock_gave_has_a_name_of_its_own() {
        Outcome::new().finding("a", 1.0).measured("a", 1.0, "s");
    }

    #[test]
    fn what_a_clock_gave_is_no_finding() {
        let mut outcome = Outcome::new();
        outcome.measured("batch.seconds", 0.5, "s");
        assert_eq!(outcome.get("batch.seconds"), None);
        assert_eq!(outcome.all_measured()[0].value, 0.5);
    }

    #[test]
    fn names_are_snake_case_words_with_dots() {
        assert!(["a", "sgd.path_length", "lr_0.01.loss"].into_iter().all(is_name));
        assert!(!["", "a.", ".a", "a..b", "A", "a-b", "a b"].into_iter().any(is_name));
    }
}
