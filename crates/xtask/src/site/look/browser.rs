//! Which browser is installed, and how is it started without a window?

use anyhow::{Context, Result};
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Nothing of the reader's own browser is used, and nothing is asked of a network.
const WORDS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--enable-logging=stderr",
];

/// Chromium, under the name that it has here.
pub(super) struct Browser {
    name: &'static str,
}

impl Browser {
    /// The first that answers.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn find() -> Result<Self> {
        let works =
            |name: &&&str| Command::new(name).arg("--version").output().is_ok_and(|out| out.status.success());
        let name = NAMES.iter().find(works).copied();
        Ok(Self { name: name.context("no Chromium is installed; `apt-get install chromium` is one way")? })
    }

    /// Opens a page with these words more.
    ///
    /// # Errors
    /// If it cannot be started.
    pub(super) fn open(&self, page: &Path, words: &[String]) -> Result<Output> {
        let profile = tempfile::tempdir()?;
        Command::new(self.name)
            .args(WORDS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("--virtual-time-budget=8000")
            .args(words)
            .arg(format!("file://{}", page.display()))
            .output()
            .context("the browser cannot be started")
    }

    /// Opens an address in real time, until it is ended. What the browser complains of goes to a file.
    ///
    /// # Errors
    /// If it cannot be started.
    pub(super) fn start(&self, address: &str, profile: &Path, log: File) -> Result<Child> {
        Command::new(self.name)
            .args(WORDS)
            .args(["--window-size=1280,900", &format!("--user-data-dir={}", profile.display()), address])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("the browser cannot be started")
    }
}
