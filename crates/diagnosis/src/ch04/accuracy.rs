//! Two networks start with the same weights. One trains on its loss, one on its accuracy.

use crate::digits::{self, Digits};
use crate::draw::Draw;
use crate::prediction::Choice;
use core_tensor::functions::softmax::{log_softmax, softmax};
use core_tensor::tensor::targets::predicted_class;
use ndarray::Array2;

const H: f64 = 1e-4;
const STEPS: usize = 20;

/// Digits, each as the means of 4 × 4 fields of 7 × 7 pixels, (n, 16), and their labels.
pub(crate) fn small_digits((x, t): Digits) -> Digits {
    let field = |i: usize, field: usize| -> f64 {
        let (top, left) = (7 * (field / 4), 7 * (field % 4));
        let pixels = (0..49).map(|p| x[[i, 28 * (top + p / 7) + left + p % 7]]);
        pixels.sum::<f64>() / 49.0
    };
    (Array2::from_shape_fn((x.nrows(), 16), |(i, f)| field(i, f)), t)
}

fn loss(w: &Array2<f64>, x: &Array2<f64>, t: &[usize]) -> f64 {
    let log_y = log_softmax(x.dot(w).view());
    -t.iter().enumerate().map(|(i, &class)| log_y[[i, class]]).sum::<f64>() / t.len() as f64
}

fn accuracy(w: &Array2<f64>, x: &Array2<f64>, t: &[usize]) -> f64 {
    let y = softmax(x.dot(w).view());
    let right = y
        .rows()
        .into_iter()
        .zip(t)
        .filter(|(row, class)| predicted_class(row.iter().copied()) == Some(**class));
    right.count() as f64 / t.len() as f64
}

/// The accuracy after some steps along the numerical gradient of `goal` (uphill for `sign` 1, downhill for −1).
fn read_after(goal: fn(&Array2<f64>, &Array2<f64>, &[usize]) -> f64, sign: f64, steps: usize) -> f64 {
    let (x, t) = small_digits(digits::training(100));
    let mut w = Draw::seeded(4).matrix(16, 10);
    for _ in 0..steps {
        let mut moved = w.clone();
        let gradients = Array2::from_shape_fn(w.dim(), |at| {
            moved[at] = w[at] + H;
            let above = goal(&moved, &x, &t);
            moved[at] = w[at] - H;
            let below = goal(&moved, &x, &t);
            moved[at] = w[at];
            (above - below) / (2.0 * H)
        });
        w.scaled_add(sign, &gradients);
    }
    accuracy(&w, &x, &t)
}

/// Which of the two has the higher accuracy in the end (book §4.2.5)?
pub fn which_learns() -> Choice {
    Choice::new(
        "Two networks start with the same weights. One takes 20 steps along the gradient of its loss, one along the \
         gradient of its accuracy, both computed numerically with h = 1e-4. What is the accuracy of the second one in \
         the end?",
        || {
            let start = read_after(accuracy, 1.0, 0);
            let [by_loss, by_accuracy] = [read_after(loss, -1.0, STEPS), read_after(accuracy, 1.0, STEPS)];
            if by_accuracy == start {
                'c'
            } else if by_accuracy > by_loss {
                'a'
            } else {
                'b'
            }
        },
    )
    .option(
        'a',
        "It would be, if the accuracy had a useful gradient. Think of one weight that moves by 1e-4: which of the 100 \
         predictions turns from wrong to right?",
    )
    .option(
        'b',
        "For that it would have to move. Think of one weight that moves by 1e-4: which of the 100 predictions \
         changes, and what is the derivative if none does?",
    )
    .option(
        'c',
        "Not one weight moved. The accuracy counts whole images, so it is a staircase: a weight that moves by 1e-4 \
         changes no prediction, both accuracies are equal, and the gradient is exactly 0. The loss responds to every \
         change, however small.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_trained_on_its_loss_learns() {
        assert!(read_after(loss, -1.0, STEPS) > read_after(loss, -1.0, 0));
    }
}
