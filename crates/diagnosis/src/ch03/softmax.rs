//! How do scores become probabilities?

use crate::question::Question;
use ndarray::{Array1, Array2, Axis, array};

fn largest<'a>(a: impl IntoIterator<Item = &'a f64>) -> f64 {
    a.into_iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// `exp(a − c)`, divided by its sum.
fn shifted(a: &Array1<f64>, c: f64) -> Array1<f64> {
    let exp = a.mapv(|a| (a - c).exp());
    let sum = exp.sum();
    exp / sum
}

/// Softmax of one vector, without overflow (book §3.5).
pub fn of_one() -> Question<Array1<f64>, Array1<f64>> {
    Question::new(
        "softmax",
        |draw| {
            let classes = draw.size(2..=6);
            draw.vector(classes) * 2.0
        },
        |a| shifted(a, largest(a)),
    )
    .inputs(["a"])
    .parts(["y"])
    .example(|| array![0.3, 2.9, 4.0])
    .example(|| array![1010.0, 1000.0, 990.0])
    .example(|| array![-1000.0, -1000.0, -1001.0])
    .example(|| array![1000.0, 0.0, 0.0])
    .example(|| array![2000.0, 0.0, 0.0])
    .mistake(
        "overflows",
        "The formula is right, but exp(1010) is too large for an f64: it is infinite, and ∞ / ∞ is NaN. On paper, \
        shifting all scores by the same amount changes nothing. Which shift keeps every exp at 1 or below?",
        |a| shifted(a, 0.0),
    )
    .mistake(
        "the largest starts at 0",
        "When all scores are far below 0, every exp is 0, and 0 / 0 is NaN. The search for the largest score \
         starts at 0, so it finds 0: start at `f64::NEG_INFINITY`.",
        |a| shifted(a, largest(a).max(0.0)),
    )
    .mistake(
        "the smallest is subtracted",
        "You subtracted the smallest score. The others are then positive and may still overflow. If you subtract the \
        largest, no exponent is above 0.",
        |a| shifted(a, a.fold(f64::INFINITY, |c, &a| c.min(a))),
    )
    .mistake(
        "the mean is subtracted",
        "You subtracted the mean. A score far above the mean still overflows. If you subtract the largest, no \
        exponent is above 0.",
        |a| shifted(a, a.sum() / a.len() as f64),
    )
    .mistake(
        "not divided by the sum",
        "The outputs don't sum to 1. Divide each exp by the sum of all of them.",
        |a| a.mapv(|x| (x - largest(a)).exp()),
    )
    .mistake(
        "the bare exponentials",
        "These are the exponentials themselves. First subtract the largest score from all scores, then divide each \
        exponential by their sum.",
        |a| a.mapv(f64::exp),
    )
    .mistake(
        "shifted in the numerator only",
        "You subtracted the largest in the numerator, but not in the denominator. The sum has to be that of the \
        shifted exponentials.",
        |a| a.mapv(|x| (x - largest(a)).exp()) / a.mapv(f64::exp).sum(),
    )
    .mistake(
        "no exponentials",
        "The scores themselves are divided by their sum. Then negative scores give negative probabilities: exp is \
        missing.",
        |a| a / a.sum(),
    )
    .mistake(
        "shifted, but no exponentials",
        "The shifted scores themselves are divided by their sum: exp is missing. (And when all scores are equal, that \
        is 0 / 0.)",
        |a| {
            let shifted = a - largest(a);
            let sum = shifted.sum();
            shifted / sum
        },
    )
    .mistake(
        "the smallest wins",
        "The smallest score gets the largest probability: somewhere the sign of a is flipped, as in c − a.",
        |a| shifted(&-a, -largest(a)),
    )
    .also_right("core-tensor's", |a| {
        core_tensor::functions::softmax::softmax(a.view().insert_axis(Axis(0))).row(0).to_owned()
    })
    .also_right("each as a share", |a| a.mapv(|x| 1.0 / a.iter().map(|other| (other - x).exp()).sum::<f64>()))
}

/// Softmax of each row of a batch (book §3.5 and §3.6.3).
pub fn of_rows() -> Question<Array2<f64>, Array2<f64>> {
    Question::new(
        "softmax",
        |draw| {
            let (n, classes) = (draw.size(2..=5), draw.size(2..=5));
            draw.matrix(n, classes) * 2.0
        },
        |a| by_rows(a, |_, row| largest(row)),
    )
    .inputs(["a"])
    .parts(["y"])
    .example(|| array![[0.3, 2.9, 4.0], [0.3, 2.9, 4.0]])
    .example(|| array![[1000.0, 1001.0], [0.0, 1.0]])
    .example(|| array![[0.3, 2.9, 4.0]])
    .mistake(
        "one sum for the whole batch",
        "All values of the batch together sum to 1. Each row is a separate image, and its ten probabilities should \
        sum to 1 whatever the other images are. (With a batch of one image nothing is wrong: that is why it went \
        unnoticed.)",
        |a| {
            let exp = a.mapv(|x| (x - largest(a)).exp());
            let sum = exp.sum();
            exp / sum
        },
    )
    .mistake(
        "one sum, but rows are shifted",
        "You take the largest of each row, but still one sum for the whole batch. Each row should sum to 1.",
        |a| {
            let mut y = a.clone();
            for mut row in y.rows_mut() {
                let c = largest(&row);
                row.mapv_inplace(|x| (x - c).exp());
            }
            let sum = y.sum();
            y / sum
        },
    )
    .mistake(
        "one largest for the whole batch",
        "The rows sum to 1, but one image may affect another: when its scores are 1,000 larger, the other's \
        exponentials are all 0, and 0 / 0 is NaN. Take the largest of each row too.",
        |a| by_rows(a, |a, _| largest(a)),
    )
    .mistake(
        "columns instead of rows",
        "Each column sums to 1. A column is one class over all images; a row is one image.",
        |a| {
            let turned = a.t().to_owned();
            by_rows(&turned, |_, row| largest(row)).t().as_standard_layout().into_owned()
        },
    )
    .mistake(
        "divided by the columns' sums",
        "You take the largest of each row, but the sums of the columns. Each row should sum to 1.",
        |a| {
            let mut y = a.clone();
            for mut row in y.rows_mut() {
                let c = largest(&row);
                row.mapv_inplace(|x| (x - c).exp());
            }
            let sums = y.sum_axis(Axis(0));
            y / sums
        },
    )
    .mistake(
        "not shifted",
        "The rows sum to 1, but the largest score is not subtracted any more: exp(1000) is infinite, and ∞ / ∞ is NaN.",
        |a| by_rows(a, |_, _| 0.0),
    )
    .also_right("core-tensor's", |a| core_tensor::functions::softmax::softmax(a.view()))
    .also_right("one row after another", |a| {
        let mut y = Array2::zeros(a.dim());
        for (mut y, a) in y.rows_mut().into_iter().zip(a.rows()) {
            y.assign(&of_one().answer(&a.to_owned()));
        }
        y
    })
}

/// Softmax of each row, with the shift that `c` gives for the batch and the row.
fn by_rows(a: &Array2<f64>, c: fn(&Array2<f64>, &Array1<f64>) -> f64) -> Array2<f64> {
    let mut y = a.clone();
    for mut row in y.rows_mut() {
        let scores = row.to_owned();
        row.assign(&shifted(&scores, c(a, &scores)));
    }
    y
}
