//! Why is an ensemble better than one network, and how does it predict?

use crate::prediction::Prediction;
use crate::question::Question;
use ndarray::{Array2, Axis, array};

/// The error rate of one network.
const WRONG: f64 = 0.01;

/// The share of images on which at least two of three are wrong: all eight cases, one by one.
fn at_least_two_wrong() -> f64 {
    (0..8_u32)
        .filter(|case| case.count_ones() >= 2)
        .map(|case| (0..3).map(|net| if case >> net & 1 == 1 { WRONG } else { 1.0 - WRONG }).product::<f64>())
        .sum()
}

/// Three networks with independent errors, each with an error rate of 1 %; the majority decides (book §8.1.2).
pub fn two_of_three() -> Prediction {
    Prediction::new(
        "Three networks each misclassify 1 % of the images, independently of each other. What share does the majority \
         misclassify?",
        at_least_two_wrong,
        "Two of three have to be wrong at once: three pairs, each with 0.01², so about 0.0003, thirty times fewer. \
         Real networks gain much less, because they fail on the same digits: see the experiment `ensemble`.",
    )
    .within(0.05)
    .wrong_guess("nothing gained", || WRONG, "That is one network alone. When one is wrong, what do the other two \
         predict?")
    .wrong_guess(
        "a third",
        || WRONG / 3.0,
        "Nothing here divides by three. Which networks have to be wrong for the majority to be wrong?",
    )
    .wrong_guess(
        "all three",
        || WRONG.powi(3),
        "That is the share on which all three are wrong. Two are enough.",
    )
    .wrong_guess(
        "one pair",
        || WRONG.powi(2),
        "That is one pair being wrong. How many pairs are there among three?",
    )
}

/// The probabilities of three networks, `(n, classes)` each.
pub type Three = (Array2<f64>, Array2<f64>, Array2<f64>);

fn largest(y: &Array2<f64>) -> Vec<usize> {
    let best = |row: ndarray::ArrayView1<'_, f64>| {
        row.iter().enumerate().fold(0, |best, (k, p)| if *p > row[best] { k } else { best })
    };
    y.axis_iter(Axis(0)).map(best).collect()
}

fn votes((a, b, c): &Three) -> Vec<[usize; 3]> {
    let votes = [largest(a), largest(b), largest(c)];
    (0..a.nrows()).map(|i| [votes[0][i], votes[1][i], votes[2][i]]).collect()
}

/// The prediction of an ensemble of three: the class with the largest mean probability (book §8.1.2).
pub fn prediction() -> Question<Three, Vec<usize>> {
    Question::new(
        "ensemble",
        |draw| {
            let (n, classes) = (draw.size(3..=6), draw.size(3..=10));
            (draw.probabilities(n, classes), draw.probabilities(n, classes), draw.probabilities(n, classes))
        },
        |(a, b, c)| largest(&(a + b + c)),
    )
    .inputs(["a", "b", "c"])
    .parts(["the predictions"])
    .example(|| (array![[0.0, 0.0, 0.9, 0.1, 0.0]], array![[0.0, 0.0, 0.8, 0.2, 0.0]], array![[0.6, 0.0, 0.4, 0.0, 0.0]]))
    .mistake(
        "the mean of the predictions",
        "Two networks that predict 4 and 10 don't mean 7. Classes are names, not quantities: you can't average them.",
        |three| votes(three).iter().map(|[a, b, c]| (a + b + c) / 3).collect(),
    )
    .mistake(
        "the rounded mean of the predictions",
        "Two networks that predict 4 and 10 don't mean 7. Classes are names, not quantities: you can't average them.",
        |three| votes(three).iter().map(|[a, b, c]| ((a + b + c) as f64 / 3.0).round() as usize).collect(),
    )
    .mistake("the first network", "That is the prediction of the first network alone.", |(a, _, _)| largest(a))
    .mistake(
        "the most confident network",
        "The most confident network decides alone. With the mean, all three count.",
        |(a, b, c)| largest(&ndarray::Zip::from(a).and(b).and(c).map_collect(|a, b, c| a.max(*b).max(*c))),
    )
    .mistake(
        "a vote",
        "That is a majority vote, in which an unsure network counts as much as a confident one. Take the largest mean \
         probability.",
        |three| {
            let majority = |[a, b, c]: &[usize; 3]| if b == c { *b } else { *a };
            votes(three).iter().map(majority).collect()
        },
    )
    .also_right("class by class", |(a, b, c)| {
        let mean = |i, k| (a[[i, k]] + b[[i, k]] + c[[i, k]]) / 3.0;
        let best = |i| (0..a.ncols()).fold(0, |best, k| if mean(i, k) > mean(i, best) { k } else { best });
        (0..a.nrows()).map(best).collect()
    })
}
