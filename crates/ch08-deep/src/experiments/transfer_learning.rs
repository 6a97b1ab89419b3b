//! Can filters trained on some digits help to learn others from a few images?
//!
//! A network learns to tell 0, 1, 2, 3 and 4 apart, from many images. Then it has to learn the digits 5 to 9 from
//! very few: from scratch; with new fully connected layers on the pretrained filters, which stay frozen; and with
//! the pretrained filters as initial weights, trained on together with the rest. Frozen random filters are the
//! control.

use crate::digits::only;
use crate::learning::{Size, TrainingRun};
use crate::nets::small;
use chapter_kit::figure::{Axis, Figure, Panel, Series};
use chapter_kit::{
    Cell, Experiment, NotEnoughData, Outcome, Progress, Run, Source, Table, Takes, Verdict, Words,
    claims_unless_quick, say,
};
use core_data::Split;
use core_tensor::layers::{Affine, Relu, SoftmaxCrossEntropy};
use core_tensor::optimizers::Adam;
use core_tensor::tensor::into_rows;
use core_tensor::training::{Evaluate, Sets, Trainer};
use core_tensor::{Init, Network, Samples, Sequential, Streams, Tensor, Vector};

/// Section 8.2.4, transfer learning.
pub const EXPERIMENT: Experiment = Experiment {
    name: "transfer_learning",
    section: "8.2.4",
    question: "Can filters trained on some digits help to learn others from a few images?",
    takes: Takes::new("1 s", "4 s", "20 s"),
    run,
};

/// The digits of pretraining, and those that follow.
const FIRST: [usize; 5] = [0, 1, 2, 3, 4];
const THEN: [usize; 5] = [5, 6, 7, 8, 9];
/// Images in a batch of the second task, if there are as many.
const BATCH: usize = 50;
/// The learning rate of both.
const LR: f64 = 0.003;
/// Filters of the first layer; the second has twice as many.
const FILTERS: usize = 8;

/// The four methods, with their names in findings.
const METHODS: [(&str, &str); 4] = [
    ("nothing", "from scratch"),
    ("random", "random filters, frozen"),
    ("kept", "pretrained filters, frozen"),
    ("tuned", "pretrained filters, fine-tuned"),
];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let counts: &[usize] = run.scale().pick(&[1, 5], &[1, 3, 10, 30], &[1, 3, 10, 30, 100, 300]);
    let size = |images, epochs, tested, trials| Size { images, epochs, tested, trials };
    let standard = size(2_000, 1, 300, 3);
    let size = run.scale().pick(size(60, 1, 40, 1), standard, size(6_000, 3, 10_000, 5));
    at_size(run, size, counts, run.scale().pick(10, 50, 100))
}

