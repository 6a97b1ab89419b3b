//! The dataset of a run, loaded when the first experiment asks for it, and only once.

use std::{
    fmt,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use core_data::Mnist;

/// What loads it.
type Load = Box<dyn Fn() -> anyhow::Result<Mnist> + Send + Sync>;

/// The data of a run.
pub(crate) struct Data {
    load: Load,
    /// The error is a sentence already, as it may be told more than once.
    loaded: OnceLock<Result<Mnist, String>>,
    was_asked_for: AtomicBool,
}

impl fmt::Debug for Data {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.loaded.get().is_some() { "Data(loaded)" } else { "Data" })
    }
}

impl Data {
    /// The set that `load` gives.
    pub(crate) fn new(load: impl Fn() -> anyhow::Result<Mnist> + Send + Sync + 'static) -> Self {
        Self { load: Box::new(load), loaded: OnceLock::new(), was_asked_for: AtomicBool::new(false) }
    }

    /// The set.
    pub(crate) fn mnist(&self) -> anyhow::Result<&Mnist> {
        self.was_asked_for.store(true, Ordering::Relaxed);
        self.loaded
            .get_or_init(|| (self.load)().map_err(|error| error.to_string()))
            .as_ref()
            .map_err(|sentence| anyhow::Error::msg(sentence.clone()))
    }

    /// Whether [`mnist`](Self::mnist) was called.
    pub(crate) fn was_asked_for(&self) -> bool {
        self.was_asked_for.load(Ordering::Relaxed)
    }
}
