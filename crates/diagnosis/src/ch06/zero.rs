//! Can all initial weights be 0? A small run answers each question when it is checked.

use crate::digits;
use crate::draw::Draw;
use crate::prediction::Prediction;
use ndarray::{Array1, Array2, Axis};
use std::collections::HashSet;

/// Hidden units of the network 784-50-10.
const HIDDEN: usize = 50;

/// A two-layer network whose parameters are all 0 until some are set.
struct Net {
    w1: Array2<f64>,
    b1: Array1<f64>,
    w2: Array2<f64>,
    b2: Array1<f64>,
    is_relu: bool,
}

impl Net {
    fn zeros(is_relu: bool) -> Self {
        let (w1, w2) = (Array2::zeros((784, HIDDEN)), Array2::zeros((HIDDEN, 10)));
        Self { w1, b1: Array1::zeros(HIDDEN), w2, b2: Array1::zeros(10), is_relu }
    }

    /// 50 steps of SGD on 100 digits, with learning rate 0.1.
    fn trained(mut self) -> Self {
        let (x, labels) = digits::training(100);
        for _ in 0..50 {
            let a = x.dot(&self.w1) + &self.b1;
            let is_relu = self.is_relu;
            let z = a.mapv(|a| if is_relu { a.max(0.0) } else { 1.0 / (1.0 + (-a).exp()) });
            let mut d = z.dot(&self.w2) + &self.b2;
            for (mut row, &label) in d.rows_mut().into_iter().zip(&labels) {
                let largest = row.fold(f64::NEG_INFINITY, |most, &score| most.max(score));
                row.mapv_inplace(|score| (score - largest).exp());
                let sum = row.sum();
                row /= sum;
                row[label] -= 1.0;
            }
            d /= x.nrows() as f64;
            let derivative = z.mapv(|z| if is_relu { f64::from(u8::from(z > 0.0)) } else { z * (1.0 - z) });
            let dz = d.dot(&self.w2.t()) * derivative;
            self.w2.scaled_add(-0.1, &z.t().dot(&d));
            self.b2.scaled_add(-0.1, &d.sum_axis(Axis(0)));
            self.w1.scaled_add(-0.1, &x.t().dot(&dz));
            self.b1.scaled_add(-0.1, &dz.sum_axis(Axis(0)));
        }
        self
    }

    /// The number of distinct columns of `W1`, to the last bit.
    fn units(&self) -> f64 {
        let columns = self.w1.columns();
        let bits =
            columns.into_iter().map(|unit| unit.iter().map(|w| (w + 0.0).to_bits()).collect::<Vec<_>>());
        bits.collect::<HashSet<_>>().len() as f64
    }

    fn moved(&self) -> f64 {
        let all = self.w1.iter().chain(&self.b1).chain(&self.w2).chain(&self.b2);
        all.filter(|&&parameter| parameter != 0.0).count() as f64
    }
}

/// Sigmoid, all weights 0: how many different units after training (book §6.2.1)?
pub fn units_from_zero() -> Prediction {
    Prediction::new(
        "Sigmoid, every weight 0. After 50 steps, how many different hidden units are there, of 50?",
        || Net::zeros(false).trained().units(),
        "Equal units give equal outputs, so they get equal gradients and take equal steps. Nothing ever breaks the \
         symmetry: the layer of 50 is one unit, fifty times. Any other constant would do the same.",
    )
    .wrong_guess(
        "all learn",
        || 50.0,
        "The weights do move. But compare two hidden units: what could make the gradient of one differ from that of \
         the other?",
    )
    .wrong_guess("none", || 0.0, "There are units, and after two steps their weights aren't even 0 any more. How many \
         different ones?")
    .wrong_guess(
        "one per digit",
        || 10.0,
        "A unit doesn't belong to a digit: every hidden unit is connected to all ten outputs, here with equal weights.",
    )
}

/// ReLU, all weights 0: how many parameters have moved?
pub fn parameters_that_move() -> Prediction {
    Prediction::new(
        "ReLU, every weight 0. After 50 steps, how many of the 39,760 parameters are not 0?",
        || Net::zeros(true).trained().moved(),
        "ReLU of 0 is 0, so the gradient of W2, which is zᵀ · dout, is 0; and W1's gradient comes back through W2, \
         which is also 0. Only the ten last biases move. They learn how frequent each digit is, and nothing else.",
    )
    .wrong_guess("none", || 0.0, "One group of parameters is just added to the scores. Its gradient needs neither z \
         nor W2.")
    .wrong_guess(
        "all",
        || 39_760.0,
        "The gradient of W2 is zᵀ · dout, and z is the output of the ReLUs. What is it when a = 0?",
    )
    .wrong_guess(
        "the last layer",
        || 510.0,
        "That is W2 and b2. With sigmoid it would be true for the first step. But the gradient of W2 is zᵀ · dout, \
         and here z = 0.",
    )
    .wrong_guess("all biases", || 60.0, "That includes b1. Its gradient comes back through W2, and W2 is 0.")
}

/// Sigmoid, all weights 0 but one of W1: how many different units?
pub fn units_after_a_nudge() -> Prediction {
    Prediction::new(
        "Sigmoid, every weight 0 except one: a weight of the first hidden unit is 0.000001. How many different units \
         after 50 steps?",
        || {
            let mut net = Net::zeros(false);
            net.w1[[14 * 28 + 14, 0]] = 1e-6;
            net.trained().units()
        },
        "The first unit differs from the others, and the difference grows. The other 49 are still equal. To break the \
         symmetry completely, each unit needs its own values.",
    )
    .wrong_guess(
        "it is too little",
        || 1.0,
        "Equal means equal to the last bit; a millionth isn't 0. And different units get different gradients, so the \
         difference grows.",
    )
    .wrong_guess(
        "it spreads to all",
        || 50.0,
        "One unit is different now. But compare the second unit with the third: how do they differ?",
    )
}

/// Sigmoid, W1 all 0, W2 random: how many different units?
pub fn units_after_random_weights() -> Prediction {
    Prediction::new(
        "Sigmoid, W1 all 0, but W2 random. How many different hidden units after 50 steps?",
        || {
            let mut net = Net::zeros(false);
            net.w2 = Draw::seeded(6).matrix(HIDDEN, 10) * 0.01;
            net.trained().units()
        },
        "W1 may start at 0. Each unit's gradient comes back through its own row of W2, and those rows differ. The \
         problem isn't the zero but the symmetry between the units.",
    )
    .wrong_guess(
        "zeros stay",
        || 1.0,
        "All units have the same output in the first step. But the gradient of W1 comes back through W2: is it the \
         same for all?",
    )
    .wrong_guess("one per output", || 10.0, "Every unit has its own row of ten random weights. How many rows does W2 \
         have?")
}
