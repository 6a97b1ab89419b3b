//! How many images are classified correctly?

use super::network::trained_on;
use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array2, ArrayView1, Axis, array};
use std::sync::OnceLock;

/// `y` (n, classes) and the labels `t` (n).
pub type Input = (Array2<f64>, Vec<usize>);

/// The number of real digits in the check.
const DIGITS: usize = 500;

fn draw(draw: &mut Draw) -> Input {
    let (n, classes) = (draw.size(2..=8), draw.size(2..=5));
    (draw.matrix(n, classes), draw.labels(n, classes))
}

/// The index of the best value; the first of several.
fn best_index(row: ArrayView1<'_, f64>, is_better: fn(f64, f64) -> bool) -> usize {
    let mut best = 0;
    for (index, &y) in row.iter().enumerate() {
        if is_better(y, row[best]) {
            best = index;
        }
    }
    best
}

/// The number of rows whose best value is at the label.
fn hits((y, t): &Input, is_better: fn(f64, f64) -> bool) -> f64 {
    y.rows().into_iter().zip(t).filter(|(row, t)| best_index(*row, is_better) == **t).count() as f64
}

fn right(input: &Input) -> f64 {
    hits(input, |a, b| a > b) / input.1.len() as f64
}

/// The trained network's outputs for real digits, and their labels.
fn real_digits() -> Input {
    static OUTPUTS: OnceLock<Input> = OnceLock::new();
    OUTPUTS.get_or_init(|| trained_on(DIGITS)).clone()
}

/// How many of the real digits the trained network gets right, once the learner's function is right; empty before.
pub fn explained(accuracy: impl Fn(&Array2<f64>, &[usize]) -> f64) -> String {
    if share().check(|(y, t)| accuracy(y, t)).is_err() {
        return String::new();
    }
    let (y, t) = real_digits();
    let read = accuracy(&y, &t) * t.len() as f64;
    format!("The trained network gets {read:.0} of the first {} test digits right.", t.len())
}

/// The share of the rows whose largest value is at the label (book §3.6).
pub fn share() -> Question<Input, f64> {
    Question::new("accuracy", draw, right)
        .inputs(["y", "t"])
        .parts(["the accuracy"])
        .example(|| (array![[0.1, 0.7, 0.2], [0.3, 0.3, 0.4], [0.8, 0.1, 0.1]], vec![1, 2, 2]))
        .example(|| (array![[0.4, 0.4, 0.2], [0.2, 0.4, 0.4]], vec![0, 1]))
        .example(|| (array![[-3.0, -1.0, -2.0], [-1.0, -2.0, -3.0]], vec![1, 1]))
        .example(real_digits)
        .mistake(
            "the last of two equal values",
            "Of two equally large values it takes the last. The book takes the first, as NumPy's argmax does. (Rust's \
            `max_by` gives the last; a loop with `>` gives the first.)",
            |input| hits(input, |a, b| a >= b) / input.1.len() as f64,
        )
        .mistake(
            "the largest starts at 0",
            "When all scores of a row are below 0, it predicts class 0. The search for the largest starts at 0, and \
            no score is larger: start at `f64::NEG_INFINITY`, or at the row's first value.",
            |(y, t)| {
                let best = |row: ArrayView1<'_, f64>| {
                    if row.iter().all(|&y| y <= 0.0) { 0 } else { best_index(row, |a, b| a > b) }
                };
                let hits = y.rows().into_iter().zip(t).filter(|(row, t)| best(*row) == **t).count();
                hits as f64 / t.len() as f64
            },
        )
        .mistake(
            "integer division",
            "It is 0 unless everything is right: integer division makes 9 / 10 zero. Convert to `f64` first.",
            |input| right(input).floor(),
        )
        .mistake(
            "counted, not divided",
            "That is the number of right predictions. Divide it by the number of rows.",
            |input| hits(input, |a, b| a > b),
        )
        .mistake(
            "in percent",
            "It is in percent. The accuracy here is a share from 0 to 1.",
            |input| 100.0 * right(input),
        )
        .mistake(
            "the error rate",
            "That is the error rate, the share of wrong predictions. 1 minus that is the accuracy.",
            |input| 1.0 - right(input),
        )
        .mistake(
            "the smallest",
            "It takes the smallest value of each row. The prediction is the largest.",
            |input| hits(input, |a, b| a < b) / input.1.len() as f64,
        )
        .mistake(
            "divided by the classes",
            "You divided by the number of classes, not by the number of rows.",
            |input| hits(input, |a, b| a > b) / input.0.ncols() as f64,
        )
        .mistake(
            "divided by all entries",
            "You divided by the number of entries of y. Each row is one prediction: `y.len()` counts rows × columns, \
             `y.nrows()` counts rows.",
            |input| hits(input, |a, b| a > b) / input.0.len() as f64,
        )
        .mistake(
            "columns instead of rows",
            "It looks for the largest value of each column. A row is one image; a column is one class over all images.",
            |(y, t)| {
                let columns = y.axis_iter(Axis(1)).zip(t);
                columns.filter(|(column, t)| best_index(column.view(), |a, b| a > b) == **t).count() as f64
                    / t.len() as f64
            },
        )
        .mistake(
            "more than a half",
            "It counts a row as right when the value at the label is above 0.5. It only has to be the largest in its \
            row.",
            |(y, t)| {
                y.rows().into_iter().zip(t).filter(|(row, t)| row[**t] > 0.5).count() as f64 / t.len() as f64
            },
        )
        .also_right("nothing earlier as large, nothing later larger", |(y, t)| {
            let is_right = |row: ArrayView1<'_, f64>, t: usize| {
                row.iter().enumerate().all(|(k, &y)| if k < t { y < row[t] } else { y <= row[t] })
            };
            let right = (0..t.len()).filter(|&i| is_right(y.row(i), t[i])).count();
            right as f64 / t.len() as f64
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_networks_accuracy_is_only_revealed_to_a_right_function() {
        assert!(explained(|y, t| right(&(y.clone(), t.to_vec()))).starts_with("The trained network gets 4"));
        assert_eq!(explained(|_, _| 1.0), "");
        assert_eq!(explained(|_, _| panic!("not yet implemented")), "");
    }
}
