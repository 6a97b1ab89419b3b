//! What has changed since LeNet, which dates from 1998?
//!
//! Each of three activation functions is trained with each kind of pooling, with the same numbers of filters and units, on
//! the same batches. (The book names a third difference, the size; here all six networks have LeNet's.)
//!
//! With tanh, the kind of curve the paper of 1998 used, the network learns at once; the slow start belongs to the logistic
//! sigmoid, whichever pooling follows it.

use crate::derive::output_size::receptive_field;
use crate::learning::{BATCH, digits, steps};
use chapter_kit::figure::{Axis, Corner, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Progress, Run, Source, Table, Takes, Verdict, Words, claims_unless_quick, say,
};
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
    takes: Takes::new("1 s", "30 s", "6 min"),
    run,
};

/// What follows each layer of filters or of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Activation {
    /// The logistic sigmoid, as the book describes LeNet.
    Sigmoid,
    /// The hyperbolic tangent, as in the paper.
    Tanh,
    /// Today's choice.
    Relu,
}

/// One version of the network.
#[derive(Clone, Copy)]
struct Form {
    /// Its name in findings.
    key: &'static str,
    activation: Activation,
    is_max: bool,
}

const FORMS: [Form; 6] = [
    Form { key: "of_1998", activation: Activation::Sigmoid, is_max: false },
    Form { key: "sigmoid_max", activation: Activation::Sigmoid, is_max: true },
    Form { key: "tanh_average", activation: Activation::Tanh, is_max: false },
    Form { key: "tanh_max", activation: Activation::Tanh, is_max: true },
    Form { key: "relu_average", activation: Activation::Relu, is_max: false },
    Form { key: "today", activation: Activation::Relu, is_max: true },
];

impl Form {
    fn activation_in_words(self) -> &'static str {
        match self.activation {
            Activation::Sigmoid => "logistic sigmoid",
            Activation::Tanh => "tanh",
            Activation::Relu => "ReLU",
        }
    }

    fn pooling_in_words(self) -> &'static str {
        if self.is_max { "max" } else { "average" }
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (images, test, epochs) = run.scale().pick((500, 300, 2), (8_000, 2_000, 5), (60_000, 10_000, 6));
    let (images, test) = digits::<f32>(run, images, test)?;
    let progress = run.progress("LeNet in six forms", FORMS.len() * steps(&images, epochs));
    let trainings = FORMS
        .into_par_iter()
        .map(|form| single_threaded(|| learn(run, form, (&images, &test), epochs, &progress)));
    let histories: Vec<History> = trainings.collect::<anyhow::Result<_>>()?;
    let network = lenet(FORMS[5], run.streams());
    let mut outcome = Outcome::new();
    outcome
        .table(shapes(&network))
        .count("parameters", network.count_parameters())
        // Two layers of 5 × 5 filters, each with its pooling.
        .count("receptive_field", receptive_field(&[(5, 1), (2, 2), (5, 1), (2, 2)]));
    let heads = [
        Words::from("activation function"),
        "pooling".into(),
        "after 1 epoch".into(),
        say!("after {epochs} epochs"),
    ];
    let mut table = Table::new("Test accuracy", heads);
    for (form, history) in FORMS.into_iter().zip(&histories) {
        let accuracies = history.test_accuracies();
        let (first, last) = (accuracies[1], accuracies[accuracies.len() - 1]);
        outcome.percent(format!("{}.after_1_epoch", form.key), first);
        outcome.percent(format!("{}.test_accuracy", form.key), last);
        table.row([
            form.activation_in_words().into(),
            form.pooling_in_words().into(),
            Cell::percent(first),
            Cell::percent(last),
        ]);
    }
    outcome.table(table).figure(figure(&histories, images.len())).note(
        "The book says sigmoid; the paper's activation function is 1.7159 tanh(2a / 3), of the same shape, but centred at \
         0. Here tanh(a) stands for it. The paper's network differs in more details: each filter of the second layer was \
         connected to only some of the six channels (1,516 parameters instead of 2,416), pooling had a factor and a bias \
         to learn, and the output was compared with drawn patterns. An image of 28 × 28 with padding 2 stands for its \
         32 × 32.",
    );
    add_claims(run, &mut outcome, &histories, epochs);
    Ok(outcome)
}

