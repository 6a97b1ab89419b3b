//! What do filters look like before and after training?
//!
//! Before training the filters are noise. Afterwards many are edges, positive on one side and negative on the other, or
//! blobs. The table measures that structure: in noise a weight says nothing about its neighbour, so the correlation of
//! neighbouring weights is near 0; after training neighbours are similar.

use crate::drawing::signed_picture;
use crate::pretrained::{filters, trained};
use chapter_kit::figure::{Figure, Panel};
use chapter_kit::{Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::simple_convnet;
use ndarray::{Array3, ArrayView2, Axis as Along};

/// The book's script.
pub const EXPERIMENT: Experiment = Experiment {
    name: "visualize_filter",
    section: "7.6.1",
    question: "What do filters look like before and after training?",
    takes: Takes::new("1 s", "3 s", "30 s"),
    run,
};

/// The number of filters per row of the figure.
const COLUMNS: usize = 10;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let trained = trained(run)?;
    let before = filters(&simple_convnet().build(SoftmaxCrossEntropy, run.streams()))?;
    let after = filters(&trained.network)?;
    let mut outcome = Outcome::new();
    let heads = ["weights", "standard deviation", "smallest", "largest", "correlation of neighbours"];
    let mut table = Table::new(say!("The {} filters of the first layer", after.len_of(Along(0))), heads);
    for (key, words, filters) in [("before", "before training", &before), ("after", "after training", &after)]
    {
        let lowest = filters.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = filters.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (std, alike) = (filters.std(0.0), mean_likeness(filters));
        outcome
            .finding(format!("{key}.std"), std)
            .finding(format!("{key}.lowest"), lowest)
            .finding(format!("{key}.highest"), highest)
            .finding(format!("{key}.neighbours_alike"), alike);
        table.row([words.into(), std.into(), lowest.into(), highest.into(), alike.into()]);
    }
    let alike = |key: &str| mean_likeness(if key == "before" { &before } else { &after });
    outcome
        .count("filters", after.len_of(Along(0)))
        .table(table)
        .claim(
            Source::Book("7.6.1"),
            "training turns random filters into filters with a structure",
            say!(
                "the correlation of neighbouring weights rises from {:.2} to {:.2}",
                alike("before"),
                alike("after")
            ),
            alike("after") > alike("before") + 0.1,
        )
        .figure(figure(&before, &after))
        .note(trained.origin);
    Ok(outcome)
}

/// The mean similarity of neighbouring weights over all filters.
fn mean_likeness(filters: &Array3<f64>) -> f64 {
    let sum: f64 = filters.outer_iter().map(likeness).sum();
    sum / filters.len_of(Along(0)).max(1) as f64
}

/// The correlation of each weight with the ones beside and below it: 0 for noise (a little less, since the mean is
/// subtracted), 1 for a linear ramp.
fn likeness(filter: ArrayView2<f64>) -> f64 {
    let mean = filter.mean().unwrap_or(0.0);
    let w = filter.mapv(|w| w - mean);
    let (rows, columns) = w.dim();
    let (mut products, mut pairs) = (0.0, 0);
    for ((i, j), &here) in w.indexed_iter() {
        for (k, l) in [(i + 1, j), (i, j + 1)] {
            if k < rows && l < columns {
                products += here * w[[k, l]];
                pairs += 1;
            }
        }
    }
    let variance = w.iter().map(|w| w * w).sum::<f64>() / w.len() as f64;
    products / pairs as f64 / variance.max(f64::MIN_POSITIVE)
}

fn figure(before: &Array3<f64>, after: &Array3<f64>) -> Figure {
    let rows = before.len_of(Along(0)).div_ceil(COLUMNS);
    let labels = (0..2 * rows).map(|row| match row {
        row if row == rows / 2 => "before training",
        row if row == rows + rows / 2 => "after training",
        _ => "",
    });
    let figure = Figure::new("Training turns noise into edges and blobs: the filters of the first layer")
        .columns(COLUMNS)
        .row_labels(labels)
        .caption(
            "Each filter has 5 × 5 weights. Red is positive, white 0, blue negative; each filter has its own scale, as in \
             the book.",
        );
    let picture = |filter: ArrayView2<f64>| signed_picture("", filter.to_owned());
    before
        .outer_iter()
        .chain(after.outer_iter())
        .map(picture)
        .fold(figure, |figure: Figure, panel: Panel| figure.panel(panel))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn a_ramp_is_similar_and_a_chequered_board_is_the_opposite() {
        let ramp = Array2::from_shape_fn((5, 5), |(i, _)| i as f64);
        let board = Array2::from_shape_fn((5, 5), |(i, j)| ((i + j) % 2) as f64);
        assert!(likeness(ramp.view()) > 0.5);
        assert!(likeness(board.view()) < -0.9);
        assert_eq!(likeness(Array2::ones((5, 5)).view()), 0.0);
    }
}
