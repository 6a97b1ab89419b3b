//! How far can a digit move before a network no longer reads it? As far as its training images moved, and some way beyond.

use anyhow::Result;
use chapter_kit::DEFAULT_SEED;
use core_data::IMAGE_SIDE;
use core_tensor::Streams;
use core_tensor::training::augmentation::{AffineTransform, Augmentation};
use figure::Figure;
use ndarray::Array2;

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::readers::{self, NAMES, PREDICTIONS, Readers, Reading};
use crate::strokes;
use crate::view::View;

pub(super) const ENTRY: Entry = Entry {
    id: "augmentation",
    title: "How far can a digit move?",
    invites: "Drag the digit, or rotate it, until a network no longer reads it.",
    needs: Needs { digits: false, weights: &readers::WEIGHTS },
    make: |assets| {
        Ok(Box::new(Moved { readers: Readers::new(assets)?, digits: strokes::images(), drawn: 0 }))
    },
};

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
/// The augmentation with which both convolutional networks were trained; the MLP saw the images as they are.
const TRAINED_WITH: Augmentation = Augmentation { shift: 2.0, angle: 10.0, scale: 0.1 };
/// From this angle on a 6 is a 9.
const UPSIDE_DOWN: f64 = 150.0;
/// With less than this share of its ink on the image, a digit has left it.
const LEFT: f64 = 0.5;

struct Moved {
    readers: Readers,
    /// The digits as they were drawn.
    digits: [Array2<f64>; 10],
    /// Random transforms so far.
    drawn: usize,
}

fn transform(settings: &Settings) -> AffineTransform {
    AffineTransform {
        down: settings.number("down"),
        right: settings.number("right"),
        angle: settings.number("angle"),
        scale: settings.number("scale"),
    }
}

fn moves(to: AffineTransform) -> Vec<Move> {
    vec![("right", to.right), ("down", to.down), ("angle", to.angle), ("scale", to.scale)]
}

/// Whether the convolutional networks have seen such a transform in training.
fn is_usual(change: AffineTransform) -> bool {
    let Augmentation { shift, angle, scale } = TRAINED_WITH;
    change.down.abs() <= shift
        && change.right.abs() <= shift
        && change.angle.abs() <= angle
        && (change.scale - 1.0).abs() <= scale + 1e-9
}

fn transformed(digit: &Array2<f64>, change: AffineTransform) -> Array2<f64> {
    let mut image = Array2::zeros(digit.dim());
    change.write(digit.view(), image.view_mut());
    image
}

impl Demo for Moved {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::choice("digit", "digit", &DIGITS, 4),
            Control::slider("right", "pixels to the right", -12.0, 12.0, 0.5, 0.0),
            Control::slider("down", "pixels down", -12.0, 12.0, 0.5, 0.0),
            Control::slider("angle", "rotation in degrees", -180.0, 180.0, 1.0, 0.0),
            Control::slider("scale", "scale", 0.4, 1.6, 0.02, 1.0),
            Control::button("random", "At random, as in training"),
            Control::button("back", "Undo"),
        ]
    }

    fn draggable(&self) -> &[(usize, usize)] {
        &[(0, 0)]
    }

    /// The digit's middle follows the pointer.
    fn drag(&self, _panel: (usize, usize), (x, y): (f64, f64), _settings: &Settings) -> Vec<Move> {
        let middle = (IMAGE_SIDE as f64 - 1.0) / 2.0;
        vec![("right", x - middle), ("down", -y - middle)]
    }

    fn press(&mut self, button: &str, _settings: &Settings) -> Vec<Move> {
        if button == "back" {
            return moves(AffineTransform::NONE);
        }
        let mut rng = Streams::new(DEFAULT_SEED).rng(&format!("augmentation {}", self.drawn));
        self.drawn += 1;
        moves(TRAINED_WITH.draw(&mut rng))
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let (digit, change) = (settings.choice("digit"), transform(settings));
        let original = &self.digits[digit];
        let image = transformed(original, change);
        let readings = self.readers.read(&image);
        let view = View::new()
            .figure(
                Figure::single("The image, transformed", readers::picture(&image)).panel_size(280.0, 280.0),
            )
            .figure(readers::figure(Some(&readings)));
        let view = (0..NAMES.len()).fold(view, |view, at| {
            let probability = readings[at].of(digit);
            let shown = format!("{:.1} %", 100.0 * probability);
            view.shown(PREDICTIONS[at], format!("{}: probability of {digit}", NAMES[at]), probability, shown)
        });
        // Beyond the edge, ink is lost; the scale changes its amount as well.
        let left = image.sum() / (original.sum() * change.scale * change.scale) < LEFT;
        Ok(match left {
            true => {
                view.says("Most of the digit has left the image: no network can read what it doesn't get.")
            }
            false => view.says(sentence(digit, change, &readings)),
        })
    }
}

