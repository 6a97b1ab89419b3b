//! One experiment, computed and drawn; whatever goes wrong with it stays its own affair.

use std::{
    any::Any,
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    time::Instant,
};

use rayon::ThreadPool;

use crate::{
    Experiment, NotEnoughData, Outcome, Run, figure_files,
    figures_folder::{FiguresFolder, shortest},
    interrupt::Interrupted,
};

/// How an experiment went.
#[derive(Debug, Default)]
pub(crate) struct Attempt {
    /// What it found, if it came so far.
    pub(crate) outcome: Option<Outcome>,
    /// Its pictures that were written, without those in lines beside them.
    pub(crate) pictures: Vec<PathBuf>,
    /// What went wrong, in one sentence.
    pub(crate) error: Option<String>,
    /// Whether that was Ctrl-C.
    pub(crate) interrupted: bool,
    /// Whether that was a set with too few images.
    pub(crate) needs_more_data: bool,
    /// How long it took.
    pub(crate) seconds: f64,
}

impl Attempt {
    /// Runs `experiment` on the threads of `pool`, and writes its figures.
    pub(crate) fn make(
        experiment: &Experiment,
        run: &Run,
        pool: &ThreadPool,
        folder: &FiguresFolder,
    ) -> Self {
        let start = Instant::now();
        let mut attempt = Self::default();
        // From inside the pool, numeric kernels split their work at little cost; from outside, each would wait for it.
        // A panic is a mistake in one experiment's code. The others share nothing with it that it could have spoilt.
        let work = AssertUnwindSafe(|| pool.install(|| attempt.work(experiment, run, folder)));
        let error = match panic::catch_unwind(work) {
            Ok(Ok(())) => None,
            Ok(Err(error)) => {
                attempt.interrupted = error.is::<Interrupted>();
                attempt.needs_more_data = error.is::<NotEnoughData>();
                Some(one_line(&format!("{error:#}")))
            }
            Err(panic) => {
                Some(one_line(&format!("a mistake in the code of the experiment: {}", message(&*panic))))
            }
        };
        attempt.error = error;
        attempt.seconds = start.elapsed().as_secs_f64();
        attempt
    }

    fn work(&mut self, experiment: &Experiment, run: &Run, folder: &FiguresFolder) -> anyhow::Result<()> {
        // What was computed is kept even if its figures cannot be written.
        let outcome = self.outcome.insert((experiment.run)(&run.of(experiment.name))?);
        for (suffix, figure) in outcome.figures() {
            let png = figure_files::write(figure, &folder.stem(experiment.name, suffix))?;
            self.pictures.push(shortest(&png));
        }
        Ok(())
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a panic says.
fn message(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked")
}
