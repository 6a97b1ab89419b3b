//! The confusion matrix: which digit is taken for which?

use crate::question::Question;
use ndarray::{Array2, array};

/// Labels, predictions, and the number of classes.
pub type Input = (Vec<usize>, Vec<usize>, usize);

fn counted((labels, predictions, classes): &Input) -> Array2<f64> {
    let mut counts = Array2::zeros((*classes, *classes));
    for (&label, &prediction) in labels.iter().zip(predictions) {
        counts[[label, prediction]] += 1.0;
    }
    counts
}

/// How often each label (row) got each prediction (column) (book §8.1.1).
pub fn matrix() -> Question<Input, Array2<f64>> {
    Question::new(
        "confusion",
        |draw| {
            let (n, classes) = (draw.size(10..=30), draw.size(2..=4));
            (draw.labels(n, classes), draw.labels(n, classes), classes)
        },
        counted,
    )
    .inputs(["labels", "predictions", "classes"])
    .parts(["counts"])
    .example(|| (vec![0, 0, 1], vec![0, 1, 1], 2))
    .mistake(
        "rows are predictions",
        "Rows and columns are swapped: row 4, column 9 counts the fours that were taken for nines.",
        |input| counted(input).t().to_owned(),
    )
    .mistake(
        "only the wrong ones",
        "The right predictions are missing: they belong on the diagonal.",
        |input| {
            let mut counts = counted(input);
            counts.diag_mut().fill(0.0);
            counts
        },
    )
    .mistake(
        "set, not counted",
        "Each pair is only noted, not counted: write `+= 1.0`, not `= 1.0`.",
        |input| counted(input).mapv(|count| count.min(1.0)),
    )
    .mistake("shares", "Those are shares of all images. The matrix holds counts.", |input| {
        counted(input) / input.0.len() as f64
    })
    .also_right("entry by entry", |(labels, predictions, classes)| {
        Array2::from_shape_fn((*classes, *classes), |position| {
            labels
                .iter()
                .zip(predictions)
                .filter(|(label, prediction)| (**label, **prediction) == position)
                .count() as f64
        })
    })
}

/// The index of the largest entry, where `of` gives the value to compare.
fn position(counts: &Array2<f64>, of: impl Fn((usize, usize)) -> f64) -> (usize, usize) {
    let mut best = ((0, 0), f64::NEG_INFINITY);
    for (position, _) in counts.indexed_iter() {
        if of(position) > best.1 {
            best = (position, of(position));
        }
    }
    best.0
}

/// `(label, answer)` of the most frequent mistake.
pub fn most_confused() -> Question<Array2<f64>, (usize, usize)> {
    Question::new(
        "most_confused",
        |draw| {
            let classes = draw.size(2..=5);
            // All counts differ, so the answer is unique.
            let order = draw.shuffled(classes * classes);
            Array2::from_shape_fn((classes, classes), |(i, j)| {
                order[i * classes + j] as f64 + if i == j { 100.0 } else { 0.0 }
            })
        },
        |counts| position(counts, |(i, j)| if i == j { -1.0 } else { counts[[i, j]] }),
    )
    .inputs(["counts"])
    .parts(["label", "prediction"])
    .example(|| array![[95.0, 1.0, 4.0], [2.0, 90.0, 8.0], [5.0, 3.0, 92.0]])
    .mistake(
        "the diagonal counts",
        "The largest count is on the diagonal: those are right predictions. Leave them out.",
        |counts| position(counts, |position| counts[position]),
    )
    .mistake("rows are predictions", "Label and prediction are swapped: the row is the label.", |counts| {
        let (label, prediction) = position(counts, |(i, j)| if i == j { -1.0 } else { counts[[i, j]] });
        (prediction, label)
    })
    .mistake("the fewest", "That is the rarest mistake. Find the most frequent.", |counts| {
        position(counts, |(i, j)| if i == j { f64::NEG_INFINITY } else { -counts[[i, j]] })
    })
    .also_right("sorted", |counts| {
        let mut all: Vec<_> = counts.indexed_iter().filter(|((i, j), _)| i != j).collect();
        all.sort_by(|a, b| b.1.total_cmp(a.1));
        all.first().map_or((0, 0), |(position, _)| *position)
    })
}
