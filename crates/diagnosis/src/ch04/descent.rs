//! Where does one arrive who walks downhill?

use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array1, array};

/// The start (n), the learning rate, how many steps, and `c` (n) of the land `Σ c x²`.
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

/// Some steps from the start, each as `step` says.
fn walk(
    (init, lr, _, c): &Walk,
    steps: usize,
    step: fn(x: &Array1<f64>, slope: &Array1<f64>, lr: f64) -> Array1<f64>,
) -> Array1<f64> {
    let mut x = init.clone();
    for _ in 0..steps {
        x = step(&x, &gradient(c)(&x), *lr);
    }
    x
}

/// The gradient method (book §4.4.1).
pub fn descend() -> Question<Walk, Array1<f64>> {
    Question::new("descend", draw, |input| walk(input, input.2, |x, slope, lr| x - lr * slope))
        .inputs(["init", "lr", "step_num", "c (the land is Σ c x²)"])
        .parts(["the place after the last step"])
        .example(|| (array![-3.0, 4.0], 0.1, 20, array![1.0, 1.0]))
        .mistake(
            "uphill",
            "It walks uphill: the gradient points to where the land rises fastest. A step goes against it.",
            |input| walk(input, input.2, |x, slope, lr| x + lr * slope),
        )
        .mistake(
            "the slope of the start",
            "Each step took the slope of the start. The slope is another one at each place: ask for it anew in each step.",
            |input| {
                let slope = gradient(&input.3)(&input.0);
                &input.0 - input.1 * input.2 as f64 * slope
            },
        )
        .mistake(
            "one step",
            "It is the place after one step. Does x keep what a step made of it, or does each step begin at init again?",
            |input| walk(input, 1, |x, slope, lr| x - lr * slope),
        )
        .mistake(
            "one step too few",
            "One step is missing: step_num steps are to be made.",
            |input| walk(input, input.2 - 1, |x, slope, lr| x - lr * slope),
        )
        .mistake(
            "one step too many",
            "One step was made too many: `0..step_num` runs step_num times, `0..=step_num` once more.",
            |input| walk(input, input.2 + 1, |x, slope, lr| x - lr * slope),
        )
        .mistake(
            "without the learning rate",
            "The whole slope was subtracted, without the learning rate. A slope is no length of a step: lr says how much of \
             it to go.",
            |input| walk(input, input.2, |x, slope, _| x - slope),
        )
        .mistake(
            "x is replaced",
            "The place was replaced by the step. A step is added to where one stands: x − lr · slope.",
            |input| walk(input, input.2, |_, slope, lr| -lr * slope),
        )
        .mistake(
            "it stays",
            "It has not moved: this is init. Is the new place written into x, and is x what is returned?",
            |input| input.0.clone(),
        )
        .also_right("all steps at once", |(init, lr, steps, c)| {
            init.iter().zip(c).map(|(x, c)| x * (1.0 - 2.0 * c * lr).powi(*steps as i32)).collect()
        })
}
