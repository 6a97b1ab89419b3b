//! What can a reader move? Controls, declared as data: the page draws them, the demo reads their values.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// One control of a demo.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// What the demo calls it: `w1`.
    pub name: &'static str,
    /// What the page calls it: `weight w1`.
    pub label: &'static str,
    /// What it is.
    pub kind: Kind,
}

/// What a control is, with its range and the value that it starts from.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number between two ends.
    Slider {
        /// The lower end.
        from: f64,
        /// The upper end.
        to: f64,
        /// From one position to the next. On a logarithmic slider, in decades.
        step: f64,
        /// The first value.
        start: f64,
        /// Equal steps multiply instead of adding.
        log: bool,
    },
    /// One of several, by position.
    Choice {
        /// Their words.
        options: &'static [&'static str],
        /// The first choice.
        start: usize,
    },
    /// On or off.
    Switch {
        /// Whether it is on at first.
        start: bool,
    },
    /// Does something once.
    Button,
    /// A small matrix of numbers, row by row.
    Cells {
        /// How many columns.
        columns: usize,
        /// The lowest and the highest value of a cell.
        range: (f64, f64),
        /// From one value to the next.
        step: f64,
        /// The first values.
        start: Vec<f64>,
    },
    /// A square to draw on; 0 is paper, 1 is ink.
    Ink {
        /// Points a side.
        side: usize,
    },
}

impl Control {
    /// A number between two ends.
    pub fn slider(
        name: &'static str,
        label: &'static str,
        from: f64,
        to: f64,
        step: f64,
        start: f64,
    ) -> Self {
        Self { name, label, kind: Kind::Slider { from, to, step, start, log: false } }
    }

    /// A number between two powers of ten, `step` of a decade from one position to the next.
    pub fn log_slider(
        name: &'static str,
        label: &'static str,
        from: f64,
        to: f64,
        step: f64,
        start: f64,
    ) -> Self {
        Self { name, label, kind: Kind::Slider { from, to, step, start, log: true } }
    }

    /// One of several.
    pub fn choice(
        name: &'static str,
        label: &'static str,
        options: &'static [&'static str],
        start: usize,
    ) -> Self {
        Self { name, label, kind: Kind::Choice { options, start } }
    }

    /// On or off.
    pub fn switch(name: &'static str, label: &'static str, start: bool) -> Self {
        Self { name, label, kind: Kind::Switch { start } }
    }

    /// Does something once.
    pub fn button(name: &'static str, label: &'static str) -> Self {
        Self { name, label, kind: Kind::Button }
    }

    /// For the page.
    pub fn json(&self) -> Value {
        let mut all = match &self.kind {
            Kind::Slider { from, to, step, start, log } => {
                json!({ "kind": "slider", "from": from, "to": to, "step": step, "start": start, "log": log })
            }
            Kind::Choice { options, start } => {
                json!({ "kind": "choice", "options": options, "start": start })
            }
            Kind::Switch { start } => json!({ "kind": "switch", "start": start }),
            Kind::Button => json!({ "kind": "button" }),
            Kind::Cells { columns, range, step, start } => json!({
                "kind": "cells", "columns": columns, "from": range.0, "to": range.1, "step": step, "start": start,
            }),
            Kind::Ink { side } => json!({ "kind": "ink", "side": side }),
        };
        all["name"] = self.name.into();
        all["label"] = self.label.into();
        all
    }
}

/// The value of every control of a demo. Whatever a page sends, each is within its control's range.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    values: BTreeMap<&'static str, Vec<f64>>,
}

impl Settings {
    /// What the controls start from.
    pub fn start(controls: &[Control]) -> Self {
        let values = controls.iter().filter_map(|control| Some((control.name, first(&control.kind)?)));
        Self { values: values.collect() }
    }

    /// These, with what a page sent of them; anything that isn't a value of its control stays as it was.
    pub fn changed(&self, controls: &[Control], sent: &Value) -> Self {
        let mut values = self.values.clone();
        for control in controls {
            let old = values.get(control.name);
            if let Some(new) = old.and_then(|old| read(&control.kind, old.len(), &sent[control.name])) {
                values.insert(control.name, new);
            }
        }
        Self { values }
    }

