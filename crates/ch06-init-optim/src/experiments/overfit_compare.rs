//! 6.4 Do weight decay and dropout make a network better on images it has not seen?
//!
//! The 300 images and the seven layers of the two experiments before, learnt in five ways from the same first weights
//! and on the same batches: plain, with the book's decay, with a gentler one, with dropout, with both. Then, with a
//! learning rate ten times as large, plain, with a still gentler decay and with dropout: there each learns to its end.
//!
//! What to see: over-fitting is *suppressed* in every regularised run, in the sense of the text: the gap between
//! training and test accuracy is smaller. But in the book's setting the book's λ and dropout pay for it with a lower
//! test accuracy than the plain network's; the gap shrank because the training accuracy fell. A gentler decay costs
//! nothing. With the large learning rate all learn to their end, and there both methods do what they are famous for:
//! somewhat more right answers on new images. (With λ = 0.01 at this rate the training breaks down now and then, and has
//! to learn everything again.)

use super::overfit_dropout::RATIO;
use crate::overfitting::{Curves, Images, Watch, large_network, watch};
use chapter_kit::figure::{Axis, Figure, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, claims_unless_quick};
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "overfit_compare",
    section: "6.4",
    question: "Do weight decay and dropout make a network better on images it has not seen?",
    takes: Takes::new("1 s", "7 s", "110 s"),
    run,
};

/// One way of learning.
struct Way {
    /// Its name in findings.
    key: &'static str,
    lr: f64,
    decay: f64,
    dropout: f64,
}

/// All ways: first those with the book's learning rate, then those that learn to their end.
const WAYS: [Way; 8] = [
    Way { key: "book_rate.plain", lr: 0.01, decay: 0.0, dropout: 0.0 },
    Way { key: "book_rate.decay", lr: 0.01, decay: 0.1, dropout: 0.0 },
    Way { key: "book_rate.gentle_decay", lr: 0.01, decay: 0.01, dropout: 0.0 },
    Way { key: "book_rate.dropout", lr: 0.01, decay: 0.0, dropout: RATIO },
    Way { key: "book_rate.both", lr: 0.01, decay: 0.1, dropout: RATIO },
    Way { key: "large_rate.plain", lr: 0.1, decay: 0.0, dropout: 0.0 },
    Way { key: "large_rate.gentle_decay", lr: 0.1, decay: 0.003, dropout: 0.0 },
    Way { key: "large_rate.dropout", lr: 0.1, decay: 0.0, dropout: RATIO },
];

impl Way {
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

    /// What is done against learning by heart, in words.
    fn remedy(&self) -> String {
        match (self.decay > 0.0, self.dropout > 0.0) {
            (false, false) => "plain".to_owned(),
            (true, false) => format!("decay {}", self.decay),
            (false, true) => format!("dropout {}", self.dropout),
            (true, true) => format!("decay {} and dropout {}", self.decay, self.dropout),
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
    let progress = run.progress("epochs", WAYS.len() * plan.epochs);
    let curves = WAYS
        .par_iter()
        .map(|way| way.learn(run, &images, plan, &progress))
        .collect::<anyhow::Result<Vec<Curves>>>()?;
    let ends: Vec<End> = WAYS.iter().zip(&curves).map(|(way, curves)| End { way, curves }).collect();
    let mut outcome = Outcome::new();
    findings(&mut outcome, &ends);
    outcome.figure(figure(&ends));
    outcome.table(table(&ends));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &ends));
    Ok(outcome)
}

/// A way, and what came of it.
struct End<'a> {
    way: &'a Way,
    curves: &'a Curves,
}

impl End<'_> {
    fn is_plain(&self) -> bool {
        self.way.decay == 0.0 && self.way.dropout == 0.0
    }

    /// How much better than the plain network with the same learning rate it is on unseen images.
    fn gain(&self, ends: &[End]) -> f64 {
        let plain = ends.iter().find(|end| end.is_plain() && end.way.lr == self.way.lr);
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

/// The curves of all ways with this learning rate, each remedy in its own colour.
fn panel(ends: &[End], lr: f64, seen: bool) -> Panel {
    let mut remedies: Vec<String> = Vec::new();
    // At the large learning rate the test accuracies end close together: there the axis shows only the upper part.
    let (from, to) = if seen || lr < 0.05 { (0.0, 1.02) } else { (0.6, 0.85) };
    let name = if from == 0.0 { "accuracy" } else { "accuracy (upper part only)" };
    let mut panel = Panel::new("").x(Axis::new("epochs")).y(Axis::new(name).range(from, to));
    for end in ends {
        let remedy = end.way.remedy();
        if !remedies.contains(&remedy) {
            remedies.push(remedy.clone());
        }
        let color = remedies.iter().position(|known| *known == remedy).unwrap_or(0);
        let points = if seen { &end.curves.seen } else { &end.curves.unseen };
        if end.way.lr == lr {
            panel = panel.line(Series::new(remedy, points.clone()).palette(color));
        }
    }
    panel
}

fn findings(outcome: &mut Outcome, ends: &[End]) {
    for end in ends {
        let key = end.way.key;
        outcome.percent(format!("{key}.final_train"), end.curves.final_seen());
        outcome.percent(format!("{key}.final_test"), end.curves.final_unseen());
        outcome.percent(format!("{key}.gap"), end.curves.gap());
        if !end.is_plain() {
            outcome.percent(format!("{key}.test_gain"), end.gain(ends));
        }
    }
}

fn table(ends: &[End]) -> Table {
    let heads = ["learning rate", "against learning by heart", "train", "test", "gap", "test against plain"];
    let mut table = Table::new("At the end", heads);
    for end in ends {
        let numbers = [end.curves.final_seen(), end.curves.final_unseen(), end.curves.gap(), end.gain(ends)];
        let mut cells = vec![end.way.lr.into(), Cell::from(end.way.remedy())];
        cells.extend(numbers.map(Cell::percent));
        table.row(cells);
    }
    table
}

fn claims(outcome: &mut Outcome, ends: &[End]) {
    let of_rate = |large: bool| ends.iter().filter(move |end| (end.way.lr > 0.05) == large);
    let gaps = |large: bool| in_words(of_rate(large), |end| format!("{:.3}", end.curves.gap()));
    let plain_gap = of_rate(false).find(|end| end.is_plain()).map_or(f64::NAN, |end| end.curves.gap());
    outcome.claim(
        "weight decay and dropout suppress over-fitting: the gap between training and test accuracy shrinks",
        format!("gaps with the book's learning rate: {}", gaps(false)),
        of_rate(false).all(|end| end.is_plain() || end.curves.gap() < plain_gap),
    );
    for (says, large) in [
        ("they make the network better on new images (book's learning rate)", false),
        ("they make the network better on new images (ten times the learning rate)", true),
    ] {
        outcome.claim(
            says,
            format!(
                "test accuracy: {}",
                in_words(of_rate(large), |end| format!("{:.3}", end.curves.final_unseen()))
            ),
            of_rate(large).all(|end| end.is_plain() || end.gain(ends) > 0.0),
        );
    }
}

/// `plain 0.245, decay 0.1 0.187, …`
fn in_words<'a>(ends: impl Iterator<Item = &'a End<'a>>, number: impl Fn(&End) -> String) -> String {
    ends.map(|end| format!("{} {}", end.way.remedy(), number(end))).collect::<Vec<_>>().join("; ")
}
