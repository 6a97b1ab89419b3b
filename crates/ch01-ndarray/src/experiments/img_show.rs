//! What does the machine see when we see an image?
//!
//! The machine sees an array of shape (256, 256, 3). Row 0 is on top, so the vertical axis points down. The book shows a
//! photograph; here a ball on a chequered floor is computed from a formula.

use chapter_kit::figure::{Axis, Figure, HeatMap, Panel};
use chapter_kit::{Experiment, Outcome, Run, Takes, Words};
use ndarray::{Array3, ArrayView2, s};

use crate::compare;
use crate::comparison::Comparison;
use crate::picture::{brightness, picture};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "img_show",
    section: "1.6.3",
    question: "What does the machine see when we see an image?",
    takes: Takes::always("1 s"),
    run,
};

/// Points along each side, as in the book's image.
const SIZE: usize = 256;
/// The figure of the channels shows every n-th point.
const SKIP: usize = 2;

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let image = picture(SIZE);
    let grey = brightness(image.view());
    let mut outcome = Outcome::new();
    let (height, width, channels) = image.dim();
    outcome
        .count("height", height)
        .count("width", width)
        .count("channels", channels)
        .finding("darkest", grey.iter().copied().fold(f64::INFINITY, f64::min))
        .finding("brightest", grey.iter().copied().fold(f64::NEG_INFINITY, f64::max))
        .finding("mean_brightness", grey.mean().unwrap_or(f64::NAN));
    for (c, name) in ["red", "green", "blue"].into_iter().enumerate() {
        let channel = image.slice(s![.., .., c]).mapv(f64::from);
        outcome.finding(format!("mean_{name}"), channel.mean().unwrap_or(f64::NAN));
    }
    add_differences(&mut outcome, &image);
    let panel = shown("", grey.view(), 1);
    outcome.figure(
        Figure::single("256 × 256 × 3 bytes: a ball on a floor", panel)
            .caption("Shown is the brightness of each of the 256 × 256 pixels, a weighted mean of its three bytes.")
            .panel_size(384.0, 384.0),
    );
    outcome.further_figure("channels", by_channel(&image));
    Ok(outcome)
}

/// Where bytes behave differently than a NumPy user expects.
fn add_differences(outcome: &mut Outcome, image: &Array3<u8>) {
    let (x, y): (u8, u8) = (200, 100);
    let mut table =
        Comparison::new("An image is an array of bytes; so are x, which is [200], and y, which is [100]");
    compare!(table, "img.shape", "{:?}", image.shape());
    compare!(table, "img[128, 128]", image.slice(s![128, 128, ..]));
    compare!(table, "img[::2, ::2].shape", "{:?}", image.slice(s![..;2, ..;2, ..]).shape());
    compare!(table, "x + y, wraps around", x.wrapping_add(y));
    compare!(table, "np.minimum(x.astype(int) + y, 255)", x.saturating_add(y));
    outcome.finding("wrapped_sum", f64::from(x.wrapping_add(y)));
    outcome.table(table.into_table()).note(
        "Between two scalars, `np.uint8(200) + np.uint8(100)`, NumPy gives 44 too, but there it warns. For arrays it \
         doesn't.",
    );
}

/// The three channels: the ball is red, so it is bright in the first and dark in the last.
fn by_channel(image: &Array3<u8>) -> Figure {
    let figure = Figure::new("The red ball is bright in the red channel and dark in the blue one")
        .caption("The three bytes of each pixel, one at a time; every second row and column is shown.")
        .columns(3)
        .panel_size(230.0, 230.0);
    ["red", "green", "blue"].into_iter().enumerate().fold(figure, |figure, (c, name)| {
        let channel = image.slice(s![..;SKIP, ..;SKIP, c]).mapv(f64::from);
        figure.panel(shown(name, channel.view(), SKIP))
    })
}

/// An image as it looks: 255 is paper, 0 is ink. The figure shows every `step`-th point of the image.
fn shown(title: &'static str, grey: ArrayView2<f64>, step: usize) -> Panel {
    let ticks = [0, 64, 128, 192, 255];
    let at = |sign: f64| ticks.map(|tick| (sign * (tick as f64 / step as f64).floor(), Words::name(tick)));
    Panel::new(title)
        .x(Axis::new("column").named_ticks(at(1.0)))
        .y(Axis::new("row").named_ticks(at(-1.0)))
        .heat_map(HeatMap::ink(grey.mapv(|value| 255.0 - value)).value_range(0.0, 255.0))
        .equal_aspect()
}
