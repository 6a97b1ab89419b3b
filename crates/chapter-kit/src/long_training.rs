//! Trainings of many minutes: kept on the disk while they run, so that neither Ctrl-C nor a power cut costs more than a
//! few seconds of them.
//!
//! Beside the figures lie `<experiment>.checkpoint.safetensors`, from which `--resume` goes on to the very bits of a
//! training that was never interrupted, and `<experiment>.safetensors`, the best weights so far under the book's names.
//!
//! When a checkpoint is written depends on a clock; what is computed does not.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    time::{Duration, Instant},
};

use core_data::{Checkpoint, Weights, grouped};
use core_tensor::training::evaluation::{Evaluation, Metric};
use core_tensor::training::{Event, Sets, Training};

use crate::{
    Progress, Run,
    figures_folder::shortest,
    interrupt::{Interrupted, Listener},
    output::tell,
};

/// The longest time that a power cut can cost.
const PAUSE: Duration = Duration::from_secs(15);

/// Where a run keeps its trainings.
#[derive(Clone, Debug)]
pub(crate) struct Keeping {
    /// The chapter's name.
    pub(crate) chapter: &'static str,
    /// The folder of the figures.
    pub(crate) folder: PathBuf,
    /// Whether to go on with what is there.
    pub(crate) resume: bool,
}

impl Run {
    /// Trains to the end, shows how far it is, and keeps checkpoints and the best weights beside the figures: after every
    /// look at the accuracies, and every few seconds. With `--resume` it goes on from the checkpoint. Gives the name of the
    /// file with the weights, if files are kept; in tests none is.
    ///
    /// # Errors
    /// When the loss left the finite numbers, a file cannot be written, the checkpoint belongs to another command or is
    /// damaged, or Ctrl-C was pressed.
    pub fn train_long(
        &self,
        training: &mut Training<f32>,
        sets: &Sets<f32>,
    ) -> anyhow::Result<Option<String>> {
        let Some(keeping) = self.keeping() else {
            while training.advance(sets)?.is_some() {}
            return Ok(None);
        };
        let kept = Kept::new(self, keeping, training)?;
        kept.begin(training)?;
        let listener = Listener::begin();
        let progress = self.progress("training", training.total());
        progress.start_at(training.done());
        let mut last_kept = Instant::now();
        while let Some(event) = training.advance(sets)? {
            show(&progress, training, event);
            if matches!(event, Event::Evaluated(_)) || last_kept.elapsed() >= PAUSE {
                kept.keep(training)?;
                last_kept = Instant::now();
            }
            if listener.is_asked_to_stop() {
                return Err(kept.interrupted(training)?.into());
            }
        }
        // The last look was kept, so that --resume of a finished training only draws its figures again.
        Ok(Some(weights_name(self.experiment())))
    }
}

/// What the file with an experiment's best weights is called.
fn weights_name(experiment: &str) -> String {
    format!("{experiment}.safetensors")
}

fn show(progress: &Progress, training: &Training<f32>, event: Event) {
    let last = training.history().evaluations.last();
    let accuracy = last.map(|look| format!("test {}", look.test.metric_in_words()));
    let loss = training.history().losses.last().map(|loss| format!("loss {loss:.4}"));
    progress.message(loss.into_iter().chain(accuracy).collect::<Vec<_>>().join(", "));
    if matches!(event, Event::Step { .. }) {
        progress.inc(1);
    }
}

/// The files of one training.
struct Kept<'a> {
    keeping: &'a Keeping,
    label: BTreeMap<String, String>,
    checkpoint: PathBuf,
    weights: PathBuf,
}

impl<'a> Kept<'a> {
    fn new(run: &Run, keeping: &'a Keeping, training: &Training<f32>) -> anyhow::Result<Self> {
        let label = [
            ("chapter", keeping.chapter.to_owned()),
            ("experiment", run.experiment().to_owned()),
            ("seed", run.seed().to_string()),
            ("scale", run.scale().to_string()),
            ("data", run.mnist()?.fingerprint()),
            ("training", training.describe().to_owned()),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ];
        Ok(Self {
            keeping,
            label: label.map(|(key, value)| (key.to_owned(), value)).into(),
            checkpoint: keeping.folder.join(format!("{}.checkpoint.safetensors", run.experiment())),
            weights: keeping.folder.join(weights_name(run.experiment())),
        })
    }

    /// Goes on from the checkpoint if that is asked for, or says that it could be.
    fn begin(&self, training: &mut Training<f32>) -> anyhow::Result<()> {
        let name = &self.label["experiment"];
        let path = shortest(&self.checkpoint);
        match (self.keeping.resume, self.checkpoint.exists()) {
            (true, true) => {
                self.restore(training)?;
                let [done, total] = [training.done(), training.total()].map(grouped);
                tell(&format!(
                    "`{name}` goes on after {done} of {total} iterations, from {}",
                    path.display()
                ));
            }
            (true, false) => {
                tell(&format!("`{name}` begins anew: there is no checkpoint {}", path.display()));
            }
            (false, true) => tell(&format!(
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

    fn keep(&self, training: &Training<f32>) -> anyhow::Result<()> {
        Checkpoint { label: self.label.clone(), state: training.state() }.save(&self.checkpoint)?;
        let Some(best) = training.best() else { return Ok(()) };
        Ok(best.weights.iter().cloned().collect::<Weights>().save(&self.weights)?)
    }

    fn interrupted(&self, training: &Training<f32>) -> anyhow::Result<Interrupted> {
        self.keep(training)?;
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
