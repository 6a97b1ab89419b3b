//! 6.4.3 Does dropout prevent **overfitting** (learning by heart)?
//!
//! The 300 images and the seven layers of the previous run, with dropout of ratio 0.2 after each hidden layer, in both
//! of its forms: the book's, built from this chapter's `derive::dropout`, and the usual one, from `core-tensor`. The
//! book's form ends with a small gap between training and test accuracy, but still in the middle of its training. The
//! usual form has got much further after the same epochs: its training accuracy is near 1, and its gap is about as wide
//! as that of the plain network, which is trained for comparison.

use crate::derive;
use crate::overfitting::{
    Curves, Images, REPEATED, Watch, differences, large_network, listed, panel, repeated, watch,
};
use chapter_kit::figure::Figure;
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Verdict, claims_unless_quick, say};
use core_tensor::layers::Layer;
use core_tensor::{Network, StreamRng, Streams, Tensor};
use portable_math::powi;
use rand::Rng;
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "overfit_dropout",
    section: "6.4.3",
    question: "Does dropout prevent overfitting (learning 300 images by heart)?",
    takes: Takes::new("1 s", "16 s", "55 s"),
    run,
};

/// The share of units that are off.
pub const RATIO: f64 = 0.2;
/// The book's learning rate.
const LR: f64 = 0.01;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let images = Images::few(run)?;
    let epochs = run.scale().pick(20, 300, 300);
    let plan = Watch { epochs, seen_every: 1, unseen_every: run.scale().pick(10, 10, 1) };
    // Only the end of the plain network's training is needed.
    let only_ends = Watch { epochs, seen_every: epochs, unseen_every: epochs };
    let progress = run.progress("epochs", 3 * (1 + REPEATED) * epochs);
    let networks = vec![
        (book_form(RATIO, run.streams()), plan),
        (large_network().dropout(RATIO).build(run.streams()), plan),
        (large_network().build(run.streams()), only_ends),
    ];
    let curves = networks
        .into_par_iter()
        .map(|(network, plan)| watch(network, LR, &images, plan, run.rng("batches"), &progress))
        .collect::<Result<Vec<Curves>, _>>()?;
    let (book, usual, plain) = (&curves[0], &curves[1], &curves[2]);
    let mut outcome = Outcome::new();
    findings(&mut outcome, book, usual, plain);
    outcome.figure(
        Figure::new("With the same learning rate, the book's form of dropout learns more slowly")
            .columns(2)
            .shared_axes()
            .caption(say!(
                "300 training images, a network of seven layers, dropout {RATIO}, learning rate {LR}."
            ))
            .panel(panel("the book's form: scales at inference", book))
            .panel(panel("the usual form: scales in training", usual)),
    );
    outcome.table(table(book, usual, plain, epochs));
    let networks = |streams: &Streams| {
        let usual = large_network().dropout(RATIO).build(streams);
        vec![(book_form(RATIO, streams), LR), (usual, LR), (large_network().build(streams), LR)]
    };
    let further = repeated(run, networks, &images, epochs, &progress)?;
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &curves, &further));
    Ok(outcome)
}

/// The large network with the book's form of dropout. Initial weights and masks are those of
/// `large_network().dropout(ratio)` from the same streams.
///
/// # Panics
/// If the ratio isn't in `[0, 1)`.
pub fn book_form(ratio: f64, streams: &Streams) -> Network<f32> {
    let mut network = large_network().dropout(ratio).build(streams);
    for layer in network.layers_mut() {
        if layer.name().starts_with("dropout") {
            let name = layer.name().to_owned();
            let rng = streams.rng(&name);
            *layer = Box::new(BookDropout { name, derived: derive::dropout::Dropout::new(ratio), rng });
        }
    }
    network
}

/// The dropout derived in this chapter, as a layer of a network.
#[derive(Clone)]
struct BookDropout {
    name: String,
    derived: derive::dropout::Dropout,
    rng: StreamRng,
}

