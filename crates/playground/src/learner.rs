//! How does a demo train? A step at a time, so that the reader can stop, nudge and change the learning rate between any two.
//!
//! The order of the batches is that of `core_tensor`'s `Trainer` with the same streams, so a demo's network is a `Trainer`'s to
//! the last bit as long as the reader changes nothing on the way.

use core_tensor::optimizers::Optimizer;
use core_tensor::training::Divergence;
use core_tensor::training::batches::Batches;
use core_tensor::training::divergence::find_overflow;
use core_tensor::{Network, Samples, Streams};

/// Samples in a mini-batch.
pub(crate) const BATCH: usize = 100;
/// A curve is drawn through no more points than this.
const POINTS: usize = 200;

/// A network, and all that its next step depends on.
pub(crate) struct Learner {
    /// What is trained.
    pub(crate) network: Network<f32>,
    /// How it steps.
    pub(crate) optimizer: Box<dyn Optimizer<f32>>,
    samples: Samples<f32>,
    batches: Batches,
    done: usize,
    loss: f64,
    divergence: Option<Divergence>,
}

impl Learner {
    /// Before its first step.
    pub(crate) fn new(
        network: Network<f32>,
        optimizer: Box<dyn Optimizer<f32>>,
        samples: Samples<f32>,
        streams: &Streams,
    ) -> Self {
        let batches = Batches::epochs(samples.len(), BATCH, streams.rng("batches"));
        Self { network, optimizer, samples, batches, done: 0, loss: f64::NAN, divergence: None }
    }

    /// One step. Its loss, or nothing if that wasn't finite: then the parameters stay as they are.
    pub(crate) fn step(&mut self) -> Option<f64> {
        if self.divergence.is_some() {
            return None;
        }
        let (x, t) = self.samples.batch(self.batches.draw());
        let loss = f64::from(self.network.gradient(x.clone(), &t));
        if !loss.is_finite() {
            let place = find_overflow(&self.network, &x, &t);
            self.divergence = Some(Divergence { iteration: self.done, loss, place });
            return None;
        }
        self.optimizer.step(&mut self.network.params_mut());
        (self.done, self.loss) = (self.done + 1, loss);
        Some(loss)
    }

    /// Steps done.
    pub(crate) fn done(&self) -> usize {
        self.done
    }

    /// The loss of the last batch, before its step.
    pub(crate) fn loss(&self) -> f64 {
        self.loss
    }

    /// Why it doesn't go on.
    pub(crate) fn divergence(&self) -> Option<&Divergence> {
        self.divergence.as_ref()
    }

    /// Why it doesn't go on, in a sentence for readers, who may not know what a NaN is.
    pub(crate) fn why_not(&self) -> Option<String> {
        let Divergence { iteration, loss, place } = self.divergence()?;
        let became = if loss.is_nan() {
            "is no longer a number (infinity minus infinity is none)"
        } else {
            "has become infinite"
        };
        let place = format!("{place}").replace("NaN or ∞", "values that aren't finite");
        Some(format!(
            "The training stopped, because at step {iteration} the loss {became}: {place}. Every step overshoots its valley and \
             ends higher than before: a smaller learning rate, smaller initial weights or batch normalisation helps."
        ))
    }
}

/// A curve that grows with a training: when it has too many points, every other one goes.
#[derive(Clone, Debug)]
pub(crate) struct Curve {
    every: usize,
    points: Vec<(f64, f64)>,
}

impl Curve {
    /// No point yet; one is due at every multiple of this number of steps.
    pub(crate) fn every(steps: usize) -> Self {
        Self { every: steps, points: Vec::new() }
    }

    /// Whether this step should have a point.
    pub(crate) fn is_due(&self, step: usize) -> bool {
        step.is_multiple_of(self.every) && self.points.last().is_none_or(|last| last.0 < step as f64)
    }

    /// One more point.
    pub(crate) fn push(&mut self, step: usize, y: f64) {
        self.points.push((step as f64, y));
        if self.points.len() > POINTS {
            self.every *= 2;
            let every = self.every;
            self.points.retain(|point| (point.0 as usize).is_multiple_of(every));
        }
    }

    /// The points, from left to right.
    pub(crate) fn points(&self) -> &[(f64, f64)] {
        &self.points
    }
}

/// Where an axis of steps ends that has to hold this one: a round number, so that it seldom changes.
pub(crate) fn round_end(step: usize) -> f64 {
    let ends = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];
    ends.into_iter().find(|&end| step <= end).unwrap_or(step) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_keeps_its_ends_and_few_points_between() {
        let mut curve = Curve::every(5);
        (0..=10_000).for_each(|step| {
            if curve.is_due(step) {
                curve.push(step, 1.0);
            }
        });
        assert!(curve.points().len() <= POINTS && curve.points().len() > POINTS / 3);
        assert_eq!(curve.points()[0].0, 0.0);
        assert!(curve.points()[curve.points().len() - 1].0 > 9_900.0);
    }
}
