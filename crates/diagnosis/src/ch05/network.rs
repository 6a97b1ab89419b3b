//! Two layers in a row: does the gradient go back through all of them, in reverse order?

use super::layers::{Affine, Relu, SoftmaxWithLoss};
use crate::digits;
use crate::draw::Draw;
use crate::panic::judged;
use crate::question::Question;
use crate::{Diagnosis, Verdict};
use ndarray::{Array1, Array2, Axis};

/// The initial parameters of a network.
#[derive(Clone, Debug)]
pub struct Start {
    /// The weights of the first layer, (in, hidden).
    pub w1: Array2<f64>,
    /// The bias of the first layer, (hidden).
    pub b1: Array1<f64>,
    /// The weights of the second layer, (hidden, out).
    pub w2: Array2<f64>,
    /// The bias of the second layer, (out).
    pub b2: Array1<f64>,
}

/// `x` (n, in), the label of each row, and `w1`, `b1`, `w2`, `b2`.
pub type Input = (Array2<f64>, Vec<usize>, Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>);
/// The loss, and the gradients `dw1`, `db1`, `dw2`, `db2`.
pub type Out = (f64, Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>);

fn draw(draw: &mut Draw) -> Input {
    let (n, inputs, hidden, outputs) =
        (draw.size(3..=6), draw.size(2..=5), draw.size(4..=7), draw.size(3..=4));
    (
        draw.matrix(n, inputs),
        draw.labels(n, outputs),
        draw.matrix(inputs, hidden),
        draw.vector(hidden),
        draw.matrix(hidden, outputs),
        draw.vector(outputs),
    )
}

/// The network as layers; the mistakes put them together in wrong ways.
struct Layers {
    affine1: Affine,
    relu: Relu,
    affine2: Affine,
    last: SoftmaxWithLoss,
}

impl Layers {
    fn of((_, _, w1, b1, w2, b2): &Input) -> Self {
        Self {
            affine1: Affine::new(w1.clone(), b1.clone()),
            relu: Relu::default(),
            affine2: Affine::new(w2.clone(), b2.clone()),
            last: SoftmaxWithLoss::default(),
        }
    }

    /// The forward pass; returns the loss.
    fn forward(&mut self, x: &Array2<f64>, t: &[usize]) -> f64 {
        let hidden = self.affine1.forward(x);
        let hidden = self.relu.forward(&hidden);
        let scores = self.affine2.forward(&hidden);
        self.last.forward(&scores, t)
    }

    fn out(self, loss: f64) -> Out {
        (loss, self.affine1.dw, self.affine1.db, self.affine2.dw, self.affine2.db)
    }
}

/// The right order.
fn right(input: &Input) -> Out {
    let mut parts = Layers::of(input);
    let loss = parts.forward(&input.0, &input.1);
    let dout = parts.affine2.backward(&parts.last.backward());
    parts.affine1.backward(&parts.relu.backward(&dout));
    parts.out(loss)
}

/// The backward pass skips the ReLU.
fn relu_left_out(input: &Input) -> Out {
    let mut parts = Layers::of(input);
    let loss = parts.forward(&input.0, &input.1);
    let dout = parts.affine2.backward(&parts.last.backward());
    parts.affine1.backward(&dout);
    parts.out(loss)
}

/// Forward and back without the ReLU.
fn without_relu(input: &Input) -> Out {
    let mut parts = Layers::of(input);
    let scores = parts.affine2.forward(&parts.affine1.forward(&input.0));
    let loss = parts.last.forward(&scores, &input.1);
    let dout = parts.affine2.backward(&parts.last.backward());
    parts.affine1.backward(&dout);
    parts.out(loss)
}

/// Without the backward pass of the first layer.
fn first_layer_not_reached(input: &Input) -> Out {
    let (loss, dw1, db1, dw2, db2) = right(input);
    (loss, dw1 * 0.0, db1 * 0.0, dw2, db2)
}

/// With a step between forward and backward, so that the gradient goes back through other weights.
fn weights_already_moved(input: &Input) -> Out {
    let mut parts = Layers::of(input);
    let loss = parts.forward(&input.0, &input.1);
    parts.affine2.backward(&parts.last.backward());
    parts.affine2.w = &parts.affine2.w - &parts.affine2.dw;
    let dout = parts.last.backward().dot(&parts.affine2.w.t());
    parts.affine1.backward(&parts.relu.backward(&dout));
    parts.out(loss)
}

/// The gradient of a two-layer network (book §5.7.2).
pub fn gradient() -> Question<Input, Out> {
    Question::new("gradient", draw, right)
        .inputs(["x", "t", "w1", "b1", "w2", "b2"])
        .parts(["the loss", "affine1.dw", "affine1.db", "affine2.dw", "affine2.db"])
        .size("the number of samples N", |input| input.0.nrows() as f64)
        .mistake(
            "no relu",
            "That is a network without its ReLU: affine2 gets the output of affine1. Forward is affine1, relu, \
             affine2, last.",
            without_relu,
        )
        .mistake(
            "relu skipped in the backward pass",
            "The backward pass skips the ReLU. What affine2 sends back has to go through relu.backward before it \
             reaches affine1: closed units let nothing through.",
            relu_left_out,
        )
        .mistake(
            "the first layer is not reached",
            "It is 0: affine1.backward was never called. The backward pass ends at affine1; its dx isn't needed, but \
             its dw and db are computed there.",
            first_layer_not_reached,
        )
        .mistake(
            "weights moved too early",
            "The gradient went back through weights that had already been updated. First compute all gradients, then \
             take the step.",
            weights_already_moved,
        )
        .also_right("by matrices", |(x, t, w1, b1, w2, b2)| {
            let a1 = x.dot(w1) + b1;
            let z1 = a1.mapv(|a| a.max(0.0));
            let mut y = z1.dot(w2) + b2;
            let mut loss = 0.0;
            for (mut row, &class) in y.rows_mut().into_iter().zip(t) {
                let sum: f64 = row.iter().map(|a| a.exp()).sum();
                row.mapv_inplace(|a| a.exp() / sum);
                loss -= row[class].ln();
                row[class] -= 1.0;
            }
            let n = x.nrows() as f64;
            let dy = y / n;
            let da1 = dy.dot(&w2.t()) * a1.mapv(|a| f64::from(u8::from(a > 0.0)));
            (loss / n, x.t().dot(&da1), da1.sum_axis(Axis(0)), z1.t().dot(&dy), dy.sum_axis(Axis(0)))
        })
}