/// The experiment at a size of one's own: what a quick run is too short for can be tested without a long one. Images,
/// those that teach the filters, and test images are counted for each digit; `counts` are the numbers of images of each
/// new digit, each pretrained in `steps` iterations.
///
/// # Errors
/// If the digits cannot be read, or a loss isn't finite.
pub fn at_size(run: &Run, size: Size, counts: &[usize], steps: usize) -> anyhow::Result<Outcome> {
    let mnist = run.mnist()?;
    let Size { images: most, epochs, tested, trials } = size;
    let most_of_each = counts.iter().max().map_or(0, |count| count * trials);
    need_of_each(&FIRST, &mnist.train, 1, "training")?;
    need_of_each(&THEN, &mnist.train, most_of_each, "training")?;
    need_of_each(&[FIRST, THEN].concat(), &mnist.test, 1, "test")?;
    let (train, test) = (mnist.train.images::<f32>(), mnist.test.images::<f32>());
    let first = only(&train, &FIRST, 0, most);
    let net = small(FILTERS, FIRST.len());
    let training = TrainingRun { lr: LR, ..TrainingRun::new(&first, epochs) };
    let progress =
        run.progress("iterations", training.iterations() + trials * METHODS.len() * counts.len() * steps);
    let pretrained = training.train(&net, &run.streams().fork("first"), &progress)?.network;
    let task = Task {
        net: &net,
        pretrained: &pretrained,
        test: only(&test, &THEN, 0, tested),
        steps,
        progress: &progress,
    };
    let mut rows: Vec<(usize, [f64; 4])> = Vec::new();
    let mut ahead: Vec<Vec<f64>> = Vec::new();
    for &count in counts {
        let (mut mean, mut gains) = ([0.0; 4], Vec::new());
        for trial in 0..trials {
            // Each trial has other images and other initial weights.
            let few = only(&train, &THEN, trial * count, count);
            let accuracies = task.all_methods(&few, &run.streams().fork(&format!("trial {trial}")))?;
            // Frozen pretrained filters against training from scratch, on the same images.
            gains.push(accuracies[2] - accuracies[0]);
            mean.iter_mut().zip(accuracies).for_each(|(mean, accuracy)| *mean += accuracy / trials as f64);
        }
        rows.push((count, mean));
        ahead.push(gains);
    }
    let mut outcome = Outcome::new();
    let first_test = only(&test, &FIRST, 0, tested);
    outcome.percent("first_digits.test_accuracy", pretrained.evaluate(&first_test).accuracy());
    for (count, accuracies) in &rows {
        for ((key, _), &accuracy) in METHODS.iter().zip(accuracies) {
            outcome.percent(format!("{key}.from_{count}"), accuracy);
        }
    }
    outcome.table(table(&rows)).figure(figure(&rows)).note(say!(
        "{} images pretrained the filters; the new digits are trained for {steps} steps. Each value is the mean of {trials} \
         trainings, each from other images.",
        core_data::grouped(first.len())
    ));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &rows, &ahead));
    Ok(outcome)
}

/// That there are enough images of each of these digits.
fn need_of_each(digits: &[usize], split: &Split, needed: usize, role: &str) -> Result<(), NotEnoughData> {
    let (counts, images) = (split.label_counts(), if needed == 1 { "image" } else { "images" });
    let scarce = |&digit: &usize| {
        NotEnoughData::unless(counts[digit], needed, format!("{role} {images} of the digit {digit}"))
    };
    digits.iter().try_for_each(scarce)
}

/// Learning new digits from few images.
struct Task<'a> {
    net: &'a Sequential,
    pretrained: &'a Network<f32>,
    test: Samples<f32>,
    steps: usize,
    progress: &'a Progress,
}

impl Task<'_> {
    /// The test accuracy of each way, in the order of [`METHODS`].
    fn all_methods(&self, few: &Samples<f32>, streams: &Streams) -> anyhow::Result<[f64; 4]> {
        let fresh: Network<f32> = self.net.build(SoftmaxCrossEntropy, streams);
        let mut tuned: Network<f32> = self.net.build(SoftmaxCrossEntropy, streams);
        copy_filters(self.pretrained, &mut tuned);
        Ok([
            self.all_layers(self.net.build(SoftmaxCrossEntropy, streams), few, streams)?,
            self.new_end_on(&fresh, few, streams)?,
            self.new_end_on(self.pretrained, few, streams)?,
            self.all_layers(tuned, few, streams)?,
        ])
    }

    /// All layers are trained.
    fn all_layers(
        &self,
        network: Network<f32>,
        few: &Samples<f32>,
        streams: &Streams,
    ) -> anyhow::Result<f64> {
        // As many epochs as make the steps.
        let training = TrainingRun { lr: LR, batch: BATCH, ..TrainingRun::new(few, 1) };
        let training = TrainingRun { epochs: self.steps.div_ceil(training.iterations().max(1)), ..training };
        let pretrained = training.train_further(network, streams, self.progress, |_, _| {})?;
        Ok(pretrained.network.evaluate(&self.test).accuracy())
    }

    /// The filters of `network` stay; two new layers learn from what they see.
    fn new_end_on(
        &self,
        network: &Network<f32>,
        few: &Samples<f32>,
        streams: &Streams,
    ) -> anyhow::Result<f64> {
        let (few, test) = (seen_through(network, few), seen_through(network, &self.test));
        let width = few.range(0..1).0.len();
        let mut rng = streams.rng("end");
        let mut end = Network::new(
            vec![
                Box::new(Affine::new(1, Init::He.matrix(width, 50, &mut rng), Vector::zeros(50))),
                Box::new(Relu::new(1)),
                Box::new(Affine::new(
                    2,
                    Init::He.matrix(50, THEN.len(), &mut rng),
                    Vector::zeros(THEN.len()),
                )),
            ],
            SoftmaxCrossEntropy,
        );
        let trainer = Trainer::new(Adam::new(LR)).iterations(self.steps).batch_size(BATCH);
        let trainer = trainer.evaluate(Evaluate::Never).streams(streams);
        trainer.fit_with(&mut end, &Sets::new(&few, &test), |_, _| self.progress.inc(1))?;
        Ok(end.evaluate(&test).accuracy())
    }
}