fn sentence(digit: usize, change: AffineTransform, readings: &[Reading; 3]) -> String {
    let right = readings.each_ref().map(|reading| reading.digit() == digit);
    let wrong: Vec<String> = (0..NAMES.len())
        .filter(|&at| !right[at])
        .map(|at| format!("the {} reads a {}", NAMES[at], readings[at].digit()))
        .collect();
    let bounds = "up to 2 pixels, 10° and 10 %";
    match right {
        _ if change == AffineTransform::NONE && wrong.is_empty() => {
            format!("All three read a {digit}. Move it.")
        }
        _ if [6, 9].contains(&digit) && change.angle.abs() >= UPSIDE_DOWN => {
            format!(
                "A {digit} upside down is a {}: augmentation must keep the label true, so digits are never rotated that far.",
                15 - digit
            )
        }
        [true, true, true] if is_usual(change) => format!(
            "All three read a {digit}. The convolutional networks were trained on images that moved by {bounds}; the MLP never saw one."
        ),
        [true, true, true] => {
            format!("All three still read a {digit}, beyond what any of them was trained on ({bounds}).")
        }
        [false, true, true] => format!(
            "Only the MLP is wrong: {}. It was trained on images as they are; the convolutional networks saw them moved, rotated and scaled.",
            wrong[0]
        ),
        _ if is_usual(change) => format!(
            "Augmentation is no guarantee: {}, although it saw such changes in training.",
            wrong.join(", ")
        ),
        _ => format!("Beyond the training's changes ({bounds}) reading fails: {}.", wrong.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::small_assets::small_assets;
    use crate::{Assets, Open};
    use ch08_deep::derive::augmentation as derived;
    use serde_json::json;

    fn probabilities(open: &Open) -> [f64; 3] {
        let view = open.view().unwrap();
        PREDICTIONS.map(|name| view.value(name).unwrap())
    }

    #[test]
    fn the_image_is_the_one_of_the_chapters_formula() {
        let change = AffineTransform { down: 1.5, right: -3.0, angle: 25.0, scale: 1.2 };
        let AffineTransform { down, right, angle, scale } = change;
        let expected = derived::transformed(
            &strokes::images()[5],
            derived::AffineTransform { down, right, angle, scale },
        );
        let image = transformed(&strokes::images()[5], change);
        assert!((image - expected).iter().all(|difference| difference.abs() < 1e-12));
    }

    #[test]
    fn a_shift_of_four_pixels_loses_the_mlp_more_digits_than_the_deep_network() {
        let mut open = Open::new(&ENTRY, &small_assets()).unwrap();
        let mut read = [0; 3];
        for (digit, right) in (0..10).flat_map(|digit| [-4.0, 4.0].map(|right| (digit, right))) {
            open.set(&json!({ "digit": digit, "right": right }));
            for (read, probability) in read.iter_mut().zip(probabilities(&open)) {
                *read += usize::from(probability > 0.5);
            }
        }
        assert!(read[0] + 5 <= read[2] && read[2] >= 15, "{read:?} of 20");
    }

    #[test]
    fn random_changes_are_those_of_training_and_the_way_back_is_exact() {
        let mut open = Open::new(&ENTRY, &small_assets()).unwrap();
        let start = probabilities(&open);
        for _ in 0..20 {
            open.press("random");
            assert!(is_usual(transform(open.settings())));
        }
        assert_ne!(probabilities(&open), start);
        open.press("back");
        assert_eq!(probabilities(&open), start);
        assert!(Open::new(&ENTRY, &Assets::new()).is_err(), "without weights there is no demo");
    }
}
