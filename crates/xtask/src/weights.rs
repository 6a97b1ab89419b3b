//! Where do the weights in `datasets/weights` come from? From a training that anybody can repeat.
//!
//! Chapter 3 of the book recognises digits with weights that it brings along, long before it tells how such weights are
//! learnt. Ours are learnt here, with what chapters 4 to 6 derive. Those of the convolution networks, whose filters
//! chapters 7 and 8 look at, take minutes: with what chapter 8 derives, steps that become shorter and images that are
//! never twice the same.

use crate::workspace::{filled, root};
use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use core_data::{Mnist, Weights, grouped};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::{deep_convnet, simple_convnet};
use core_tensor::optimizers::{Adam, Optimizer};
use core_tensor::training::augmentation::Augmentation;
use core_tensor::training::{Evaluated, Event, Schedule, Sets, Trainer};
use core_tensor::{Activation, Init, MultiLayerNet, Network, Samples, Sequential, Streams};
use sha2::{Digest, Sha256};

/// A chapter whose experiments read weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Chapter {
    /// 784-50-100-10 with sigmoids, for neuralnet_mnist
    Ch03,
    /// The SimpleConvNet, for visualize_filter; takes minutes
    Ch07,
    /// The DeepConvNet, for misclassified_mnist; takes twenty minutes
    Ch08,
}

/// Where all random numbers of the trainings come from.
const SEED: u64 = 42;
/// The hidden layers of chapter 3's network, as in the book.
const HIDDEN: [usize; 2] = [50, 100];
/// Images in a batch.
const BATCH: usize = 100;
/// Epochs of chapter 3 at each learning rate: large steps first, then ever finer ones.
const STAGES: [(usize, f64); 3] = [(12, 2e-3), (6, 5e-4), (4, 1e-4)];
/// The share of its size that each weight of chapter 3 is pulled towards 0.
const WEIGHT_DECAY: f64 = 1e-5;
/// Copies of a convolution network that share each batch.
const WORKERS: usize = 2;
/// The first learning rate of the convolution networks.
const LR: f64 = 1e-3;
/// How far the convolution networks' images are changed at most.
const CHANGES: Augmentation = Augmentation { shift: 2.0, angle: 10.0, scale: 0.1 };

impl Chapter {
    /// The name of the file.
    fn file(self) -> &'static str {
        match self {
            Self::Ch03 => "ch03_sample_weight.safetensors",
            Self::Ch07 => "ch07_simple_convnet.safetensors",
            Self::Ch08 => "ch08_deep_convnet.safetensors",
        }
    }

    /// What fills the card; it is named by its marks.
    fn command(self) -> &'static str {
        match self {
            Self::Ch03 => "cargo xtask weights ch03",
            Self::Ch07 => "cargo xtask weights ch07",
            Self::Ch08 => "cargo xtask weights ch08",
        }
    }

    /// The share of the test images that have to be recognised.
    fn least(self) -> f64 {
        match self {
            Self::Ch03 => 0.97,
            Self::Ch07 => 0.990,
            Self::Ch08 => 0.995,
        }
    }

    /// Epochs of a convolution network.
    fn epochs(self) -> usize {
        match self {
            Self::Ch03 => STAGES.iter().map(|(epochs, _)| epochs).sum(),
            Self::Ch07 => 15,
            Self::Ch08 => 30,
        }
    }

    fn training_in_words(self) -> String {
        if self == Self::Ch03 {
            let stages = STAGES.map(|(epochs, lr)| format!("{epochs} at {lr}")).join(", then ");
            return format!(
                "Adam, batches of {BATCH}; epochs and learning rate: {stages}; weight decay {WEIGHT_DECAY}; Xavier's \
                 initial weights"
            );
        }
        let Augmentation { shift, angle, scale } = CHANGES;
        format!(
            "Adam, batches of {BATCH}, {} epochs; learning rate from {LR} down to 0 along a cosine; each image shifted \
             by up to {shift} pixels, turned by up to {angle} degrees, made larger or smaller by up to {} %",
            self.epochs(),
            100.0 * scale
        )
    }

    fn trained(self, mnist: &Mnist) -> Result<(Network<f32>, Samples<f32>, Samples<f32>)> {
        let (train, test) = (mnist.train.samples(), mnist.test.samples());
        let images = |samples: Samples<f32>| samples.shaped(&[1, 28, 28]);
        match self {
            Self::Ch03 => Ok((sigmoid_network(&train, &test)?, train, test)),
            Self::Ch07 | Self::Ch08 => {
                let net = if self == Self::Ch07 { simple_convnet() } else { deep_convnet() };
                let (train, test) = (images(train), images(test));
                Ok((convolution_network(&net, self.epochs(), &train, &test)?, train, test))
            }
        }
    }
}

/// Trains, judges, and writes the file and its card.
///
/// # Errors
/// If the digits cannot be read, the training breaks down, or a file cannot be written.
pub(crate) fn train(chapter: Chapter) -> Result<()> {
    let (network, train, test) = chapter.trained(&Mnist::load(None)?)?;
    let [train, test] = [&train, &test].map(|samples| network.evaluate(samples));
    ensure!(
        test.accuracy() >= chapter.least(),
        "only {} of {} test images were recognised",
        test.correct(),
        test.samples
    );
    let path = root().join("datasets/weights").join(chapter.file());
    Weights::of(&network).save(&path)?;
    let bytes = std::fs::read(&path).with_context(|| format!("{} cannot be read again", path.display()))?;
    let rows = [
        ("file", chapter.file().to_owned()),
        ("bytes", bytes.len().to_string()),
        ("SHA-256", Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect()),
        ("command", chapter.command().to_owned()),
        ("seed", SEED.to_string()),
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("training", chapter.training_in_words()),
        ("training images recognised", recognised(train.correct(), train.samples)),
        ("test images recognised", recognised(test.correct(), test.samples)),
    ];
    let card = root().join("datasets/weights/README.md");
    let text = std::fs::read_to_string(&card).context("datasets/weights/README.md cannot be read")?;
    std::fs::write(&card, filled(&text, chapter.command(), &table(&rows)).context("the card")?)?;
    println!("{}: {} of {} test images recognised", path.display(), test.correct(), test.samples);
    Ok(())
}

