//! Is one optimiser better than another, or was it lucky with its seeds?

use crate::prediction::Prediction;
use crate::question::Question;
use ndarray::{Array1, array};

/// The accuracies of two optimisers, one entry per seed, (n) each.
pub type Pair = (Array1<f64>, Array1<f64>);
/// The mean difference, its standard error, and whether the difference counts.
pub type Comparison = (f64, f64, bool);

fn mean(x: &Array1<f64>) -> f64 {
    x.sum() / x.len() as f64
}

/// The sum of squared deviations.
fn squares(x: &Array1<f64>) -> f64 {
    let mean = mean(x);
    x.mapv(|x| (x - mean) * (x - mean)).sum()
}

/// The standard deviation of a sample.
fn std(x: &Array1<f64>) -> f64 {
    (squares(x) / (x.len() as f64 - 1.0)).sqrt()
}

fn root(x: &Array1<f64>) -> f64 {
    (x.len() as f64).sqrt()
}

/// The comparison with this error of the differences.
fn with((a, b): &Pair, error: fn(differences: &Array1<f64>) -> f64) -> Comparison {
    let d = a - b;
    (mean(&d), error(&d), mean(&d).abs() > 2.0 * error(&d))
}

fn right(pair: &Pair) -> Comparison {
    with(pair, |d| std(d) / root(d))
}

/// Two optimisers on the same seeds (book §6.1.8).
pub fn compare() -> Question<Pair, Comparison> {
    Question::new(
        "compare",
        |draw| {
            let n = draw.size(4..=10);
            // What a seed does to both, and what remains.
            let common = draw.vector(n) * 0.01 + 0.95;
            let gain = draw.between(-0.01, 0.01);
            (&common + draw.vector(n) * 0.005 + gain, common + draw.vector(n) * 0.005)
        },
        right,
    )
    .inputs(["a", "b"])
    .parts(["the mean difference", "the standard error", "whether the difference counts"])
    .size("the number of seeds", |(a, _)| a.len() as f64)
    .tolerance(1e-7)
    .example(|| (array![0.962, 0.971, 0.958, 0.967, 0.965], array![0.960, 0.967, 0.957, 0.966, 0.962]))
    .example(|| (array![0.962, 0.971, 0.958, 0.967, 0.965], array![0.968, 0.959, 0.963, 0.960, 0.971]))
    .mistake("b minus a", "The sign is flipped: the difference is a − b.", |(a, b)| {
        right(&(b.clone(), a.clone()))
    })
    .mistake(
        "the best runs",
        "You compared the best run of each. The best of several runs is luck, and grows with their number. Compare the \
         means.",
        |pair| {
            let most = |x: &Array1<f64>| x.fold(0.0_f64, |a, &b| a.max(b));
            let (_, error, _) = right(pair);
            let difference = most(&pair.0) - most(&pair.1);
            (difference, error, difference.abs() > 2.0 * error)
        },
    )
    .mistake(
        "a sum of differences",
        "That is the sum of the differences. Divide it by the number of seeds.",
        |pair| {
            let (difference, error, _) = right(pair);
            let sum = difference * pair.0.len() as f64;
            (sum, error, sum.abs() > 2.0 * error)
        },
    )
    .mistake(
        "absolute differences",
        "You averaged the sizes of the differences. Keep their signs: gains and losses cancel.",
        |(a, b)| {
            let d = (a - b).mapv(f64::abs);
            (mean(&d), std(&d) / root(&d), mean(&d) > 2.0 * std(&d) / root(&d))
        },
    )
    .mistake(
        "divided by n",
        "You divided the squares by n. The mean was computed from the same n values, so they are a little too close to \
         it: divide by n − 1.",
        |pair| with(pair, |d| (squares(d) / d.len() as f64).sqrt() / root(d)),
    )
    .mistake(
        "the standard deviation",
        "That is the standard deviation of one difference. The *mean* of n differences varies less: divide by √n.",
        |pair| with(pair, std),
    )
    .mistake(
        "divided by n instead of its root",
        "You divided the standard deviation by n. For a mean it is √n.",
        |pair| with(pair, |d| std(d) / d.len() as f64),
    )
    .mistake(
        "the variance",
        "That is the variance of the mean. Its square root is the standard error.",
        |pair| with(pair, |d| (std(d) / root(d)).powi(2)),
    )
    .mistake(
        "not pair by pair",
        "You added the variances of a and b, as for runs that have nothing in common. Here run i of both has seed i: an \
         easy seed is easy for both. Take the differences first, then their standard deviation.",
        |(a, b)| {
            let error = ((squares(a) + squares(b)) / (a.len() as f64 - 1.0)).sqrt() / root(a);
            let difference = mean(a) - mean(b);
            (difference, error, difference.abs() > 2.0 * error)
        },
    )
    .mistake(
        "only if a is better",
        "You asked whether a is better. A difference counts in either direction: compare its absolute value.",
        |pair| {
            let (difference, error, _) = right(pair);
            (difference, error, difference > 2.0 * error)
        },
    )
    .mistake(
        "one standard error",
        "You compared with one standard error. By chance alone, about a third of all mean differences are larger than \
         that; compare with two.",
        |pair| {
            let (difference, error, _) = right(pair);
            (difference, error, difference.abs() > error)
        },
    )
    .mistake(
        "any difference",
        "Every difference that isn't 0 counts for you. The question is whether it is larger than chance makes it.",
        |pair| {
            let (difference, error, _) = right(pair);
            (difference, error, difference != 0.0)
        },
    )
    .also_right("by the sums", |(a, b)| {
        let d = a - b;
        let n = d.len() as f64;
        let difference = mean(a) - mean(b);
        let variance = d.iter().map(|d| (d - difference).powi(2)).sum::<f64>() / (n - 1.0);
        let error = (variance / n).sqrt();
        (difference, error, (difference / error).abs() > 2.0)
    })
}

/// How many seeds for half the standard error (book §6.1.8)?
pub fn seeds_for_half_the_error() -> Prediction {
    Prediction::new(
        "From 5 seeds, the mean difference has a standard error of 0.2 percentage points. With how many seeds would you \
         expect 0.1?",
        || {
            let error = |n: f64| 0.2 * (5.0 / n).sqrt();
            (5..=100).map(f64::from).find(|&n| error(n) <= 0.1 + 1e-12).unwrap_or(f64::NAN)
        },
        "The standard error falls with √n: half of it takes four times as many seeds, a tenth a hundred times as many. So a \
         difference that needs many seeds to be seen may not be worth it.",
    )
    .wrong_guess("twice as many", || 10.0, "The standard error is std / √n. By how much does √n grow from 5 to 10?")
    .wrong_guess("fewer", || 3.0, "Fewer runs say less about the mean.")
}
