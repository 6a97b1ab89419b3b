//! What does each technique of chapter 6 do to a training? All of them as controls, and the curves while they grow.

use std::sync::Arc;

use anyhow::Result;
use core_data::Mnist;
use core_tensor::optimizers::{AdaGrad, Adam, Momentum, Nesterov, Optimizer, RmsProp, Sgd};
use core_tensor::training::evaluation::Evaluation;
use core_tensor::{Init, MultiLayerNet, Samples, Streams};
use figure::{Axis, Figure, Legend, Panel, Series};

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::learner::{BATCH, Curve, Learner, round_end};
use crate::view::{View, readable};

pub(super) const ENTRY: Entry = Entry {
    id: "train-live",
    title: "Train it yourself",
    invites: "Press Train. Then raise the learning rate until it breaks, and let batch normalisation help.",
    needs: Needs::DIGITS,
    make: |assets| Ok(Box::new(TrainLive::new(assets.digits()?))),
};

const PLAY: &str = "play";
const PAUSE: &str = "pause";
const STEP: &str = "step";
const RESET: &str = "reset-weights";
const EXPORT: &str = "export";
/// Images on which the accuracies are measured.
const TESTED: usize = 500;
/// Steps from one measurement to the next.
const EVERY: usize = 25;
/// Steps from one point of the loss to the next.
const LOSS_EVERY: usize = 5;
/// Steps of the button for some.
const SOME: usize = 25;
/// The training ends here.
const LAST: usize = 20_000;
const SEED: u64 = chapter_kit::DEFAULT_SEED;
/// The loss of equal probabilities for ten digits: ln 10.
const GUESSING: f64 = std::f64::consts::LN_10;
/// The ends of the scale of losses.
const LOSSES: (f64, f64) = (1e-4, 1e2);

// The options of the controls, in their order.
const HIDDEN: [&[usize]; 5] = [&[50], &[100], &[100, 100], &[100; 4], &[100; 6]];
const INITS: [Init; 4] = [Init::He, Init::Xavier, Init::Normal(0.01), Init::Normal(1.0)];
const IMAGES: [usize; 4] = [300, 1_000, 10_000, 60_000];
/// An optimiser's name in Rust, and what makes one with a learning rate.
type Named = (&'static str, fn(f64) -> Box<dyn Optimizer<f32>>);
const OPTIMIZERS: [Named; 6] = [
    ("Sgd", |lr| Box::new(Sgd::new(lr))),
    ("Momentum", |lr| Box::new(Momentum::new(lr))),
    ("Nesterov", |lr| Box::new(Nesterov::new(lr))),
    ("AdaGrad", |lr| Box::new(AdaGrad::new(lr))),
    ("RmsProp", |lr| Box::new(RmsProp::new(lr))),
    ("Adam", |lr| Box::new(Adam::new(lr))),
];

/// What a training cannot change on the way: another one begins anew.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Plan {
    hidden: usize,
    init: usize,
    batch_norm: bool,
    dropout: f64,
    optimizer: usize,
    images: usize,
}

impl Plan {
    fn of(settings: &Settings) -> Self {
        Self {
            hidden: settings.choice("hidden"),
            init: settings.choice("init"),
            batch_norm: settings.is_on("batch-norm"),
            dropout: settings.number("dropout"),
            optimizer: settings.choice("optimizer"),
            images: settings.choice("images"),
        }
    }

    fn network(self) -> MultiLayerNet {
        let net = MultiLayerNet::new(784, HIDDEN[self.hidden], 10).init(INITS[self.init]);
        let net = if self.batch_norm { net.batch_norm() } else { net };
        if self.dropout > 0.0 { net.dropout(self.dropout) } else { net }
    }

    fn optimizer(self, lr: f64) -> Box<dyn Optimizer<f32>> {
        OPTIMIZERS[self.optimizer].1(lr)
    }
}

/// A training, with what has been seen of it.
struct Watched {
    learner: Learner,
    plan: Plan,
    /// Some of the training images, to be compared with the test images.
    seen: Samples<f32>,
    losses: Curve,
    /// The sum and the number of the losses since the last point.
    since: (f64, usize),
    train: Curve,
    test: Curve,
    /// The step of the last measurement, and what it found on training and test images.
    measured: (usize, Evaluation, Evaluation),
    /// Learning rate and weight decay were changed on the way.
    changed: bool,
}

