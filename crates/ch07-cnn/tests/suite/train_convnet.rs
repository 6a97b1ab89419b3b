//! `train_convnet`: what it finds, and that neither a power cut nor Ctrl-C changes a bit of it.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is a failed test")]

use ch07_cnn::experiments::train_convnet::EXPERIMENT;
use chapter_kit::check::{finding, quick};
use core_data::{Checkpoint, Weights};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

#[test]
fn a_short_training_already_recognises_most_digits() {
    let outcome = quick(&EXPERIMENT);
    assert_eq!(finding(&outcome, "iterations"), 40.0);
    assert!(finding(&outcome, "test_accuracy") > 0.7);
    assert!(finding(&outcome, "best.test_accuracy") >= finding(&outcome, "test_accuracy"));
    assert!(finding(&outcome, "last_epoch_loss") < 1.0);
}

/// An empty folder for the figures, weights and checkpoints of one test.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The chapter's binary on this experiment at quick scale.
fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ch07-cnn"));
    command.args(["train_convnet", "--quick", "--json", "--threads", "2", "--out"]).arg(folder).args(words);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &Path, words: &[&str]) -> Output {
    command(folder, words).output().unwrap()
}

/// The findings, as in the line of JSON.
fn findings(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let line = String::from_utf8(output.stdout.clone()).unwrap();
    let from = line.find("\"findings\"").unwrap();
    line[from..line.find("\"figures\"").unwrap()].to_owned()
}

fn checkpoint(folder: &Path) -> PathBuf {
    folder.join("train_convnet.checkpoint.safetensors")
}

fn weights(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("train_convnet.safetensors")).unwrap()
}

/// The steps recorded in the checkpoint; `None` while there is none.
fn steps_kept(folder: &Path) -> Option<usize> {
    let kept = Checkpoint::load(&checkpoint(folder)).ok()?;
    Some(kept.state.list::<f64>("losses").unwrap().len())
}

/// Waits until the checkpoint records more than `steps`, or the program has ended.
fn wait_beyond(steps: Option<usize>, folder: &Path, child: &mut std::process::Child) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while steps_kept(folder) <= steps && child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "no checkpoint came");
        sleep(Duration::from_millis(5));
    }
}

#[test]
fn killed_again_and_again_it_ends_in_the_bits_of_a_run_that_was_never_killed() {
    let (whole, cut) = (folder("never_killed"), folder("killed"));
    let expected = findings(&run(&whole, &[]));
    let mut kills = 0;
    // The checkpoint is replaced at every evaluation, so each round gets at least one evaluation further.
    for delay in [0, 30, 60, 90] {
        let before = steps_kept(&cut);
        let mut child = command(&cut, &["--resume"]).spawn().unwrap();
        wait_beyond(before, &cut, &mut child);
        sleep(Duration::from_millis(delay));
        // SIGKILL: the program can't do anything about it.
        kills += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(steps_kept(&cut).is_some(), "the checkpoint is whole");
    }
    assert!(kills >= 2, "it was killed only {kills} times");
    let output = run(&cut, &["--resume"]);
    assert_eq!(findings(&output), expected);
    assert_eq!(weights(&cut), weights(&whole), "the weights, bit for bit");
    let [one, other] = [&cut, &whole].map(|folder| Checkpoint::load(&checkpoint(folder)).unwrap());
    assert_eq!(one, other, "everything else that was kept, too");
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_the_best_weights_says_how_to_go_on_and_resuming_ends_in_the_same_bits() {
    let (whole, cut) = (folder("never_interrupted"), folder("interrupted"));
    let expected = findings(&run(&whole, &[]));
    let mut child = command(&cut, &[]).spawn().unwrap();
    wait_beyond(None, &cut, &mut child);
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{words}");
    let sentence = words.lines().last().unwrap();
    for part in ["`train_convnet` was interrupted", "of 40 iterations", "best weights so far", "--resume"] {
        assert!(sentence.contains(part), "{part} is missing in: {sentence}");
    }
    let best = Weights::load(cut.join("train_convnet.safetensors")).unwrap();
    let names: Vec<&str> = best.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["W1", "b1", "W2", "b2", "W3", "b3"]);
    assert_eq!(findings(&run(&cut, &["--resume"])), expected);
    assert_eq!(weights(&cut), weights(&whole));
}

#[test]
fn a_checkpoint_of_another_command_or_a_damaged_one_is_refused_in_one_sentence() {
    let folder = folder("refused");
    findings(&run(&folder, &[]));
    let refused = |words: &[&str]| {
        let output = run(&folder, words);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap().lines().last().unwrap().to_owned()
    };
    let sentence = refused(&["--resume", "--seed", "7"]);
    assert!(sentence.contains("belongs to another command: its seed is `42`, here it is `7`"), "{sentence}");

    let good = fs::read(checkpoint(&folder)).unwrap();
    fs::write(checkpoint(&folder), &good[..good.len() / 2]).unwrap();
    assert!(refused(&["--resume"]).contains("is no intact checkpoint"));
    let mut bad = good.clone();
    *bad.last_mut().unwrap() ^= 1;
    fs::write(checkpoint(&folder), &bad).unwrap();
    assert!(refused(&["--resume"]).contains("its content is not what its checksum says"));

    let mut other = folder.clone();
    other.push("none");
    let output = run(&other, &["--resume"]);
    assert!(output.status.success());
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("begins anew: there is no checkpoint"), "{words}");
}
