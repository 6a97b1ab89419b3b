//! The dataset of a run, loaded when the first experiment asks for it, and only once.

use std::{path::PathBuf, sync::OnceLock};

use core_data::Mnist;

/// What loading gave; the error is a sentence already, as it may be told more than once.
type Loaded = OnceLock<Result<Mnist, String>>;

/// The bundled set, shared by everything in this process: tests make many runs.
static BUNDLED: Loaded = OnceLock::new();

/// Where the data of a run comes from.
#[derive(Debug, Default)]
pub(crate) struct Data {
    folder: Option<PathBuf>,
    own: Loaded,
}

impl Data {
    /// The set in `folder`, or the bundled one.
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, own: Loaded::new() }
    }

    /// The set.
    pub(crate) fn mnist(&self) -> anyhow::Result<&Mnist> {
        let loaded = match self.folder {
            None => &BUNDLED,
            Some(_) => &self.own,
        };
        loaded
            .get_or_init(|| Mnist::load(self.folder.as_deref()).map_err(|error| error.to_string()))
            .as_ref()
            .map_err(|sentence| anyhow::Error::msg(sentence.clone()))
    }
}
