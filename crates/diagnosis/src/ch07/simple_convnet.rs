//! Is it the SimpleConvNet that was assembled, and does it learn?

use crate::panic::judged;
use crate::question::Question;
use crate::{Diagnosis, Verdict, digits};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::training::{Divergence, History};
use core_tensor::{Network, Samples, Sequential, Streams, Window};

/// The side of the image, the number of filters and their side, the hidden units, and the classes.
pub type Sizes = (usize, usize, usize, usize, usize);
/// The number of parameters, the number of outputs of each layer, and its kind.
pub type Layers = (usize, Vec<usize>, Vec<usize>);

/// The kinds of layers, by the start of their names.
const KINDS: [&str; 4] = ["convolution", "relu", "max_pooling", "affine"];
/// What a kind that isn't in the list counts as.
const OTHER: usize = KINDS.len();

/// What a network that a learner assembled consists of. A `flatten` is left out: an affine layer does it by itself.
pub fn layers(net: &Sequential) -> Layers {
    let network = net.build::<f32>(SoftmaxCrossEntropy, &Streams::new(1));
    let summary = network.summary();
    let layers: Vec<_> = summary.iter().filter(|layer| !layer.name.starts_with("flatten")).collect();
    let size = |shape: Option<&Vec<usize>>| shape.map_or(0, |shape| shape.iter().product());
    let kind = |name: &str| KINDS.iter().position(|kind| name.starts_with(kind)).unwrap_or(OTHER);
    (
        network.count_parameters(),
        layers.iter().map(|layer| size(layer.output.as_ref())).collect(),
        layers.iter().map(|layer| kind(&layer.name)).collect(),
    )
}

fn image(side: usize) -> Sequential {
    Sequential::new([1, side, side])
}

fn right(&(side, filters, kernel, hidden, classes): &Sizes) -> Layers {
    let net = image(side).conv(filters, Window::square(kernel)).relu().max_pool(2);
    layers(&net.affine(hidden).relu().affine(classes))
}

/// The network of chapter 7, in any size (book §7.5).
pub fn assembled() -> Question<Sizes, Layers> {
    Question::new(
        "simple_convnet",
        |draw| {
            let kernel = 1 + 2 * draw.size(1..=2);
            let side = kernel - 1 + 2 * draw.size(2..=4);
            (side, draw.size(2..=5), kernel, draw.size(6..=9), draw.size(2..=5))
        },
        right,
    )
    .inputs(["side", "filters", "kernel", "hidden", "classes"])
    .parts([
        "the number of parameters",
        "the list of the layers' outputs, in numbers",
        "the list of the layers' kinds (0 convolution, 1 ReLU, 2 max pooling, 3 affine, 4 another)",
    ])
    .mistake(
        "padded",
        "The convolution is padded: `conv(filters, kernel)` with a number keeps the size of the image. Give it a \
         `Window::square(kernel)`, which has no padding.",
        |&(side, filters, kernel, hidden, classes)| {
            let net = image(side).conv(filters, kernel).relu().max_pool(2);
            layers(&net.affine(hidden).relu().affine(classes))
        },
    )
    .mistake(
        "no pooling",
        "There is no pooling. It comes after the first ReLU, and leaves a quarter of the values.",
        |&(side, filters, kernel, hidden, classes)| {
            let net = image(side).conv(filters, Window::square(kernel)).relu();
            layers(&net.affine(hidden).relu().affine(classes))
        },
    )
    .mistake(
        "pooling with stride 1",
        "The pooling moves by 1: its windows overlap, and the feature maps hardly get smaller. A `Window` has stride 1; a \
         plain 2 means 2 × 2 with stride 2.",
        |&(side, filters, kernel, hidden, classes)| {
            let net = image(side).conv(filters, Window::square(kernel)).relu().max_pool(Window::square(2));
            layers(&net.affine(hidden).relu().affine(classes))
        },
    )
    .mistake(
        "no ReLU after the convolution",
        "After the convolution a ReLU is missing.",
        |&(side, filters, kernel, hidden, classes)| {
            let net = image(side).conv(filters, Window::square(kernel)).max_pool(2);
            layers(&net.affine(hidden).relu().affine(classes))
        },
    )
    .mistake(
        "no ReLU between the affine layers",
        "Between the two affine layers a ReLU is missing. Without it they collapse into one.",
        |&(side, filters, kernel, hidden, classes)| {
            let net = image(side).conv(filters, Window::square(kernel)).relu().max_pool(2);
            layers(&net.affine(hidden).affine(classes))
        },
    )
    .mistake(
        "a ReLU at the end",
        "There is a ReLU after the scores: it makes every negative score 0, and its gradient too. The scores go into the \
         loss as they are.",
        |&(side, filters, kernel, hidden, classes)| {
            let net = image(side).conv(filters, Window::square(kernel)).relu().max_pool(2);
            layers(&net.affine(hidden).relu().affine(classes).relu())
        },
    )
    .mistake(
        "sigmoid",
        "That is a sigmoid where the book has ReLU.",
        |&(side, filters, kernel, hidden, classes)| {
            let net = image(side).conv(filters, Window::square(kernel)).sigmoid().max_pool(2);
            layers(&net.affine(hidden).sigmoid().affine(classes))
        },
    )
    .mistake(
        "ReLU after the pooling",
        "The pooling comes before the ReLU. The result is the same, since the largest value stays the largest; but keep the \
         book's order: convolution, ReLU, pooling.",
        |&(side, filters, kernel, hidden, classes)| {
            let net = image(side).conv(filters, Window::square(kernel)).max_pool(2).relu();
            layers(&net.affine(hidden).relu().affine(classes))
        },
    )
    .mistake(
        "no hidden layer",
        "There is only one affine layer. The book has two: hidden units first, then the classes.",
        |&(side, filters, kernel, _, classes)| {
            layers(&image(side).conv(filters, Window::square(kernel)).relu().max_pool(2).affine(classes))
        },
    )
    .mistake(
        "hidden and classes swapped",
        "The sizes of the two affine layers are swapped: the last one has an output for each class.",
        |&(side, filters, kernel, hidden, classes)| {
            let net = image(side).conv(filters, Window::square(kernel)).relu().max_pool(2);
            layers(&net.affine(classes).relu().affine(hidden))
        },
    )
    .mistake(
        "filters and kernel swapped",
        "The number of filters and their size are swapped.",
        |&(side, filters, kernel, hidden, classes)| {
            // A kernel that doesn't fit the image would panic, and a learner would read that.
            let net = image(side).conv(kernel, Window::square(filters.min(side - 1))).relu().max_pool(2);
            layers(&net.affine(hidden).relu().affine(classes))
        },
    )
    .also_right("flattened by hand", |&(side, filters, kernel, hidden, classes)| {
        let net = image(side).conv(filters, Window::new(kernel, kernel).stride(1).pad(0)).relu();
        let net = net.max_pool(Window::square(2).stride(2)).flatten();
        layers(&net.affine(hidden).relu().affine(classes))
    })
}