struct TrainLive {
    digits: Arc<Mnist>,
    test: Samples<f32>,
    watched: Option<Watched>,
    plays: bool,
    exports: bool,
}

impl Watched {
    fn new(digits: &Mnist, test: &Samples<f32>, settings: &Settings) -> Self {
        let (plan, streams) = (Plan::of(settings), Streams::new(SEED));
        let mut network = plan.network().build(&streams);
        network.weight_decay = settings.number("decay") as f32;
        let images = digits.train.samples().take(IMAGES[plan.images]);
        let seen = images.take(TESTED);
        let measured = (0, network.evaluate(&seen), network.evaluate(test));
        let learner = Learner::new(network, plan.optimizer(settings.number("lr")), images, &streams);
        let (mut train_curve, mut test_curve) = (Curve::every(EVERY), Curve::every(EVERY));
        train_curve.push(0, measured.1.accuracy());
        test_curve.push(0, measured.2.accuracy());
        Self {
            learner,
            plan,
            seen,
            losses: Curve::every(LOSS_EVERY),
            since: (0.0, 0),
            train: train_curve,
            test: test_curve,
            measured,
            changed: false,
        }
    }

    /// Whether there could be another step.
    fn step(&mut self, test: &Samples<f32>) -> bool {
        if self.learner.done() >= LAST {
            return false;
        }
        let Some(loss) = self.learner.step() else { return false };
        self.since = (self.since.0 + loss, self.since.1 + 1);
        let done = self.learner.done();
        if self.losses.is_due(done) {
            self.losses.push(done, self.since.0 / self.since.1 as f64);
            self.since = (0.0, 0);
        }
        if self.test.is_due(done) {
            self.measure(test);
            self.train.push(done, self.measured.1.accuracy());
            self.test.push(done, self.measured.2.accuracy());
        }
        true
    }

    fn measure(&mut self, test: &Samples<f32>) {
        let network = &self.learner.network;
        self.measured = (self.learner.done(), network.evaluate(&self.seen), network.evaluate(test));
    }

    /// Measures what has not been measured since the last step. After a step that was refused the running statistics of batch
    /// normalisation are worth nothing: the last measurement stays.
    fn settle(&mut self, test: &Samples<f32>) {
        if self.measured.0 != self.learner.done() && self.learner.divergence().is_none() {
            self.measure(test);
        }
    }

    fn figure(&self) -> Figure {
        let steps = || Axis::new("step").range(0.0, round_end(self.learner.done()));
        let (low, high) = LOSSES;
        let points: Vec<_> =
            self.losses.points().iter().map(|&(step, loss)| (step, loss.clamp(low, high))).collect();
        let loss = Panel::new("Loss of the batches")
            .x(steps())
            .y(Axis::new("loss").log10().range(low, high))
            .hline(GUESSING)
            .line(Series::new("", points).palette(1))
            .legend(Legend::None);
        let accuracy = Panel::new("Accuracy on 500 images each")
            .x(steps())
            .y(Axis::new("accuracy").range(0.0, 1.03).ticks([0.0, 0.2, 0.4, 0.6, 0.8, 1.0]))
            .line(Series::new("training images", self.train.points().to_vec()).palette(0))
            .line(Series::new("test images", self.test.points().to_vec()).palette(1));
        Figure::new("A training")
            .panel(loss)
            .panel(accuracy)
            .columns(2)
            .panel_size(270.0, 200.0)
            .legend(Legend::OutsideTop)
    }

    fn sentence(&self) -> String {
        let (step, train, test) =
            (self.learner.done(), self.measured.1.accuracy(), self.measured.2.accuracy());
        if let Some(why) = self.learner.why_not() {
            return why;
        }
        let loss = self.losses.points().last().map_or(self.learner.loss(), |point| point.1);
        if step == 0 {
            let parameters = core_data::grouped(self.learner.network.count_parameters());
            return format!(
                "{parameters} parameters, not trained yet: {:.0} % of the test images are right, by chance.",
                100.0 * test
            );
        }
        if step >= 100 && (loss - GUESSING).abs() < 0.1 && train < 0.2 {
            return "It learns nothing: the loss stays near ln 10 = 2.303, that of ten equal probabilities. Other initial weights, another \
                    learning rate or batch normalisation can wake it."
                .to_owned();
        }
        if step >= 50 && loss > 2.0 * GUESSING {
            return format!(
                "The loss, {}, is far higher than guessing would give (the dashed line): the steps are too long.",
                readable(loss, 2)
            );
        }
        if train > 0.99 && train - test > 0.05 {
            return format!(
                "Overfitting: {:.1} % of its training images are right, but only {:.1} % of others. More images, dropout or weight \
                 decay can narrow the gap.",
                100.0 * train,
                100.0 * test
            );
        }
        format!(
            "After {step} steps {:.1} % of the test images are right, and {:.1} % of those it learns from.",
            100.0 * test,
            100.0 * train
        )
    }