/// A batch of images, (n, 784), and their labels.
pub type Batch = (Array2<f64>, Vec<usize>);

/// The hidden units of the network for digits.
const HIDDEN: usize = 30;
/// The least accuracy of a network trained right; with a first layer that doesn't move, it is lower.
const ENOUGH: f64 = 0.80;

/// The digits, and the initial weights of all networks.
fn digits_and_start() -> (Vec<Batch>, Batch, Start) {
    let mut random = Draw::seeded(5);
    let (x, t) = digits::training(1000);
    let batches = (0..150).map(|_| {
        let indices: Vec<usize> = (0..50).map(|_| random.size(0..=x.nrows() - 1)).collect();
        (x.select(Axis(0), &indices), indices.iter().map(|&index| t[index]).collect())
    });
    let batches = batches.collect();
    let start = Start {
        w1: random.matrix(784, HIDDEN) * 0.05,
        b1: Array1::zeros(HIDDEN),
        w2: random.matrix(HIDDEN, 10) * 0.05,
        b2: Array1::zeros(10),
    };
    (batches, digits::test(500), start)
}

/// Lets `train` learn digits: it gets the initial weights, 150 batches, and test images. It returns the loss of each
/// batch, and the scores of the test images, (n, 10).
///
/// # Errors
/// If it panics, or the loss doesn't fall, or the accuracy is too low.
pub fn learns(train: impl FnOnce(Start, &[Batch], &Array2<f64>) -> (Vec<f64>, Array2<f64>)) -> Verdict {
    let (batches, (x, t), start) = digits_and_start();
    judged("training", || {
        let (losses, scores) = train(start, &batches, &x);
        let mean = |losses: &[f64]| losses.iter().sum::<f64>() / losses.len() as f64;
        let (first, last) = (mean(&losses[..10]), mean(&losses[losses.len() - 10..]));
        let losses = format!(
            "The mean loss of the first 10 batches is {first:.3}, that of the last 10 of {} is {}.",
            batches.len(),
            if last < 1e4 { format!("{last:.3}") } else { format!("{last:.0e}") }
        );
        if !last.is_finite() || last > 1.05 * first {
            let says = "The loss grows. The gradient points uphill: a step goes against it.";
            return Err(Diagnosis::of("uphill", format!("{losses}\n{says}")));
        }
        if last > 0.95 * first {
            let says = "Nothing is learnt. Does update change the weights of the layers themselves, by −lr times the \
                        gradient?";
            return Err(Diagnosis::of("nothing moves", format!("{losses}\n{says}")));
        }
        let read = share_read(&scores, &t);
        if read < ENOUGH {
            let text = format!(
                "{losses}\n{:.1} % of new digits are read; with all four arrays learning it is more than {:.0} %. Are \
                 w and b of both layers moved, each by its own gradient, and by all of lr times it?",
                100.0 * read,
                100.0 * ENOUGH
            );
            return Err(Diagnosis::of("a layer stays", text));
        }
        Ok(())
    })
}

fn share_read(scores: &Array2<f64>, t: &[usize]) -> f64 {
    let read = scores.rows().into_iter().zip(t).filter(|(row, class)| {
        core_tensor::tensor::targets::predicted_class(row.iter().copied()) == Some(**class)
    });
    read.count() as f64 / t.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Trains with given steps: how far `w1`, `b1`, `w2`, `b2` move along their gradients.
    fn trained(steps: [f64; 4]) -> Verdict {
        learns(|start, batches, x| {
            let Start { mut w1, mut b1, mut w2, mut b2 } = start;
            let mut losses = Vec::new();
            for (x, t) in batches {
                let input = (x.clone(), t.clone(), w1.clone(), b1.clone(), w2.clone(), b2.clone());
                let (loss, dw1, db1, dw2, db2) = right(&input);
                losses.push(loss);
                w1.scaled_add(steps[0], &dw1);
                b1.scaled_add(steps[1], &db1);
                w2.scaled_add(steps[2], &dw2);
                b2.scaled_add(steps[3], &db2);
            }
            (losses, (x.dot(&w1) + &b1).mapv(|a| a.max(0.0)).dot(&w2) + &b2)
        })
    }

    #[test]
    fn a_training_run_is_checked_by_what_it_learnt() {
        let diagnosis =
            |steps| trained(steps).err().and_then(|diagnosis| diagnosis.mistake().map(str::to_owned));
        assert_eq!(diagnosis([-0.2; 4]), None);
        assert_eq!(diagnosis([0.2; 4]).as_deref(), Some("uphill"));
        assert_eq!(diagnosis([0.0; 4]).as_deref(), Some("nothing moves"));
        assert_eq!(diagnosis([0.0, 0.0, -0.2, -0.2]).as_deref(), Some("a layer stays"));
    }
}
