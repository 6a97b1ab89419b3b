//! What has changed since LeNet, which dates from 1998?
//!
//! Its structure is today's: filters, pooling, filters, pooling, fully connected layers. The book names three
//! differences: it uses sigmoids instead of ReLU, average pooling instead of max pooling, and it is smaller than what
//! came with AlexNet. Both forms are trained here, with the same numbers of filters and units, on the same batches.
//!
//! What the book calls a sigmoid is, in the paper, a scaled tanh: of the same shape, but with its middle at 0. That is
//! the third form, and nearly as good as today's: what keeps the logistic sigmoid back is its slow start.

use crate::learning::{BATCH, digits, steps};
use chapter_kit::figure::{Axis, Figure, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, Verdict, say};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::optimizers::Adam;
use core_tensor::tensor::{shape_in_words, single_threaded};
use core_tensor::training::{Event, History, Sets, Trainer};
use core_tensor::{Init, Network, Samples, Sequential, Streams, Tensor, Window};
use rayon::prelude::*;

/// Section 7.7.1.
pub const EXPERIMENT: Experiment = Experiment {
    name: "lenet",
    section: "7.7.1",
    question: "What has changed since LeNet, which dates from 1998?",
    takes: Takes::new("1 s", "17 s", "3 min"),
    run,
};

/// The version of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The logistic sigmoid and average pooling, as the book describes it.
    Of1998,
    /// ReLU and max pooling.
    Today,
    /// The hyperbolic tangent and average pooling, as in the paper.
    Tanh,
}

/// Form, name in findings if it is among them, and in words.
const FORMS: [(Form, Option<&str>, &str); 3] = [
    (Form::Of1998, Some("of_1998"), "logistic sigmoid, average pooling"),
    (Form::Today, Some("today"), "ReLU, max pooling"),
    (Form::Tanh, None, "tanh, average pooling"),
];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (images, test, epochs) = run.scale().pick((500, 300, 2), (8_000, 2_000, 5), (60_000, 10_000, 6));
    let (images, test) = digits::<f32>(run, images, test)?;
    let progress = run.progress("LeNet in three forms", FORMS.len() * steps(&images, epochs));
    let trainings = FORMS
        .into_par_iter()
        .map(|(form, ..)| single_threaded(|| learn(run, form, (&images, &test), epochs, &progress)));
    let histories: Vec<History> = trainings.collect::<anyhow::Result<_>>()?;
    let network = lenet(Form::Today, run.streams());
    let mut outcome = Outcome::new();
    outcome.table(shapes(&network)).count("parameters", network.count_parameters());
    let mut table = Table::new("Test accuracy", ["form", "after 1 epoch", "at the end"]);
    for ((_, key, words), history) in FORMS.into_iter().zip(&histories) {
        let accuracies = history.test_accuracies();
        let (first, last) = (accuracies[1], accuracies[accuracies.len() - 1]);
        if let Some(key) = key {
            outcome.percent(format!("{key}.after_1_epoch"), first);
            outcome.percent(format!("{key}.test_accuracy"), last);
        }
        table.row([words.into(), Cell::percent(first), Cell::percent(last)]);
    }
    outcome.table(table).figure(figure(&histories, images.len())).note(
        "The book says sigmoid; the paper's activation function is 1.7159 tanh(2a / 3), of the same shape, but with its \
         middle at 0. Here tanh(a) stands for it. The paper's network differs in more details: each filter of the second \
         layer saw only some of the six channels (1,516 parameters instead of 2,416), pooling had a factor and a bias to \
         learn, and the output compared with drawn patterns. An image of 28 × 28 with padding 2 stands for its 32 × 32.",
    );
    add_claims(&mut outcome, &histories, epochs);
    Ok(outcome)
}

fn add_claims(outcome: &mut Outcome, histories: &[History], epochs: usize) {
    let last = |which: usize| 100.0 * histories[which].test_accuracies().last().copied().unwrap_or(f64::NAN);
    let (sigmoid, today, tanh) = (last(0), last(1), last(2));
    outcome
        .claim(
            Source::ThisPage,
            "with ReLU and max pooling LeNet learns faster than with the logistic sigmoid and average pooling",
            say!(
                "after {epochs} epochs {today:.1} % of the test images are classified correctly, against {sigmoid:.1} %"
            ),
            // Ten points are far beyond what another seed changes.
            today > sigmoid + 10.0,
        )
        .claim(
            Source::ThisPage,
            "with ReLU and max pooling LeNet learns faster than with the tanh of 1998 and average pooling",
            say!("after {epochs} epochs {today:.1} % against {tanh:.1} %, with one training each"),
            Verdict::NotTested,
        );
}

/// 6 filters, 16 filters, 120, 84 and 10 units, as in the paper.
fn lenet(form: Form, streams: &Streams) -> Network<f32> {
    let init = if form == Form::Today { Init::He } else { Init::Xavier };
    let activation = |net: Sequential| match form {
        Form::Of1998 => net.sigmoid(),
        Form::Today => net.relu(),
        Form::Tanh => net.tanh(),
    };
    let pool = |net: Sequential| match form {
        Form::Of1998 | Form::Tanh => net.average_pool(2),
        Form::Today => net.max_pool(2),
    };
    let net = Sequential::new([1, 28, 28]).init(init);
    let net = pool(activation(net.conv(6, 5)));
    let net = pool(activation(net.conv(16, Window::square(5))));
    let net = activation(activation(net.affine(120)).affine(84)).affine(10);
    net.build(SoftmaxCrossEntropy, streams)
}

fn learn(
    run: &Run,
    form: Form,
    (images, test): (&Samples<f32>, &Samples<f32>),
    epochs: usize,
    progress: &Progress,
) -> anyhow::Result<History> {
    let mut network = lenet(form, run.streams());
    let trainer = Trainer::new(Adam::new(0.001)).epochs(epochs).batch_size(BATCH).streams(run.streams());
    Ok(trainer.fit_with(&mut network, &Sets::new(images, test), |_, event| {
        if let Event::Step { .. } = event {
            progress.inc(1);
        }
    })?)
}

fn shapes(network: &Network<f32>) -> Table {
    let mut table = Table::new("LeNet, for one image of 1 × 28 × 28", ["layer", "output", "parameters"]);
    let activations = network.activations(&Tensor::zeros(vec![1, 1, 28, 28]));
    for (layer, (name, y)) in network.layers().iter().zip(activations) {
        let parameters = layer.params().iter().filter(|p| p.is_trainable()).map(|p| p.value.len()).sum();
        table.row([name.into(), shape_in_words(&y.shape()[1..]).into(), Cell::count(parameters)]);
    }
    table
}

fn figure(histories: &[History], images: usize) -> Figure {
    let panel = Panel::new("").x(Axis::new("epochs")).y(Axis::new("accuracy on test images").range(0.0, 1.0));
    let panel = FORMS
        .into_iter()
        .zip(histories)
        .zip([Marker::Square, Marker::Circle, Marker::Triangle])
        .fold(panel, |panel, (((.., name), history), marker)| {
            let points = history
                .test_accuracies()
                .into_iter()
                .enumerate()
                .map(|(epoch, accuracy)| (epoch as f64, accuracy));
            panel.line(Series::new(name, points).marker(marker, 1))
        });
    Figure::single("LeNet learns fast with ReLU and with tanh, slowly with the logistic sigmoid", panel)
        .caption(say!(
            "{} training images, one training each, from initial weights of the same seed and on the same batches. The \
             first point is before training.",
            core_data::grouped(images)
        ))
}
