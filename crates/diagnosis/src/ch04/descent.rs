//! Where does gradient descent end up?

use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array1, array};

/// The start (n), the learning rate, the number of steps, and `c` (n) of the function `Σ c x²`.
pub type Walk = (Array1<f64>, f64, usize, Array1<f64>);

fn draw(draw: &mut Draw) -> Walk {
    let n = draw.size(2..=4);
    let c = (0..n).map(|_| draw.between(0.2, 2.0)).collect();
    (draw.vector(n) * 3.0, draw.between(0.05, 0.2), draw.size(3..=8), c)
}

/// The gradient of `Σ c x²`, (n) to (n).
pub fn gradient(c: &Array1<f64>) -> impl Fn(&Array1<f64>) -> Array1<f64> + '_ {
    move |x| 2.0 * c * x
}

/// Some steps from the start, each by `step`.
fn walk(
    (init, lr, _, c): &Walk,
    steps: usize,
    step: fn(x: &Array1<f64>, gradient: &Array1<f64>, lr: f64) -> Array1<f64>,
) -> Array1<f64> {
    let mut x = init.clone();
    for _ in 0..steps {
        x = step(&x, &gradient(c)(&x), *lr);
    }
    x
}

/// The gradient method (book §4.4.1).
pub fn descend() -> Question<Walk, Array1<f64>> {
    Question::new("descend", draw, |input| walk(input, input.2, |x, gradient, lr| x - lr * gradient))
        .inputs(["init", "lr", "step_num", "c (f is Σ c x²)"])
        .parts(["x after the last step"])
        .example(|| (array![-3.0, 4.0], 0.1, 20, array![1.0, 1.0]))
        .mistake(
            "uphill",
            "It goes uphill: the gradient points to where f rises fastest. A step goes against it.",
            |input| walk(input, input.2, |x, gradient, lr| x + lr * gradient),
        )
        .mistake(
            "the gradient at the start",
            "Every step uses the gradient at the start. The gradient changes from point to point: compute it again in \
             each step.",
            |input| {
                let gradient = gradient(&input.3)(&input.0);
                &input.0 - input.1 * input.2 as f64 * gradient
            },
        )
        .mistake(
            "one step",
            "That is x after one step. Does x keep the result of each step, or does every step start at init again?",
            |input| walk(input, 1, |x, gradient, lr| x - lr * gradient),
        )
        .mistake(
            "one step too few",
            "One step is missing: take step_num steps.",
            |input| walk(input, input.2 - 1, |x, gradient, lr| x - lr * gradient),
        )
        .mistake(
            "one step too many",
            "That is one step too many: `0..step_num` runs step_num times, `0..=step_num` once more.",
            |input| walk(input, input.2 + 1, |x, gradient, lr| x - lr * gradient),
        )
        .mistake(
            "without the learning rate",
            "You subtracted the whole gradient, without the learning rate. The gradient isn't the step: lr says how \
             much of it to take.",
            |input| walk(input, input.2, |x, gradient, _| x - gradient),
        )
        .mistake(
            "x is replaced",
            "x is replaced by the step. Add the step to the current x: x − lr · gradient.",
            |input| walk(input, input.2, |_, gradient, lr| -lr * gradient),
        )
        .mistake(
            "it stays",
            "x didn't move: this is init. Do you assign the new value to x, and return x?",
            |input| input.0.clone(),
        )
        .also_right("all steps at once", |(init, lr, steps, c)| {
            init.iter().zip(c).map(|(x, c)| x * (1.0 - 2.0 * c * lr).powi(*steps as i32)).collect()
        })
}
