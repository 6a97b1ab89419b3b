//! Chapter 2: the perceptron.

pub mod adder;
pub mod bias;
pub mod gates;
pub mod learning;
pub mod line;
pub mod perceptron;
pub mod sixteen;
pub mod xor;

use crate::Bank;

/// The four pairs of inputs, in the book's order.
const INPUTS: [[u8; 2]; 4] = [[0, 0], [1, 0], [0, 1], [1, 1]];

/// The output of a perceptron with two inputs.
fn fires([x1, x2]: [f64; 2], w: [f64; 2], b: f64) -> u8 {
    u8::from(w[0] * x1 + w[1] * x2 + b > 0.0)
}

/// The outputs of a perceptron for the four pairs of bits.
fn outputs(w: [f64; 2], b: f64) -> [u8; 4] {
    INPUTS.map(|x| fires(x.map(f64::from), w, b))
}

/// All questions of the chapter.
pub(crate) fn add_to(bank: &mut Bank) {
    bank.question(perceptron::output());
    bank.question(gates::three());
    bank.prediction("ch02_3_largest_bias", bias::largest());
    bank.question(line::height());
    bank.prediction("ch02_5_sixteen", sixteen::functions());
    bank.question(xor::gate());
    bank.question(adder::full_adder());
    bank.question(adder::eight_bit_adder());
    bank.question(learning::step());
}
