//! What is in the MNIST set?
//!
//! Each image has 28 × 28 pixels and a label. Images are stored flat, as rows of 784 values, because that is what fully
//! connected layers take. To see one, reshape it to 28 × 28.

use chapter_kit::figure::{Axis, Color, Figure, HeatMap, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, Words, say};
use core_data::{CLASSES, IMAGE_SIDE, Split};
use ndarray::{Array2, ArrayView2};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "mnist_show",
    section: "3.6.1",
    question: "What is in the MNIST set?",
    takes: Takes::always("1 s"),
    run,
};

/// The number of images in the second figure.
const SHOWN: usize = 30;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let (first, label) = (mnist.train.image(0), mnist.train.labels[0]);
    let flat = mnist.train.pixels.row(0);
    let mut outcome = Outcome::new();
    outcome.count("train.images", mnist.train.len()).count("train.pixels", mnist.train.pixels.ncols());
    outcome.count("test.images", mnist.test.len()).count("test.pixels", mnist.test.pixels.ncols());
    outcome.count("first.label", usize::from(label)).count("first.flat", flat.len());
    outcome.count("first.rows", first.nrows()).count("first.columns", first.ncols());
    outcome.count("first.sum", flat.iter().map(|&pixel| usize::from(pixel)).sum());
    outcome.count("first.inked_pixels", flat.iter().filter(|&&pixel| pixel > 0).count());
    for (name, split) in [("train", &mnist.train), ("test", &mnist.test)] {
        for (digit, count) in split.label_counts().into_iter().enumerate() {
            outcome.count(format!("{name}.of_{digit}"), count);
        }
    }
    outcome.table(table(&mnist.train, &mnist.test));
    outcome.figure(figure(first, label)).further_figure("first_images", first_images(&mnist.train));
    outcome.note(
        "Row after row: pixel (row, column) of the image has index 28 · row + column in the flat form.",
    );
    Ok(outcome)
}

fn table(train: &Split, test: &Split) -> Table {
    let mut table = Table::new("Images per digit", ["digit", "training", "test"]);
    for (digit, (train, test)) in train.label_counts().into_iter().zip(test.label_counts()).enumerate() {
        table.row([Cell::count(digit), Cell::count(train), Cell::count(test)]);
    }
    debug_assert_eq!(CLASSES, 10);
    table
}

/// Grey values from 0 (paper) to 1 (ink).
fn ink(image: ArrayView2<u8>) -> Array2<f64> {
    image.mapv(|pixel| f64::from(pixel) / 255.0)
}

fn figure(first: ArrayView2<u8>, label: u8) -> Figure {
    let image = Panel::new(say!("As an image: (28, 28), label {label}"))
        .x(Axis::new("column"))
        .y(Axis::new("row"))
        .heat_map(HeatMap::ink(ink(first)).value_range(0.0, 1.0))
        .equal_aspect();
    let numbers = first.iter().enumerate().map(|(index, &pixel)| (index as f64, f64::from(pixel)));
    let ends = (1..IMAGE_SIDE).map(|row| (row * IMAGE_SIDE) as f64).filter(|end| end % 112.0 == 0.0);
    let flat = Panel::new("The same values flat: (784,)")
        .x(Axis::new("index of the pixel, 28 per row").range(0.0, 784.0).ticks(ends.chain([0.0, 784.0])))
        .y(Axis::new("grey value, 0 to 255").range(0.0, 260.0))
        .line(Series::new("", numbers).color(Color::BLUE).width(1.0));
    Figure::new("The first training image: 28 rows of 28 values, or 784 in a row")
        .panel(image)
        .panel(flat)
        .columns(2)
        .caption(
            "Each spike on the right is the ink of one row on the left; the grid lines are four rows apart.",
        )
}

fn first_images(train: &Split) -> Figure {
    let count = SHOWN.min(train.len());
    let images = (0..count).map(|index| (ink(train.image(index)), Words::name(train.labels[index])));
    Figure::image_grid(say!("The first {count} training images and their labels"), images, 10)
}
