//! Does AdaGrad remember all slopes, or only the last one?

use super::trajectory::places;
use crate::question::Question;
use ndarray::{Array1, Array2};

/// The first `w` (n), one row of slopes a step (steps, n), and the learning rate.
pub type Input = (Array1<f64>, Array2<f64>, f64);

/// All places on the way, one a row, (steps, n). `update` gets `w`, the slopes, `h` and the rate.
pub fn walk(
    (w, slopes, lr): &Input,
    update: impl Fn(&mut Array1<f64>, &Array1<f64>, &mut Array1<f64>, f64),
) -> Array2<f64> {
    places(w, slopes, |w, g, h| update(w, g, h, *lr))
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
            walk(input, |w, g, h, lr| {
                *h += &(g * g);
                *w -= &(lr * g / (h.sqrt() + 1e-7));
            })
        },
    )
    .inputs(["w", "slopes, one row a step", "lr"])
    .parts(["w after each step"])
    .example(|| (ndarray::array![-7.0, 2.0], ndarray::array![[0.0, 4.0], [-0.7, 1e-3], [-0.7, 1e-3]], 1.5))
    .mistake(
        "only the last slope",
        "Every step is as long as the learning rate, for ever, however often a parameter has moved. h should know all \
         slopes so far; this h knows only one.",
        |input| {
            walk(input, |w, g, h, lr| {
                *h = g * g;
                *w -= &(lr * g / (h.sqrt() + 1e-7));
            })
        },
    )
    .mistake(
        "no root",
        "It divides by h itself. h is a sum of squares; only its root has the unit of a slope.",
        |input| {
            walk(input, |w, g, h, lr| {
                *h += &(g * g);
                *w -= &(lr * g / (&*h + 1e-7));
            })
        },
    )
    .mistake(
        "slopes without squares",
        "h adds up the slopes themselves, so slopes of both signs cancel, and the root of a negative sum is no number.",
        |input| {
            walk(input, |w, g, h, lr| {
                *h += g;
                *w -= &(lr * g / (h.sqrt() + 1e-7));
            })
        },
    )
    .mistake(
        "one h for all",
        "All parameters share one h. AdaGrad's point is that each has its own, so that steep directions step less than \
         flat ones.",
        |input| {
            walk(input, |w, g, h, lr| {
                *h += (g * g).sum();
                *w -= &(lr * g / (h.sqrt() + 1e-7));
            })
        },
    )
    .mistake(
        "nothing against 0",
        "Where a slope has been 0 so far, this is 0 / 0, which is NaN. The 1e-7 beside the root prevents that.",
        |input| {
            walk(input, |w, g, h, lr| {
                *h += &(g * g);
                *w -= &(lr * g / h.sqrt());
            })
        },
    )
    .mistake("uphill", "It walks uphill. The step goes against the slope.", |input| {
        walk(input, |w, g, h, lr| {
            *h += &(g * g);
            *w += &(lr * g / (h.sqrt() + 1e-7));
        })
    })
    .also_right("one parameter at a time", |(w, slopes, lr)| {
        let mut places = Array2::zeros(slopes.dim());
        for i in 0..w.len() {
            let (mut place, mut h) = (w[i], 0.0);
            for step in 0..slopes.nrows() {
                let g = slopes[[step, i]];
                h += g * g;
                place -= lr * g / (f64::sqrt(h) + 1e-7);
                places[[step, i]] = place;
            }
        }
        places
    })
}