impl Layer<f32> for BookDropout {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: Tensor<f32>) -> Tensor<f32> {
        element_wise(&x, |x| self.derived.predict(x))
    }

    fn forward(&mut self, x: Tensor<f32>) -> Tensor<f32> {
        let draws: Vec<f64> = (0..x.len()).map(|_| f64::from(self.rng.next_u32()) / powi(2.0, 32)).collect();
        element_wise(&x, |x| self.derived.forward(x, &draws))
    }

    fn backward(&mut self, dout: Tensor<f32>) -> Tensor<f32> {
        element_wise(&dout, |dout| self.derived.backward(dout))
    }
}

/// Applies a function of plain `f64` values to a tensor.
fn element_wise(x: &Tensor<f32>, f: impl FnOnce(&[f64]) -> Vec<f64>) -> Tensor<f32> {
    let plain: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
    let mut y = x.clone();
    y.iter_mut().zip(f(&plain)).for_each(|(y, value)| *y = value as f32);
    y
}

fn findings(outcome: &mut Outcome, book: &Curves, usual: &Curves, plain: &Curves) {
    for (name, curves) in [("book_form", book), ("usual_form", usual), ("plain", plain)] {
        outcome.percent(format!("{name}.final_train"), curves.final_seen());
        outcome.percent(format!("{name}.final_test"), curves.final_unseen());
        outcome.percent(format!("{name}.gap"), curves.gap());
    }
}

fn table(book: &Curves, usual: &Curves, plain: &Curves, epochs: usize) -> Table {
    let title = say!("Dropout {RATIO}, learning rate {LR}: accuracy after {epochs} epochs");
    let mut table = Table::new(title, ["form", "train", "test", "gap"]);
    let rows = [
        ("scales at inference (book)", book),
        ("scales in training (usual)", usual),
        ("without dropout", plain),
    ];
    for (form, curves) in rows {
        let [train, test, gap] =
            [curves.final_seen(), curves.final_unseen(), curves.gap()].map(Cell::percent);
        table.row([form.into(), train, test, gap]);
    }
    table
}

fn claims(outcome: &mut Outcome, first: &[Curves], further: &[Vec<Curves>]) {
    let each = |of: fn(&Curves) -> f64| {
        let seeds = || [first].into_iter().chain(further.iter().map(Vec::as_slice));
        [0, 1, 2].map(|which: usize| seeds().map(|curves| of(&curves[which])).collect::<Vec<f64>>())
    };
    let ([book_gap, usual_gap, plain_gap], [book, usual, _]) = (each(Curves::gap), each(Curves::final_seen));
    outcome.claim(
        Source::Book("6.4.3"),
        "with dropout the training accuracy doesn't reach 1",
        say!("it ends at {} in the book's form, at {} in the usual one", listed(&book), listed(&usual)),
        book.iter().chain(&usual).all(|&seen| seen < 1.0),
    );
    outcome.claim(
        Source::Book("6.4.3"),
        "with dropout the gap between training and test accuracy is smaller than without",
        say!(
            "gaps of {} in the book's form, which has not converged yet, and of {} without dropout",
            listed(&book_gap),
            listed(&plain_gap)
        ),
        Verdict::ahead(&differences(&plain_gap, &book_gap)),
    );
    outcome.claim(
        Source::OftenSaid,
        "dropout narrows the gap between training and test accuracy",
        say!(
            "in the usual form, with the same learning rate, gaps of {}; without dropout {}",
            listed(&usual_gap),
            listed(&plain_gap)
        ),
        Verdict::ahead(&differences(&plain_gap, &usual_gap)),
    );
    outcome.claim(
        Source::ThisPage,
        "both forms are the same network, written differently; with the same learning rate the book's takes smaller steps",
        say!(
            "after the same epochs the training accuracy of the usual form is {}, that of the book's {}",
            listed(&usual),
            listed(&book)
        ),
        Verdict::ahead(&differences(&usual, &book)),
    );
    outcome.note(
        "The book's own code, with three seeds, ends at 0.597 to 0.683 in training and 0.475 to 0.574 in the test. \
         Its batches are drawn with replacement; here an epoch contains every image once.",
    );
}
