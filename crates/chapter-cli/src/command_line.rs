//! The command line, the same for all chapters.

use std::{ffi::OsString, path::PathBuf};

use chapter_kit::{Chapter, DEFAULT_SEED, Scale};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};

/// More threads than any machine of a reader has, and few enough to start.
const MOST_THREADS: usize = 1024;

/// What the command line says.
#[derive(Clone, Debug, Parser)]
#[command(disable_version_flag = true, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Run only these experiments
    #[arg(value_name = "EXPERIMENT")]
    pub(crate) experiments: Vec<String>,

    /// List the experiments: name, section of the book, about how long, and the question
    #[arg(long)]
    pub(crate) list: bool,

    /// Draw all random numbers from this seed
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED, value_parser = seed, allow_negative_numbers = true)]
    pub(crate) seed: u64,

    /// Write figures into this folder [default: figures/<chapter>]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// Read the four IDX files of an MNIST-shaped set, raw or .gz, from this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// Read trained weights from this .safetensors, .npz or .pkl file, in experiments that use some [default: those of this
    /// workspace]
    #[arg(long, value_name = "FILE")]
    pub(crate) weights: Option<PathBuf>,

    /// Take seconds only
    #[arg(long, conflicts_with = "full")]
    quick: bool,

    /// Take the book's own settings, however long that is
    #[arg(long)]
    full: bool,

    /// Go on with long trainings that were interrupted, from their checkpoints beside the figures
    #[arg(long)]
    pub(crate) resume: bool,

    /// Compute in so many threads [default: all cores]; the findings are the same
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<usize>,

    /// Print one JSON object a line, and nothing else
    #[arg(long)]
    pub(crate) json: bool,

    /// With --json: each object also has what people would see, as structure, and figures leave their words to it
    #[arg(long, requires = "json", hide = true)]
    pub(crate) record: bool,

    /// Open the figures in the system's viewer
    #[arg(long)]
    pub(crate) open: bool,

    /// Draw the figures in the terminal
    #[arg(long)]
    pub(crate) show: bool,
}

impl Arguments {
    /// Reads a command line, the program's own name included.
    pub(crate) fn parse(
        chapter: &Chapter,
        words: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, clap::Error> {
        let mut command = Self::command()
            .name(chapter.name)
            .about(format!("{}: {}", chapter.name, chapter.title))
            .bin_name(format!("cargo run -p {} --", chapter.name));
        // In `cargo run -p ch06-init-optim sgd_zigzag -- --seed 7` cargo hands the two dashes on. They part nothing here.
        let words = words.into_iter().filter(|word| word != "--");
        let mut matches: ArgMatches = command.try_get_matches_from_mut(words)?;
        Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    }

    /// How big the run is.
    pub(crate) fn scale(&self) -> Scale {
        match (self.quick, self.full) {
            (true, _) => Scale::Quick,
            (_, true) => Scale::Full,
            _ => Scale::Standard,
        }
    }
}

fn threads(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=MOST_THREADS).contains(number));
    number.ok_or_else(|| format!("a number of threads is a whole number from 1 to {MOST_THREADS}"))
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse()
        .map_err(|_| format!("a seed is a whole number from 0 to {}, such as {DEFAULT_SEED}", u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAPTER: Chapter = Chapter { name: "ch00-test", title: "Tests", experiments: &[] };

    fn parse(words: &str) -> Result<Arguments, clap::Error> {
        Arguments::parse(&CHAPTER, words.split_whitespace().map(OsString::from))
    }

    #[test]
    fn a_plain_run_has_the_standard_scale_and_the_default_seed() {
        let arguments = parse("ch00-test").unwrap();
        assert_eq!((arguments.scale(), arguments.seed), (Scale::Standard, DEFAULT_SEED));
    }

    #[test]
    fn names_and_options_mix_in_any_order() {
        for words in ["ch00-test coin --seed 7 dice --quick", "ch00-test coin dice -- --seed 7 --quick"] {
            let arguments = parse(words).unwrap();
            assert_eq!(arguments.experiments, ["coin", "dice"]);
            assert_eq!((arguments.scale(), arguments.seed), (Scale::Quick, 7));
        }
    }

    #[test]
    fn the_help_tells_of_weights_and_a_file_of_them_is_taken() {
        let help = parse("ch00-test --help").unwrap_err().to_string();
        assert!(help.contains("--weights <FILE>"), "{help}");
        assert_eq!(parse("ch00-test").unwrap().weights, None);
        assert_eq!(parse("ch00-test --weights a.npz").unwrap().weights, Some("a.npz".into()));
    }

    #[test]
    fn a_wrong_value_is_named_and_the_right_kind_described() {
        for (words, sentence) in [
            ("ch00-test --seed x", "invalid value 'x' for '--seed <N>': a seed is a whole number from 0 to"),
            (
                "ch00-test --seed -1",
                "invalid value '-1' for '--seed <N>': a seed is a whole number from 0 to",
            ),
            (
                "ch00-test --threads 0",
                "invalid value '0' for '--threads <N>': a number of threads is a whole number from 1 to 1024",
            ),
            ("ch00-test --quick --full", "'--quick' cannot be used with '--full'"),
        ] {
            let error = parse(words).unwrap_err();
            assert!(error.to_string().contains(sentence), "{error}");
            assert_eq!(error.exit_code(), 2);
        }
    }
}
