//! Progress for a log file: a line at once, and from then on at most one every few seconds.

use std::{
    fmt,
    io::Write,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use chapter_kit::{Task, TaskStart};

/// The shortest time between two lines.
const PAUSE: Duration = Duration::from_secs(5);

/// Where lines go, shared by all tasks, so that many small tasks make no more lines than a big one.
pub(crate) struct Journal {
    pause: Duration,
    state: Mutex<State>,
}

struct State {
    sink: Box<dyn Write + Send>,
    last: Option<Instant>,
}

impl Journal {
    pub(crate) fn new(sink: Box<dyn Write + Send>) -> Self {
        Self { pause: PAUSE, state: Mutex::new(State { sink, last: None }) }
    }

    /// Writes the line, unless another was written a moment ago.
    fn print(&self, line: impl FnOnce() -> String) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.last.is_some_and(|last| last.elapsed() < self.pause) {
            return;
        }
        state.last = Some(Instant::now());
        // Progress is a courtesy: a closed standard error must not stop the work.
        let _ = writeln!(state.sink, "{}", line());
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Journal")
    }
}

/// A task in a log.
#[derive(Debug)]
pub(crate) struct LineTask {
    journal: Arc<Journal>,
    experiment: String,
    label: String,
    total: usize,
    done: AtomicUsize,
    /// Steps of an earlier run.
    before: AtomicUsize,
    begun: Instant,
    message: Mutex<String>,
}

impl LineTask {
    pub(crate) fn begin(journal: Arc<Journal>, start: TaskStart) -> Self {
        let task = Self {
            journal,
            experiment: start.experiment.to_owned(),
            label: start.label.to_owned(),
            total: start.total,
            done: AtomicUsize::new(0),
            before: AtomicUsize::new(0),
            begun: Instant::now(),
            message: Mutex::default(),
        };
        task.print();
        task
    }

    fn print(&self) {
        self.journal.print(|| self.line());
    }

    fn line(&self) -> String {
        let done = self.done.load(Ordering::Relaxed);
        let mut line = format!("{}: {}", self.experiment, self.label);
        if self.total > 0 {
            let [done, total] = [done, self.total].map(core_data::grouped);
            line += &format!(", {done} of {total}");
        }
        let message = self.message.lock().unwrap_or_else(PoisonError::into_inner);
        if !message.is_empty() {
            line += &format!(", {message}");
        }
        if let Some(left) = self.left(done) {
            line += &format!(", about {left} left");
        }
        line
    }

    /// How long the rest will take, once that is worth a word and known.
    fn left(&self, done: usize) -> Option<String> {
        let here = done.checked_sub(self.before.load(Ordering::Relaxed)).filter(|&steps| steps > 0)?;
        let rest = self.total.saturating_sub(done) as f64;
        let seconds = self.begun.elapsed().as_secs_f64() * rest / here as f64;
        match seconds {
            ..10.0 => None,
            ..120.0 => Some(format!("{seconds:.0} s")),
            _ => Some(format!("{:.0} min", seconds / 60.0)),
        }
    }
}

impl Task for LineTask {
    fn start_at(&self, steps: usize) {
        self.before.store(steps, Ordering::Relaxed);
        self.done.store(steps, Ordering::Relaxed);
    }

    fn inc(&self, steps: usize) {
        self.done.fetch_add(steps, Ordering::Relaxed);
        self.print();
    }

    fn message(&self, message: String) {
        *self.message.lock().unwrap_or_else(PoisonError::into_inner) = message;
        self.print();
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    const START: TaskStart = TaskStart { experiment: "coin", label: "throwing", total: 2_000 };

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn lines_with(pause: Duration) -> Vec<String> {
        let sink = Sink::default();
        let journal = Journal { pause, ..Journal::new(Box::new(sink.clone())) };
        let task = LineTask::begin(Arc::new(journal), START);
        task.message("heads".to_owned());
        task.inc(1_000);
        let bytes = sink.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_first_line_comes_at_once_and_the_next_after_a_pause() {
        assert_eq!(lines_with(PAUSE), ["coin: throwing, 0 of 2,000"]);
    }

    #[test]
    fn a_line_says_how_long_the_rest_takes_not_counting_what_was_done_before() {
        let journal = Arc::new(Journal::new(Box::new(io::sink())));
        let mut task = LineTask::begin(journal, START);
        let since_start = "a machine that has just built this has been on for 10 s";
        task.begun = Instant::now().checked_sub(Duration::from_secs(10)).expect(since_start);
        assert_eq!(task.left(0), None, "nothing is known yet");
        task.start_at(900);
        assert_eq!(task.left(1_000).as_deref(), Some("100 s"), "100 steps took 10 s");
        assert_eq!(task.left(1_990), None, "not worth a word");
        assert_eq!(task.left(910).as_deref(), Some("18 min"));
    }

    #[test]
    fn a_line_says_how_far_the_task_is() {
        let lines = lines_with(Duration::ZERO);
        assert_eq!(lines.last().unwrap(), "coin: throwing, 1,000 of 2,000, heads");
    }
}
