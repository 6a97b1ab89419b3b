//! 6.4 Do weight decay and dropout make a network better on images it hasn't seen?
//!
//! The same 300 images and seven layers, trained with five setups from the same initial weights and on the same
//! batches: plain, with the book's weight decay, with a gentler one, with dropout, with both. Then, with a learning
//! rate ten times larger, plain, with an even gentler decay and with dropout: there each run converges.
//!
//! In the book's setting the gap between training and test accuracy is smaller in every regularised run, but the
//! book's λ and dropout pay for it with a lower test accuracy than the plain network's; the gap shrank because the
//! training accuracy fell. A gentler decay costs nothing. With the larger learning rate the gentle decay raises the
//! test accuracy a little with every seed, and dropout with most of them. (With λ = 0.01 at this rate the training
//! breaks down now and then, and has to start again.)

use super::overfit_dropout::RATIO;
use crate::overfitting::{
    Curves, Images, REPEATED, Watch, differences, large_network, listed, repeated, watch,
};
use chapter_kit::figure::{Axis, Figure, Legend, Panel, Series};
use chapter_kit::{
    Cell, Experiment, Outcome, Run, Source, Table, Takes, Verdict, Words, claims_unless_quick, say,
};
use core_tensor::{Network, Streams};
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "overfit_compare",
    section: "6.4",
    question: "Do weight decay and dropout make a network better on images it hasn't seen?",
    takes: Takes::new("1 s", "17 s", "120 s"),
    run,
};

/// One training setup.
struct Setup {
    /// Its name in findings.
    key: &'static str,
    lr: f64,
    decay: f64,
    dropout: f64,
}

/// All setups: first those with the book's learning rate, then those that converge.
const SETUPS: [Setup; 8] = [
    Setup { key: "book_rate.plain", lr: 0.01, decay: 0.0, dropout: 0.0 },
    Setup { key: "book_rate.decay", lr: 0.01, decay: 0.1, dropout: 0.0 },
    Setup { key: "book_rate.gentle_decay", lr: 0.01, decay: 0.01, dropout: 0.0 },
    Setup { key: "book_rate.dropout", lr: 0.01, decay: 0.0, dropout: RATIO },
    Setup { key: "book_rate.both", lr: 0.01, decay: 0.1, dropout: RATIO },
    Setup { key: "large_rate.plain", lr: 0.1, decay: 0.0, dropout: 0.0 },
    Setup { key: "large_rate.gentle_decay", lr: 0.1, decay: 0.003, dropout: 0.0 },
    Setup { key: "large_rate.dropout", lr: 0.1, decay: 0.0, dropout: RATIO },
];

/// Those that are trained again with two further seeds: at each learning rate plain, decay and dropout.
const AGAIN: [usize; 6] = [0, 1, 3, 5, 6, 7];

impl Setup {
    fn learn(
        &self,
        run: &Run,
        images: &Images,
        plan: Watch,
        done: &chapter_kit::Progress,
    ) -> anyhow::Result<Curves> {
        Ok(watch(self.network(run.streams()), self.lr, images, plan, run.rng("batches"), done)?)
    }

    fn network(&self, streams: &Streams) -> Network<f32> {
        let shape = large_network().weight_decay(self.decay);
        if self.dropout > 0.0 { shape.dropout(self.dropout).build(streams) } else { shape.build(streams) }
    }