/// Chapter 3's network after all stages. Its test accuracy is shown on the way, but decides nothing.
fn sigmoid_network(train: &Samples<f32>, test: &Samples<f32>) -> Result<Network<f32>> {
    let streams = Streams::new(SEED);
    let net = MultiLayerNet::new(784, &HIDDEN, 10).activation(Activation::Sigmoid).init(Init::Xavier);
    let mut network = net.weight_decay(WEIGHT_DECAY).build(&streams);
    let mut optimizer: Box<dyn Optimizer<f32>> = Box::new(Adam::new(STAGES[0].1));
    for (stage, (epochs, lr)) in STAGES.into_iter().enumerate() {
        optimizer.set_lr(lr);
        let rng = streams.rng(&format!("batches {stage}"));
        let trainer = Trainer::new(optimizer).epochs(epochs).batch_size(BATCH).batches(rng);
        let mut training = trainer.start(network, train.len());
        training.run(&Sets::new(train, test), |_, event| {
            if let Event::Evaluated(now) = event {
                tell(now, &format!("learning rate {lr}"));
            }
        })?;
        (network, optimizer, _) = training.into_parts();
    }
    Ok(network)
}

/// A convolution network after its last step. Its test accuracy is shown on the way, but decides nothing.
fn convolution_network(
    net: &Sequential,
    epochs: usize,
    train: &Samples<f32>,
    test: &Samples<f32>,
) -> Result<Network<f32>> {
    let streams = Streams::new(SEED);
    let mut training = Trainer::new(Adam::new(LR))
        .epochs(epochs)
        .batch_size(BATCH)
        .schedule(Schedule::cosine())
        .augment(CHANGES, streams.rng("augmentation"))
        .workers(WORKERS)
        .streams(&streams)
        .start(net.build(SoftmaxCrossEntropy, &streams), train.len());
    let sets = Sets { train, train_eval: &train.take(test.len()), test };
    training.run(&sets, |training, event| {
        if let Event::Evaluated(now) = event {
            tell(now, &format!("of {}", training.total()));
        }
    })?;
    Ok(training.into_network())
}

fn tell(now: Evaluated, more: &str) {
    let (train, test) = (now.train.accuracy(), now.test.accuracy());
    println!("iteration {} ({more}): training {train:.4}, test {test:.4}", now.iteration);
}

fn recognised(correct: usize, samples: usize) -> String {
    format!("{} of {} ({:.2} %)", grouped(correct), grouped(samples), 100.0 * correct as f64 / samples as f64)
}

fn table(rows: &[(&str, String)]) -> String {
    let rows = rows.iter().map(|(name, value)| format!("| {name} | {value} |\n"));
    format!("| | |\n|---|---|\n{}", rows.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The chapters whose files lie in `datasets/weights`.
    const SHIPPED: [Chapter; 3] = [Chapter::Ch03, Chapter::Ch07, Chapter::Ch08];

    #[test]
    fn the_weights_have_the_books_names_and_shapes() {
        let net = MultiLayerNet::new(784, &HIDDEN, 10).build::<f32>(&Streams::new(SEED));
        let weights = Weights::of(&net);
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
    fn the_card_has_room_for_each_table() {
        let card = std::fs::read_to_string(root().join("datasets/weights/README.md")).unwrap();
        let rows = [("seed", "42".to_owned())];
        for chapter in Chapter::value_variants() {
            let card = filled(&card, chapter.command(), &table(&rows)).unwrap();
            assert!(card.contains("-->\n| | |\n|---|---|\n| seed | 42 |\n<!-- end -->"));
        }
    }

    #[test]
    fn each_shipped_file_is_the_one_on_its_card() {
        let folder = root().join("datasets/weights");
        let card = std::fs::read_to_string(folder.join("README.md")).unwrap();
        for chapter in SHIPPED {
            let bytes = std::fs::read(folder.join(chapter.file())).unwrap();
            let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            for row in [
                ("SHA-256", sum),
                ("bytes", bytes.len().to_string()),
                ("training", chapter.training_in_words()),
            ] {
                assert!(card.contains(&format!("| {} | {} |\n", row.0, row.1)), "{row:?}");
            }
        }
    }

    #[test]
    fn the_shipped_convolution_networks_recognise_what_their_cards_say() {
        let test = Mnist::load(None).unwrap().test.samples().shaped(&[1, 28, 28]);
        let folder = root().join("datasets/weights");
        let card = std::fs::read_to_string(folder.join("README.md")).unwrap();
        for (chapter, net) in [(Chapter::Ch07, simple_convnet()), (Chapter::Ch08, deep_convnet())] {
            let mut network = net.build::<f32>(SoftmaxCrossEntropy, &Streams::new(SEED));
            Weights::load_into(folder.join(chapter.file()), &mut network).unwrap();
            let found = network.evaluate(&test);
            assert!(found.accuracy() >= chapter.least());
            let (before, after) = card.split_once(chapter.command()).unwrap();
            assert!(!before.is_empty());
            let rows = after.split_once("<!-- end -->").unwrap().0;
            let row = format!("| test images recognised | {} |", recognised(found.correct(), found.samples));
            assert!(rows.contains(&row), "{row}");
        }
    }
}
