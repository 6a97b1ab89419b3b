//! The dataset of a run, loaded when the first experiment asks for it, and only once.

use std::{
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use core_data::Mnist;

/// What loading gave; the error is a sentence already, as it may be told more than once.
type Loaded = OnceLock<Result<Mnist, String>>;

/// The bundled set, shared by everything in this process: tests make many runs.
static BUNDLED: Loaded = OnceLock::new();

/// Where the data of a run comes from.
#[derive(Debug, Default)]
pub(crate) struct Data {
    source: Source,
    was_asked_for: AtomicBool,
}

/// Which set it is.
#[derive(Debug, Default)]
enum Source {
    /// The one that comes with the workspace.
    #[default]
    Bundled,
    /// The one in this folder, or one that a test made.
    Own(Option<PathBuf>, Loaded),
}

impl Data {
    /// The set in `folder`, or the bundled one.
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        let source = match folder {
            None => Source::Bundled,
            Some(_) => Source::Own(folder, Loaded::new()),
        };
        Self { source, ..Self::default() }
    }

    /// This set.
    pub(crate) fn of(mnist: Mnist) -> Self {
        Self { source: Source::Own(None, Loaded::from(Ok(mnist))), ..Self::default() }
    }

    /// The set.
    pub(crate) fn mnist(&self) -> anyhow::Result<&Mnist> {
        self.was_asked_for.store(true, Ordering::Relaxed);
        let (folder, loaded) = match &self.source {
            Source::Bundled => (None, &BUNDLED),
            Source::Own(folder, loaded) => (folder.as_deref(), loaded),
        };
        loaded
            .get_or_init(|| Mnist::load(folder).map_err(|error| error.to_string()))
            .as_ref()
            .map_err(|sentence| anyhow::Error::msg(sentence.clone()))
    }

    /// Whether [`mnist`](Self::mnist) was called.
    pub(crate) fn was_asked_for(&self) -> bool {
        self.was_asked_for.load(Ordering::Relaxed)
    }
}
