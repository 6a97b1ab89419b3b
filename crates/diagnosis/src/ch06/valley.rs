//! A long valley: which way does the gradient point, how large may the learning rate be, and how often does SGD turn round?

use crate::prediction::Prediction;
use crate::question::Question;
use ndarray::{Array1, array};

/// The gradient, the position `w`, and the minimum, (n) each.
pub type Underfoot = (Array1<f64>, Array1<f64>, Array1<f64>);

/// The angle between two directions, in radians.
fn between(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    (a.dot(b) / (a.dot(a) * b.dot(b)).sqrt()).clamp(-1.0, 1.0).acos()
}

/// The book's valley, `x² / 20 + y²`: its curvatures.
const CURVATURES: [f64; 2] = [0.1, 2.0];
/// Where the book starts.
const START: [f64; 2] = [-7.0, 2.0];

fn underfoot_at_the_start() -> Underfoot {
    let w = Array1::from(START.to_vec());
    (Array1::from(CURVATURES.to_vec()) * &w, w, Array1::zeros(2))
}

fn right_angle((gradient, w, minimum): &Underfoot) -> f64 {
    between(&-gradient, &(minimum - w)).to_degrees()
}

/// The angle between the downhill direction and the direction to the minimum, in degrees (book §6.1.3).
pub fn angle() -> Question<Underfoot, f64> {
    Question::new(
        "angle",
        |draw| {
            let n = draw.size(2..=4);
            let (w, minimum) = (draw.vector(n) * 3.0, draw.vector(n) * 3.0);
            let curvatures = Array1::from_shape_simple_fn(n, || 10.0_f64.powf(draw.between(-1.0, 1.0)));
            (curvatures * (&w - &minimum), w, minimum)
        },
        right_angle,
    )
    .inputs(["gradient", "w", "minimum"])
    .parts(["the angle"])
    .example(underfoot_at_the_start)
    .example(|| (array![2.0, 1.0], array![4.0, 5.0], array![1.0, 2.0]))
    .tolerance(1e-6)
    .mistake(
        "one arrow turned round",
        "That is 180° minus the angle: one of the two arrows points the wrong way. SGD goes along −gradient, and the way \
         from w to the minimum is minimum − w.",
        |(gradient, w, minimum)| between(gradient, &(minimum - w)).to_degrees(),
    )
    .mistake("radians", "That is the angle in radians. `to_degrees()` converts it.", |input| {
        right_angle(input).to_radians()
    })
    .mistake(
        "the cosine",
        "That is the cosine of the angle. The angle is its inverse: `acos()`.",
        |input| right_angle(input).to_radians().cos(),
    )
    .mistake(
        "to the origin",
        "That is the direction to the origin. The minimum may be anywhere: the way to it is minimum − w.",
        |(gradient, w, _)| between(&-gradient, &-w).to_degrees(),
    )
    .mistake(
        "the minimum as a direction",
        "You took the position of the minimum for the direction to it. From w it is minimum − w.",
        |(gradient, _, minimum)| between(&-gradient, minimum).to_degrees(),
    )
    .mistake(
        "not divided by the lengths",
        "A dot product is a cosine only after dividing by both lengths. Without that it can be beyond 1, and `acos()` \
         returns NaN.",
        |(gradient, w, minimum)| (-gradient).dot(&(minimum - w)).acos().to_degrees(),
    )
    .mistake(
        "divided by the squares",
        "You divided by the squared lengths. A length is the root of v · v.",
        |(gradient, w, minimum)| {
            let way = minimum - w;
            let cosine = -gradient.dot(&way) / (gradient.dot(gradient) * way.dot(&way));
            cosine.acos().to_degrees()
        },
    )
    .also_right("with unit vectors", |(gradient, w, minimum)| {
        let unit = |v: Array1<f64>| &v / v.dot(&v).sqrt();
        let (down, way) = (unit(-gradient), unit(minimum - w));
        let (sum, difference) = (&down + &way, &down - &way);
        (2.0 * difference.dot(&difference).sqrt().atan2(sum.dot(&sum).sqrt())).to_degrees()
    })
}

