//! How does a filter handle several channels, and what do several filters give?
//!
//! The figure follows one filter over an image of three channels. Row by row: a channel, the slice of the filter that
//! belongs to it, the result of that slice alone, and the sum so far. The last sum is the output, a single channel. The
//! table has the shapes for several filters and for a batch.

use super::convolution_by_hand::image;
use crate::derive::convolution_loops::forward;
use crate::drawing::{most, numbers, signed_numbers};
use chapter_kit::figure::Figure;
use chapter_kit::{Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use ndarray::{Array1, Array2, Array4, s};

/// Sections 7.2.5 to 7.2.7.
pub const EXPERIMENT: Experiment = Experiment {
    name: "convolution_in_blocks",
    section: "7.2.5",
    question: "How does a filter handle several channels, and what do several filters give?",
    takes: Takes::always("1 s"),
    run,
};

const CHANNELS: usize = 3;

/// Three channels of 4 × 4: the book's pattern, shifted by a row from channel to channel.
fn input() -> Array4<f64> {
    let pattern = image(6);
    Array4::from_shape_fn((1, CHANNELS, 4, 4), |(_, c, row, column)| pattern[[row + c, (column + 2 * c) % 6]])
}

/// `count` filters of 3 × 3 × 3: the first detects what is brighter on the right in the first channel, what is brighter
/// below in the second, and a spot in the third.
fn filters(count: usize) -> Array4<f64> {
    let first = [
        [[-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0]],
        [[-1.0, -1.0, -1.0], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]],
        [[0.0, -1.0, 0.0], [-1.0, 4.0, -1.0], [0.0, -1.0, 0.0]],
    ];
    Array4::from_shape_fn((count, CHANNELS, 3, 3), |(f, c, i, j)| first[(c + f) % CHANNELS][i][j])
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let (x, w) = (input(), filters(1));
    let whole = forward(&x, &w, &Array1::zeros(1), 1, 0);
    let parts: Vec<Array2<f64>> = (0..CHANNELS)
        .map(|c| {
            let (x, w) =
                (x.slice(s![.., c..c + 1, .., ..]).to_owned(), w.slice(s![.., c..c + 1, .., ..]).to_owned());
            forward(&x, &w, &Array1::zeros(1), 1, 0).slice_move(s![0, 0, .., ..])
        })
        .collect();
    let whole = whole.slice_move(s![0, 0, .., ..]);
    let sum: Array2<f64> = parts.iter().fold(Array2::zeros(whole.dim()), |sum, part| sum + part);
    let difference = (&sum - &whole).iter().fold(0.0f64, |most: f64, d: &f64| most.max(d.abs()));
    let mut outcome = Outcome::new();
    for ((row, column), &value) in whole.indexed_iter() {
        outcome.finding(format!("out_{row}_{column}"), value);
    }
    outcome.finding("sum_of_channels_to_whole", difference).claim(
        Source::Book("7.2.5"),
        "each channel is convolved with its slice of the filter, and the results are added",
        say!("the sum of the three channels' results differs from that of the whole by {difference}"),
        difference == 0.0,
    );
    add_shapes(&mut outcome);
    outcome.figure(figure(&x, &w, &parts, &whole));
    Ok(outcome)
}

/// The book's blocks: (C, H, W) and FN filters of (C, FH, FW), computed with real sizes.
fn add_shapes(outcome: &mut Outcome) {
    let mut table = Table::new("Shapes", ["case", "images", "filters", "bias", "result"]);
    for (case, n, count) in [("one filter", 1, 1), ("several filters", 1, 5), ("a batch", 10, 5)] {
        let one = input();
        let x = Array4::from_shape_fn((n, CHANNELS, 4, 4), |(_, c, row, column)| one[[0, c, row, column]]);
        let w = filters(count);
        let b = Array1::from_iter((0..count).map(|f| f as f64));
        let (images, channels, h, width) = forward(&x, &w, &b, 1, 0).dim();
        let key = case.replace(' ', "_");
        outcome.count(format!("{key}.images"), images).count(format!("{key}.channels"), channels);
        outcome.count(format!("{key}.height"), h).count(format!("{key}.width"), width);
        table.row([
            case.into(),
            say!("({n}, {CHANNELS}, 4, 4)").into(),
            say!("({count}, {CHANNELS}, 3, 3)").into(),
            say!("({count},)").into(),
            say!("({images}, {channels}, {h}, {width})").into(),
        ]);
    }
    outcome.table(table);
}

fn figure(x: &Array4<f64>, w: &Array4<f64>, parts: &[Array2<f64>], whole: &Array2<f64>) -> Figure {
    let room = (4.2, 4.2);
    let sums: Vec<Array2<f64>> = (1..=CHANNELS)
        .map(|count| parts[..count].iter().fold(Array2::zeros(whole.dim()), |sum, part| sum + part))
        .collect();
    let flat = |blocks: &Array4<f64>| blocks.iter().fold(0.0f64, |most, value| most.max(value.abs()));
    let results = most(parts.iter().chain(&sums));
    let figure = Figure::new("Three channels and one filter give one result")
        .columns(4)
        .panel_size(150.0, 150.0)
        .row_labels(["channel 1", "channel 2", "channel 3"])
        .caption(
            "Each channel has its own slice of the filter; the three results are added element by element. White is 0, \
             red positive, blue negative. The slices share one scale of colours, the last two columns another.",
        );
    (0..CHANNELS).fold(figure, |figure, c| {
        let head = |words: &'static str| Words::from(if c == 0 { words } else { "" });
        let channel = x.slice(s![0, c, .., ..]).to_owned();
        let layer = w.slice(s![0, c, .., ..]).to_owned();
        let added: Words = match c {
            0 => "sum so far".into(),
            1 => "+ channel 2".into(),
            _ => "+ channel 3 = result".into(),
        };
        figure
            .panel(numbers(head("image, 3 × 4 × 4"), &channel, room, flat(x)))
            .panel(signed_numbers(head("filter, 3 × 3 × 3"), &layer, room, flat(w)))
            .panel(signed_numbers(head("slice's result"), &parts[c], room, results))
            .panel(signed_numbers(added, &sums[c], room, results))
    })
}
