//! What does a demo show? Figures, a few numbers with names, and one sentence that says what to see in them.

use anyhow::Result;
use figure::{Ends, Figure, PlottingArea};
use portable_math::powi;
use serde_json::{Value, json};

/// What a demo shows in one state.
#[derive(Clone, Debug, Default)]
pub struct View {
    figures: Vec<Figure>,
    numbers: Vec<Number>,
    texts: Vec<(&'static str, String)>,
    says: String,
}

/// A number with a name, as the page shows it.
#[derive(Clone, Debug, PartialEq)]
struct Number {
    name: &'static str,
    label: String,
    value: f64,
    shown: String,
}

impl View {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more figure.
    pub fn figure(mut self, figure: Figure) -> Self {
        self.figures.push(figure);
        self
    }

    /// With a number under this name for programs and this label for readers, shown with this many decimals.
    pub fn number(self, name: &'static str, label: impl Into<String>, value: f64, decimals: usize) -> Self {
        self.shown(name, label, value, readable(value, decimals))
    }

    /// With a count.
    pub fn count(self, name: &'static str, label: impl Into<String>, count: usize) -> Self {
        self.shown(name, label, count as f64, core_data::grouped(count))
    }

    /// With a share as a percentage.
    pub fn percent(self, name: &'static str, label: impl Into<String>, share: f64) -> Self {
        self.shown(name, label, share, format!("{} %", readable(100.0 * share, 1)))
    }

    /// With a number that is shown in these words.
    pub fn shown(mut self, name: &'static str, label: impl Into<String>, value: f64, shown: String) -> Self {
        self.numbers.push(Number { name, label: label.into(), value, shown });
        self
    }

    /// With a text to copy, such as a program, under the name of its file.
    pub fn text(mut self, name: &'static str, code: impl Into<String>) -> Self {
        self.texts.push((name, code.into()));
        self
    }

    /// With a sentence that says what to see.
    pub fn says(mut self, sentence: impl Into<String>) -> Self {
        self.says = sentence.into();
        self
    }

    /// The number of this name.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.numbers.iter().find(|number| number.name == name).map(|number| number.value)
    }

    /// The figures, from top to bottom.
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// The texts, each under its name.
    pub fn texts(&self) -> &[(&'static str, String)] {
        &self.texts
    }

    /// The sentence.
    pub fn sentence(&self) -> &str {
        &self.says
    }

    /// For a page of this width, in CSS pixels: figures drawn as SVG, with the plotting areas on which a reader can drag.
    ///
    /// # Errors
    /// If a figure cannot be drawn.
    pub fn json(&self, width: f64) -> Result<Value> {
        let figures =
            self.figures.iter().map(|figure| drawn(figure, width)).collect::<Result<Vec<Value>>>()?;
        let numbers: Vec<Value> = self.numbers.iter().map(Number::json).collect();
        let texts: Vec<Value> =
            self.texts.iter().map(|(name, code)| json!({ "name": name, "code": code })).collect();
        Ok(json!({ "figures": figures, "numbers": numbers, "texts": texts, "says": self.says }))
    }
}

impl Number {
    /// A number that isn't finite is named in words: JSON has none.
    fn json(&self) -> Value {
        json!({ "name": self.name, "label": self.label, "value": self.value, "shown": self.shown })
    }
}

/// A figure for a page of this width: as SVG, with its title, its words, and the plotting areas on which a reader can drag.
///
/// # Errors
/// If it cannot be drawn.
pub(crate) fn drawn(figure: &Figure, width: f64) -> Result<Value> {
    let (svg, areas) = figure.clone().without_words().svg_within(width)?;
    let frames: Vec<Value> = areas.iter().map(frame).collect();
    Ok(json!({ "svg": svg, "title": figure.title(), "words": figure.alternative_text(), "frames": frames }))
}

fn frame(area: &PlottingArea) -> Value {
    let ends = |ends: Ends| json!({ "from": ends.from, "to": ends.to, "log": ends.log });
    json!({ "left": area.left, "top": area.top, "width": area.width, "height": area.height, "x": ends(area.x), "y": ends(area.y) })
}

/// A number for readers; what isn't finite in words.
pub(crate) fn readable(value: f64, decimals: usize) -> String {
    match value {
        _ if value.is_nan() => "not a number".to_owned(),
        _ if value.is_infinite() => "infinite".to_owned(),
        _ if value != 0.0 && value.abs() < 0.5 * powi(0.1, decimals as i32) || value.abs() >= 1e6 => {
            format!("{value:.2e}").replace('-', "−")
        }
        _ => format!("{value:.decimals$}").replace('-', "−"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable_however_large_or_small() {
        let shown = [f64::NAN, f64::INFINITY, 0.25, -1.5, 1e-9, 3e12].map(|value| readable(value, 2));
        assert_eq!(shown, ["not a number", "infinite", "0.25", "−1.50", "1.00e−9", "3.00e12"]);
    }
}
