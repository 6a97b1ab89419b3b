//! Does AdaGrad accumulate all gradients, or only use the last one?

use super::trajectory::trajectory;
use crate::question::Question;
use ndarray::{Array1, Array2};

/// The initial `w` (n), one row of gradients per step (steps, n), and the learning rate.
pub type Input = (Array1<f64>, Array2<f64>, f64);

/// The trajectory, one position per row, (steps, n). `update` gets `w`, the gradients, `h` and the learning rate.
pub fn trajectory_of(
    (w, gradients, lr): &Input,
    update: impl Fn(&mut Array1<f64>, &Array1<f64>, &mut Array1<f64>, f64),
) -> Array2<f64> {
    trajectory(w, gradients, |w, g, h| update(w, g, h, *lr))
}

/// AdaGrad, step by step (book §6.1.5).
pub fn steps() -> Question<Input, Array2<f64>> {
    Question::new(
        "update",
        |draw| {
            let (steps, n) = (draw.size(3..=5), draw.size(2..=4));
            (draw.vector(n), draw.matrix(steps, n), draw.between(0.1, 1.5))
        },
        |input| {
            trajectory_of(input, |w, g, h, lr| {
                *h += &(g * g);
                *w -= &(lr * g / (h.sqrt() + 1e-7));
            })
        },
    )
    .inputs(["w", "gradients, one row per step", "lr"])
    .parts(["w after each step"])
    .example(|| (ndarray::array![-7.0, 2.0], ndarray::array![[0.0, 4.0], [-0.7, 1e-3], [-0.7, 1e-3]], 1.5))
    .mistake(
        "only the last gradient",
        "Every step is as long as the learning rate, forever, however far a parameter has moved. h should accumulate \
         all gradients so far; this h only holds one.",
        |input| {
            trajectory_of(input, |w, g, h, lr| {
                *h = g * g;
                *w -= &(lr * g / (h.sqrt() + 1e-7));
            })
        },
    )
    .mistake(
        "no root",
        "It divides by h itself. h is a sum of squares; only its root has the unit of a gradient.",
        |input| {
            trajectory_of(input, |w, g, h, lr| {
                *h += &(g * g);
                *w -= &(lr * g / (&*h + 1e-7));
            })
        },
    )
    .mistake(
        "gradients without squares",
        "h adds up the gradients themselves, so positive and negative ones cancel, and the root of a negative sum is \
         NaN.",
        |input| {
            trajectory_of(input, |w, g, h, lr| {
                *h += g;
                *w -= &(lr * g / (h.sqrt() + 1e-7));
            })
        },
    )
    .mistake(
        "one h for all",
        "All parameters share one h. The point of AdaGrad is that each has its own, so that steep directions take \
         smaller steps than flat ones.",
        |input| {
            trajectory_of(input, |w, g, h, lr| {
                *h += (g * g).sum();
                *w -= &(lr * g / (h.sqrt() + 1e-7));
            })
        },
    )
    .mistake(
        "no epsilon",
        "Where all gradients so far are 0, this is 0 / 0, which is NaN. The 1e-7 added to the root prevents that.",
        |input| {
            trajectory_of(input, |w, g, h, lr| {
                *h += &(g * g);
                *w -= &(lr * g / h.sqrt());
            })
        },
    )
    .mistake("uphill", "It goes uphill. A step goes against the gradient.", |input| {
        trajectory_of(input, |w, g, h, lr| {
            *h += &(g * g);
            *w += &(lr * g / (h.sqrt() + 1e-7));
        })
    })
    .also_right("one parameter at a time", |(w, gradients, lr)| {
        let mut trajectory = Array2::zeros(gradients.dim());
        for i in 0..w.len() {
            let (mut w_i, mut h) = (w[i], 0.0);
            for step in 0..gradients.nrows() {
                let g = gradients[[step, i]];
                h += g * g;
                w_i -= lr * g / (f64::sqrt(h) + 1e-7);
                trajectory[[step, i]] = w_i;
            }
        }
        trajectory
    })
}
