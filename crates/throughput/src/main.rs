//! How many iterations a second does each training do, and each inference? One JSON line a workload.
//!
//! `cargo run --release -p throughput -- all --seconds 3` prints them once. With `--serve` the program stays and
//! answers each line `WORKLOAD SECONDS` on its standard input with one such line, so that a driver can let several
//! programs take turns (see `peers/`).

use anyhow::{Context, Result, bail};
use clap::Parser;
use core_data::Mnist;
use serde_json::json;
use std::collections::HashMap;
use std::io::{BufRead, Write, stdin, stdout};
use std::path::PathBuf;
use std::time::Instant;
use throughput::workloads::{NAMES, Sets, Workload};

/// Times the training of the book's networks on MNIST, and their inference, in f32.
#[derive(Parser)]
struct Arguments {
    /// Workloads, separated by commas, or `all`
    #[arg(default_value = "all", value_delimiter = ',')]
    workloads: Vec<String>,
    /// Seconds for each workload
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Threads to compute with
    #[arg(long, default_value_t = std::thread::available_parallelism().map_or(1, usize::from))]
    threads: usize,
    /// The four MNIST files, if not those of the repository
    #[arg(long)]
    data: Option<PathBuf>,
    /// Answer lines of `WORKLOAD SECONDS` until standard input ends
    #[arg(long)]
    serve: bool,
}

/// All workloads that were asked for so far; each goes on where it stopped.
struct Bench {
    sets: Sets,
    started: HashMap<String, Workload>,
    system: String,
}

impl Bench {
    fn run(&mut self, name: &str, seconds: f64) -> Result<()> {
        if !self.started.contains_key(name) {
            let workload = Workload::new(name, &self.sets)
                .with_context(|| format!("no workload is called `{name}`: there are {}", NAMES.join(", ")))?;
            self.started.insert(name.to_owned(), workload);
        }
        let Some(workload) = self.started.get_mut(name) else { bail!("`{name}` was not started") };
        let start = Instant::now();
        let slice = workload.run(seconds, || start.elapsed().as_secs_f64());
        let line = json!({
            "system": self.system,
            "workload": workload.name(),
            "unit": workload.unit(),
            "per_s": slice.per_second(),
            "n": slice.iterations,
            "seconds": slice.seconds,
            "last_loss_or_acc": slice.last,
        });
        print_line(&line)
    }

    fn serve(&mut self) -> Result<()> {
        print_line(&json!({ "ready": true, "system": self.system }))?;
        for line in stdin().lock().lines() {
            let line = line?;
            let Some((name, seconds)) = line.split_once(' ') else {
                bail!("expected `WORKLOAD SECONDS`, got `{line}`")
            };
            self.run(
                name,
                seconds.trim().parse().with_context(|| format!("`{seconds}` is no number of seconds"))?,
            )?;
        }
        Ok(())
    }
}

fn print_line(line: &serde_json::Value) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mnist = Mnist::load(arguments.data.as_deref())?;
    let sets = Sets { train: mnist.train.samples(), test: mnist.test.samples() };
    let mut bench = Bench { sets, started: HashMap::new(), system: format!("rust-{}t", arguments.threads) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.threads).build()?;
    // From inside the pool a fork costs about a microsecond, from outside some fifty.
    pool.install(|| {
        if arguments.serve {
            return bench.serve();
        }
        let all = arguments.workloads == ["all"];
        let names = if all { NAMES.map(str::to_owned).to_vec() } else { arguments.workloads };
        names.iter().try_for_each(|name| bench.run(name, arguments.seconds))
    })
}
