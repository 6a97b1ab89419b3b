//! Trainings of many minutes: shown while they run, and saved in checkpoints by the shell that runs the experiment.
//!
//! When a checkpoint is saved depends on a clock; what is computed does not.

use core_tensor::training::{Event, Sets, Training};

use crate::{Progress, Run, checkpointing::Label};

impl Run {
    /// Trains to the end, shows how far it is, and keeps checkpoints and the best weights: after every evaluation, and
    /// every few seconds. With `--resume` it goes on from the checkpoint. Gives the name of the file with the weights, if
    /// checkpoints are kept; in tests none is.
    ///
    /// # Errors
    /// When the loss left the finite numbers, a file cannot be written, the checkpoint belongs to another command or is
    /// damaged, or Ctrl-C was pressed.
    pub fn train_long(
        &self,
        training: &mut Training<f32>,
        sets: &Sets<f32>,
    ) -> anyhow::Result<Option<String>> {
        let mut checkpoints = match self.checkpointing() {
            Some(checkpointing) => Some(checkpointing.begin(self.label(training)?, training)?),
            None => None,
        };
        let progress = self.progress("training", training.total());
        progress.start_at(training.done());
        while let Some(event) = training.advance(sets)? {
            show(&progress, training, event);
            if let Some(checkpoints) = &mut checkpoints {
                checkpoints.after(training, event)?;
            }
        }
        // The last evaluation was saved, so that --resume of a finished training only draws its figures again.
        Ok(checkpoints.map(|checkpoints| checkpoints.weights_name()))
    }

    fn label(&self, training: &Training<f32>) -> anyhow::Result<Label> {
        let label = [
            ("experiment", self.experiment().to_owned()),
            ("seed", self.seed().to_string()),
            ("scale", self.scale().to_string()),
            ("data", self.mnist()?.fingerprint()),
            ("training", training.describe().to_owned()),
        ];
        Ok(label.map(|(key, value)| (key.to_owned(), value)).into())
    }
}

fn show(progress: &Progress, training: &Training<f32>, event: Event) {
    let last = training.history().evaluations.last();
    let accuracy = last.map(|evaluation| format!("test {}", evaluation.test.metric_in_words()));
    let loss = training.history().losses.last().map(|loss| format!("loss {loss:.4}"));
    progress.message(loss.into_iter().chain(accuracy).collect::<Vec<_>>().join(", "));
    if matches!(event, Event::Step { .. }) {
        progress.inc(1);
    }
}