    /// These, with some controls moved, each within its range. A matrix takes as many moves as it has cells, row by row.
    pub fn moved(&self, controls: &[Control], moves: &[(&'static str, f64)]) -> Self {
        let mut sent = serde_json::Map::new();
        for &(name, value) in moves {
            let Some(control) = controls.iter().find(|control| control.name == name) else { continue };
            match control.kind {
                Kind::Cells { .. } => {
                    if let Some(cells) = sent.entry(name).or_insert_with(|| json!([])).as_array_mut() {
                        cells.push(value.into());
                    }
                }
                Kind::Switch { .. } => drop(sent.insert(name.to_owned(), (value != 0.0).into())),
                Kind::Choice { .. } => drop(sent.insert(name.to_owned(), (value as u64).into())),
                _ => drop(sent.insert(name.to_owned(), value.into())),
            }
        }
        self.changed(controls, &Value::Object(sent))
    }

    /// For the page: every value but drawings, which the page has itself.
    pub fn json(&self) -> Value {
        let shown = self.values.iter().filter(|(_, value)| value.len() < 100);
        Value::Object(shown.map(|(name, value)| ((*name).to_owned(), json!(value))).collect())
    }

    /// The value of a slider.
    ///
    /// # Panics
    /// If no control has this name.
    pub fn number(&self, name: &str) -> f64 {
        self.cells(name)[0]
    }

    /// Which option is chosen, from 0.
    ///
    /// # Panics
    /// If no control has this name.
    pub fn choice(&self, name: &str) -> usize {
        self.number(name) as usize
    }

    /// Whether a switch is on.
    ///
    /// # Panics
    /// If no control has this name.
    pub fn is_on(&self, name: &str) -> bool {
        self.number(name) != 0.0
    }

    /// The values of a matrix or of a drawing, row by row.
    ///
    /// # Panics
    /// If no control has this name.
    pub fn cells(&self, name: &str) -> &[f64] {
        self.values.get(name).unwrap_or_else(|| panic!("no control is called {name}"))
    }
}

/// What a control starts from; a button has no value.
fn first(kind: &Kind) -> Option<Vec<f64>> {
    match kind {
        Kind::Slider { start, .. } => Some(vec![*start]),
        Kind::Choice { start, .. } => Some(vec![*start as f64]),
        Kind::Switch { start } => Some(vec![f64::from(u8::from(*start))]),
        Kind::Button => None,
        Kind::Cells { start, .. } => Some(start.clone()),
        Kind::Ink { side } => Some(vec![0.0; side * side]),
    }
}

/// A value as the control allows it.
fn read(kind: &Kind, length: usize, sent: &Value) -> Option<Vec<f64>> {
    let within = |value: f64, from: f64, to: f64| value.is_finite().then(|| value.clamp(from, to));
    match kind {
        Kind::Slider { from, to, .. } => Some(vec![within(sent.as_f64()?, *from, *to)?]),
        Kind::Choice { options, .. } => {
            let chosen = sent.as_u64()? as usize;
            (chosen < options.len()).then(|| vec![chosen as f64])
        }
        Kind::Switch { .. } => Some(vec![f64::from(u8::from(sent.as_bool()?))]),
        Kind::Button => None,
        Kind::Cells { range, .. } => {
            let cells: Option<Vec<f64>> =
                sent.as_array()?.iter().map(|cell| within(cell.as_f64()?, range.0, range.1)).collect();
            cells.filter(|cells| cells.len() == length)
        }
        Kind::Ink { .. } => ink(sent.as_str()?).filter(|points| points.len() == length),
    }
}

/// A drawing as the page sends it: two hexadecimal digits a point.
fn ink(text: &str) -> Option<Vec<f64>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    Some(digits?.chunks(2).map(|pair| f64::from(16 * pair[0] + pair.get(1).unwrap_or(&0)) / 255.0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn controls() -> Vec<Control> {
        vec![
            Control::slider("w1", "weight", -2.0, 2.0, 0.1, 0.5),
            Control::choice("gate", "gate", &["AND", "OR"], 1),
            Control::switch("relu", "ReLU", true),
            Control::button("go", "Go"),
            Control { name: "ink", label: "draw", kind: Kind::Ink { side: 2 } },
        ]
    }

    #[test]
    fn a_value_outside_its_range_ends_at_the_range_and_nonsense_changes_nothing() {
        let start = Settings::start(&controls());
        let changed =
            start.changed(&controls(), &json!({ "w1": 9.0, "gate": 0, "relu": false, "ink": "00ff8000" }));
        assert_eq!((changed.number("w1"), changed.choice("gate"), changed.is_on("relu")), (2.0, 0, false));
        assert_eq!(changed.cells("ink")[..2], [0.0, 1.0]);
        let nonsense = json!({ "w1": "much", "gate": 7, "relu": 3, "ink": "zz", "nothing": 1 });
        assert_eq!(start.changed(&controls(), &nonsense), start);
        assert_eq!(start.changed(&controls(), &json!({ "ink": "00" })), start);
    }
}
