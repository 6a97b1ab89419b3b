//! A run of a chapter's binary from the command line to the exit code.

use std::{ffi::OsString, process::ExitCode, time::Instant};

use chapter_kit::{Chapter, Experiment, Outcome, Run, Verdict, thread_pool};
use core_data::{Mnist, Weights, WeightsFile};
use rayon::ThreadPool;

use crate::{
    checkpointing::Checkpointing,
    command_line::Arguments,
    figures_folder::FiguresFolder,
    json, listing,
    output::{self, Page, print},
    progress::Reporter,
    report,
    run_experiment::{Looks, Ran, run_experiment},
    selection,
    stop::Stop,
    terminal_image, viewer,
};

/// Does what the command line says.
pub(crate) fn run_chapter(chapter: &Chapter, words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::parse(chapter, words) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Asked for or not, this text may have no reader any more.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match obey(chapter, &arguments) {
        Ok(exit_code) => exit_code,
        Err(stop) => {
            if let Some(sentence) = stop.sentence() {
                print(&format!("error: {sentence}"));
            }
            stop.exit_code()
        }
    }
}

fn obey(chapter: &Chapter, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let selected = selection::select(chapter.experiments, &arguments.experiments)?;
    if arguments.list {
        return list(&selected, arguments).map(|()| ExitCode::SUCCESS);
    }
    Session::prepare(chapter, arguments)?.run_all(&selected)
}

fn list(selected: &[&Experiment], arguments: &Arguments) -> Result<(), Stop> {
    if arguments.json {
        return output::write(
            &selected.iter().map(|experiment| json::listed(experiment)).collect::<String>(),
        );
    }
    output::write(&listing::list(selected, arguments.scale(), Page::of_stdout()))
}

/// Everything that running takes.
struct Session<'a> {
    arguments: &'a Arguments,
    folder: FiguresFolder,
    pool: ThreadPool,
    run: Run,
    page: Page,
}

impl<'a> Session<'a> {
    /// Whatever can be refused is refused here, before the first minute of computing.
    fn prepare(chapter: &Chapter, arguments: &'a Arguments) -> Result<Self, Stop> {
        let folder = FiguresFolder::prepare(arguments.out.as_deref(), chapter.name)?;
        let (start, reporter, data) = (Instant::now(), Reporter::for_stderr(), arguments.data.clone());
        let mut run = Run::new(arguments.seed, arguments.scale())
            .with_mnist(move || Ok(Mnist::load(data.as_deref())?))
            .with_bundled_weights(|name| Ok(WeightsFile::read(Weights::bundled(name)?)?))
            .with_clock(move || start.elapsed().as_secs_f64())
            .with_progress(move |task| reporter.begin(task))
            .with_checkpointing(Checkpointing {
                chapter: chapter.name,
                folder: folder.path().to_owned(),
                resume: arguments.resume,
            });
        if arguments.data.is_some() {
            run.mnist().map_err(|error| Stop::Failed(error.to_string()))?;
        }
        if let Some(path) = &arguments.weights {
            // Each experiment takes the arrays that it needs; that the file is one is known before.
            Weights::load(path).map_err(|error| Stop::Failed(error.to_string()))?;
            run = run.with_weights(path);
        }
        Ok(Self { arguments, folder, pool: pool(arguments.threads)?, run, page: Page::of_stdout() })
    }

    fn run_all(&self, selected: &[&Experiment]) -> Result<ExitCode, Stop> {
        let is_shown = self.can_show();
        let start = Instant::now();
        let mut failed = Vec::new();
        let mut figures = Vec::new();
        let mut claims_that_differ = 0;
        for experiment in selected {
            let ran = self.run_one(experiment)?;
            if is_shown {
                self.show(&ran)?;
            }
            let claims = ran.outcome.iter().flat_map(Outcome::claims);
            claims_that_differ += claims.filter(|claim| claim.verdict == Verdict::Differs).count();
            figures.extend(ran.figures);
            failed.extend(ran.error.map(|_| experiment.name));
            if ran.interrupted {
                // Whoever interrupts one experiment wants no other to begin.
                return Ok(ExitCode::FAILURE);
            }
        }
        if !self.arguments.json {
            let seconds = start.elapsed().as_secs_f64();
            output::write(&report::summary(selected.len(), &failed, claims_that_differ, seconds, self.page))?;
        }
        if self.arguments.open {
            viewer::open(&figures);
        }
        Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn run_one(&self, experiment: &Experiment) -> Result<Ran, Stop> {
        let is_json = self.arguments.json;
        if !is_json {
            output::write(&report::header(experiment, self.page))?;
        }
        let ran = run_experiment(experiment, &self.run, &self.pool, &self.folder, self.looks());
        output::write(&match is_json {
            true if self.arguments.record => json::result_with_record(experiment, &self.run, &ran),
            true => json::result(experiment, &self.run, &ran),
            false => report::results(&ran, self.page),
        })?;
        if let Some(error) = &ran.error {
            let how = if ran.interrupted { "was interrupted" } else { "failed" };
            print(&format!("error: `{}` {how}: {error}", experiment.name));
        }
        Ok(ran)
    }

    fn looks(&self) -> Looks {
        if self.arguments.record { Looks::WithoutWords } else { Looks::Whole }
    }

    /// Whether figures are to be drawn on standard output. It says why not, if somebody asked for it in vain.
    fn can_show(&self) -> bool {
        let is_possible = output::is_terminal() && !self.arguments.json;
        if self.arguments.show && !is_possible {
            print(
                "--show is skipped: it draws in a terminal, and standard output is none, or is kept for JSON",
            );
        }
        self.arguments.show && is_possible
    }

    fn show(&self, ran: &Ran) -> Result<(), Stop> {
        for figure in &ran.figures {
            match terminal_image::draw(figure, self.page.columns) {
                Ok(text) => output::write(&format!("{text}\n"))?,
                Err(error) => print(&format!("{error:#}")),
            }
        }
        Ok(())
    }
}

fn pool(threads: Option<usize>) -> Result<ThreadPool, Stop> {
    thread_pool(threads).map_err(|cause| {
        Stop::Failed(format!("the threads could not be started ({cause}); ask for fewer with --threads"))
    })
}
