//! 6.4.2 Does weight decay prevent **overfitting** (learning by heart)?
//!
//! A network of seven layers gets only 300 images. Without weight decay it soon classifies all of them correctly, and
//! the gap to the test accuracy stays. With λ = 0.1 the training accuracy stays below 1 and the gap is smaller.

use crate::overfitting::{
    Curves, Images, REPEATED, Watch, differences, large_network, listed, panel, repeated, watch,
};
use chapter_kit::figure::Figure;
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Verdict, claims_unless_quick, say};
use core_tensor::Streams;
use rayon::prelude::*;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "overfit_weight_decay",
    section: "6.4.2",
    question: "Does weight decay prevent overfitting (learning 300 images by heart)?",
    takes: Takes::new("1 s", "10 s", "40 s"),
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
    let progress = run.progress("epochs", 2 * (1 + REPEATED) * plan.epochs);
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
        Figure::new("Weight decay lowers the training accuracy, and with it the gap to the test accuracy")
            .columns(2)
            .shared_axes()
            .caption("300 training images, a network of seven layers.")
            .panel(panel("without weight decay", plain))
            .panel(panel(say!("weight decay λ = {LAMBDA}"), decay)),
    );
    outcome.table(table(plain, decay, plan.epochs));
    let networks = |streams: &Streams| {
        [0.0, LAMBDA].map(|lambda| (large_network().weight_decay(lambda).build(streams), LR)).into()
    };
    let further = repeated(run, networks, &images, plan.epochs, &progress)?;
    claims_unless_quick(run, &mut outcome, |outcome| claims(outcome, &curves, &further));
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

fn table(plain: &Curves, decay: &Curves, epochs: usize) -> Table {
    let mut table = Table::new(say!("Accuracy after {epochs} epochs"), ["λ", "train", "test", "gap"]);
    for (lambda, curves) in [(0.0, plain), (LAMBDA, decay)] {
        let [train, test, gap] =
            [curves.final_seen(), curves.final_unseen(), curves.gap()].map(Cell::percent);
        table.row([lambda.into(), train, test, gap]);
    }
    table
}

fn claims(outcome: &mut Outcome, first: &[Curves], further: &[Vec<Curves>]) {
    let each = |of: fn(&Curves) -> f64| {
        let seeds = || [first].into_iter().chain(further.iter().map(Vec::as_slice));
        [0, 1].map(|which: usize| seeds().map(|curves| of(&curves[which])).collect::<Vec<f64>>())
    };
    let ([plain_gap, gap], [_, seen]) = (each(Curves::gap), each(Curves::final_seen));
    let [plain_test, test] = each(Curves::final_unseen);
    outcome.claim(
        Source::Book("6.4.2"), "with weight decay the gap between training and test accuracy is smaller, and training does not reach 1",
        say!(
            "with λ = {LAMBDA} and {} seeds the gaps are {}, the training accuracies {}; with λ = 0 the gaps are {}",
            gap.len(),
            listed(&gap),
            listed(&seen),
            listed(&plain_gap)
        ),
        Verdict::ahead(&differences(&plain_gap, &gap)).and(seen.iter().all(|&seen| seen < 1.0).into()),
    );
    outcome.claim(
        Source::OftenSaid,
        "weight decay makes a network better on new images",
        say!("test accuracy {} with λ = {LAMBDA}, {} without", listed(&test), listed(&plain_test)),
        Verdict::ahead(&differences(&test, &plain_test)),
    );
    outcome.note(
        "The book's own code, with three seeds, ends at 0.877 to 0.903 in training and 0.700 to 0.708 in the test \
         with λ = 0.1. Its batches are drawn with replacement; here an epoch contains every image once.",
    );
}
