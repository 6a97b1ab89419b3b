//! How does a training of many minutes survive Ctrl-C and a power cut? The shell that runs the experiment keeps
//! checkpoints of it.

use std::collections::BTreeMap;

use core_tensor::training::Event;
use core_tensor::training::Training;

/// Which run a training belongs to: `experiment`, `seed`, `scale`, … A checkpoint of another run is refused.
pub type Label = BTreeMap<String, String>;

/// Keeps checkpoints of trainings, wherever that is.
pub trait Checkpointing: Send + Sync {
    /// Begins to keep checkpoints of `training`, after restoring it from its checkpoint if the user asked for that.
    ///
    /// # Errors
    /// When the checkpoint is damaged, or belongs to another run.
    fn begin(
        &self,
        label: Label,
        training: &mut Training<f32>,
    ) -> anyhow::Result<Box<dyn TrainingCheckpoints>>;
}

/// The checkpoints of one training.
pub trait TrainingCheckpoints {
    /// Called after each event of the training: saves a checkpoint when it is time.
    ///
    /// # Errors
    /// When the checkpoint cannot be saved, or the user asked to stop; the training then ends.
    fn after(&mut self, training: &Training<f32>, event: Event) -> anyhow::Result<()>;

    /// What the file with the best weights is called.
    fn weights_name(&self) -> String;
}