/// Digits to train on.
const TRAINING: usize = 1000;
/// Digits to evaluate on during the training.
const VALIDATION: usize = 100;
/// Digits that the learner's code never gets.
const UNSEEN: usize = 500;
/// The least accuracy on unseen digits; guessing gives 0.1.
const ENOUGH: f64 = 0.8;

/// Lets a learner train the network that the learner assembled for images of 28 × 28, 10 filters of 5 × 5, 50 hidden
/// units and 10 classes: the network is built with a fixed seed, and gets 1,000 digits (book §7.5).
///
/// # Errors
/// If it panics or diverges, or the network learnt too little.
pub fn learns(
    assemble: impl FnOnce(usize, usize, usize, usize, usize) -> Sequential,
    train: impl FnOnce(&mut Network<f32>, &Samples<f32>, &Samples<f32>) -> Result<History, Divergence>,
) -> Verdict {
    judged("train", || {
        let images = digits::images(TRAINING + VALIDATION);
        let (training, validation) = images.split_at(TRAINING);
        let unseen = digits::test_images(UNSEEN);
        let net = assemble(28, 10, 5, 50, 10);
        let mut network = net.build::<f32>(SoftmaxCrossEntropy, &Streams::new(1));
        let before: Vec<_> = network.params().into_iter().map(|param| param.value.clone()).collect();
        let of = |mistake: &str, says: String| Err(Diagnosis::of(mistake, format!("train: {says}")));
        if let Err(divergence) = train(&mut network, &training, &validation) {
            let says = format!("the training diverged: {divergence}\nIs the learning rate too large?");
            return of("diverged", says);
        }
        if network.params().into_iter().map(|param| &param.value).eq(&before) {
            let says = "no parameter has moved. Did you train a clone of the network?";
            return of("nothing moves", says.into());
        }
        let accuracy = network.evaluate(&unseen).accuracy();
        if accuracy < ENOUGH {
            let [reached, enough] = [accuracy, ENOUGH].map(|share| 100.0 * share);
            let says = format!(
                "the accuracy on {UNSEEN} unseen digits is {reached:.1} %; with Adam at 0.001, 5 epochs and batches of 50 it \
                 is above {enough:.0} %. How many steps does your training take, and how large are they?"
            );
            return of("learns too little", says);
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use core_tensor::optimizers::{Adam, Sgd};
    use core_tensor::training::Trainer;

    fn assemble(side: usize, filters: usize, kernel: usize, hidden: usize, classes: usize) -> Sequential {
        let net = image(side).conv(filters, Window::square(kernel)).relu().max_pool(2);
        net.affine(hidden).relu().affine(classes)
    }

    fn diagnosis(
        train: impl FnOnce(&mut Network<f32>, &Samples<f32>, &Samples<f32>) -> Result<History, Divergence>,
    ) -> Option<String> {
        learns(assemble, train).err().and_then(|diagnosis| diagnosis.mistake().map(str::to_owned))
    }

    #[test]
    fn the_book_s_network_is_the_one_of_the_core() {
        assert_eq!(right(&(28, 30, 5, 100, 10)), layers(&core_tensor::networks::simple_convnet()));
    }

    #[test]
    fn a_training_is_checked_by_what_the_network_learnt() {
        let adam = || Trainer::new(Adam::new(0.001)).epochs(5).batch_size(50);
        assert_eq!(diagnosis(|net, train, test| adam().fit(net, train, test)), None);
        let clone = diagnosis(|net, train, test| adam().fit(&mut net.clone(), train, test));
        assert_eq!(clone.as_deref(), Some("nothing moves"));
        let short = diagnosis(|net, train, test| {
            Trainer::new(Adam::new(0.001)).iterations(2).batch_size(50).fit(net, train, test)
        });
        assert_eq!(short.as_deref(), Some("learns too little"));
        let steep = diagnosis(|net, train, test| {
            Trainer::new(Sgd::new(1e30)).iterations(9).batch_size(50).fit(net, train, test)
        });
        assert_eq!(steep.as_deref(), Some("diverged"));
    }
}