/// The angle at the start of the book's valley (book §6.1.3).
pub fn angle_at_the_start() -> Prediction {
    Prediction::new(
        "In the valley x² / 20 + y², at (−7, 2): how many degrees is the downhill direction off the direction to the \
         minimum?",
        || right_angle(&underfoot_at_the_start()),
        "The gradient is (−0.7, 4): across the valley it is steep, along it nearly flat. So SGD walks to the other side \
         first, and back, and makes little progress along the valley.",
    )
    .within(0.02)
    .wrong_guess(
        "straight",
        || 0.0,
        "It points where the valley falls fastest *here*. The minimum is in that direction only if the valley is equally \
         steep on all sides.",
    )
    .wrong_guess(
        "uphill",
        || 180.0 - right_angle(&underfoot_at_the_start()),
        "That is the angle to the gradient itself, which points uphill.",
    )
    .wrong_guess(
        "at a right angle",
        || 90.0,
        "Then a small step wouldn't bring you closer at all. In a bowl like this the angle is always less than 90°.",
    )
}

/// The curvatures of a valley, one for each axis, (n).
pub type Curvatures = Array1<f64>;

fn least(values: &Array1<f64>) -> f64 {
    values.fold(f64::INFINITY, |a, &b| a.min(b))
}

fn most(values: &Array1<f64>) -> f64 {
    values.fold(0.0, |a, &b| a.max(b))
}

/// The bound of the stable learning rates, and the best one (book §6.1.3).
pub fn rates() -> Question<Curvatures, (f64, f64)> {
    Question::<Curvatures, (f64, f64)>::new(
        "rates",
        |draw| {
            let n = draw.size(2..=5);
            Array1::from_shape_simple_fn(n, || 10.0_f64.powf(draw.between(-2.0, 1.0)))
        },
        |c| (2.0 / most(c), 2.0 / (least(c) + most(c))),
    )
    .inputs(["curvatures"])
    .parts(["the bound", "the best rate"])
    .example(|| Array1::from(CURVATURES.to_vec()))
    .example(|| array![3.0, 0.5, 1.0])
    .mistake("swapped", "The two are swapped: first the bound, then the best rate.", |c| {
        (2.0 / (least(c) + most(c)), 2.0 / most(c))
    })
    .mistake(
        "the flattest direction",
        "That is the bound for the flattest direction. All the others must shrink too; which direction diverges first?",
        |c| (2.0 / least(c), 2.0 / (least(c) + most(c))),
    )
    .mistake(
        "one over the curvature",
        "With this rate the steepest direction arrives in one step. It may overshoot, as long as it lands closer than it \
         was: the factor 1 − lr · c must be above −1, not above 0.",
        |c| (1.0 / most(c), 2.0 / (least(c) + most(c))),
    )
    .mistake(
        "the mean curvature",
        "You averaged over the directions. Each direction has its own factor, and the worst one decides.",
        |c| (2.0 / (c.sum() / c.len() as f64), 2.0 / (least(c) + most(c))),
    )
    .mistake(
        "the best is the largest",
        "At the bound the steepest direction jumps from side to side for ever: its factor is −1. The best rate makes the \
         *largest* |1 − lr · c| as small as possible.",
        |c| (2.0 / most(c), 2.0 / most(c)),
    )
    .mistake(
        "the best for the steepest",
        "With 1 / c the steepest direction arrives in one step, but the flattest one crawls. A larger rate helps it, until \
         both factors are equally far from 0.",
        |c| (2.0 / most(c), 1.0 / most(c)),
    )
    .mistake(
        "the best for the flattest",
        "With this rate the flattest direction arrives in one step, and the steepest diverges.",
        |c| (2.0 / most(c), 1.0 / least(c)),
    )
    .mistake(
        "one over the sum",
        "Set the two factors equal and opposite: 1 − lr · least = −(1 − lr · most). What is on the other side when you \
         solve for lr?",
        |c| (2.0 / most(c), 1.0 / (least(c) + most(c))),
    )
    .also_right("from the sorted list", |c| {
        let mut sorted = c.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (sorted[0], sorted[sorted.len() - 1]);
        (2.0 * high.recip(), (0.5 * (low + high)).recip())
    })
}

