//! Who chooses the weights? Rosenblatt's learning rule (1958): after a mistake, move towards the target.
//!
//! ```text
//! w ← w + (t − y) x        t  the target, 0 or 1
//! b ← b + (t − y)          y  the perceptron's output
//! ```
//! `t − y` is 0 when the output is right: then nothing changes. The rule uses no derivative, so the step function does
//! no harm. A learning rate would scale `w` and `b` alike; starting from 0 it changes no decision, so it is left out.

use super::perceptron::perceptron;

/// A perceptron with two inputs that learns.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Learner {
    /// The weights; 0 at first.
    pub w: [f64; 2],
    /// The bias; 0 at first.
    pub b: f64,
}

impl Learner {
    /// Processes one sample, and learns if the output is wrong. Returns whether it was.
    pub fn see(&mut self, x: [f64; 2], t: u8) -> bool {
        let y = perceptron(&x, &self.w, self.b);
        let error = f64::from(t) - f64::from(y);
        self.w[0] += error * x[0];
        self.w[1] += error * x[1];
        self.b += error;
        y != t
    }

    /// Processes every sample once, in order, and counts the mistakes.
    pub fn pass(&mut self, samples: &[([f64; 2], u8)]) -> usize {
        samples.iter().filter(|(x, t)| self.see(*x, *t)).count()
    }
}
