//! Where do the weights in `datasets/weights` come from? From a training that anybody can repeat.
//!
//! Chapter 3 of the book recognises digits with weights that it brings along, long before it tells how such weights are
//! learnt. Ours are learnt here, with what chapters 4 to 6 derive.

use crate::workspace::{filled, root};
use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use core_data::{Mnist, Weights, grouped};
use core_tensor::optimizers::Adam;
use core_tensor::random::Streams;
use core_tensor::training::{self, Evaluate, Event, Length, Plan};
use core_tensor::{Activation, Init, MultiLayerNet, Network, Samples};
use sha2::{Digest, Sha256};

/// A chapter whose experiments read weights.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Chapter {
    /// 784-50-100-10 with sigmoids, for neuralnet_mnist
    Ch03,
}

/// Where all random numbers of the training come from.
const SEED: u64 = 42;
/// The network's hidden layers, as in the book.
const HIDDEN: [usize; 2] = [50, 100];
/// Images in a batch.
const BATCH: usize = 100;
/// Epochs at each learning rate: large steps first, then ever finer ones.
const STAGES: [(usize, f64); 3] = [(12, 2e-3), (6, 5e-4), (4, 1e-4)];
/// The share of its size that each weight is pulled towards 0.
const WEIGHT_DECAY: f64 = 1e-5;

const FILE: &str = "ch03_sample_weight.safetensors";

/// Trains, judges, and writes the file and its card.
///
/// # Errors
/// If the digits cannot be read, the training breaks down, or a file cannot be written.
pub(crate) fn train(Chapter::Ch03: Chapter) -> Result<()> {
    let mnist = Mnist::load(None)?;
    let (train, test) = (mnist.train.samples(), mnist.test.samples());
    let network = trained(&train, &test)?;

    let path = root().join("datasets/weights").join(FILE);
    weights_of(&network).save(&path)?;
    let bytes = std::fs::read(&path).with_context(|| format!("{} cannot be read again", path.display()))?;
    let [train, test] = [&train, &test].map(|samples| network.evaluate(samples));
    ensure!(test.accuracy() >= 0.97, "only {} of {} test images were recognised", test.correct, test.samples);
    let rows = [
        ("file", FILE.to_owned()),
        ("bytes", bytes.len().to_string()),
        ("SHA-256", Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect()),
        ("command", COMMAND.to_owned()),
        ("seed", SEED.to_string()),
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("training", training_in_words()),
        ("training images recognised", recognised(train.correct, train.samples)),
        ("test images recognised", recognised(test.correct, test.samples)),
    ];
    let card = root().join("datasets/weights/README.md");
    let text = std::fs::read_to_string(&card).context("datasets/weights/README.md cannot be read")?;
    std::fs::write(&card, filled(&text, COMMAND, &table(&rows)).context("the card")?)?;
    println!("{}: {} of {} test images recognised", path.display(), test.correct, test.samples);
    Ok(())
}

/// The network after all stages. Its test accuracy is shown on the way, but decides nothing.
fn trained(train: &Samples<f32>, test: &Samples<f32>) -> Result<Network<f32>> {
    let streams = Streams::new(SEED);
    let net = MultiLayerNet::new(784, &HIDDEN, 10).activation(Activation::Sigmoid).init(Init::Xavier);
    let mut network = net.weight_decay(WEIGHT_DECAY).build(&streams);
    let mut adam = Adam::new(STAGES[0].1);
    for (stage, (epochs, lr)) in STAGES.into_iter().enumerate() {
        adam.lr = lr as f32;
        let plan = Plan { length: Length::Epochs(epochs), batch_size: BATCH, evaluate: Evaluate::EachEpoch };
        let rng = streams.rng(&format!("batches {stage}"));
        let history = training::train(&mut network, &mut adam, (train, test), plan, rng, |event| {
            if let Event::Evaluated(now) = event {
                let (train, test) = (now.train.accuracy(), now.test.accuracy());
                println!(
                    "learning rate {lr}, iteration {}: training {train:.4}, test {test:.4}",
                    now.iteration
                );
            }
        });
        history.finished()?;
    }
    Ok(network)
}

/// Every parameter under the book's name: W1, b1, …
fn weights_of(network: &Network<f32>) -> Weights {
    let mut weights = Weights::new();
    for param in network.params() {
        weights.insert(param.name.clone(), param.value.clone());
    }
    weights
}

fn training_in_words() -> String {
    let stages = STAGES.map(|(epochs, lr)| format!("{epochs} at {lr}")).join(", then ");
    format!(
        "Adam, batches of {BATCH}; epochs and learning rate: {stages}; weight decay {WEIGHT_DECAY}; Xavier's first weights"
    )
}

fn recognised(correct: usize, samples: usize) -> String {
    format!("{} of {} ({:.2} %)", grouped(correct), grouped(samples), 100.0 * correct as f64 / samples as f64)
}

fn table(rows: &[(&str, String)]) -> String {
    let rows = rows.iter().map(|(name, value)| format!("| {name} | {value} |\n"));
    format!("| | |\n|---|---|\n{}", rows.collect::<String>())
}

/// What fills the card; it is named by its marks.
const COMMAND: &str = "cargo xtask weights ch03";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_have_the_books_names_and_shapes() {
        let net = MultiLayerNet::new(784, &HIDDEN, 10).build::<f32>(&Streams::new(SEED));
        let weights = weights_of(&net);
        let shapes: Vec<(&str, &[usize])> =
            weights.iter().map(|(name, array)| (name, array.shape())).collect();
        let expected: [(&str, &[usize]); 6] = [
            ("W1", &[784, 50]),
            ("b1", &[50]),
            ("W2", &[50, 100]),
            ("b2", &[100]),
            ("W3", &[100, 10]),
            ("b3", &[10]),
        ];
        assert_eq!(shapes, expected);
    }

    #[test]
    fn the_card_has_room_for_its_table() {
        let card = std::fs::read_to_string(root().join("datasets/weights/README.md")).unwrap();
        let rows = [("seed", "42".to_owned())];
        let card = filled(&card, COMMAND, &table(&rows)).unwrap();
        assert!(card.contains("-->\n| | |\n|---|---|\n| seed | 42 |\n<!-- end -->"));
    }

    #[test]
    fn the_shipped_file_is_the_one_on_its_card() {
        let folder = root().join("datasets/weights");
        let card = std::fs::read_to_string(folder.join("README.md")).unwrap();
        let bytes = std::fs::read(folder.join(FILE)).unwrap();
        let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        for row in [("SHA-256", sum), ("bytes", bytes.len().to_string()), ("training", training_in_words())] {
            assert!(card.contains(&format!("| {} | {} |\n", row.0, row.1)), "{row:?}");
        }
    }
}
