//! What happens when a digit is shifted by a few pixels?
//!
//! The digits of the set are centred, so there is room to shift them by up to four pixels without cutting anything off.
//! Four networks are trained on centred digits and tested on shifted ones: a fully connected one, one with filters and no
//! pooling, and two with pooling of 2 × 2 and of 4 × 4. All four have to read images of a kind they have never seen.

use crate::learning::{digits, further_seeds, learn_all};
use chapter_kit::figure::{Axis, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Verdict, Words, say};
use core_tensor::{Network, Samples, Sequential, Streams, Targets, Tensor, Window};
use ndarray::s;

/// Section 7.3.
pub const EXPERIMENT: Experiment = Experiment {
    name: "translated_digits",
    section: "7.3",
    question: "What happens when a digit is shifted by a few pixels?",
    takes: Takes::new("1 s", "11 s", "4 min"),
    run,
};

/// The largest shift of a digit.
const FARTHEST: usize = 4;
/// A small shift, for the claims.
const SMALL: isize = 2;
/// Key and name of each network.
const NETS: [(&str, &str); 4] = [
    ("fully_connected", "fully connected"),
    ("no_pooling", "filters, no pooling"),
    ("pooling_2", "filters, pooling 2 × 2"),
    ("pooling_4", "filters, pooling 4 × 4"),
];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (train, test, epochs) = run.scale().pick((500, 200, 2), (8_000, 2_000, 3), (60_000, 10_000, 5));
    at_size(run, train, test, epochs)
}

/// The experiment with `train` training images and `test` test images: what a quick run is too short for can be tested
/// without a long one.
///
/// # Errors
/// If the digits cannot be read, or a loss isn't finite.
pub fn at_size(run: &Run, train: usize, test: usize, epochs: usize) -> anyhow::Result<Outcome> {
    let (train, test) = digits(run, train, test)?;
    let filters = || Sequential::new([1, 28, 28]).conv(12, Window::square(5)).relu();
    let pooled =
        |side: usize| filters().max_pool(Window::square(side).stride(side)).affine(50).relu().affine(10);
    let nets = [
        Sequential::new([1, 28, 28]).affine(100).relu().affine(10),
        filters().affine(50).relu().affine(10),
        pooled(2),
        pooled(4),
    ];
    let further = further_seeds(run);
    let lessons: Vec<_> = nets.iter().map(|net| (net, run.streams(), &train)).collect();
    // The further seeds say how much of the differences between those with filters is chance.
    let with_filters = |streams| nets[1..].iter().map(move |net| (net, streams));
    let repeated = further.iter().flat_map(with_filters).map(|(net, streams)| (net, streams, &train));
    let lessons: Vec<(&Sequential, &Streams, &Samples<f32>)> = lessons.into_iter().chain(repeated).collect();
    let networks = learn_all(run, "centred digits", &lessons, epochs)?;
    let distances: Vec<isize> = (0..=FARTHEST as isize).collect();
    let accuracies = at_distances(run, &networks[..nets.len()], &test, &distances);
    let repeated = at_distances(run, &networks[nets.len()..], &test, &[0, SMALL]);
    let mut outcome = Outcome::new();
    let heads = [Words::from("network")].into_iter().chain((0..=FARTHEST).map(pixels));
    let mut table = Table::new("Test accuracy on shifted digits, mean of four directions", heads);
    for ((key, name), accuracies) in NETS.into_iter().zip(&accuracies) {
        for (distance, &accuracy) in accuracies.iter().enumerate() {
            outcome.percent(format!("{key}.moved_by_{distance}"), accuracy);
        }
        let cells = accuracies.iter().map(|&accuracy| Cell::percent(accuracy));
        table.row([name.into()].into_iter().chain(cells));
    }
    outcome.table(table).figure(figure(&accuracies));
    if !further.is_empty() {
        add_claims(&mut outcome, &accuracies, &repeated);
    }
    outcome.note("The table and the figure show one training of each network.");
    Ok(outcome)
}

fn pixels(distance: usize) -> Words {
    if distance == 1 { "1 pixel".into() } else { say!("{distance} pixels") }
}