/// The initial `w`, the curvature `c`, the learning rate, and the number of steps.
pub type Run = (f64, f64, f64, usize);

/// The positions of SGD on `½ c w²`, the first one included.
fn positions(&(w, c, lr, steps): &Run, sign: f64) -> Vec<f64> {
    let mut all = vec![w];
    for _ in 0..steps {
        let w = all[all.len() - 1];
        all.push(w + sign * lr * c * w);
    }
    all
}

fn flips(positions: &[f64]) -> usize {
    positions.windows(2).filter(|pair| pair[0] * pair[1] < 0.0).count()
}

fn last(positions: &[f64]) -> f64 {
    positions[positions.len() - 1]
}

/// SGD along one axis of the valley (book §6.1.3).
pub fn walk() -> Question<Run, (f64, usize)> {
    Question::new(
        "walk",
        |draw| {
            let c = draw.between(0.1, 2.0);
            // From flat to diverging: lr · c is 0.2 to 2.2.
            let lr = draw.between(0.2, 2.2) / c;
            (draw.normal() * 5.0, c, lr, draw.size(3..=12))
        },
        |run| {
            let all = positions(run, -1.0);
            (last(&all), flips(&all))
        },
    )
    .inputs(["w", "c (f is ½ c w²)", "lr", "steps"])
    .parts(["the last w", "the number of sign flips"])
    .example(|| (2.0, 2.0, 0.95, 30))
    .example(|| (-7.0, 0.1, 0.95, 30))
    .mistake("uphill", "You added the step. SGD goes against the gradient.", |run| {
        let all = positions(run, 1.0);
        (last(&all), flips(&all))
    })
    .mistake(
        "without the curvature",
        "Your step is lr · w. The gradient of ½ c w² is c · w.",
        |&(w, _, lr, steps)| {
            let all = positions(&(w, 1.0, lr, steps), -1.0);
            (last(&all), flips(&all))
        },
    )
    .mistake("the gradient doubled", "Your step is twice too large: the ½ of ½ c w² cancels the 2.", |run| {
        let &(w, c, lr, steps) = run;
        let all = positions(&(w, 2.0 * c, lr, steps), -1.0);
        (last(&all), flips(&all))
    })
    .mistake(
        "a gradient from the start",
        "You took the gradient at the start for all steps. Compute it anew at each position.",
        |&(w, c, lr, steps)| {
            let all: Vec<f64> = (0..=steps).map(|i| w - i as f64 * lr * c * w).collect();
            (last(&all), flips(&all))
        },
    )
    .mistake(
        "compared with the start",
        "You compared each position with the start. A flip is between two positions that follow each other.",
        |run| {
            let all = positions(run, -1.0);
            (last(&all), all.iter().filter(|&w| w * all[0] < 0.0).count())
        },
    )
    .mistake(
        "negative positions",
        "You counted the positions below 0. A flip is a change of sign between two positions that follow each other, in \
         either direction.",
        |run| {
            let all = positions(run, -1.0);
            (last(&all), all[1..].iter().filter(|&&w| w < 0.0).count())
        },
    )
    .mistake(
        "the first step lost",
        "You began to compare with the first step's end. The start is a position too: compare it with the first step's \
         end.",
        |run| {
            let all = positions(run, -1.0);
            (last(&all), flips(&all[1..]))
        },
    )
    .mistake(
        "steps without a flip",
        "You counted the steps that stay on the same side.",
        |run| {
            let all = positions(run, -1.0);
            (last(&all), run.3 - flips(&all))
        },
    )
    .mistake("one step too many", "You took one step more than asked for.", |&(w, c, lr, steps)| {
        let all = positions(&(w, c, lr, steps + 1), -1.0);
        (last(&all), flips(&all))
    })
    .also_right("by the factor", |&(w, c, lr, steps)| {
        let factor = 1.0 - lr * c;
        (w * factor.powi(steps as i32), if factor < 0.0 { steps } else { 0 })
    })
}
