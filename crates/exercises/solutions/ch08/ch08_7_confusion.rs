//! # Which for which?
//!
//! 99.7 % says how many digits are read, not how the others are misread. Write `confusion`: a matrix (classes, classes)
//! that counts how often each label, its row, got each answer, its column. Then write `most_confused`: the label and the
//! answer of the most frequent *mistake*.
//!
//! Book: section 8.1.1. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;
use ndarray::Array2;

/// How often each label (row) got each answer (column).
fn confusion(labels: &[usize], answers: &[usize], classes: usize) -> Array2<f64> {
    let mut counts: Array2<f64> = Array2::zeros((classes, classes));
    // exercise:
    // | // TODO: count each image at its place.
    // | let _ = (labels, answers, &mut counts);
    // | todo!()
    // solution:
    for (&label, &answer) in labels.iter().zip(answers) {
        counts[[label, answer]] += 1.0;
    }
    counts
    // end
}

/// `(label, answer)` of the most frequent mistake.
fn most_confused(counts: &Array2<f64>) -> (usize, usize) {
    // exercise:
    // | // TODO: the place of the largest count, but not among all places.
    // | let _ = counts;
    // | todo!()
    // solution:
    let mut best = ((0, 0), -1.0);
    for ((label, answer), &count) in counts.indexed_iter() {
        if label != answer && count > best.1 {
            best = ((label, answer), count);
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
    fn every_image_is_counted_at_its_place() -> Verdict {
        ch08::confusion::matrix().check(|(labels, answers, classes)| confusion(labels, answers, *classes))
    }

    #[test]
    fn the_most_frequent_mistake_is_found() -> Verdict {
        ch08::confusion::most_confused().check(most_confused)
    }
}