    /// The regularisation, in words.
    fn remedy(&self) -> Words {
        match (self.decay > 0.0, self.dropout > 0.0) {
            (false, false) => "plain".into(),
            (true, false) => say!("decay {}", self.decay),
            (false, true) => say!("dropout {}", self.dropout),
            (true, true) => say!("decay {} and dropout {}", self.decay, self.dropout),
        }
    }
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let images = Images::few(run)?;
    let plan = Watch {
        epochs: run.scale().pick(10, 200, 200),
        seen_every: run.scale().pick(10, 5, 1),
        unseen_every: run.scale().pick(10, 20, 1),
    };
    let progress = run.progress("epochs", (SETUPS.len() + REPEATED * AGAIN.len()) * plan.epochs);
    let curves = SETUPS
        .par_iter()
        .map(|setup| setup.learn(run, &images, plan, &progress))
        .collect::<anyhow::Result<Vec<Curves>>>()?;
    let ends: Vec<End> = SETUPS.iter().zip(&curves).map(|(setup, curves)| End { setup, curves }).collect();
    let mut outcome = Outcome::new();
    findings(&mut outcome, &ends);
    let networks = |streams: &Streams| {
        AGAIN.map(|setup| (SETUPS[setup].network(streams), SETUPS[setup].lr)).into_iter().collect()
    };
    let further = repeated(run, networks, &images, plan.epochs, &progress)?;
    let seeds = Seeds::of(&curves, &further);
    outcome.figure(figure(&ends)).further_figure("seeds", seeds_figure(&seeds));
    outcome.table(table(&ends, plan.epochs));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &seeds));
    Ok(outcome)
}

/// The trainings of the setups of [`AGAIN`], each with all its seeds.
struct Seeds(Vec<Vec<Curves>>);

impl Seeds {
    fn of(first: &[Curves], further: &[Vec<Curves>]) -> Self {
        let of_setup = |(i, setup): (usize, usize)| {
            let further = further.iter().map(|curves| curves[i].clone());
            [first[setup].clone()].into_iter().chain(further).collect()
        };
        Self(AGAIN.into_iter().enumerate().map(of_setup).collect())
    }

    /// A measure of the trainings with one of the learning rates: plain, with decay, with dropout.
    fn of_rate(&self, large: bool, measure: fn(&Curves) -> f64) -> [Vec<f64>; 3] {
        let first = if large { 3 } else { 0 };
        [0, 1, 2].map(|i: usize| self.0[first + i].iter().map(measure).collect())
    }
}

/// A setup and its result.
struct End<'a> {
    setup: &'a Setup,
    curves: &'a Curves,
}

impl End<'_> {
    fn is_plain(&self) -> bool {
        self.setup.decay == 0.0 && self.setup.dropout == 0.0
    }

    /// The gain in accuracy on unseen images over the plain network with the same learning rate.
    fn gain(&self, ends: &[End]) -> f64 {
        let plain = ends.iter().find(|end| end.is_plain() && end.setup.lr == self.setup.lr);
        self.curves.final_unseen() - plain.map_or(f64::NAN, |plain| plain.curves.final_unseen())
    }
}

fn figure(ends: &[End]) -> Figure {
    let figure = Figure::new("Training and test accuracy with and without regularisation")
        .columns(2)
        .panel_size(360.0, 220.0)
        .caption("300 training images, a network of seven layers. A wide line lies under another.")
        .column_labels(["training accuracy", "test accuracy"])
        .row_labels(["learning rate 0.01", "learning rate 0.1"])
        .legend(Legend::OutsideTop);
    let panels = [(0.01, true), (0.01, false), (0.1, true), (0.1, false)];
    panels.into_iter().map(|(lr, seen)| panel(ends, lr, seen)).fold(figure, Figure::panel)
}

/// The curves of all setups with this learning rate, each regularisation in its own colour.
fn panel(ends: &[End], lr: f64, seen: bool) -> Panel {
    let mut remedies: Vec<Words> = Vec::new();
    let mut panel = Panel::new("").x(Axis::new("epochs")).y(Axis::new("accuracy").range(0.0, 1.02));
    for end in ends {
        let remedy = end.setup.remedy();
        if !remedies.contains(&remedy) {
            remedies.push(remedy.clone());
        }
        let color = remedies.iter().position(|known| *known == remedy).unwrap_or(0);
        let points = if seen { &end.curves.seen } else { &end.curves.unseen };
        if end.setup.lr == lr {
            panel = panel.line(Series::new(remedy, points.clone()).palette(color));
        }
    }
    panel
}

