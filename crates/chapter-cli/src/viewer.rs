//! Opens figures in the system's viewer.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::output::print;

/// How long a viewer may take to say that it cannot.
const PATIENCE: Duration = Duration::from_secs(2);

/// Opens the pictures. Without a viewer there is one sentence, and the run counts as before.
pub(crate) fn open(pictures: &[PathBuf]) {
    let mut viewers = Vec::new();
    for picture in pictures {
        match start(picture) {
            Ok(viewer) => viewers.push(viewer),
            Err(cause) => return not_opened(&cause.to_string()),
        }
    }
    if let Some(cause) = first_failure(&mut viewers) {
        not_opened(&cause);
    }
}

fn start(picture: &Path) -> std::io::Result<Child> {
    let mut command = viewer();
    command.arg(picture).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

fn viewer() -> Command {
    if cfg!(windows) {
        let mut command = Command::new("cmd");
        // The empty argument is the window's title: `start` would take the first quoted word for it.
        command.args(["/C", "start", ""]);
        command
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else {
        Command::new("xdg-open")
    }
}

/// Waits a moment for viewers that give up. One that is still running has nothing to complain about.
fn first_failure(viewers: &mut [Child]) -> Option<String> {
    let start = Instant::now();
    loop {
        let states: Vec<_> = viewers.iter_mut().filter_map(|viewer| viewer.try_wait().ok()).collect();
        if let Some(status) = states.iter().flatten().find(|status| !status.success()) {
            return Some(status.to_string());
        }
        let all_done = states.iter().all(Option::is_some);
        if all_done || start.elapsed() > PATIENCE {
            return None;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn not_opened(cause: &str) {
    let program = viewer().get_program().to_string_lossy().into_owned();
    print(&format!(
        "the figures could not be opened with `{program}` ({cause}); open the files named above instead"
    ));
}
