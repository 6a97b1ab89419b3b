//! What is left of a gradient that has to pass through a step function?

use super::accuracy::small_digits;
use crate::digits;
use crate::draw::Draw;
use crate::prediction::Prediction;
use crate::question::Question;
use core_tensor::functions::softmax::log_softmax;
use ndarray::{Array1, Array2, ArrayView1, array};

/// Which activation function (0 step, 1 sigmoid, 2 ReLU), the points `x` (n), and the step `h`.
pub type Input = (usize, Array1<f64>, f64);
/// The derivatives (n), and the share of them that is exactly 0.
pub type Out = (Array1<f64>, f64);

const H: f64 = 1e-4;
/// Hidden units of the network.
const UNITS: usize = 12;

/// The activation function of an input.
pub fn activation(&(kind, ..): &Input) -> fn(f64) -> f64 {
    match kind {
        0 => step,
        1 => |x| 1.0 / (1.0 + (-x).exp()),
        _ => |x| x.max(0.0),
    }
}

fn step(x: f64) -> f64 {
    f64::from(u8::from(x > 0.0))
}

fn draw(draw: &mut Draw) -> Input {
    let (kind, n) = (draw.size(0..=2), draw.size(4..=9));
    let h = 10.0_f64.powf(draw.between(-3.0, -1.0));
    let mut x = draw.vector(n) * 5.0;
    if draw.coin() {
        x[0] = draw.between(-h, h);
    }
    (kind, x, h)
}

/// A slope of a function at `x`, with a step of `h`.
type Slope = fn(f: fn(f64) -> f64, x: f64, h: f64) -> f64;

fn slopes(input: &Input, slope: Slope) -> Array1<f64> {
    let (f, h) = (activation(input), input.2);
    input.1.mapv(|x| slope(f, x, h))
}

fn central(input: &Input) -> Array1<f64> {
    slopes(input, |f, x, h| (f(x + h) - f(x - h)) / (2.0 * h))
}

fn share(values: &Array1<f64>, is_counted: impl Fn(f64) -> bool) -> f64 {
    values.iter().filter(|&&value| is_counted(value)).count() as f64 / values.len() as f64
}

fn with_share(slopes: Array1<f64>) -> Out {
    let zeros = share(&slopes, |slope| slope == 0.0);
    (slopes, zeros)
}

/// The derivatives of an activation function by central differences, and how many of them are 0 (book §4.2.5).
pub fn derivatives() -> Question<Input, Out> {
    Question::new("derivatives", draw, |input| with_share(central(input)))
        .inputs(["f (0 step, 1 sigmoid, 2 ReLU)", "x", "h"])
        .parts(["the derivative", "the share of zeros"])
        .size("the number of points", |(_, x, _)| x.len() as f64)
        .tolerance(1e-7)
        .example(|| (0, array![-1.0, -0.04, 0.03, 0.5], 0.05))
        .example(|| (2, array![-2.0, -1.0, 1.0, 3.0], 0.01))
        .mistake(
            "forward difference",
            "That is the slope from x to x + h alone. Move to both sides: x + h and x − h.",
            |input| with_share(slopes(input, |f, x, h| (f(x + h) - f(x)) / h)),
        )
        .mistake("divided by h", "It is twice the slope. How far is it from x − h to x + h?", |input| {
            with_share(slopes(input, |f, x, h| (f(x + h) - f(x - h)) / h))
        })
        .mistake(
            "brackets",
            "You divided by 2 and then multiplied by h. The distance, (2.0 * h), needs its brackets.",
            |input| with_share(slopes(input, |f, x, h| (f(x + h) - f(x - h)) / 2.0 * h)),
        )
        .mistake(
            "not divided",
            "That is the difference of the two values. A slope is the rise divided by the run.",
            |input| with_share(slopes(input, |f, x, h| f(x + h) - f(x - h))),
        )
        .mistake(
            "the values",
            "Those are the values of f. The question is how fast they change.",
            |input| with_share(input.1.mapv(activation(input))),
        )
        .mistake(
            "a number, not a share",
            "That is the number of zeros. Divide it by the number of points.",
            |input| (central(input), share(&central(input), |slope| slope == 0.0) * input.1.len() as f64),
        )
        .mistake(
            "the share of the others",
            "That is the share of the derivatives that aren't 0.",
            |input| (central(input), share(&central(input), |slope| slope != 0.0)),
        )
        .mistake(
            "zeros of f",
            "You counted the points where the value of f is 0. Count where its derivative is.",
            |input| (central(input), share(&input.1.mapv(activation(input)), |value| value == 0.0)),
        )
        .mistake(
            "nearly zero",
            "Small derivatives were counted as 0. Far from 0 a sigmoid's derivative is small, but it is not 0: a small \
             gradient still says in which direction to go. Compare with 0.0 itself.",
            |input| (central(input), share(&central(input), |slope| slope.abs() < 1e-3)),
        )
        .also_right("in one loop", |input| {
            let (f, h) = (activation(input), input.2);
            let (mut all, mut zeros) = (Vec::new(), 0);
            for &x in &input.1 {
                let (above, below) = (f(x + h), f(x - h));
                zeros += usize::from(above == below);
                all.push(0.5 * (above - below) / h);
            }
            (Array1::from(all), zeros as f64 / input.1.len() as f64)
        })
}

