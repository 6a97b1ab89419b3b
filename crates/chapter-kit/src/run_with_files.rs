//! What does a run get where there are files? The data and the weights that come with the workspace, and a clock.
//!
//! Tests of the chapters run on it; the command line begins with it. In a browser there is none of it.

use std::{path::PathBuf, sync::OnceLock, time::Instant};

use core_data::{Mnist, Weights, WeightsFile};

use crate::{Run, Scale};

impl Run {
    /// A run for tests: the bundled data and weights, and no progress is shown.
    pub fn for_test(seed: u64, scale: Scale) -> Self {
        let start = Instant::now();
        Self::new(seed, scale)
            .with_mnist(|| bundled_mnist().cloned())
            .with_bundled_weights(|name| Ok(WeightsFile::read(Weights::bundled(name)?)?))
            .with_clock(move || start.elapsed().as_secs_f64())
    }

    /// The same run with the weights in this file, as `--weights` names it.
    pub fn with_weights(&self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        self.with_own_weights(move || Ok(WeightsFile::read(&path)?))
    }
}

/// The bundled set, shared by everything in this process: tests make many runs.
pub(crate) fn bundled_mnist() -> anyhow::Result<&'static Mnist> {
    static BUNDLED: OnceLock<Result<Mnist, String>> = OnceLock::new();
    BUNDLED
        .get_or_init(|| Mnist::load(None).map_err(|error| error.to_string()))
        .as_ref()
        .map_err(|sentence| anyhow::Error::msg(sentence.clone()))
}
