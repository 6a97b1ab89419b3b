//! Does the velocity live on from step to step?

use super::trajectory::places;
use crate::question::Question;
use ndarray::{Array1, Array2};

/// The first `w` (n), one row of slopes a step (steps, n), the learning rate, and the share of velocity that is kept.
pub type Input = (Array1<f64>, Array2<f64>, f64, f64);

/// All places on the way, one a row, (steps, n). `update` gets `w`, the slopes, the velocity, the rate and the momentum.
pub fn walk(
    (w, slopes, lr, momentum): &Input,
    update: impl Fn(&mut Array1<f64>, &Array1<f64>, &mut Array1<f64>, f64, f64),
) -> Array2<f64> {
    places(w, slopes, |w, g, v| update(w, g, v, *lr, *momentum))
}

/// Momentum, step by step (book §6.1.4).
pub fn steps() -> Question<Input, Array2<f64>> {
    Question::new(
        "update",
        |draw| {
            let (steps, n) = (draw.size(3..=5), draw.size(2..=4));
            (draw.vector(n), draw.matrix(steps, n), draw.between(0.01, 0.3), draw.between(0.5, 0.95))
        },
        |input| {
            walk(input, |w, g, v, lr, momentum| {
                *v = momentum * &*v - lr * g;
                *w += &*v;
            })
        },
    )
    .inputs(["w", "slopes, one row a step", "lr", "momentum"])
    .parts(["w after each step"])
    .example(|| (ndarray::array![-7.0, 2.0], ndarray::array![[-0.7, 4.0], [-0.693, 3.2], [0.0, 0.0]], 0.1, 0.9))
    .mistake(
        "no velocity kept",
        "Those are the steps of plain SGD. The velocity of the step before is lost: is the new one stored in v?",
        |input| walk(input, |w, g, _, lr, _| *w -= &(lr * g)),
    )
    .mistake(
        "uphill",
        "It walks uphill: one sign is turned. The slope enters the velocity with a minus, and the velocity is added to w \
         with a plus.",
        |input| {
            walk(input, |w, g, v, lr, momentum| {
                *v = momentum * &*v + lr * g;
                *w += &*v;
            })
        },
    )
    .mistake(
        "the old velocity",
        "Each step is the velocity of the step before; the first one stands still. First the velocity changes, then w \
         moves with the new one.",
        |input| {
            walk(input, |w, g, v, lr, momentum| {
                *w += &*v;
                *v = momentum * &*v - lr * g;
            })
        },
    )
    .mistake(
        "a weighted mean",
        "The slope enters with 1 − momentum. That is a fading mean, as in Adam. In the book's momentum the whole push \
         lr · g is added.",
        |input| {
            walk(input, |w, g, v, lr, momentum| {
                *v = momentum * &*v - lr * (1.0 - momentum) * g;
                *w += &*v;
            })
        },
    )
    .mistake(
        "no friction",
        "The velocity never fades: all of it is kept at every step. Only the share `momentum` of it should be.",
        |input| {
            walk(input, |w, g, v, lr, _| {
                *v = &*v - lr * g;
                *w += &*v;
            })
        },
    )
    .also_right("as a sum over all slopes so far", |(w, slopes, lr, momentum)| {
        // A slope of step s pushes at step s, s + 1, …, each time with one more factor of the momentum.
        let mut places = Array2::zeros(slopes.dim());
        for ((step, i), place) in places.indexed_iter_mut() {
            *place = w[i];
            for s in 0..=step {
                let pushes: f64 = (0..=(step - s) as i32).map(|k| momentum.powi(k)).sum();
                *place -= lr * slopes[[s, i]] * pushes;
            }
        }
        places
    })
}