    /// A program that trains this network.
    fn code(&self, settings: &Settings) -> String {
        let plan = self.plan;
        let mut net = format!(
            "MultiLayerNet::new(784, &{:?}, 10)\n        .init(Init::{:?})",
            HIDDEN[plan.hidden], INITS[plan.init]
        );
        if plan.batch_norm {
            net += "\n        .batch_norm()";
        }
        if plan.dropout > 0.0 {
            net += &format!("\n        .dropout({:?})", plan.dropout);
        }
        if settings.number("decay") > 0.0 {
            net += &format!("\n        .weight_decay({:?})", settings.number("decay"));
        }
        let note = if self.changed {
            "    // On the page the learning rate or the weight decay was changed on the way, so the results differ a little.\n"
        } else {
            ""
        };
        let optimizer = OPTIMIZERS[plan.optimizer].0;
        format!(
            "// Cargo.toml: anyhow, core-data and core-tensor of this workspace.\n\
             use core_data::Mnist;\n\
             use core_tensor::optimizers::{optimizer};\n\
             use core_tensor::training::{{Evaluate, Trainer}};\n\
             use core_tensor::{{Init, MultiLayerNet, Streams}};\n\n\
             fn main() -> anyhow::Result<()> {{\n    \
                 let mnist = Mnist::load(None)?;\n    \
                 let (train, test) = (mnist.train.samples().take({images}), mnist.test.samples().take({TESTED}));\n    \
                 let streams = Streams::new({SEED});\n    \
                 let mut network = {net}\n        .build::<f32>(&streams);\n\
             {note}    \
                 Trainer::new({optimizer}::new({lr:?}))\n        .batch_size({BATCH})\n        .iterations({steps})\n        \
                 .evaluate(Evaluate::Never)\n        .streams(&streams)\n        .fit(&mut network, &train, &test)?;\n    \
                 println!(\"{{}}\", network.evaluate(&test).metric_in_words());\n    \
                 Ok(())\n\
             }}\n",
            images = IMAGES[plan.images],
            lr = settings.number("lr"),
            steps = self.learner.done().max(1),
        )
    }
}

impl TrainLive {
    fn new(digits: Arc<Mnist>) -> Self {
        let test = digits.test.first(TESTED).samples();
        Self { digits, test, watched: None, plays: false, exports: false }
    }

    /// The same initial weights again, and the same batches to come.
    fn reset(&mut self, settings: &Settings) {
        self.watched = Some(Watched::new(&self.digits, &self.test, settings));
    }

    /// Takes up to `steps` steps. Whether there could be more.
    fn train(&mut self, steps: usize) -> bool {
        let Some(watched) = &mut self.watched else { return false };
        (0..steps).all(|_| watched.step(&self.test))
    }
}

