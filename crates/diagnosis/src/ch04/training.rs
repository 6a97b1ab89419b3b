//! Does a small network learn if the learner writes the training loop?

use super::accuracy::small_digits;
use crate::draw::Draw;
use crate::panic::judged;
use crate::{Diagnosis, Verdict, digits};
use core_tensor::functions::softmax::log_softmax;
use core_tensor::tensor::targets::predicted_class;
use ndarray::{Array2, Axis};

/// Images, (n, 16), and their labels.
pub type Batch = (Array2<f64>, Vec<usize>);

const H: f64 = 1e-4;
const STEPS: usize = 100;
const LEARNING_RATE: f64 = 2.0;
const BATCH: usize = 20;
/// The least accuracy on new digits after the training; guessing gives 0.1.
const ENOUGH: f64 = 0.5;

/// A network with one layer: from 16 fields of an image to the scores of 10 digits.
#[derive(Clone, Debug)]
pub struct Net {
    /// The weights, (16, 10).
    pub w: Array2<f64>,
}

impl Net {
    /// The mean cross-entropy of a batch: `x` (n, 16), n labels.
    pub fn loss(&self, x: &Array2<f64>, t: &[usize]) -> f64 {
        loss(&self.w, x, t)
    }

    /// The numerical gradient of the loss with respect to the weights, (16, 10).
    pub fn gradient(&self, x: &Array2<f64>, t: &[usize]) -> Array2<f64> {
        let mut w = self.w.clone();
        Array2::from_shape_fn(self.w.dim(), |at| {
            w[at] = self.w[at] + H;
            let above = loss(&w, x, t);
            w[at] = self.w[at] - H;
            let below = loss(&w, x, t);
            w[at] = self.w[at];
            (above - below) / (2.0 * H)
        })
    }

    /// The accuracy.
    fn read(&self, x: &Array2<f64>, t: &[usize]) -> f64 {
        let scores = x.dot(&self.w);
        let right = scores
            .rows()
            .into_iter()
            .zip(t)
            .filter(|(row, t)| predicted_class(row.iter().copied()) == Some(**t));
        right.count() as f64 / t.len() as f64
    }
}

fn loss(w: &Array2<f64>, x: &Array2<f64>, t: &[usize]) -> f64 {
    let log_y = log_softmax(x.dot(w).view());
    -t.iter().enumerate().map(|(i, &class)| log_y[[i, class]]).sum::<f64>() / t.len() as f64
}

/// Lets `train` train a network: it gets the network, the learning rate, the number of steps, and a source of batches.
/// It returns the loss of each step (book §4.5.2).
///
/// # Errors
/// If it panics, counts wrongly, or the network learnt too little.
pub fn learns(train: impl FnOnce(&mut Net, f64, usize, &mut dyn FnMut() -> Batch) -> Vec<f64>) -> Verdict {
    let (x, t) = small_digits(digits::training(1000));
    let (unseen, labels) = small_digits(digits::test(500));
    let mut random = Draw::seeded(45);
    let mut net = Net { w: random.matrix(16, 10) * 0.1 };
    let before = net.clone();
    let mut drawn = 0;
    judged("train", || {
        let losses = train(&mut net, LEARNING_RATE, STEPS, &mut || {
            drawn += 1;
            let indices = random.labels(BATCH, x.nrows());
            (x.select(Axis(0), &indices), indices.iter().map(|&index| t[index]).collect())
        });
        let of = |mistake: &str, says: String| Err(Diagnosis::of(mistake, format!("train: {says}")));
        if losses.len() != STEPS {
            let count = losses.len();
            return of(
                "losses missing",
                format!("{count} losses come back from {STEPS} steps. Store one in each step."),
            );
        }
        let (loss_before, loss_after) = (before.loss(&unseen, &labels), net.loss(&unseen, &labels));
        let read = 100.0 * net.read(&unseen, &labels);
        let seen = format!(
            "on new digits the loss was {loss_before:.3} before the training and is {loss_after:.3} now; the accuracy \
             is {read:.1} %."
        );
        if net.w == before.w {
            let says = "No weight has moved. Do you write the step into net.w itself, and not into a copy?";
            return of("nothing moves", format!("{seen}\n{says}"));
        }
        if drawn == 1 {
            let says = "All steps used the same 20 digits: the network has learnt them by heart (overfitting), and \
                 has never seen others. Draw a new batch in each step.";
            return of("one batch", format!("{seen}\n{says}"));
        }
        if drawn != STEPS {
            let says = format!(
                "{drawn} batches were drawn in {STEPS} steps. Draw one per step: the gradient and the loss belong to \
                 the same batch."
            );
            return of("batches miscounted", format!("{seen}\n{says}"));
        }
        if loss_after.is_nan() || loss_after > loss_before {
            let says = "The loss grows. The gradient points uphill: a step goes against it.";
            return of("uphill", format!("{seen}\n{says}"));
        }
        if read < 100.0 * ENOUGH {
            let says = format!(
                "With steps of lr · gradient the accuracy is above {:.0} % by now. How large are your steps?",
                100.0 * ENOUGH
            );
            return of("learns too little", format!("{seen}\n{says}"));
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each mistake, made in a loop like a learner's.
    fn diagnosis(
        train: impl FnOnce(&mut Net, f64, usize, &mut dyn FnMut() -> Batch) -> Vec<f64>,
    ) -> Option<String> {
        learns(train).err().and_then(|diagnosis| diagnosis.mistake().map(str::to_owned))
    }

    #[test]
    fn a_loop_is_checked_by_what_the_network_learnt() {
        let loop_with = |step: fn(&mut Net, Array2<f64>, f64), draw_anew: bool| {
            diagnosis(move |net, lr, steps, batch| {
                let mut drawn = None;
                (0..steps)
                    .map(|_| {
                        if draw_anew || drawn.is_none() {
                            drawn = Some(batch());
                        }
                        let (x, t) = drawn.as_ref().unwrap();
                        let gradients = net.gradient(x, t);
                        step(net, gradients, lr);
                        net.loss(x, t)
                    })
                    .collect()
            })
        };
        assert_eq!(loop_with(|net, gradients, lr| net.w.scaled_add(-lr, &gradients), true), None);
        assert_eq!(
            loop_with(|net, gradients, lr| net.w.scaled_add(-lr, &gradients), false).as_deref(),
            Some("one batch")
        );
        assert_eq!(
            loop_with(|net, gradients, lr| net.w.scaled_add(lr, &gradients), true).as_deref(),
            Some("uphill")
        );
        assert_eq!(loop_with(|_, _, _| (), true).as_deref(), Some("nothing moves"));
        let tiny = |net: &mut Net, gradients: Array2<f64>, lr: f64| net.w.scaled_add(-lr / 100.0, &gradients);
        assert_eq!(loop_with(tiny, true).as_deref(), Some("learns too little"));
        assert_eq!(diagnosis(|_, _, _, _| vec![]).as_deref(), Some("losses missing"));
        let twice = |net: &mut Net, lr: f64, steps: usize, batch: &mut dyn FnMut() -> Batch| {
            (0..steps)
                .map(|_| {
                    let ((x, t), (other, labels)) = (batch(), batch());
                    net.w = &net.w - lr * net.gradient(&x, &t);
                    net.loss(&other, &labels)
                })
                .collect()
        };
        assert_eq!(diagnosis(twice).as_deref(), Some("batches miscounted"));
    }
}
