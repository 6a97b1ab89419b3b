//! Loads a set and shows its counts, the time it took, and the first image.
//!
//! `cargo run -p core-data --example look [-- FOLDER]`

use std::{env, io::Write, path::PathBuf, process::ExitCode, time::Instant};

use core_data::{Mnist, Split};

fn main() -> ExitCode {
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let start = Instant::now();
    match Mnist::load(folder.as_deref()) {
        Ok(mnist) => {
            let seconds = start.elapsed().as_secs_f64();
            let counts = format!("train: {}\ntest:  {}", counts(&mnist.train), counts(&mnist.test));
            let text = format!("loaded in {seconds:.3} s\n{counts}\n{}", first_image(&mnist.train));
            // A reader that has seen enough (`| head`) is no failure.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn counts(split: &Split) -> String {
    format!("{} images, per class {:?}", split.len(), split.label_counts())
}

/// Image 0, two characters a pixel, since a character is about twice as high as it is wide.
fn first_image(split: &Split) -> String {
    let mut text = format!("image 0 is of class {}:\n", split.labels[0]);
    for row in split.image(0).rows() {
        let line: String = row.iter().map(|&grey| shade(grey)).collect();
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn shade(grey: u8) -> &'static str {
    ["  ", "░░", "▒▒", "▓▓", "██"][usize::from(grey) / 52]
}