/// The layers before the first fully connected one.
fn filters(network: &Network<f32>) -> usize {
    network.layers().iter().position(|layer| layer.name().starts_with("affine")).unwrap_or(0)
}

/// What the filters make of each image, as a row.
fn seen_through(network: &Network<f32>, samples: &Samples<f32>) -> Samples<f32> {
    let (x, t) = samples.all();
    let y: Tensor<f32> =
        network.layers()[..filters(network)].iter().fold(x, |x, layer| layer.predict(x.clone()));
    let rows = into_rows(y, "filters");
    Samples::from_values(rows.into_dyn(), t)
}

/// The filters of one network into another of the same layers.
fn copy_filters(from: &Network<f32>, to: &mut Network<f32>) {
    let end = filters(from);
    for (layer, other) in to.layers_mut()[..end].iter_mut().zip(from.layers()) {
        for (param, pretrained) in layer.params_mut().into_iter().zip(other.params()) {
            param.value.assign(&pretrained.value);
        }
    }
}

fn table(rows: &[(usize, [f64; 4])]) -> Table {
    let heads = [Words::from("method")].into_iter().chain(rows.iter().map(|(count, _)| images(*count)));
    let mut table = Table::new("Test accuracy on 5, 6, 7, 8, 9, by the number of images of each", heads);
    for (method, (_, words)) in METHODS.iter().enumerate() {
        let accuracies = rows.iter().map(|(_, accuracies)| Cell::percent(accuracies[method]));
        table.row([Cell::from(*words)].into_iter().chain(accuracies));
    }
    table
}

fn images(count: usize) -> Words {
    if count == 1 { "1 image".into() } else { say!("{count} images") }
}

fn figure(rows: &[(usize, [f64; 4])]) -> Figure {
    let ticks = rows.iter().map(|(count, _)| (*count as f64, Words::name(count)));
    let panel = Panel::new("")
        .x(Axis::new("images of each new digit").log10().named_ticks(ticks))
        .y(Axis::new("test accuracy (%)"));
    let panel = METHODS.iter().enumerate().fold(panel, |panel, (way, (_, words))| {
        let points = rows.iter().map(|(count, accuracies)| (*count as f64, 100.0 * accuracies[way]));
        panel.line(Series::new(*words, points))
    });
    let (count, accuracies) = rows.first().copied().unwrap_or_default();
    let title = say!(
        "From {} of each of 5 to 9: {:.0} % with filters pretrained on 0 to 4, {:.0} % from scratch",
        images(count),
        100.0 * accuracies[2],
        100.0 * accuracies[0]
    );
    Figure::single(title, panel).caption(
        "Means of several trainings, each from other images. Frozen filters are not trained further.",
    )
}

fn claims(outcome: &mut Outcome, rows: &[(usize, [f64; 4])], ahead: &[Vec<f64>]) {
    let words: Vec<Words> = rows
        .iter()
        .map(|(count, [nothing, _, kept, _])| {
            say!("{:.1} % instead of {:.1} % from {}", 100.0 * kept, 100.0 * nothing, images(*count))
        })
        .collect();
    let few = rows.iter().zip(ahead).filter(|((count, _), _)| *count <= 10);
    outcome.claim(
        Source::Book("8.2.4"),
        "with few images, pretrained filters are better than training from scratch",
        say!("with frozen pretrained filters the test accuracy is {}", Words::list(words, ", ")),
        few.map(|(_, ahead)| Verdict::ahead(ahead)).fold(Verdict::Agrees, Verdict::and),
    );
}
