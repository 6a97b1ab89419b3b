//! The demos, in the order of the book.

mod activation_histograms;
mod affine_relu;
mod augmentation;
mod computational_graph;
mod convolution;
mod difference_step;
mod draw_a_digit;
mod feature_maps;
mod gradient_descent;
mod loss_or_accuracy;
mod optimizer_valley;
mod perceptron_line;
mod softmax_loss;
mod symmetry;
mod train_live;
mod xor_hidden_plane;

use crate::demo::Entry;

/// All of them.
pub const DEMOS: &[Entry] = &[
    perceptron_line::ENTRY,
    xor_hidden_plane::ENTRY,
    affine_relu::ENTRY,
    draw_a_digit::ENTRY,
    loss_or_accuracy::ENTRY,
    difference_step::ENTRY,
    gradient_descent::ENTRY,
    computational_graph::ENTRY,
    softmax_loss::ENTRY,
    optimizer_valley::ENTRY,
    symmetry::ENTRY,
    activation_histograms::ENTRY,
    train_live::ENTRY,
    convolution::ENTRY,
    feature_maps::ENTRY,
    augmentation::ENTRY,
];

#[cfg(test)]
mod tests {
    use portable_math::{log10, powf};
    use serde_json::{Value, json};

    use super::*;
    use crate::Open;
    use crate::small_assets::small_assets;

    /// Moves of a walk.
    const MOVES: usize = 300;

    /// A generator of numbers from 0 to 1: any will do, if it is the same on every machine.
    struct Dice(u64);

    impl Dice {
        fn share(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as f64 / (1u64 << 31) as f64
        }

        fn below(&mut self, count: usize) -> usize {
            ((self.share() * count as f64) as usize).min(count - 1)
        }

        /// A number of a range; one of its ends more often than chance would have it.
        fn within(&mut self, from: f64, to: f64) -> f64 {
            match self.below(4) {
                0 => from,
                1 => to,
                _ => from + self.share() * (to - from),
            }
        }

        /// What a page could send for this control; nothing for a button.
        fn value(&mut self, control: &Value) -> Option<Value> {
            let number = |key: &str| control[key].as_f64().unwrap_or_default();
            let (from, to) = (number("from"), number("to"));
            match control["kind"].as_str()? {
                "slider" if control["log"] == true => {
                    Some(powf(10.0, self.within(log10(from), log10(to))).into())
                }
                "slider" => Some(self.within(from, to).into()),
                "choice" => Some(self.below(control["options"].as_array()?.len()).into()),
                "switch" => Some((self.below(2) == 1).into()),
                "cells" => Some(control["start"].as_array()?.iter().map(|_| self.within(from, to)).collect()),
                "ink" => {
                    let side = number("side") as usize;
                    let empty = self.below(4) == 0;
                    let point = |_| if empty || self.below(5) > 0 { "00" } else { "c8" };
                    Some((0..side * side).map(point).collect::<String>().into())
                }
                _ => None,
            }
        }

        /// One thing that a reader could do.
        fn act(&mut self, open: &mut Open) -> String {
            let all = open.controls();
            let (controls, panels) =
                (all["controls"].as_array().unwrap(), all["draggable"].as_array().unwrap());
            match self.below(10) {
                0 | 1 if !panels.is_empty() => {
                    let panel = &panels[self.below(panels.len())];
                    let panel = [0, 1].map(|i| panel[i].as_u64().unwrap() as usize);
                    let point = (self.within(-9.0, 9.0), self.within(-9.0, 9.0));
                    open.drag((panel[0], panel[1]), point);
                    format!("drag {panel:?} to {point:?}")
                }
                2 => {
                    let steps = self.below(4);
                    format!("{steps} steps, goes on: {}", open.advance(steps))
                }
                _ => {
                    let control = &controls[self.below(controls.len())];
                    let name = control["name"].as_str().unwrap();
                    let Some(value) = self.value(control) else {
                        open.press(name);
                        return format!("press {name}");
                    };
                    let sent = json!({ name: value });
                    open.set(&sent);
                    sent.to_string().chars().take(80).collect()
                }
            }
        }
    }

    fn check(open: &Open) -> Result<(), String> {
        let shown = open.json().map_err(|error| format!("{error:#}"))?;
        let shown: Value = serde_json::from_str(&shown.to_string()).map_err(|error| error.to_string())?;
        let says = shown["says"].as_str().unwrap_or_default();
        let figures = shown["figures"].as_array().map_or(&[][..], Vec::as_slice);
        let is_svg = |figure: &Value| {
            figure["svg"].as_str().is_some_and(|svg| svg.starts_with("<svg") && svg.len() < 400_000)
        };
        let raw = |text: &str| {
            text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "NaN" || word == "inf")
        };
        let rules = [
            (!figures.is_empty() && figures.iter().all(is_svg), "a figure is missing or huge"),
            (!says.is_empty() && !raw(says), "the sentence is missing, or has a bare NaN or inf in it"),
            (shown["settings"].is_object(), "the settings are missing"),
        ];
        let broken = rules.iter().find(|(kept, _)| !kept);
        broken.map_or(Ok(()), |(_, rule)| Err(format!("{rule}: {says}")))
    }

    #[test]
    fn whatever_a_reader_does_every_demo_shows_something() {
        let assets = small_assets();
        for (entry, seed) in DEMOS.iter().zip(1..) {
            let mut dice = Dice(seed);
            let mut open =
                Open::new(entry, &assets).unwrap_or_else(|error| panic!("{}: {error:#}", entry.id));
            let mut acts = vec!["open".to_owned()];
            for _ in 0..MOVES {
                if let Err(rule) = check(&open) {
                    panic!("{} after {:?}: {rule}", entry.id, &acts[acts.len().saturating_sub(5)..]);
                }
                acts.push(dice.act(&mut open));
            }
        }
    }

    #[test]
    fn the_same_moves_show_the_same() {
        let assets = small_assets();
        let walk = |entry: &Entry| {
            let (mut dice, mut open) = (Dice(7), Open::new(entry, &assets).unwrap());
            (0..20).for_each(|_| drop(dice.act(&mut open)));
            open.json().unwrap().to_string()
        };
        for entry in DEMOS {
            assert_eq!(walk(entry), walk(entry), "{}", entry.id);
        }
    }

    #[test]
    fn every_demo_has_a_name_of_its_own_and_invites() {
        for (i, entry) in DEMOS.iter().enumerate() {
            assert!(DEMOS[..i].iter().all(|other| other.id != entry.id), "{} twice", entry.id);
            assert!(!entry.title.is_empty() && entry.invites.ends_with('.'), "{}", entry.id);
        }
    }
}