impl Demo for TrainLive {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::button(PLAY, "Train"),
            Control::button(PAUSE, "Pause"),
            Control::button(STEP, "25 steps"),
            Control::button(RESET, "Reset weights"),
            Control::log_slider("lr", "learning rate", 1e-4, 10.0, 0.1, 0.1),
            Control::choice(
                "optimizer",
                "optimiser",
                &["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"],
                0,
            ),
            Control::choice("hidden", "hidden layers", &["50", "100", "100, 100", "100 × 4", "100 × 6"], 2),
            Control::choice("init", "initial weights", &["He", "Xavier", "std 0.01", "std 1"], 0),
            Control::switch("batch-norm", "batch normalisation", false),
            Control::slider("dropout", "dropout ratio", 0.0, 0.8, 0.05, 0.0),
            Control::slider("decay", "weight decay", 0.0, 0.2, 0.005, 0.0),
            Control::choice("images", "training images", &["300", "1,000", "10,000", "all"], 1),
            Control::button(EXPORT, "Show or hide as Rust code"),
        ]
    }

    /// Another network begins again; another learning rate or weight decay goes on.
    fn change(&mut self, settings: &Settings) {
        match &mut self.watched {
            Some(watched) if watched.plan == Plan::of(settings) => {
                let (lr, decay) = (settings.number("lr"), settings.number("decay") as f32);
                let same =
                    lr == watched.learner.optimizer.lr() && decay == watched.learner.network.weight_decay;
                watched.changed |= !same && watched.learner.done() > 0;
                watched.learner.optimizer.set_lr(lr);
                watched.learner.network.weight_decay = decay;
            }
            _ => self.reset(settings),
        }
    }

    fn press(&mut self, button: &str, settings: &Settings) -> Vec<Move> {
        match button {
            PLAY => self.plays = true,
            RESET => self.reset(settings),
            EXPORT => self.exports = !self.exports,
            STEP => {
                self.plays = false;
                self.train(SOME);
            }
            _ => self.plays = false,
        }
        if let Some(watched) = self.watched.as_mut().filter(|_| !self.plays) {
            watched.settle(&self.test);
        }
        Vec::new()
    }

    fn advance(&mut self, steps: usize, _settings: &Settings) -> bool {
        if self.plays && !self.train(steps) {
            self.plays = false;
            if let Some(watched) = &mut self.watched {
                watched.settle(&self.test);
            }
        }
        self.plays
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let Some(watched) = &self.watched else { return Ok(View::new().says("There is no network yet.")) };
        let (_, train, test) = watched.measured;
        let view = View::new()
            .figure(watched.figure())
            .count("step", "steps", watched.learner.done())
            .percent("train", "accuracy, training images", train.accuracy())
            .percent("test", "accuracy, test images", test.accuracy())
            .count("parameters", "parameters", watched.learner.network.count_parameters());
        let loss = watched.learner.loss();
        let view = if watched.learner.done() > 0 {
            view.number("loss", "loss of the last batch", loss, 3)
        } else {
            view
        };
        let view = if self.exports { view.text("main.rs", watched.code(settings)) } else { view };
        Ok(view.says(watched.sentence()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Open;
    use crate::small_assets::small_assets;
    use core_tensor::training::{Evaluate, Trainer};
    use serde_json::json;

    fn value(open: &Open, name: &str) -> f64 {
        open.view().unwrap().value(name).unwrap()
    }

    #[test]
    fn it_trains_as_the_exported_program_does_to_the_last_bit() {
        let assets = small_assets();
        let mut open = Open::new(&ENTRY, &assets).unwrap();
        open.set(&json!({ "hidden": 0, "batch-norm": true, "dropout": 0.2, "decay": 0.01, "optimizer": 5, "lr": 0.001 }));
        open.press(PLAY);
        open.advance(30);
        open.press(PAUSE);
        let (digits, streams) = (assets.digits().unwrap(), Streams::new(SEED));
        let (train, test) = (digits.train.samples(), digits.test.samples());
        let net =
            MultiLayerNet::new(784, &[50], 10).init(Init::He).batch_norm().dropout(0.2).weight_decay(0.01);
        let mut network = net.build::<f32>(&streams);
        let trainer =
            Trainer::new(Adam::new(0.001)).batch_size(BATCH).iterations(30).evaluate(Evaluate::Never);
        let history = trainer.streams(&streams).fit(&mut network, &train, &test).unwrap();
        assert_eq!(value(&open, "loss").to_bits(), history.losses[29].to_bits());
        assert_eq!(value(&open, "test"), network.evaluate(&test).accuracy());
        open.press(EXPORT);
        let view = open.view().unwrap();
        let code = view.texts()[0].1.clone();
        for part in [
            "&[50]",
            ".batch_norm()",
            ".dropout(0.2)",
            ".weight_decay(0.01)",
            "Adam::new(0.001)",
            ".iterations(30)",
        ] {
            assert!(code.contains(part), "{part}: {code}");
        }
    }

    #[test]
    fn what_diverges_is_explained_and_can_be_reset() {
        let mut open = Open::new(&ENTRY, &small_assets()).unwrap();
        open.set(&json!({ "hidden": 4, "init": 3, "lr": 10.0 }));
        open.press(PLAY);
        assert!(!open.advance(200), "it stops by itself");
        let view = open.view().unwrap();
        assert!(
            view.sentence().contains("stopped") && view.sentence().contains("smaller learning rate"),
            "{}",
            view.sentence()
        );
        open.set(&json!({ "init": 0, "lr": 0.1 }));
        open.press(PLAY);
        assert!(open.advance(50));
    }
}
