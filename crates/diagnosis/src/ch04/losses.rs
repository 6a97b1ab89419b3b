//! How wrong is a prediction, as one number?

use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array1, Array2};

/// The probabilities `y` and the one-hot target `t`, (classes) each.
pub type Input = (Array1<f64>, Array1<f64>);
/// The probabilities `y` of a batch, (n, classes), and the label of each row.
pub type Batch = (Array2<f64>, Vec<usize>);

/// What the book adds to a probability before it takes the logarithm.
const DELTA: f64 = 1e-7;

fn draw(draw: &mut Draw) -> Input {
    let classes = draw.size(3..=10);
    (draw.probabilities(1, classes).row(0).to_owned(), draw.one_hot(1, classes).row(0).to_owned())
}

/// The book's predictions: 0.6 for class 2, or for class 7, where class 2 is right.
fn of_the_book(sure_of: usize) -> Input {
    let mut y: Array1<f64> = vec![0.1, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0].into();
    y[sure_of] = 0.6;
    if sure_of == 7 {
        y[5] = 0.0;
        y[8] = 0.1;
    }
    let mut t = Array1::zeros(10);
    t[2] = 1.0;
    (y, t)
}

/// The sum over the classes of a function of `y` and `t`.
fn sum((y, t): &Input, each: fn(y: f64, t: f64) -> f64) -> f64 {
    y.iter().zip(t).map(|(&y, &t)| each(y, t)).sum()
}

/// Half the sum of squared errors (book §4.2.1).
pub fn sum_squared_error() -> Question<Input, f64> {
    Question::new("sum_squared_error", draw, |input| 0.5 * sum(input, |y, t| (y - t).powi(2)))
        .inputs(["y", "t"])
        .parts(["the error"])
        .example(|| of_the_book(2))
        .example(|| of_the_book(7))
        .mistake(
            "without the half",
            "It is twice as large: the ½ before the sum is missing. It makes the gradient simply y − t.",
            |input| sum(input, |y, t| (y - t).powi(2)),
        )
        .mistake(
            "a mean",
            "You divided by the number of classes. The book's error is half a sum over the classes.",
            |input| sum(input, |y, t| (y - t).powi(2)) / input.0.len() as f64,
        )
        .mistake(
            "half the mean",
            "You also divided by the number of classes. The book's error is a sum over the classes.",
            |input| 0.5 * sum(input, |y, t| (y - t).powi(2)) / input.0.len() as f64,
        )
        .mistake(
            "not squared",
            "The differences were added without squaring. Positive and negative ones cancel: the sum is 0 for any \
             prediction.",
            |input| 0.5 * sum(input, |y, t| y - t),
        )
        .mistake(
            "absolute values",
            "The differences were made positive, but not squared.",
            |input| 0.5 * sum(input, |y, t| (y - t).abs()),
        )
        .mistake(
            "a root",
            "You took the square root. That is a distance; the error is half the sum of the squares itself.",
            |input| sum(input, |y, t| (y - t).powi(2)).sqrt(),
        )
        .also_right("multiplied out", |(y, t)| 0.5 * y.dot(y) - y.dot(t) + 0.5 * t.dot(t))
}

/// Cross-entropy of one prediction (book §4.2.2).
pub fn cross_entropy_error() -> Question<Input, f64> {
    Question::new("cross_entropy_error", draw, |input| -sum(input, |y, t| t * (y + DELTA).ln()))
        .inputs(["y", "t"])
        .parts(["the error"])
        .example(|| of_the_book(2))
        .example(|| of_the_book(7))
        .example(|| (vec![0.0, 1.0].into(), vec![1.0, 0.0].into()))
        .mistake(
            "over all classes",
            "You added the logarithms of all classes. Only the right one counts: t is 1 there and 0 elsewhere, so it \
             is multiplied in.",
            |input| -sum(input, |y, _| (y + DELTA).ln()),
        )
        .mistake(
            "0 times infinity",
            "Where y is 0 its logarithm is −∞, and 0 · ∞ is NaN. The book adds 1e-7 to y first, inside the \
             logarithm.",
            |input| -sum(input, |y, t| t * y.ln()),
        )
        .mistake(
            "without 1e-7",
            "It is only finite while the right class has a probability above 0: ln 0 is −∞. Add 1e-7 to y inside the \
             logarithm.",
            |input| -sum(input, |y, t| if t == 1.0 { y.ln() } else { 0.0 }),
        )
        .mistake(
            "y and t swapped",
            "You took the logarithm of t. The loss says how surprising the truth is if you believed y: take the \
             logarithm of y.",
            |input| -sum(input, |y, t| y * (t + DELTA).ln()),
        )
        .mistake(
            "log10",
            "That is the logarithm to base 10. In Rust the natural logarithm is `ln`.",
            |input| -sum(input, |y, t| t * (y + DELTA).log10()),
        )
        .mistake(
            "a mean over the classes",
            "You divided by the number of classes. Only one term isn't 0; there is nothing to average.",
            |input| -sum(input, |y, t| t * (y + DELTA).ln()) / input.0.len() as f64,
        )
        .also_right("the right class alone", |(y, t)| {
            let class = t.iter().position(|&t| t == 1.0).unwrap_or(0);
            -(y[class] + DELTA).ln()
        })
}