/// Whether pooling keeps more of the accuracy: `repeated` has the accuracies of the networks with filters from further
/// seeds, on digits in the middle and shifted a little.
fn add_claims(outcome: &mut Outcome, accuracies: &[Vec<f64>], repeated: &[Vec<f64>]) {
    let first = accuracies.iter().map(|accuracies| [accuracies[0], accuracies[SMALL as usize]]);
    let further = repeated.iter().map(|pair| [pair[0], pair[1]]);
    // The percentage points that the shift costs; then, for each seed, the networks with filters.
    let costs: Vec<f64> = first.chain(further).map(|[still, moved]| 100.0 * (still - moved)).collect();
    let seeds: Vec<&[f64]> = costs[1..].chunks_exact(NETS.len() - 1).collect();
    let mean = |which: usize| seeds.iter().map(|costs| costs[which]).sum::<f64>() / seeds.len() as f64;
    for (which, size) in [(2, 4), (1, 2)] {
        let saved: Vec<f64> = seeds.iter().map(|costs| costs[0] - costs[which]).collect();
        outcome.claim(
            Source::Book("7.3"),
            say!("pooling of {0} × {0} makes a network robust against small shifts", size),
            say!(
                "shifted by {SMALL} pixels, {:.1} percentage points are lost with it and {:.1} without pooling, means of {} \
                 trainings each",
                mean(which),
                mean(0),
                seeds.len()
            ),
            Verdict::ahead(&saved),
        );
    }
}

/// For each network the accuracy at each distance, the mean of up, down, left and right.
fn at_distances(
    run: &Run,
    networks: &[Network<f32>],
    test: &Samples<f32>,
    distances: &[isize],
) -> Vec<Vec<f64>> {
    let (x, t) = test.all();
    let moves: Vec<Vec<Samples<f32>>> =
        distances.iter().map(|&d| directions(d).into_iter().map(|by| moved(&x, &t, by)).collect()).collect();
    let progress = run.progress("moved digits", networks.len() * moves.len());
    networks
        .iter()
        .map(|network| {
            let mean = |samples: &Vec<Samples<f32>>| {
                let sum: f64 = samples.iter().map(|samples| network.evaluate(samples).accuracy()).sum();
                progress.inc(1);
                sum / samples.len() as f64
            };
            moves.iter().map(mean).collect()
        })
        .collect()
}

/// Rows and columns by which to move.
fn directions(distance: isize) -> Vec<(isize, isize)> {
    match distance {
        0 => vec![(0, 0)],
        d => vec![(-d, 0), (d, 0), (0, -d), (0, d)],
    }
}

/// All images shifted by this many rows and columns; pixels from beyond the edge are paper.
fn moved(x: &Tensor<f32>, t: &Targets<f32>, (rows, columns): (isize, isize)) -> Samples<f32> {
    let (h, w) = (x.shape()[2] as isize, x.shape()[3] as isize);
    let mut moved = Tensor::zeros(x.shape());
    let from = |by: isize, size: isize| ((-by).max(0), size - by.max(0));
    let to = |by: isize, size: isize| (by.max(0), size - (-by).max(0));
    let ((r0, r1), (c0, c1)) = (from(rows, h), from(columns, w));
    let ((s0, s1), (d0, d1)) = (to(rows, h), to(columns, w));
    moved.slice_mut(s![.., .., s0..s1, d0..d1]).assign(&x.slice(s![.., .., r0..r1, c0..c1]));
    Samples::from_values(moved, t.clone())
}

fn figure(accuracies: &[Vec<f64>]) -> Figure {
    const MARKERS: [Marker; 4] = [Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond];
    let panel = Panel::new("")
        .x(Axis::new("shift (pixels)").ticks((0..=FARTHEST).map(|d| d as f64)))
        .y(Axis::new("accuracy on test images").range(0.0, 1.0));
    let panel = NETS.into_iter().zip(MARKERS).zip(accuracies).fold(
        panel,
        |panel, (((_, name), marker), accuracies)| {
            let points = accuracies.iter().enumerate().map(|(d, &accuracy)| (d as f64, accuracy));
            panel.line(Series::new(name, points).marker(marker, 1))
        },
    );
    Figure::single("Networks trained on centred digits misread shifted ones, with and without pooling", panel)
        .caption("Means of four directions. One training each.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_image_keeps_its_pixels_and_fills_with_paper() {
        let x = Tensor::from_shape_fn(vec![1, 1, 3, 3], |i| (i[2] * 3 + i[3]) as f32 + 1.0);
        let (down, _) = moved(&x, &Targets::Labels(vec![0]), (1, 0)).all();
        assert_eq!(down.iter().copied().collect::<Vec<_>>(), [0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let (left, _) = moved(&x, &Targets::Labels(vec![0]), (0, -1)).all();
        assert_eq!(left.iter().copied().collect::<Vec<_>>(), [2.0, 3.0, 0.0, 5.0, 6.0, 0.0, 8.0, 9.0, 0.0]);
    }
}
