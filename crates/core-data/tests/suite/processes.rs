//! Several processes on one folder: starting at once, or killed in the middle.

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use core_data::Mnist;

use crate::sets::{TRAIN_IMAGES, copy_of_bundled};

/// Tells the child which folder to load.
const FOLDER: &str = "CORE_DATA_TEST_FOLDER";

/// A process that loads `folder` and prints `loaded` or the error.
pub(crate) fn loader(folder: &Path) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "processes::as_a_child_load_the_folder", "--ignored", "--nocapture"]);
    command.env(FOLDER, folder).stdout(Stdio::piped());
    command
}

/// What such a process printed.
pub(crate) fn outcome(mut loader: Command) -> String {
    let output = loader.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find_map(|line| line.split_once("outcome: "));
    line.unwrap_or_else(|| panic!("no outcome in {text}")).1.to_owned()
}

#[test]
#[ignore = "a process of its own, started by other tests"]
fn as_a_child_load_the_folder() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let outcome = match Mnist::load(Some(Path::new(&folder))) {
        Ok(mnist) => format!("loaded {} and {}", mnist.train.len(), mnist.test.len()),
        Err(error) => error.to_string(),
    };
    println!("outcome: {outcome}");
}

#[test]
fn processes_that_start_at_once_all_load_the_set() {
    let folder = copy_of_bundled();
    thread::scope(|scope| {
        let processes = [(); 3].map(|()| scope.spawn(|| outcome(loader(folder.path()))));
        for process in processes {
            assert_eq!(process.join().unwrap(), "loaded 60000 and 10000");
        }
    });
    let files = fs::read_dir(folder.path().join("unpacked")).unwrap().count();
    assert_eq!(files, 4, "four unpacked files and nothing unfinished");
}

#[test]
fn a_run_killed_while_it_unpacks_does_not_harm_the_next() {
    let (folder, unfinished) = (0..5)
        .find_map(|_| {
            let folder = copy_of_bundled();
            let unfinished = kill_while_unpacking(folder.path())?;
            Some((folder, unfinished))
        })
        .expect("five processes were killed, one of them while it unpacked");
    assert!(
        !folder.path().join("unpacked").join(TRAIN_IMAGES).exists(),
        "nothing half-written has the final name"
    );
    assert_eq!(Mnist::load_original(folder.path()).unwrap(), Mnist::load(None).unwrap());
    assert!(
        folder.path().join("unpacked").join(unfinished).exists(),
        "what was left is ignored while it is young"
    );
}

/// Kills a process as soon as it has begun to unpack; the name of the file that it left.
fn kill_while_unpacking(folder: &Path) -> Option<String> {
    let mut process = loader(folder).spawn().unwrap();
    while process.try_wait().unwrap().is_none() && unfinished_in(folder).is_none() {
        thread::sleep(Duration::from_millis(2));
    }
    // A process that has ended meanwhile needs no killing.
    let _ = process.kill();
    process.wait().unwrap();
    unfinished_in(folder)
}

/// A temporary file with something in it.
fn unfinished_in(folder: &Path) -> Option<String> {
    let entries = fs::read_dir(folder.join("unpacked")).ok()?.flatten();
    let mut unfinished = entries
        .filter(|entry| entry.metadata().is_ok_and(|metadata| metadata.len() > 0))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".part"));
    unfinished.next()
}
