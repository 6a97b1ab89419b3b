//! One experiment, computed and drawn into files; whatever goes wrong with it stays its own affair.

use std::{path::PathBuf, time::Instant};

use chapter_kit::{Experiment, Outcome, Run, caught};
use rayon::ThreadPool;

use crate::{
    figure_files,
    figures_folder::{FiguresFolder, shortest},
    interrupt::Interrupted,
};

/// How an experiment went.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    /// What it found, if it came so far.
    pub(crate) outcome: Option<Outcome>,
    /// Its figures that were written: of each the PNG file, not the SVG file beside it.
    pub(crate) figures: Vec<PathBuf>,
    /// What went wrong, in one sentence.
    pub(crate) error: Option<String>,
    /// Whether that was Ctrl-C.
    pub(crate) interrupted: bool,
    /// How long it took.
    pub(crate) seconds: f64,
}

/// How figures are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looks {
    /// With title and caption.
    Whole,
    /// For a page that has these as text.
    WithoutWords,
}

/// Runs `experiment` on the threads of `pool`, and writes its figures.
pub(crate) fn run_experiment(
    experiment: &Experiment,
    run: &Run,
    pool: &ThreadPool,
    folder: &FiguresFolder,
    looks: Looks,
) -> Ran {
    let start = Instant::now();
    let mut ran = Ran::default();
    if let Err(failure) = caught(|| pool.install(|| ran.work(experiment, run, folder, looks))) {
        ran.interrupted = failure.is::<Interrupted>();
        ran.error = Some(failure.sentence);
    }
    ran.seconds = start.elapsed().as_secs_f64();
    ran
}

impl Ran {
    fn work(
        &mut self,
        experiment: &Experiment,
        run: &Run,
        folder: &FiguresFolder,
        looks: Looks,
    ) -> anyhow::Result<()> {
        // What was computed is kept even if its figures cannot be written.
        let outcome = self.outcome.insert((experiment.run)(&run.of(experiment.name))?);
        for (suffix, figure) in outcome.figures() {
            let figure = match looks {
                Looks::Whole => figure.clone(),
                Looks::WithoutWords => figure.clone().without_words(),
            };
            let png = figure_files::write(&figure, &folder.stem(experiment.name, suffix))?;
            self.figures.push(shortest(&png));
        }
        Ok(())
    }
}
