//! How many different values do the accuracy and the loss take while one weight moves?

use super::accuracy::small_digits;
use crate::digits;
use crate::draw::Draw;
use crate::prediction::Prediction;
use crate::question::Question;
use core_tensor::functions::softmax::softmax;
use core_tensor::tensor::targets::predicted_class;
use ndarray::{Array2, ArrayView1, array};

/// Probabilities `y` (n, classes), and n labels.
pub type Batch = (Array2<f64>, Vec<usize>);

const DELTA: f64 = 1e-7;
/// Images of the sweep.
const IMAGES: usize = 100;
/// Values of the weight, from −3 to 3.
const POINTS: usize = 601;

/// The mean over the samples of a function of each row and its label.
fn mean((y, t): &Batch, each: fn(row: ArrayView1<'_, f64>, label: usize) -> f64) -> f64 {
    y.rows().into_iter().zip(t).map(|(row, &label)| each(row, label)).sum::<f64>() / t.len() as f64
}

fn is_right(row: ArrayView1<'_, f64>, label: usize) -> f64 {
    f64::from(u8::from(predicted_class(row.iter().copied()) == Some(label)))
}

fn surprise(row: ArrayView1<'_, f64>, label: usize) -> f64 {
    -(row[label] + DELTA).ln()
}

fn right((y, t): &Batch) -> (f64, f64) {
    let batch = (y.clone(), t.clone());
    (mean(&batch, is_right), mean(&batch, surprise))
}

/// The accuracy and the mean cross-entropy of the same predictions (book §4.2.5).
pub fn measure() -> Question<Batch, (f64, f64)> {
    Question::new(
        "measure",
        |draw| {
            let (n, classes) = (draw.size(2..=6), draw.size(3..=5));
            (draw.probabilities(n, classes), draw.labels(n, classes))
        },
        right,
    )
    .inputs(["y", "t"])
    .parts(["the accuracy", "the loss"])
    .size("the number of samples N", |(_, t)| t.len() as f64)
    .example(|| (array![[0.1, 0.6, 0.3], [0.2, 0.3, 0.5]], vec![1, 0]))
    .example(|| (array![[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], vec![0, 2]))
    .example(|| (array![[0.4, 0.35, 0.25], [0.0, 1.0, 0.0], [0.3, 0.3, 0.4]], vec![0, 1, 2]))
    .mistake(
        "swapped",
        "The two are swapped: return the accuracy first, then the loss.",
        |batch| {
            let (accuracy, loss) = right(batch);
            (loss, accuracy)
        },
    )
    .mistake(
        "a count",
        "That is the number of right predictions. The accuracy is their share: divide it by the number of samples.",
        |batch| (right(batch).0 * batch.1.len() as f64, right(batch).1),
    )
    .mistake(
        "integer division",
        "Both were integers when you divided, so the fraction was cut off: 3 / 4 is 0. Convert with `as f64` first.",
        |batch| (right(batch).0.floor(), right(batch).1),
    )
    .mistake(
        "the error rate",
        "That is the share of wrong predictions, the error rate. The accuracy is 1 minus that.",
        |batch| (1.0 - right(batch).0, right(batch).1),
    )
    .mistake(
        "the mean probability",
        "That is the mean probability of the true class. For the accuracy only the index of the largest probability \
         counts, not how large it is.",
        |batch| (mean(batch, |row, label| row[label]), right(batch).1),
    )
    .mistake(
        "more than half",
        "You counted the rows in which the true class has a probability above 0.5. A prediction is the class with the \
         *largest* probability, which may well be 0.4.",
        |batch| (mean(batch, |row, label| f64::from(u8::from(row[label] > 0.5))), right(batch).1),
    )
    .mistake(
        "a sum",
        "The loss is a sum over the samples. Divide it by their number, as you do for the accuracy.",
        |batch| (right(batch).0, right(batch).1 * batch.1.len() as f64),
    )
    .mistake(
        "the loss of the prediction",
        "For the loss you used the largest probability of each row. The loss needs the probability of the true class, \
         t[i].",
        |batch| {
            let loss = mean(batch, |row, _| -(row.fold(0.0_f64, |a, &b| a.max(b)) + DELTA).ln());
            (right(batch).0, loss)
        },
    )
    .mistake(
        "without 1e-7",
        "Where the true class has the probability 0, its logarithm is −∞. Add 1e-7 to the probability first.",
        |batch| (right(batch).0, mean(batch, |row, label| -row[label].ln())),
    )
    .also_right("with one-hot targets", |(y, t)| {
        let one_hot = core_tensor::tensor::targets::one_hot::<f64>(t, y.ncols());
        let n = t.len() as f64;
        let hits = y.rows().into_iter().zip(t).filter(|(row, label)| row.iter().all(|&p| p <= row[**label]));
        (hits.count() as f64 / n, -(one_hot * y.mapv(|y| (y + DELTA).ln())).sum() / n)
    })
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

fn runs(values: &[f64]) -> usize {
    let mut values = values.to_vec();
    values.dedup();
    values.len()
}

/// How many different values are in a list (book §4.2.5).
pub fn distinct() -> Question<Vec<f64>, usize> {
    Question::<Vec<f64>, usize>::new(
        "distinct",
        |draw| {
            let (n, steps) = (draw.size(6..=20), draw.size(2..=8));
            draw.labels(n, steps + 1).into_iter().map(|k| k as f64 / steps as f64).collect()
        },
        |values| sorted(values).len(),
    )
    .inputs(["values"])
    .parts(["the count"])
    .example(|| vec![0.31, 0.32, 0.32, 0.31, 0.33])
    .example(|| vec![0.5])
    .mistake(
        "neighbours only",
        "Equal neighbours were counted once, but a value that comes back later was counted again: `dedup` only compares \
         neighbours. Sort the list first.",
        |values| runs(values),
    )
    .mistake(
        "the length of the list",
        "That is the length of the list. Equal values count once.",
        Vec::len,
    )
    .mistake(
        "changes",
        "That is the number of changes from one value to the next. How many different values are there?",
        |values| runs(values) - 1,
    )
    .mistake("gaps", "That is one too few. Three different values have two gaps between them.", |values| {
        sorted(values).len() - 1
    })
    .mistake(
        "values that occur once",
        "You counted the values that occur exactly once. One that occurs several times is a value too.",
        |values| values.iter().filter(|a| values.iter().filter(|b| a == b).count() == 1).count(),
    )
    .mistake(
        "whole numbers",
        "The values became integers, so 0.31 and 0.32 are both 0. Compare them as they are; if a set refuses an f64, \
         `to_bits()` turns each into an integer without loss.",
        |values| sorted(&values.iter().map(|x| x.trunc()).collect::<Vec<_>>()).len(),
    )
    .also_right("a set of bits", |values| {
        values.iter().map(|x| x.to_bits()).collect::<std::collections::HashSet<_>>().len()
    })
}

/// The predictions for the first 100 training digits while one weight of a small network moves from −3 to 3 in steps of
/// 0.01: 601 batches.
pub fn sweep() -> impl Iterator<Item = Batch> {
    let (x, t) = small_digits(digits::training(IMAGES));
    let mut w = Draw::seeded(4).matrix(16, 10);
    (0..POINTS).map(move |point| {
        w[[5, 3]] = -3.0 + 6.0 * point as f64 / (POINTS - 1) as f64;
        (softmax(x.dot(&w).view()), t.clone())
    })
}

/// How many values can the accuracy of 100 samples take at most (book §4.2.5)?
pub fn most_accuracies() -> Prediction {
    Prediction::new(
        "How many different values can the accuracy of 100 samples take at most?",
        || sorted(&(0..=IMAGES).map(|right| right as f64 / IMAGES as f64).collect::<Vec<_>>()).len() as f64,
        "From 0/100 to 100/100 there are 101 levels, and nothing between them. However small your step in \
         the weights, the accuracy stays where it is, or jumps by 1/100.",
    )
    .wrong_guess("without zero", || 100.0, "Nearly: one is missing. Can none of them be right?")
    .wrong_guess(
        "as many as weights",
        || POINTS as f64,
        "The weight has that many values. But the accuracy is a count of right predictions, divided by 100.",
    )
}

/// How many values does the loss take in the sweep (book §4.2.5)?
pub fn losses_of_the_sweep() -> Prediction {
    Prediction::new(
        "One weight moves from −3 to 3 in 601 values. How many different values does the loss of the 100 digits take?",
        || sorted(&sweep().map(|batch| right(&batch).1).collect::<Vec<_>>()).len() as f64,
        "Every value of the weight has its own loss, since each probability moves a little. So the loss has a derivative \
         that says where to go; the accuracy doesn't.",
    )
    .wrong_guess(
        "as many as accuracies",
        || 101.0,
        "That would be the accuracy. The loss is a mean of logarithms of probabilities; what happens to a probability \
         when the weight moves by 0.01?",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accuracy_is_a_staircase_and_the_loss_is_not() {
        let (accuracies, losses): (Vec<f64>, Vec<f64>) = sweep().map(|batch| right(&batch)).unzip();
        assert!((2..=50).contains(&sorted(&accuracies).len()), "{}", sorted(&accuracies).len());
        assert_eq!(sorted(&losses).len(), POINTS);
    }
}
