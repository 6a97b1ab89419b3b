//! How many images are read rightly?

use super::network::trained_on;
use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array2, ArrayView1, Axis, array};
use std::sync::OnceLock;

/// `y` (n, classes) and the labels `t` (n).
pub type Input = (Array2<f64>, Vec<usize>);

/// How many real digits are judged.
const DIGITS: usize = 500;

fn draw(draw: &mut Draw) -> Input {
    let (n, classes) = (draw.size(2..=8), draw.size(2..=5));
    (draw.matrix(n, classes), draw.labels(n, classes))
}

/// The place of the best number; the first of several.
fn place(row: ArrayView1<'_, f64>, is_better: fn(f64, f64) -> bool) -> usize {
    let mut best = 0;
    for (place, &y) in row.iter().enumerate() {
        if is_better(y, row[best]) {
            best = place;
        }
    }
    best
}

/// How many rows have their best number at the label.
fn hits((y, t): &Input, is_better: fn(f64, f64) -> bool) -> f64 {
    y.rows().into_iter().zip(t).filter(|(row, t)| place(*row, is_better) == **t).count() as f64
}

fn right(input: &Input) -> f64 {
    hits(input, |a, b| a > b) / input.1.len() as f64
}

/// What the trained network says to real digits, and what they show.
fn real_digits() -> Input {
    static ANSWERS: OnceLock<Input> = OnceLock::new();
    ANSWERS.get_or_init(|| trained_on(DIGITS)).clone()
}

/// How many of the real digits the trained network read, once the learner's function is right; nothing before.
pub fn explained(accuracy: impl Fn(&Array2<f64>, &[usize]) -> f64) -> String {
    if share().check(|(y, t)| accuracy(y, t)).is_err() {
        return String::new();
    }
    let (y, t) = real_digits();
    let read = accuracy(&y, &t) * t.len() as f64;
    format!("The trained network read {read:.0} of the first {} test digits.", t.len())
}

/// The share of the rows whose largest number stands at the label (book §3.6).
pub fn share() -> Question<Input, f64> {
    Question::new("accuracy", draw, right)
        .inputs(["y", "t"])
        .parts(["the accuracy"])
        .example(|| (array![[0.1, 0.7, 0.2], [0.3, 0.3, 0.4], [0.8, 0.1, 0.1]], vec![1, 2, 2]))
        .example(|| (array![[0.4, 0.4, 0.2], [0.2, 0.4, 0.4]], vec![0, 1]))
        .example(|| (array![[-3.0, -1.0, -2.0], [-1.0, -2.0, -3.0]], vec![1, 1]))
        .example(real_digits)
        .mistake(
            "the last of two equal ones",
            "Of two largest numbers it takes the last. The book takes the first, as NumPy's argmax does. (Rust's `max_by` gives \
             the last; a loop with `>` gives the first.)",
            |input| hits(input, |a, b| a >= b) / input.1.len() as f64,
        )
        .mistake(
            "the largest starts at 0",
            "When all scores of a row are below 0, it answers class 0. The search for the largest starts at 0, and none is \
             larger: start at `f64::NEG_INFINITY`, or at the row's first number.",
            |(y, t)| {
                let best = |row: ArrayView1<'_, f64>| {
                    if row.iter().all(|&y| y <= 0.0) { 0 } else { place(row, |a, b| a > b) }
                };
                let hits = y.rows().into_iter().zip(t).filter(|(row, t)| best(*row) == **t).count();
                hits as f64 / t.len() as f64
            },
        )
        .mistake(
            "whole numbers divided",
            "It is 0 unless everything is right: whole numbers were divided, and 9 / 10 is 0 then. Make them `f64` first.",
            |input| right(input).floor(),
        )
        .mistake(
            "counted, not divided",
            "It is how many are right. Divide by the number of rows.",
            |input| hits(input, |a, b| a > b),
        )
        .mistake(
            "in percent",
            "It is in percent. Asked is a share from 0 to 1.",
            |input| 100.0 * right(input),
        )
        .mistake(
            "the wrong ones",
            "It is the share of the wrong answers. 1 minus that is the accuracy.",
            |input| 1.0 - right(input),
        )
        .mistake(
            "the smallest",
            "It takes the smallest number of each row. The answer is the largest.",
            |input| hits(input, |a, b| a < b) / input.1.len() as f64,
        )
        .mistake(
            "divided by the classes",
            "It is divided by the number of classes, not by the number of rows.",
            |input| hits(input, |a, b| a > b) / input.0.ncols() as f64,
        )
        .mistake(
            "divided by all entries",
            "It is divided by the number of all entries of y. Each row is one answer: `y.len()` counts rows × columns, \
             `y.nrows()` counts rows.",
            |input| hits(input, |a, b| a > b) / input.0.len() as f64,
        )
        .mistake(
            "columns instead of rows",
            "It looks for the largest number of each column. A row is one image; a column is one class over all images.",
            |(y, t)| {
                let columns = y.axis_iter(Axis(1)).zip(t);
                columns.filter(|(column, t)| place(column.view(), |a, b| a > b) == **t).count() as f64
                    / t.len() as f64
            },
        )
        .mistake(
            "more than a half",
            "It counts a row as right when the number at the label is above 0.5. It only has to be the largest of its row.",
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
    fn what_the_network_read_is_told_to_a_right_function_only() {
        assert!(explained(|y, t| right(&(y.clone(), t.to_vec()))).starts_with("The trained network read 4"));
        assert_eq!(explained(|_, _| 1.0), "");
        assert_eq!(explained(|_, _| panic!("not yet implemented")), "");
    }
}
