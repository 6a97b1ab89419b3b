//! Are both of Adam's moments bias-corrected for their start at 0?

use crate::question::Question;
use ndarray::{Array1, Array2};

/// One row of gradients per step (steps, n), β₁ and β₂.
pub type Input = (Array2<f64>, f64, f64);

/// Adam's state: the moving averages of the gradients and of their squares, (n) each.
#[derive(Clone, Debug)]
pub struct Means {
    /// The moving average of the gradients.
    pub m: Array1<f64>,
    /// The moving average of their squares.
    pub v: Array1<f64>,
}

/// The update of each step for a learning rate of 1, (steps, n). `update` computes it from the gradients, the moments,
/// the number of the step (from 1), β₁ and β₂.
pub fn trajectory_of(
    (gradients, beta1, beta2): &Input,
    update: impl Fn(&Array1<f64>, &mut Means, i32, f64, f64) -> Array1<f64>,
) -> Array2<f64> {
    let n = gradients.ncols();
    let mut means = Means { m: Array1::zeros(n), v: Array1::zeros(n) };
    let mut moves = Array2::zeros(gradients.dim());
    for ((t, g), mut step) in (1..).zip(gradients.rows()).zip(moves.rows_mut()) {
        step.assign(&update(&g.to_owned(), &mut means, t, *beta1, *beta2));
    }
    moves
}

fn fade(g: &Array1<f64>, Means { m, v }: &mut Means, beta1: f64, beta2: f64) {
    *m = beta1 * &*m + (1.0 - beta1) * g;
    *v = beta2 * &*v + (1.0 - beta2) * (g * g);
}

/// Adam's steps (book §6.1.6).
pub fn steps() -> Question<Input, Array2<f64>> {
    Question::new(
        "step",
        |draw| {
            let (steps, n) = (draw.size(3..=6), draw.size(2..=4));
            // Gradients away from 0, so that it doesn't matter where the 1e-7 is added.
            let gradients = draw.matrix(steps, n).mapv(|g| g + 0.5_f64.copysign(g));
            (gradients, draw.between(0.5, 0.95), draw.between(0.97, 0.999))
        },
        |input| {
            trajectory_of(input, |g, means, t, beta1, beta2| {
                fade(g, means, beta1, beta2);
                let m = &means.m / (1.0 - beta1.powi(t));
                let v = &means.v / (1.0 - beta2.powi(t));
                -m / (v.sqrt() + 1e-7)
            })
        },
    )
    .inputs(["gradients, one row per step", "beta1", "beta2"])
    .parts(["the update of each step"])
    .tolerance(1e-4)
    .example(|| (ndarray::array![[-0.7, 4.0], [-0.67, 3.4], [0.0, 0.0]], 0.9, 0.999))
    .mistake(
        "no correction",
        "Without the bias correction the first step is √10 ≈ 3.16 times too long for β₁ = 0.9, β₂ = 0.999: v starts \
         at 0, and its root is the divisor. Divide m by 1 − β₁ᵗ and v by 1 − β₂ᵗ.",
        |input| {
            trajectory_of(input, |g, means, _, beta1, beta2| {
                fade(g, means, beta1, beta2);
                -&means.m / (means.v.sqrt() + 1e-7)
            })
        },
    )
    .mistake(
        "only m corrected",
        "m is corrected, v isn't. v also starts at 0, and a v that is too small makes the step too long.",
        |input| {
            trajectory_of(input, |g, means, t, beta1, beta2| {
                fade(g, means, beta1, beta2);
                -&means.m / (1.0 - beta1.powi(t)) / (means.v.sqrt() + 1e-7)
            })
        },
    )
    .mistake(
        "only v corrected",
        "v is corrected, m isn't. m also starts at 0, so the first steps are too short.",
        |input| {
            trajectory_of(input, |g, means, t, beta1, beta2| {
                fade(g, means, beta1, beta2);
                -&means.m / ((&means.v / (1.0 - beta2.powi(t))).sqrt() + 1e-7)
            })
        },
    )
    .mistake(
        "the correction is stored",
        "The corrected moments were stored in m and v, so the next step corrects them again. Store the plain ones, \
         and correct a copy.",
        |input| {
            trajectory_of(input, |g, means, t, beta1, beta2| {
                fade(g, means, beta1, beta2);
                means.m /= 1.0 - beta1.powi(t);
                means.v /= 1.0 - beta2.powi(t);
                -&means.m / (means.v.sqrt() + 1e-7)
            })
        },
    )
    .mistake(
        "no power",
        "The corrections never fade: they are 1 − β at every step. With β to the power t they are strong at first and \
         vanish in the end.",
        |input| {
            trajectory_of(input, |g, means, _, beta1, beta2| {
                fade(g, means, beta1, beta2);
                let (m, v) = (&means.m / (1.0 - beta1), &means.v / (1.0 - beta2));
                -m / (v.sqrt() + 1e-7)
            })
        },
    )
    .mistake("no root", "It divides by v itself. v is an average of squares; take its root.", |input| {
        trajectory_of(input, |g, means, t, beta1, beta2| {
            fade(g, means, beta1, beta2);
            let (m, v) = (&means.m / (1.0 - beta1.powi(t)), &means.v / (1.0 - beta2.powi(t)));
            -m / (v + 1e-7)
        })
    })
    .also_right("one factor for the learning rate, as on the page", |input| {
        trajectory_of(input, |g, means, t, beta1, beta2| {
            fade(g, means, beta1, beta2);
            let rate = (1.0 - beta2.powi(t)).sqrt() / (1.0 - beta1.powi(t));
            -rate * &means.m / (means.v.sqrt() + 1e-7)
        })
    })
}