/// Random weights with which every unit is on for some images and off for others, and no image brings a unit so close to
/// its jump that moving a weight by H changes its output.
fn weights(x: &Array2<f64>) -> [Array2<f64>; 2] {
    let mut random = Draw::seeded(13);
    loop {
        let weights = [random.matrix(16, UNITS), random.matrix(UNITS, 10)];
        let received = x.dot(&weights[0]);
        let is_live =
            |unit: ArrayView1<'_, f64>| unit.iter().any(|&a| a > 0.0) && unit.iter().any(|&a| a < 0.0);
        if received.iter().all(|a| a.abs() > 2.0 * H) && received.columns().into_iter().all(is_live) {
            return weights;
        }
    }
}

/// The percentage of weights whose numerical derivative is exactly 0, in layer 1 or 2 of a network with step units.
fn zeros_in_layer(layer: usize) -> f64 {
    let (x, t) = small_digits(digits::training(100));
    let weights = weights(&x);
    let loss = |weights: &[Array2<f64>; 2]| -> f64 {
        let log_y = log_softmax(x.dot(&weights[0]).mapv(step).dot(&weights[1]).view());
        -t.iter().enumerate().map(|(i, &class)| log_y[[i, class]]).sum::<f64>() / t.len() as f64
    };
    let mut moved = weights.clone();
    let mut zeros = 0;
    for (at, &w) in weights[layer - 1].indexed_iter() {
        moved[layer - 1][at] = w + H;
        let above = loss(&moved);
        moved[layer - 1][at] = w - H;
        let below = loss(&moved);
        moved[layer - 1][at] = w;
        zeros += usize::from(above == below);
    }
    100.0 * zeros as f64 / weights[layer - 1].len() as f64
}

/// The first layer's weights, before the step (book §4.2.5).
pub fn before_the_step() -> Prediction {
    Prediction::new(
        "Of the weights before the step units, how many percent have a derivative of exactly 0?",
        || zeros_in_layer(1),
        "A weight that moves by 1e-4 changes what a step unit receives, but not what it outputs: 0 stays 0 and 1 stays 1. \
         The layer never learns. That is why the perceptron's step function went out of use.",
    )
    .wrong_guess(
        "none",
        || 0.0,
        "That is how it is with a sigmoid. A step unit receives a little more or a little less; what does it output?",
    )
    .wrong_guess(
        "half",
        || 50.0,
        "That would fit ReLU, whose derivative is 0 on one side only. What is the slope of a step on the other side?",
    )
}

/// The second layer's weights, after the step (book §4.2.5).
pub fn after_the_step() -> Prediction {
    Prediction::new(
        "Of the weights after the step units, how many percent have a derivative of exactly 0?",
        || zeros_in_layer(2),
        "Between these weights and the loss there is no step, so every change of theirs changes the loss. The second layer learns, on \
         features that the first layer got by chance.",
    )
    .wrong_guess(
        "all",
        || 100.0,
        "Not these. Follow the change from the weight to the loss: does it pass through a step unit?",
    )
    .wrong_guess(
        "half",
        || 50.0,
        "A unit that outputs 0 does block its weight, for that image. But the loss is a mean over 100 images.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_layer_after_the_step_has_a_gradient() {
        assert_eq!((zeros_in_layer(1), zeros_in_layer(2)), (100.0, 0.0));
    }
}
