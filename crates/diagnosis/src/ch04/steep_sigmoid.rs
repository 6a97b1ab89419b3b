//! Can a sigmoid be made so steep that it is a step, and still have a gradient?

use crate::prediction::Prediction;
use crate::question::Question;
use ndarray::{Array1, array};

/// The points `x` (n), and the steepness `k`.
pub type Input = (Array1<f64>, f64);
/// The values and the derivatives with respect to `x`, (n) each.
pub type Out = (Array1<f64>, Array1<f64>);

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The right values, with derivatives from `x`, `y` and `k`.
fn with((x, k): &Input, derivative: fn(x: f64, y: f64, k: f64) -> f64) -> Out {
    (x.mapv(|x| sigmoid(k * x)), x.mapv(|x| derivative(x, sigmoid(k * x), *k)))
}

/// `σ(k x)` and its derivative (book §4.2.5).
pub fn values_and_slopes() -> Question<Input, Out> {
    Question::new(
        "steep_sigmoid",
        |draw| {
            let n = draw.size(3..=7);
            let k = draw.between(1.5, 12.0);
            (draw.vector(n) / k * 2.0, k)
        },
        |input| with(input, |_, y, k| k * y * (1.0 - y)),
    )
    .inputs(["x", "k"])
    .parts(["y", "dy"])
    .size("the steepness k", |(_, k)| *k)
    .example(|| (array![-0.1, 0.0, 0.1], 10.0))
    .example(|| (array![-3.0, 0.0, 3.0], 1000.0))
    .mistake(
        "k outside",
        "You multiplied the sigmoid by k: then it rises to k instead of 1. k belongs inside, σ(k · x).",
        |(x, k)| (x.mapv(|x| k * sigmoid(x)), x.mapv(|x| k * sigmoid(x) * (1.0 - sigmoid(x)))),
    )
    .mistake("divided by k", "That is σ(x / k), which gets flatter as k grows. Multiply x by k.", |(x, k)| {
        (x.mapv(|x| sigmoid(x / k)), x.mapv(|x| sigmoid(x / k) * (1.0 - sigmoid(x / k)) / k))
    })
    .mistake("without k", "k is missing in the values: the sigmoid gets k · x, not x.", |(x, k)| {
        (x.mapv(sigmoid), x.mapv(|x| k * sigmoid(x) * (1.0 - sigmoid(x))))
    })
    .mistake("a minus lost", "It falls from 1 to 0. Is the minus in exp(−k x) missing?", |(x, k)| {
        (x.mapv(|x| sigmoid(-k * x)), x.mapv(|x| k * sigmoid(-k * x) * (1.0 - sigmoid(-k * x))))
    })
    .mistake(
        "the chain rule forgotten",
        "The derivatives are y (1 − y): that is how fast y changes with k · x. By the chain rule, multiply by how fast k \
         · x changes with x.",
        |input| with(input, |_, y, _| y * (1.0 - y)),
    )
    .mistake(
        "k twice",
        "One factor k too many: the inner derivative counts once. y was computed with k · x already.",
        |input| with(input, |_, y, k| k * k * y * (1.0 - y)),
    )
    .mistake(
        "x instead of y",
        "You used x (1 − x). The formula needs the output: y (1 − y).",
        |input| with(input, |x, _, k| k * x * (1.0 - x)),
    )
    .mistake("y lost", "That is k (1 − y). The derivative is k · y (1 − y).", |input| {
        with(input, |_, y, k| k * (1.0 - y))
    })
    .mistake(
        "the slope in the middle",
        "That is the slope at x = 0 for every x. The slope depends on x; it is largest in the middle.",
        |input| with(input, |_, _, k| k / 4.0),
    )
    .also_right("with exp", |(x, k)| {
        let exp = x.mapv(|x| (-(k * x).abs()).exp());
        let y = x.mapv(|x| if x > 0.0 { 1.0 / (1.0 + (-k * x).exp()) } else { 1.0 - sigmoid(-k * x) });
        (y, exp.mapv(|e| k * e / ((1.0 + e) * (1.0 + e))))
    })
}

fn slope(x: f64, k: f64) -> f64 {
    k * sigmoid(k * x) * (1.0 - sigmoid(k * x))
}

/// The largest slope that a sigmoid of this steepness has.
fn largest_slope(k: f64) -> f64 {
    (-1000..=1000).map(|i| slope(f64::from(i) / 1000.0, k)).fold(0.0, f64::max)
}

/// The length of the interval in which the slope is at least half of the largest one, by bisection.
fn width(k: f64) -> f64 {
    let half = largest_slope(k) / 2.0;
    let (mut inside, mut outside) = (0.0, 10.0);
    for _ in 0..60 {
        let middle = 0.5 * (inside + outside);
        if slope(middle, k) >= half {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    2.0 * inside
}

/// The largest slope of `σ(10 x)` (book §4.2.5).
pub fn largest_slope_of_ten() -> Prediction {
    Prediction::new(
        "What is the largest slope of σ(10 x)?",
        || largest_slope(10.0),
        "In the middle y is ½, so k · y (1 − y) is k/4. A steeper sigmoid has a larger gradient there.",
    )
    .within(0.01)
    .wrong_guess("k itself", || 10.0, "That is k. What is y (1 − y) where it is largest?")
    .wrong_guess(
        "a quarter",
        || 0.25,
        "That is the largest slope of σ(x). What does the factor inside do to it?",
    )
    .wrong_guess("half of k", || 5.0, "You took y = ½ alone. The slope is k · y (1 − y).")
}

/// On how long an interval `σ(100 x)` has a slope worth the name (book §4.2.5).
pub fn width_of_a_hundred() -> Prediction {
    Prediction::new(
        "σ(x) has at least half of its largest slope on an interval of length 3.53. How long is it for σ(100 x)?",
        || width(100.0),
        "What rises k times as fast has risen after 1/k of the distance. Outside this interval the gradient is practically \
         0: of 1,000 inputs spread over −1 to 1, only 18 are inside. The gain in the middle is paid for everywhere else, \
         and in the limit, the step, nothing is left.",
    )
    .within(0.02)
    .wrong_guess("unchanged", || 3.53, "That is the length for k = 1. Where is 100 · x as large as x was?")
    .wrong_guess("longer", || 353.0, "It gets shorter: σ(100 x) climbs in a hundredth of the distance.")
    .wrong_guess("by the root", || 0.353, "It shrinks faster: in proportion to 1/k, not to 1/√k.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_slope_grows_with_k_and_its_interval_shrinks() {
        for k in [1.0, 10.0, 100.0] {
            assert!((largest_slope(k) - k / 4.0).abs() < 1e-12);
            assert!((width(k) * k - 2.0 * (3.0 + 8.0_f64.sqrt()).ln()).abs() < 1e-9);
        }
    }
}