fn findings(outcome: &mut Outcome, ends: &[End]) {
    for end in ends {
        let key = end.setup.key;
        outcome.percent(format!("{key}.final_train"), end.curves.final_seen());
        outcome.percent(format!("{key}.final_test"), end.curves.final_unseen());
        outcome.percent(format!("{key}.gap"), end.curves.gap());
        if !end.is_plain() {
            outcome.percent(format!("{key}.test_gain"), end.gain(ends));
        }
    }
}

fn table(ends: &[End], epochs: usize) -> Table {
    let heads = ["learning rate", "regularisation", "train", "test", "gap", "test against plain"];
    let mut table = Table::new(say!("Accuracy after {epochs} epochs"), heads);
    for end in ends {
        let numbers = [end.curves.final_seen(), end.curves.final_unseen(), end.curves.gap(), end.gain(ends)];
        let mut cells = vec![end.setup.lr.into(), Cell::from(end.setup.remedy())];
        cells.extend(numbers.map(Cell::percent));
        if end.is_plain() {
            cells[5] = "–".into();
        }
        table.row(cells);
    }
    table
}

/// The test accuracy of each seed.
fn seeds_figure(seeds: &Seeds) -> Figure {
    let figure = Figure::new("Test accuracy of three seeds, with and without regularisation")
        .columns(2)
        .panel_size(380.0, 220.0)
        .caption(
            "A point for each of the same three seeds, from left to right. The two vertical axes show different ranges.",
        );
    [(false, "learning rate 0.01"), (true, "learning rate 0.1")].into_iter().fold(
        figure,
        |figure, (large, title)| {
            let setups = AGAIN.iter().map(|&i| &SETUPS[i]).filter(|setup| (setup.lr > 0.05) == large);
            let names = (0..).map(f64::from).zip(setups.map(Setup::remedy));
            let panel = Panel::new(title)
                .x(Axis::new("regularisation").named_ticks(names).range(-0.5, 2.5))
                .y(Axis::new("test accuracy (%)"));
            let points = (0..).map(f64::from).zip(seeds.of_rate(large, Curves::final_unseen)).flat_map(
                |(at, values)| {
                    // Side by side, so that equal ones can be seen.
                    (-1..)
                        .map(f64::from)
                        .zip(values)
                        .map(move |(seed, value)| (at + 0.08 * seed, 100.0 * value))
                },
            );
            figure.panel(panel.scatter(Series::new("", points).width(3.5)))
        },
    )
}

fn claims(outcome: &mut Outcome, seeds: &Seeds) {
    let [plain, decay, dropout] = seeds.of_rate(false, Curves::gap);
    let smaller = |gaps: &[f64]| Verdict::ahead(&differences(&plain, gaps));
    outcome.claim(
        Source::Book("6.4"),
        "with weight decay and with dropout the gap between training and test accuracy shrinks",
        say!(
            "with the book's learning rate, where not all have converged, the gaps of three seeds are: plain {}; decay \
             0.1 {}; dropout {RATIO} {}",
            listed(&plain),
            listed(&decay),
            listed(&dropout)
        ),
        smaller(&decay).and(smaller(&dropout)),
    );
    for large in [false, true] {
        let [plain, decay, dropout] = seeds.of_rate(large, Curves::final_unseen);
        let rate = if large { "ten times the book's learning rate" } else { "the book's learning rate" };
        for (method, with) in [("weight decay", decay), ("dropout", dropout)] {
            outcome.claim(
                Source::OftenSaid,
                say!("{method} makes a network better on new images ({rate})"),
                say!(
                    "test accuracy of three seeds: {}; of the plain network: {}",
                    listed(&with),
                    listed(&plain)
                ),
                Verdict::ahead(&differences(&with, &plain)),
            );
        }
    }
}
