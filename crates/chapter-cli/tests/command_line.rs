//! What a chapter's binary does from outside, tried on the chapter in miniature.

#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

const ALL: [&str; 6] =
    ["fair_coin", "random_walk", "first_digit", "not_a_number", "lost_coin", "wrong_index"];

/// The demo chapter with these words, from the folder of this package.
fn demo(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demo-chapter"));
    command.args(words).stdin(Stdio::null());
    command
}

/// The same, with its figures in a folder that vanishes afterwards.
fn run(words: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();
    demo(words).arg("--out").arg(folder.path()).output().unwrap()
}

fn stdout(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

fn json_lines(output: &Output) -> Vec<Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn assert_exit(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}\n{}", stdout(output), stderr(output));
}

#[test]
fn named_experiments_run_and_the_exit_code_is_0() {
    let output = run(&["fair_coin", "random_walk", "--quick"]);
    assert_exit(&output, 0);
    let text = stdout(&output);
    for part in
        ["fair_coin §1.1\n", "heads: share", "random_walk §1.2\n", "On the way", "random_walk-first_half.png"]
    {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
    assert!(text.lines().last().unwrap().starts_with("2 experiments in "), "{text}");
    assert!(!text.contains('\x1b'), "there are colours though nobody sees them");
}

#[test]
fn a_failing_experiment_makes_the_exit_code_1_and_the_others_still_run() {
    let output = run(&["--quick"]);
    assert_exit(&output, 1);
    assert!(
        stderr(&output)
            .contains("error: `lost_coin` failed: there is no coin to throw: it rolled under the table\n")
    );
    assert!(
        stderr(&output).contains("error: `wrong_index` failed: a mistake in the code of the experiment: ")
    );
    let words: Vec<&str> = stdout(&output).split_whitespace().collect();
    let text = words.join(" ");
    assert!(text.contains("6 experiments in "), "{text}");
    assert!(text.ends_with("2 failed: lost_coin, wrong_index"), "{text}");
}

#[test]
fn a_wrong_command_line_makes_the_exit_code_2() {
    for (words, sentence) in [
        (
            &["fair_cion"][..],
            "error: no experiment is called `fair_cion`: did you mean `fair_coin`? `--list` shows all 6\n",
        ),
        (&["--seed", "x"], "invalid value 'x' for '--seed <N>'"),
        (&["--quick", "--full"], "'--quick' cannot be used with '--full'"),
        (&["--threads", "0"], "invalid value '0' for '--threads <N>'"),
        (&["--fast"], "unexpected argument '--fast'"),
    ] {
        let output = run(words);
        assert_exit(&output, 2);
        assert!(stderr(&output).contains(sentence), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn json_is_one_object_a_line_with_the_promised_keys() {
    let output = run(&["--json", "--quick", "--seed", "7"]);
    assert_exit(&output, 1);
    let lines = json_lines(&output);
    let names: Vec<&str> = lines.iter().map(|line| line["experiment"].as_str().unwrap()).collect();
    assert_eq!(names, ALL);

    let keys: Vec<&String> = lines[1].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["experiment", "section", "seed", "scale", "findings", "figures", "seconds"]);
    assert_eq!((&lines[1]["seed"], &lines[1]["scale"]), (&7.into(), &"quick".into()));
    assert_eq!(lines[1]["figures"].as_array().unwrap().len(), 2);
    assert_eq!(lines[2]["findings"]["label"], 5.0);
    assert_eq!(lines[3]["findings"]["zero_by_zero"], Value::Null);
    assert_eq!(lines[4]["error"], "there is no coin to throw: it rolled under the table");
    assert_eq!(lines[4].get("findings"), None);
}

#[test]
fn findings_depend_on_the_seed_alone() {
    let findings =
        |words: &[&str]| json_lines(&run(&[&["fair_coin", "--json"], words].concat()))[0]["findings"].clone();
    let first = findings(&["--seed", "1", "--threads", "1"]);
    assert_eq!(first, findings(&["--seed", "1", "--threads", "3"]));
    assert_ne!(first, findings(&["--seed", "2"]));
}

#[test]
fn the_list_keeps_the_order_of_the_book() {
    let output = run(&["--list"]);
    assert_exit(&output, 0);
    let mut rest = stdout(&output);
    for name in ALL {
        let place = rest.find(name).unwrap_or_else(|| panic!("{name} is missing or out of order"));
        rest = &rest[place..];
    }
    let listed = json_lines(&run(&["--list", "--json", "random_walk"]));
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["takes"]["standard"], "1 s");
}

#[test]
fn figures_are_where_they_are_said_to_be_whatever_the_current_folder() {
    let elsewhere = TempDir::new().unwrap();
    let output = demo(&["random_walk", "--json"]).current_dir(elsewhere.path()).output().unwrap();
    assert_exit(&output, 0);
    let line = &json_lines(&output)[0];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    for (figure, name) in
        line["figures"].as_array().unwrap().iter().zip(["random_walk.png", "random_walk-first_half.png"])
    {
        let path = elsewhere.path().join(PathBuf::from(figure.as_str().unwrap()));
        let expected = root.join("figures/demo-chapter").join(name);
        assert_eq!(path.canonicalize().unwrap(), expected.canonicalize().unwrap());
    }
}

#[test]
fn a_relative_out_starts_at_the_current_folder() {
    let here = TempDir::new().unwrap();
    let output =
        demo(&["random_walk", "--json", "--out", "deep/er"]).current_dir(here.path()).output().unwrap();
    assert_exit(&output, 0);
    assert_eq!(json_lines(&output)[0]["figures"][0], "deep/er/random_walk.png");
    assert!(here.path().join("deep/er/random_walk.png").is_file());
}

#[test]
fn an_out_that_is_a_file_is_refused_before_anything_runs() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("notes.txt");
    fs::write(&file, "mine").unwrap();
    let output = demo(&["random_walk", "--out"]).arg(&file).output().unwrap();
    assert_exit(&output, 1);
    assert_eq!(stdout(&output), "");
    let sentence =
        format!("error: figures need a folder, but `{}` is none; name a folder with --out\n", file.display());
    assert_eq!(stderr(&output), sentence);
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn data_that_is_not_there_is_refused_before_anything_runs() {
    let output = run(&["first_digit", "--data", "no/such/folder"]);
    assert_exit(&output, 1);
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("`no/such/folder` does not exist"), "{}", stderr(&output));
}

#[test]
fn weights_that_are_not_there_are_refused_before_anything_runs() {
    let output = run(&["fair_coin", "--weights", "no/such/file.npz"]);
    assert_exit(&output, 1);
    assert_eq!(stdout(&output), "");
    assert!(
        stderr(&output).contains("the weights file `no/such/file.npz` does not exist"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_reader_who_leaves_ends_the_run_quietly() {
    for words in [&["fair_coin"][..], &["fair_coin", "--json"], &["--list"]] {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let output = demo(words).stdout(writer).output().unwrap();
        assert_exit(&output, 0);
        assert!(
            !stderr(&output).contains("error") && !stderr(&output).contains("panic"),
            "{}",
            stderr(&output)
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_said_and_makes_the_exit_code_1() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = demo(&["fair_coin"]).stdout(full).output().unwrap();
    assert_exit(&output, 1);
    assert!(stderr(&output).contains("error: the results cannot be written to standard output"));
}

#[test]
fn progress_is_a_line_on_standard_error_where_there_is_no_terminal() {
    let output = run(&["fair_coin"]);
    assert!(stderr(&output).starts_with("fair_coin: throwing, 0 of 10,000\n"), "{}", stderr(&output));
}

#[test]
fn pictures_are_not_drawn_where_there_is_no_terminal() {
    let output = run(&["random_walk", "--show"]);
    assert_exit(&output, 0);
    assert!(stderr(&output).contains("--show is skipped"));
    assert!(!stdout(&output).contains('▀'));
}