fn batch(draw: &mut Draw) -> Batch {
    let (n, classes) = (draw.size(2..=6), draw.size(3..=7));
    (draw.probabilities(n, classes), draw.labels(n, classes))
}

/// The sum over the samples of a function of each row and its label.
fn over_samples((y, t): &Batch, each: fn(row: ndarray::ArrayView1<'_, f64>, label: usize) -> f64) -> f64 {
    y.rows().into_iter().zip(t).map(|(row, &label)| each(row, label)).sum()
}

fn samples((y, _): &Batch) -> f64 {
    y.nrows() as f64
}

/// Mean cross-entropy of a batch with labels (book §4.2.4).
pub fn cross_entropy_of_batch() -> Question<Batch, f64> {
    Question::new("cross_entropy_of_batch", batch, |input| {
        -over_samples(input, |row, label| (row[label] + DELTA).ln()) / samples(input)
    })
    .inputs(["y", "t"])
    .parts(["the mean error"])
    .size("the number of samples N", samples)
    .size("the number of classes", |(y, _)| y.ncols() as f64)
    .example(|| (ndarray::array![[0.1, 0.6, 0.3], [0.2, 0.3, 0.5]], vec![1, 0]))
    .example(|| (ndarray::array![[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]], vec![1, 1, 1]))
    .mistake(
        "a sum",
        "That is the sum over the samples. Divide it by their number, so that batches of different sizes can be \
         compared.",
        |input| -over_samples(input, |row, label| (row[label] + DELTA).ln()),
    )
    .mistake(
        "over all classes",
        "You added the logarithms of all classes. In each row only the entry of the right class counts.",
        |input| -over_samples(input, |row, _| row.iter().map(|y| (y + DELTA).ln()).sum()) / samples(input),
    )
    .mistake(
        "the largest instead of the right",
        "You used the largest probability of each row: the network's prediction. The loss needs the probability of \
         the true class, t[i].",
        |input| {
            -over_samples(input, |row, _| (row.fold(0.0_f64, |a, &b| a.max(b)) + DELTA).ln()) / samples(input)
        },
    )
    .mistake(
        "times the label",
        "You multiplied the logarithm by the label. A label is an index into its row, not a factor.",
        |input| -over_samples(input, |row, label| label as f64 * (row[label] + DELTA).ln()) / samples(input),
    )
    .mistake(
        "all labels in each row",
        "You used the labels of all samples for each row. Row i belongs to label t[i] alone.",
        |input| {
            let (y, t) = input;
            let all: f64 = y.rows().into_iter().flat_map(|row| t.iter().map(move |&label| (row[label] + DELTA).ln())).sum();
            -all / samples(input)
        },
    )
    .mistake(
        "the logarithm of the mean",
        "You took the mean first and then the logarithm. It is the other way round: compute the error of each sample, \
         then the mean of the errors.",
        |input| -(over_samples(input, |row, label| row[label] + DELTA) / samples(input)).ln(),
    )
    .mistake(
        "without 1e-7",
        "Where the right class has the probability 0, its logarithm is −∞. Add 1e-7 to the probability first.",
        |input| -over_samples(input, |row, label| row[label].ln()) / samples(input),
    )
    .also_right("with one-hot targets", |(y, t)| {
        let t = core_tensor::tensor::targets::one_hot::<f64>(t, y.ncols());
        -(t * y.mapv(|y| (y + DELTA).ln())).sum() / y.nrows() as f64
    })
}
