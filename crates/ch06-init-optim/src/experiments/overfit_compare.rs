//! 6.4 Do weight decay and dropout make a network better on images it hasn't seen?
//!
//! The 300 images and the seven layers of the previous two experiments, trained with five setups from the same initial
//! weights and on the same batches: plain, with the book's weight decay, with a gentler one, with dropout, with both.
//! Then, with a learning rate ten times larger, plain, with an even gentler decay and with dropout: there each run
//! converges.
//!
//! What to see: overfitting is *suppressed* in every regularised run, in the sense of the text: the gap between
//! training and test accuracy is smaller. But in the book's setting the book's λ and dropout pay for it with a lower
//! test accuracy than the plain network's; the gap shrank because the training accuracy fell. A gentler decay costs
//! nothing. With the large learning rate all runs converge, and there both methods do what they are famous for: a
//! somewhat higher accuracy on new images. (With λ = 0.01 at this rate the training breaks down now and then, and has
//! to start again.)

use super::overfit_dropout::RATIO;
use crate::overfitting::{Curves, Images, Watch, large_network, watch};
use chapter_kit::figure::{Axis, Figure, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, claims_unless_quick, say};
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "overfit_compare",
    section: "6.4",
    question: "Do weight decay and dropout make a network better on images it hasn't seen?",
    takes: Takes::new("1 s", "7 s", "110 s"),
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

impl Setup {
    fn learn(
        &self,
        run: &Run,
        images: &Images,
        plan: Watch,
        done: &chapter_kit::Progress,
    ) -> anyhow::Result<Curves> {
        let mut shape = large_network().weight_decay(self.decay);
        if self.dropout > 0.0 {
            shape = shape.dropout(self.dropout);
        }
        Ok(watch(shape.build(run.streams()), self.lr, images, plan, run.rng("batches"), done)?)
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
    let progress = run.progress("epochs", SETUPS.len() * plan.epochs);
    let curves = SETUPS
        .par_iter()
        .map(|setup| setup.learn(run, &images, plan, &progress))
        .collect::<anyhow::Result<Vec<Curves>>>()?;
    let ends: Vec<End> = SETUPS.iter().zip(&curves).map(|(setup, curves)| End { setup, curves }).collect();
    let mut outcome = Outcome::new();
    findings(&mut outcome, &ends);
    outcome.figure(figure(&ends));
    outcome.table(table(&ends));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &ends));
    Ok(outcome)
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
    let figure = Figure::new("300 images, seven layers: what helps on the test images?")
        .columns(2)
        .panel_size(380.0, 230.0)
        .column_labels(["training accuracy", "test accuracy"])
        .row_labels(["learning rate 0.01", "learning rate 0.1"])
        .legend(Legend::OutsideTop);
    let panels = [(0.01, true), (0.01, false), (0.1, true), (0.1, false)];
    panels.into_iter().map(|(lr, seen)| panel(ends, lr, seen)).fold(figure, Figure::panel)
}

/// The curves of all setups with this learning rate, each regularisation in its own colour.
fn panel(ends: &[End], lr: f64, seen: bool) -> Panel {
    let mut remedies: Vec<Words> = Vec::new();
    // At the large learning rate the test accuracies end close together: there the axis only shows the upper part.
    let (from, to) = if seen || lr < 0.05 { (0.0, 1.02) } else { (0.6, 0.85) };
    let name = if from == 0.0 { "accuracy" } else { "accuracy (upper part only)" };
    let mut panel = Panel::new("").x(Axis::new("epochs")).y(Axis::new(name).range(from, to));
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

fn table(ends: &[End]) -> Table {
    let heads = ["learning rate", "regularisation", "train", "test", "gap", "test against plain"];
    let mut table = Table::new("At the end", heads);
    for end in ends {
        let numbers = [end.curves.final_seen(), end.curves.final_unseen(), end.curves.gap(), end.gain(ends)];
        let mut cells = vec![end.setup.lr.into(), Cell::from(end.setup.remedy())];
        cells.extend(numbers.map(Cell::percent));
        table.row(cells);
    }
    table
}

fn claims(outcome: &mut Outcome, ends: &[End]) {
    let of_rate = |large: bool| ends.iter().filter(move |end| (end.setup.lr > 0.05) == large);
    let gaps = |large: bool| in_words(of_rate(large), |end| say!("{:.3}", end.curves.gap()));
    let plain_gap = of_rate(false).find(|end| end.is_plain()).map_or(f64::NAN, |end| end.curves.gap());
    outcome.claim(
        Source::Book("6.4"),
        "weight decay and dropout suppress overfitting: the gap between training and test accuracy shrinks",
        say!("gaps with the book's learning rate: {}", gaps(false)),
        of_rate(false).all(|end| end.is_plain() || end.curves.gap() < plain_gap),
    );
    for (says, large) in [
        ("they make the network better on new images (book's learning rate)", false),
        ("they make the network better on new images (ten times the learning rate)", true),
    ] {
        outcome.claim(
            Source::Book("6.4"),
            says,
            say!(
                "test accuracy: {}",
                in_words(of_rate(large), |end| say!("{:.3}", end.curves.final_unseen()))
            ),
            of_rate(large).all(|end| end.is_plain() || end.gain(ends) > 0.0),
        );
    }
}

/// `plain 0.245, decay 0.1 0.187, …`
fn in_words<'a>(ends: impl Iterator<Item = &'a End<'a>>, number: impl Fn(&End) -> Words) -> Words {
    Words::list(ends.map(|end| say!("{} {}", end.setup.remedy(), number(end))), "; ")
}
