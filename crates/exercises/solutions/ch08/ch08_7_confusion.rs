//! # The confusion matrix: which for which?
//!
//! 99.7 % says how many digits are right, not how the others are misclassified. Write `confusion`: a matrix (classes,
//! classes) that counts how often each label, its row, got each prediction, its column. Then write `most_confused`: the
//! label and the prediction of the most frequent *mistake*.
//!
//! Book: section 8.1.1. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;
use ndarray::Array2;

/// How often each label (row) got each prediction (column).
fn confusion(labels: &[usize], predictions: &[usize], classes: usize) -> Array2<f64> {
    let mut counts: Array2<f64> = Array2::zeros((classes, classes));
    // exercise:
    // | // TODO: count each image in its entry.
    // | let _ = (labels, predictions, &mut counts);
    // | todo!()
    // solution:
    for (&label, &prediction) in labels.iter().zip(predictions) {
        counts[[label, prediction]] += 1.0;
    }
    counts
    // end
}

/// `(label, prediction)` of the most frequent mistake.
fn most_confused(counts: &Array2<f64>) -> (usize, usize) {
    // exercise:
    // | // TODO: the index of the largest count, but not among all entries.
    // | let _ = counts;
    // | todo!()
    // solution:
    let mut best = ((0, 0), -1.0);
    for ((label, prediction), &count) in counts.indexed_iter() {
        if label != prediction && count > best.1 {
            best = ((label, prediction), count);
        }
    }
    best.0
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn every_image_is_counted_in_its_entry() -> Verdict {
        ch08::confusion::matrix()
            .check(|(labels, predictions, classes)| confusion(labels, predictions, *classes))
    }

    #[test]
    fn the_most_frequent_mistake_is_found() -> Verdict {
        ch08::confusion::most_confused().check(most_confused)
    }
}
