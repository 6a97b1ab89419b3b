//! Trainings of many minutes: kept on the disk while they run, so that neither Ctrl-C nor a power cut costs more than a
//! few seconds of them.
//!
//! Beside the figures are `<experiment>.checkpoint.safetensors`, from which `--resume` goes on to the very bits of a
//! training that was never interrupted, and `<experiment>.safetensors`, the best weights so far under the book's names.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use chapter_kit::{Label, TrainingCheckpoints};
use core_data::{Checkpoint, Weights, grouped};
use core_tensor::training::Event;
use core_tensor::training::Training;
use core_tensor::training::evaluation::{Evaluation, Metric};

use crate::{
    figures_folder::shortest,
    interrupt::{Interrupted, Listener},
    output::print,
};

/// The longest time that a power cut can cost.
const PAUSE: Duration = Duration::from_secs(15);

/// Where a run keeps its checkpoints.
#[derive(Clone, Debug)]
pub(crate) struct Checkpointing {
    /// The chapter's name.
    pub(crate) chapter: &'static str,
    /// The folder of the figures.
    pub(crate) folder: PathBuf,
    /// Whether to go on with what is there.
    pub(crate) resume: bool,
}

impl chapter_kit::Checkpointing for Checkpointing {
    fn begin(
        &self,
        mut label: Label,
        training: &mut Training<f32>,
    ) -> anyhow::Result<Box<dyn TrainingCheckpoints>> {
        label.insert("chapter".to_owned(), self.chapter.to_owned());
        label.insert("version".to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        let experiment = label.get("experiment").cloned().unwrap_or_default();
        let weights_name = format!("{experiment}.safetensors");
        let files = CheckpointFiles {
            checkpoint: self.folder.join(format!("{experiment}.checkpoint.safetensors")),
            weights: self.folder.join(&weights_name),
            weights_name,
            experiment,
            label,
            listener: Listener::begin(),
            last_saved: Instant::now(),
        };
        files.begin(training, self.resume)?;
        Ok(Box::new(files))
    }
}

/// The files of one training.
struct CheckpointFiles {
    experiment: String,
    label: Label,
    checkpoint: PathBuf,
    weights: PathBuf,
    weights_name: String,
    listener: Listener,
    last_saved: Instant,
}

impl TrainingCheckpoints for CheckpointFiles {
    fn after(&mut self, training: &Training<f32>, event: Event) -> anyhow::Result<()> {
        if matches!(event, Event::Evaluated(_)) || self.last_saved.elapsed() >= PAUSE {
            self.save(training)?;
            self.last_saved = Instant::now();
        }
        if self.listener.is_asked_to_stop() {
            return Err(self.interrupted(training)?.into());
        }
        Ok(())
    }

    fn weights_name(&self) -> String {
        self.weights_name.clone()
    }
}

impl CheckpointFiles {
    /// Goes on from the checkpoint if that is asked for, or says that it could be.
    fn begin(&self, training: &mut Training<f32>, resume: bool) -> anyhow::Result<()> {
        let name = &self.experiment;
        let path = shortest(&self.checkpoint);
        match (resume, self.checkpoint.exists()) {
            (true, true) => {
                self.restore(training)?;
                let [done, total] = [training.done(), training.total()].map(grouped);
                print(&format!(
                    "`{name}` goes on after {done} of {total} iterations, from {}",
                    path.display()
                ));
            }
            (true, false) => {
                print(&format!("`{name}` begins anew: there is no checkpoint {}", path.display()));
            }
            (false, true) => print(&format!(
                "`{name}` begins anew and will replace {}; with --resume it would go on from there",
                path.display()
            )),
            (false, false) => {}
        }
        Ok(())
    }

    fn restore(&self, training: &mut Training<f32>) -> anyhow::Result<()> {
        let found = Checkpoint::load(&self.checkpoint)?;
        let path = shortest(&self.checkpoint);
        for (key, mine) in &self.label {
            let theirs = found.label.get(key).map_or("none", String::as_str);
            if theirs != mine {
                anyhow::bail!(
                    "the checkpoint `{}` belongs to another command: its {key} is {}, here it is {}; repeat that \
                     command, or begin anew without --resume",
                    path.display(),
                    shown(theirs),
                    shown(mine)
                );
            }
        }
        training.restore(&found.state).map_err(|error| {
            anyhow::anyhow!(
                "the checkpoint `{}` does not fit this training ({error}); begin anew without --resume",
                path.display()
            )
        })
    }

    fn save(&self, training: &Training<f32>) -> anyhow::Result<()> {
        Checkpoint { label: self.label.clone(), state: training.state() }.save(&self.checkpoint)?;
        let Some(best) = training.best() else { return Ok(()) };
        Ok(best.weights.iter().cloned().collect::<Weights>().save(&self.weights)?)
    }

    fn interrupted(&self, training: &Training<f32>) -> anyhow::Result<Interrupted> {
        self.save(training)?;
        let [done, total] = [training.done(), training.total()].map(grouped);
        let best = training.best().map_or(String::new(), |best| {
            format!(
                ", and the best weights so far ({}) in {}",
                recognised(best.test),
                shortest(&self.weights).display()
            )
        });
        Ok(Interrupted(format!(
            "it is kept after {done} of {total} iterations in {}{best}; the same command with --resume goes on",
            shortest(&self.checkpoint).display()
        )))
    }
}

/// How well the best weights did on the test samples.
fn recognised(test: Evaluation) -> String {
    match test.metric {
        Metric::Accuracy { correct } => format!("{} test images recognised", grouped(correct)),
        Metric::SquaredError { .. } => format!("test {}", test.metric_in_words()),
    }
}

/// A label's value for a message: quoted, escaped, and its beginning only if it is long.
fn shown(value: &str) -> String {
    const MOST: usize = 80;
    let beginning: String = value.escape_debug().take(MOST).collect();
    let more = if value.chars().count() > MOST { "…" } else { "" };
    format!("`{beginning}{more}`")
}
