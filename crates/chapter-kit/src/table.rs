//! A small table: numbers that belong together, for people.

use wording::Words;

use crate::number::Format;

/// A titled table with column heads. It is printed aligned, numbers to the right.
///
/// ```
/// use chapter_kit::{Cell, Table};
///
/// let mut table = Table::new("After 30 steps", ["optimiser", "x", "accuracy"]);
/// table.row(["SGD".into(), (-0.35).into(), Cell::percent(0.93)]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    title: Words,
    heads: Vec<Words>,
    rows: Vec<Vec<Cell>>,
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words, aligned to the left.
    Text(Words),
    /// A number, aligned to the right.
    Number(f64, Format),
}

impl Table {
    /// An empty table.
    pub fn new<S: Into<Words>>(title: impl Into<Words>, heads: impl IntoIterator<Item = S>) -> Self {
        Self { title: title.into(), heads: heads.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    ///
    /// # Panics
    /// If the row has more or fewer cells than there are column heads.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) -> &mut Self {
        let cells: Vec<Cell> = cells.into_iter().collect();
        assert_eq!(
            cells.len(),
            self.heads.len(),
            "table `{}`: a row has as many cells as there are column heads",
            self.title
        );
        self.rows.push(cells);
        self
    }

    /// Its title.
    pub fn title(&self) -> &Words {
        &self.title
    }

    /// The heads of its columns.
    pub fn heads(&self) -> &[Words] {
        &self.heads
    }

    /// Its rows, each with a cell for each column.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }
}

impl Cell {
    /// A whole number: `60,000`.
    pub fn count(number: usize) -> Self {
        Cell::Number(number as f64, Format::Count)
    }

    /// A fraction of one, shown as a percentage.
    pub fn percent(fraction: f64) -> Self {
        Cell::Number(fraction, Format::Percent)
    }

    /// How large a part of the whole is, as a percentage; a dash if the whole is empty, as nothing has no share.
    ///
    /// ```
    /// use chapter_kit::Cell;
    /// assert_eq!(Cell::share(1, 4), Cell::percent(0.25));
    /// assert_eq!(Cell::share(0, 0), Cell::from("–"));
    /// ```
    pub fn share(part: usize, whole: usize) -> Self {
        if whole == 0 { Cell::from("–") } else { Cell::percent(part as f64 / whole as f64) }
    }

    /// A number with its unit.
    pub fn unit(number: f64, unit: &'static str) -> Self {
        Cell::Number(number, Format::Unit(unit))
    }

    /// What people see.
    pub fn text(&self) -> String {
        match self {
            Cell::Text(text) => text.to_string(),
            Cell::Number(value, format) => format.text(*value),
        }
    }
}

impl From<&'static str> for Cell {
    fn from(text: &'static str) -> Self {
        Cell::Text(text.into())
    }
}

/// A value that is text: a shape, a list. It is a name, not a sentence, so it is the same in every language.
impl From<String> for Cell {
    fn from(value: String) -> Self {
        Cell::Text(Words::name(value))
    }
}

impl From<Words> for Cell {
    fn from(words: Words) -> Self {
        Cell::Text(words)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Cell::Number(number, Format::General)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Cell::count(number)
    }
}
