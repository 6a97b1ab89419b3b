//! Does the velocity carry over from step to step?

use super::trajectory::trajectory;
use crate::question::Question;
use ndarray::{Array1, Array2};

/// The initial `w` (n), one row of gradients per step (steps, n), the learning rate, and the momentum.
pub type Input = (Array1<f64>, Array2<f64>, f64, f64);

/// The trajectory, one position per row, (steps, n). `update` gets `w`, the gradients, the velocity, the learning rate
/// and the momentum.
pub fn trajectory_of(
    (w, gradients, lr, momentum): &Input,
    update: impl Fn(&mut Array1<f64>, &Array1<f64>, &mut Array1<f64>, f64, f64),
) -> Array2<f64> {
    trajectory(w, gradients, |w, g, v| update(w, g, v, *lr, *momentum))
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
            trajectory_of(input, |w, g, v, lr, momentum| {
                *v = momentum * &*v - lr * g;
                *w += &*v;
            })
        },
    )
    .inputs(["w", "gradients, one row per step", "lr", "momentum"])
    .parts(["w after each step"])
    .example(|| (ndarray::array![-7.0, 2.0], ndarray::array![[-0.7, 4.0], [-0.693, 3.2], [0.0, 0.0]], 0.1, 0.9))
    .mistake(
        "no velocity stored",
        "Those are the steps of plain SGD. The velocity of the previous step is lost: do you store the new one in v?",
        |input| trajectory_of(input, |w, g, _, lr, _| *w -= &(lr * g)),
    )
    .mistake(
        "uphill",
        "It goes uphill: one sign is flipped. Subtract the gradient from the velocity, and add the velocity to w.",
        |input| {
            trajectory_of(input, |w, g, v, lr, momentum| {
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
            trajectory_of(input, |w, g, v, lr, momentum| {
                *w += &*v;
                *v = momentum * &*v - lr * g;
            })
        },
    )
    .mistake(
        "a weighted mean",
        "The gradient enters with 1 − momentum. That is a moving average, as in Adam. The book's momentum subtracts \
         all of lr · g.",
        |input| {
            trajectory_of(input, |w, g, v, lr, momentum| {
                *v = momentum * &*v - lr * (1.0 - momentum) * g;
                *w += &*v;
            })
        },
    )
    .mistake(
        "no friction",
        "The velocity never decays: all of it is kept at every step. Multiply it by `momentum`.",
        |input| {
            trajectory_of(input, |w, g, v, lr, _| {
                *v = &*v - lr * g;
                *w += &*v;
            })
        },
    )
    .also_right("as a sum over all gradients so far", |(w, gradients, lr, momentum)| {
        // The gradient of step s acts at steps s, s + 1, …, each time with one more factor of the momentum.
        let mut trajectory = Array2::zeros(gradients.dim());
        for ((step, i), position) in trajectory.indexed_iter_mut() {
            *position = w[i];
            for s in 0..=step {
                let pushes: f64 = (0..=(step - s) as i32).map(|k| momentum.powi(k)).sum();
                *position -= lr * gradients[[s, i]] * pushes;
            }
        }
        trajectory
    })
}
