//! 6.4.2 Does weight decay prevent **overfitting** (learning by heart)?
//!
//! A network of seven layers gets only 300 images. It soon knows all of them, but not images it hasn't seen: it
//! overfits. Weight decay, a form of **regularisation**, adds `½ λ Σ W²` to the loss, so that large weights have to be
//! worth their price.
//!
//! What to see: without decay the training accuracy reaches 1 and the gap to the test accuracy stays; with λ = 0.1 the
//! training accuracy stays below 1 and the gap is smaller. Whether the *test* accuracy gains is another question, which
//! `overfit_compare` asks.

use crate::overfitting::{Curves, Images, Watch, large_network, panel, watch};
use chapter_kit::figure::Figure;
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, claims_unless_quick, say};
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "overfit_weight_decay",
    section: "6.4.2",
    question: "Does weight decay prevent overfitting (learning 300 images by heart)?",
    takes: Takes::new("1 s", "4 s", "30 s"),
    run,
};

/// The book's λ.
const LAMBDA: f64 = 0.1;
/// The book's learning rate.
const LR: f64 = 0.01;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let images = Images::few(run)?;
    let plan = Watch {
        epochs: run.scale().pick(20, 200, 200),
        seen_every: 1,
        unseen_every: run.scale().pick(10, 10, 1),
    };
    let progress = run.progress("epochs", 2 * plan.epochs);
    let curves = [0.0, LAMBDA]
        .into_par_iter()
        .map(|lambda| {
            let network = large_network().weight_decay(lambda).build(run.streams());
            watch(network, LR, &images, plan, run.rng("batches"), &progress)
        })
        .collect::<Result<Vec<Curves>, _>>()?;
    let (plain, decay) = (&curves[0], &curves[1]);
    let mut outcome = Outcome::new();
    findings(&mut outcome, plain, decay);
    outcome.figure(
        Figure::new("300 images, seven layers: training and test accuracy")
            .columns(2)
            .panel(panel("without weight decay", plain))
            .panel(panel(say!("weight decay λ = {LAMBDA}"), decay)),
    );
    outcome.table(table(plain, decay));
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, plain, decay));
    Ok(outcome)
}

fn findings(outcome: &mut Outcome, plain: &Curves, decay: &Curves) {
    for (name, curves) in [("decay", decay), ("plain", plain)] {
        outcome.percent(format!("{name}.final_train"), curves.final_seen());
        outcome.percent(format!("{name}.final_test"), curves.final_unseen());
        outcome.percent(format!("{name}.gap"), curves.gap());
    }
    if let Some(&(epoch, _)) = plain.seen.iter().find(|point| point.1 == 1.0) {
        outcome.count("plain.first_epoch_with_train_1", epoch as usize);
    }
}

fn table(plain: &Curves, decay: &Curves) -> Table {
    let mut table = Table::new("At the end", ["λ", "train", "test", "gap"]);
    for (lambda, curves) in [(0.0, plain), (LAMBDA, decay)] {
        let [train, test, gap] =
            [curves.final_seen(), curves.final_unseen(), curves.gap()].map(Cell::percent);
        table.row([lambda.into(), train, test, gap]);
    }
    table
}

fn claims(outcome: &mut Outcome, plain: &Curves, decay: &Curves) {
    outcome.claim(
        Source::Book("6.4.2"), "with weight decay the gap between training and test accuracy is smaller, and training does not reach 1",
        say!(
            "λ = {LAMBDA}: gap {:.3}, train {:.3}; λ = 0: gap {:.3}, train {:.3}",
            decay.gap(),
            decay.final_seen(),
            plain.gap(),
            plain.final_seen()
        ),
        decay.gap() < plain.gap() && decay.final_seen() < 1.0,
    );
    outcome.claim(
        Source::OftenSaid,
        "weight decay suppresses overfitting and so makes the network better on new images",
        say!(
            "test accuracy {:.3} with λ = {LAMBDA}, {:.3} without",
            decay.final_unseen(),
            plain.final_unseen()
        ),
        decay.final_unseen() > plain.final_unseen(),
    );
    outcome.note(
        "The book's own code, with three seeds, ends at 0.877 to 0.903 in training and 0.700 to 0.708 in the test \
         with λ = 0.1. Its batches are drawn with replacement; here an epoch contains every image once.",
    );
}
