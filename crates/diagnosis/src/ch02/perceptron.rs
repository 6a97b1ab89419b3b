//! When does a perceptron fire?

use crate::draw::Draw;
use crate::question::Question;

/// `x` and `w`, equally long, and `b`.
pub type Input = (Vec<f64>, Vec<f64>, f64);

fn products(x: &[f64], w: &[f64]) -> f64 {
    x.iter().zip(w).map(|(x, w)| x * w).sum()
}

fn draw(draw: &mut Draw) -> Input {
    let inputs = draw.size(2..=5);
    (draw.vector(inputs).to_vec(), draw.vector(inputs).to_vec(), draw.normal())
}

/// The output of one perceptron (book §2.3.2).
pub fn output() -> Question<Input, u8> {
    Question::new("perceptron", draw, |(x, w, b)| u8::from(products(x, w) + b > 0.0))
        .inputs(["x", "w", "b"])
        .parts(["y"])
        .example(|| (vec![1.0, 1.0], vec![0.5, 0.5], -0.7))
        .example(|| (vec![1.0, 0.0], vec![0.5, 0.5], -0.7))
        .example(|| (vec![1.0, 1.0], vec![0.5, -0.5], 0.0))
        .example(|| (vec![1.0, 0.0, 2.0], vec![0.5, 3.0, 0.25], -1.0))
        .mistake(
            "fires at zero",
            "It fires when the sum is exactly 0. A sum of 0 isn't above 0: check the comparison.",
            |(x, w, b)| u8::from(products(x, w) + b >= 0.0),
        )
        .mistake(
            "b is the threshold",
            "b is treated as the threshold θ. The bias is on the other side of the comparison, with the opposite \
            sign: b = −θ. It is added to the sum, and the sum is compared with 0.",
            |(x, w, b)| u8::from(products(x, w) > *b),
        )
        .mistake(
            "the other way round",
            "It fires exactly when it shouldn't. A large sum means yes.",
            |(x, w, b)| u8::from(products(x, w) + b <= 0.0),
        )
        .mistake(
            "without the bias",
            "It doesn't use b. Without a bias, every perceptron would output 0 when all inputs are 0.",
            |(x, w, _)| u8::from(products(x, w) > 0.0),
        )
        .mistake(
            "without the weights",
            "The inputs are added as they are. Each is multiplied by its own weight first.",
            |(x, _, b)| u8::from(x.iter().sum::<f64>() + b > 0.0),
        )
        .mistake(
            "b once per input",
            "The bias is added once per input. Add it once to the whole sum: is it inside the loop?",
            |(x, w, b)| u8::from(products(x, w) + b * x.len() as f64 > 0.0),
        )
        .mistake(
            "the last input only",
            "Only the last input counts. A sum grows with `+=`; with `=` each product replaces the previous one.",
            |(x, w, b)| {
                u8::from(x.iter().zip(w).map(|(x, w)| x * w).next_back().unwrap_or_default() + b > 0.0)
            },
        )
        .mistake(
            "two inputs only",
            "Only the first two inputs count. There may be three or more: loop over all of them.",
            |(x, w, b)| u8::from(products(&x[..2], &w[..2]) + b > 0.0),
        )
        .also_right("one product after another, starting with the bias", |(x, w, b)| {
            let mut sum = *b;
            for i in 0..x.len() {
                sum += w[i] * x[i];
            }
            if sum <= 0.0 { 0 } else { 1 }
        })
}
