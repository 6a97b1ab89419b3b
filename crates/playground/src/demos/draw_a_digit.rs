//! What do three networks read in a digit that nobody has seen before? Draw one.

use anyhow::Result;
use core_data::IMAGE_SIDE;
use figure::Figure;
use ndarray::Array2;

use crate::assets::Needs;
use crate::control::{Control, Kind, Settings};
use crate::demo::{Demo, Entry};
use crate::ink::as_in_mnist;
use crate::readers::{self, NAMES, PREDICTIONS, Readers, Reading};
use crate::strokes::SIDE;
use crate::view::View;

pub(super) const ENTRY: Entry = Entry {
    id: "draw-a-digit",
    title: "Draw a digit",
    invites: "Draw a digit, large or small, anywhere on the square.",
    needs: Needs { digits: false, weights: &readers::WEIGHTS },
    make: |assets| Ok(Box::new(DrawADigit { readers: Readers::new(assets)? })),
};

/// From this probability on a network counts as sure.
const SURE: f64 = 0.9;

struct DrawADigit {
    readers: Readers,
}

impl Demo for DrawADigit {
    fn controls(&self) -> Vec<Control> {
        vec![Control { name: "ink", label: "your digit", kind: Kind::Ink { side: SIDE } }]
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let image = as_in_mnist(settings.cells("ink"), SIDE);
        let readings = image.as_ref().map(|image| self.readers.read(image));
        let paper = Array2::zeros((IMAGE_SIDE, IMAGE_SIDE));
        let picture = readers::picture(image.as_ref().unwrap_or(&paper));
        let view = View::new()
            .figure(Figure::single("The image that the networks see", picture).panel_size(280.0, 280.0))
            .figure(readers::figure(readings.as_ref()));
        Ok(with_predictions(view, readings.as_ref()).says(sentence(readings.as_ref())))
    }
}

fn with_predictions(view: View, readings: Option<&[Reading; 3]>) -> View {
    (0..NAMES.len()).fold(view, |view, at| match readings {
        Some(readings) => {
            view.shown(PREDICTIONS[at], NAMES[at], readings[at].digit() as f64, readings[at].words())
        }
        None => view.shown(PREDICTIONS[at], NAMES[at], f64::NAN, "no ink, no prediction".to_owned()),
    })
}

fn sentence(readings: Option<&[Reading; 3]>) -> String {
    let Some(readings) = readings else {
        return "No ink, no prediction: softmax would give ten probabilities even for an empty image."
            .to_owned();
    };
    let [mlp, simple, deep] = readings.each_ref().map(Reading::digit);
    let sure = readings.iter().all(|reading| reading.highest() >= SURE);
    match (mlp == simple && simple == deep, sure) {
        (true, true) => format!(
            "All three networks read a {deep}. Whatever its size and position on the square, they get it as MNIST has its digits: \
             fitted into 20 × 20 pixels, its centre of mass in the middle."
        ),
        (true, false) => {
            let least = (0..NAMES.len())
                .min_by(|&a, &b| readings[a].highest().total_cmp(&readings[b].highest()))
                .unwrap_or(0);
            format!(
                "All three read a {deep}, but the {} gives it only {:.0} %: look at which digit it confuses it with.",
                NAMES[least],
                100.0 * readings[least].highest()
            )
        }
        _ if simple == deep => format!(
            "The MLP reads a {mlp}, both convolutional networks a {deep}: it has a weight for each pixel, so a stroke that is two \
             pixels away from where it usually is meets other weights."
        ),
        _ => format!(
            "They disagree: {mlp}, {simple} and {deep}. Each network's probabilities still sum to 100 %, even for a drawing that isn't a \
             digit at all."
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use core_data::Mnist;
    use serde_json::json;

    use super::*;
    use crate::small_assets::small_assets;
    use crate::{Open, strokes};

    fn hex(points: &[f64]) -> String {
        points.iter().map(|ink| format!("{:02x}", (255.0 * ink).round() as u8)).collect()
    }

    fn predictions(open: &Open) -> [f64; 3] {
        let view = open.view().unwrap();
        PREDICTIONS.map(|name| view.value(name).unwrap())
    }

    #[test]
    fn all_three_read_plain_digits_and_nothing_on_empty_paper() {
        let mut open = Open::new(&ENTRY, &small_assets()).unwrap();
        assert!(predictions(&open).iter().all(|digit| digit.is_nan()));
        for digit in 0..10 {
            open.set(&json!({ "ink": hex(&strokes::drawing(digit)) }));
            let [mlp, simple, deep] = predictions(&open);
            assert_eq!((simple, deep), (digit as f64, digit as f64), "{}", open.view().unwrap().sentence());
            assert_eq!(mlp, digit as f64, "{}", open.view().unwrap().sentence());
        }
        open.set(&json!({ "ink": "00".repeat(SIDE * SIDE) }));
        assert!(open.view().unwrap().sentence().starts_with("No ink"));
    }

    /// A digit of MNIST as someone could have drawn it: `size` points a pixel, at this position, with a stroke that is a pixel thicker.
    fn drawn(image: &Array2<f64>, size: f64, (top, left): (f64, f64), thicker: bool) -> Vec<f64> {
        let pixel = |row: usize, column: usize| image.get((row, column)).copied().unwrap_or(0.0);
        let thick = Array2::from_shape_fn((29, 29), |(row, column)| {
            let above = |by: usize, aside: usize| {
                if row >= by && column >= aside { pixel(row - by, column - aside) } else { 0.0 }
            };
            let around = [above(0, 0), above(0, 1), above(1, 0), above(1, 1)];
            if thicker { around.into_iter().fold(0.0, f64::max) } else { around[0] }
        });
        (0..SIDE * SIDE)
            .map(|at| {
                let place = |point: usize, from: f64| ((point as f64 + 0.5 - from) / size - 0.5).max(-1.0);
                let (row, column) = (place(at / SIDE, top), place(at % SIDE, left));
                if row < 0.0 || column < 0.0 {
                    0.0
                } else {
                    ch08_deep::derive::augmentation::bilinear(&thick, row, column)
                }
            })
            .collect()
    }

    /// The digits of the workspace, if they have been fetched.
    fn mnist() -> Option<Mnist> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../datasets/mnist");
        let files = crate::DIGITS.map(|name| std::fs::read(folder.join(name)));
        let [a, b, c, d] = files.map(Result::ok);
        Some(Mnist::from_bytes([&a?, &b?, &c?, &d?]).unwrap())
    }

    #[test]
    fn real_digits_that_are_scaled_shifted_and_thicker_are_still_read() {
        let Some(mnist) = mnist() else { return };
        let readers = Readers::new(&small_assets()).unwrap();
        for (size, corner, thicker) in [
            (4.5, (6.0, 3.0), false),
            (4.5, (6.0, 3.0), true),
            (2.5, (60.0, 9.0), false),
            (2.5, (60.0, 9.0), true),
            (3.7, (11.0, 30.0), true),
        ] {
            let mut right = [0; 3];
            for index in 0..200 {
                let image = ch08_deep::digits::ink(&mnist.test, index);
                let image = as_in_mnist(&drawn(&image, size, corner, thicker), SIDE).unwrap();
                let label = usize::from(mnist.test.labels[index]);
                for (right, reading) in right.iter_mut().zip(readers.read(&image)) {
                    *right += usize::from(reading.digit() == label);
                }
            }
            assert!(
                right[2] >= 194,
                "{size} points a pixel at {corner:?}, thicker: {thicker}: {right:?} of 200"
            );
        }
    }
}
