//! Who chooses the weights? Rosenblatt's rule (1958): after a mistake, move towards the right answer.
//!
//! ```text
//! w ← w + (t − y) x        t  the right answer, 0 or 1
//! b ← b + (t − y)          y  the perceptron's answer
//! ```
//! `t − y` is 0 when the answer is right: then nothing changes. There is no slope in it, so the step does no harm.
//! A learning rate would stretch `w` and `b` alike; from a start of 0 it changes no decision, so it is left out.

use super::perceptron::perceptron;

/// A perceptron of two inputs that learns.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Learner {
    /// The weights; 0 at first.
    pub w: [f64; 2],
    /// The bias; 0 at first.
    pub b: f64,
}

impl Learner {
    /// Answers one example, and learns if the answer is wrong. Whether it was is the result.
    pub fn see(&mut self, x: [f64; 2], t: u8) -> bool {
        let y = perceptron(&x, &self.w, self.b);
        let error = f64::from(t) - f64::from(y);
        self.w[0] += error * x[0];
        self.w[1] += error * x[1];
        self.b += error;
        y != t
    }

    /// Sees every example once, in order, and counts the mistakes.
    pub fn pass(&mut self, examples: &[([f64; 2], u8)]) -> usize {
        examples.iter().filter(|(x, t)| self.see(*x, *t)).count()
    }
}