fn add_claims(run: &Run, outcome: &mut Outcome, histories: &[History], epochs: usize) {
    let last = |key: &str| {
        let trained = FORMS.iter().zip(histories).find(|(form, _)| form.key == key);
        trained.and_then(|(_, history)| history.test_accuracies().last().copied()).unwrap_or(f64::NAN)
    };
    // What each of the two changes gains on its own.
    let by_activation = last("relu_average") - last("of_1998");
    let by_pooling = last("sigmoid_max") - last("of_1998");
    outcome.percent("gain.activation", by_activation).percent("gain.pooling", by_pooling);
    let (activation, pooling) = (100.0 * by_activation, 100.0 * by_pooling);
    let (today, tanh) = (100.0 * last("today"), 100.0 * last("tanh_average"));
    claims_unless_quick(run, outcome, |outcome| {
        outcome
            .claim(
                Source::ThisPage,
                "what slows LeNet down is the logistic sigmoid, not average pooling",
                say!(
                    "after {epochs} epochs, ReLU in place of the sigmoid has gained {activation:.1} percentage points, \
                     max pooling in place of average pooling {pooling:.1}"
                ),
                // Ten points are far beyond what another seed changes.
                activation > 10.0 && activation > 2.0 * pooling.abs(),
            )
            .claim(
                Source::ThisPage,
                "with ReLU and max pooling LeNet learns faster than with the tanh of 1998 and average pooling",
                say!("after {epochs} epochs {today:.1} % against {tanh:.1} %, with one training each"),
                Verdict::NotTested,
            );
    });
}

/// 6 filters, 16 filters, 120, 84 and 10 units, as in the paper.
fn lenet(form: Form, streams: &Streams) -> Network<f32> {
    let init = if form.activation == Activation::Relu { Init::He } else { Init::Xavier };
    let activation = |net: Sequential| match form.activation {
        Activation::Sigmoid => net.sigmoid(),
        Activation::Tanh => net.tanh(),
        Activation::Relu => net.relu(),
    };
    let pool = |net: Sequential| if form.is_max { net.max_pool(2) } else { net.average_pool(2) };
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

/// The layers that change the shape.
fn shapes(network: &Network<f32>) -> Table {
    let mut table = Table::new("LeNet, for one image of 1 × 28 × 28", ["layer", "output", "parameters"]);
    let activations = network.activations(&Tensor::zeros(vec![1, 1, 28, 28]));
    for (layer, (name, y)) in network.layers().iter().zip(activations) {
        if name.starts_with("relu") {
            continue;
        }
        let parameters = layer.params().iter().filter(|p| p.is_trainable()).map(|p| p.value.len()).sum();
        table.row([name.into(), shape_in_words(&y.shape()[1..]).into(), Cell::count(parameters)]);
    }
    table
}

fn figure(histories: &[History], images: usize) -> Figure {
    let panel = |title: &'static str, is_max: bool| {
        let panel = Panel::new(title)
            .x(Axis::new("epochs"))
            .y(Axis::new("accuracy on test images").range(0.0, 1.0))
            .legend(Legend::In(Corner::BottomRight));
        let shown = FORMS.into_iter().zip(histories).filter(|(form, _)| form.is_max == is_max);
        shown.fold(panel, |panel, (form, history)| {
            let accuracies = history.test_accuracies().into_iter().enumerate();
            let points = accuracies.map(|(epoch, accuracy)| (epoch as f64, accuracy));
            let marker = match form.activation {
                Activation::Sigmoid => Marker::Square,
                Activation::Tanh => Marker::Triangle,
                Activation::Relu => Marker::Circle,
            };
            panel.line(Series::new(form.activation_in_words(), points).marker(marker, 1))
        })
    };
    Figure::new("LeNet learns fast with ReLU and with tanh, slowly with the logistic sigmoid, whatever the pooling")
        .columns(2)
        .panel(panel("average pooling", false))
        .panel(panel("max pooling", true))
        .caption(say!(
            "{} training images, one training each, from initial weights of the same seed and on the same batches. The \
             first point is before training.",
            core_data::grouped(images)
        ))
}
