//! Which single hidden unit is the same as fifty equal ones? One whose steps are those of the fifty together.
//!
//! ```text
//! fifty equal units   scores = h v + h v + … + b2 = h (50 v) + b2         v: the row of W2 that all of them have
//! one unit            scores = h u + b2                                   u = 50 v
//!
//! every v moves by  lr · h · dout            so u moves 50 times as far
//! every W1, b1 gets a fiftieth of what one unit with u = 50 v gets, as its gradient comes back through v = u / 50
//! ```
//!
//! So one unit is matched if W2 starts 50 times as large and learns at 50 times the rate, and W1 and b1 at a fiftieth. A
//! single unit that takes the plain steps is another training of the same model, and ends elsewhere.

use crate::symmetry::{BATCH, HIDDEN, LR, PerParameterSgd, Start, train_with, two_layer_net};
use chapter_kit::Run;
use core_tensor::networks::Compiled;
use core_tensor::optimizers::{Optimizer, Sgd};
use core_tensor::training::{Evaluate, Trainer};
use core_tensor::{Activation, Network, Real, Samples};

/// The network with one hidden unit that computes what [`HIDDEN`] units do whose weights are all `value`.
///
/// As long as all of W2 is one number, softmax takes no notice of it: it adds the same to every score. Its start is matched
/// all the same, so that the scores are equal, and not only the probabilities.
pub fn one_unit<F: Compiled>(run: &Run, activation: Activation, value: f64) -> Network<F> {
    let mut network = two_layer_net(run, 1, activation, Start::Equal(value));
    if let Some(w2) = network.param_mut("W2") {
        w2.value.fill(F::of(HIDDEN as f64 * value));
    }
    network
}

/// SGD whose steps of one unit are those of [`HIDDEN`] equal ones.
pub fn matched_sgd() -> PerParameterSgd {
    PerParameterSgd::new(|name| match name {
        "W2" => HIDDEN as f64,
        "W1" | "b1" => 1.0 / HIDDEN as f64,
        _ => 1.0,
    })
}

/// By how much the training loss of [`HIDDEN`] equal units differs from that of one unit, at most, over all steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Differences {
    /// From one unit with the same start and the same learning rate.
    pub unmatched: f64,
    /// From one unit of which W2 is matched, its start and its rate, and W1 and b1 are not.
    pub only_w2_matched: f64,
    /// From one unit of which all is matched.
    pub matched: f64,
}

/// Trains all four networks in `f64` on the same batches, from weights that are all `value`.
///
/// # Errors
/// If a loss leaves the finite numbers.
pub fn differences(
    run: &Run,
    train: &Samples<f64>,
    activation: Activation,
    value: f64,
    steps: usize,
) -> anyhow::Result<Differences> {
    let equal = |hidden| two_layer_net(run, hidden, activation, Start::Equal(value));
    let only_w2 = PerParameterSgd::new(|name| if name == "W2" { HIDDEN as f64 } else { 1.0 });
    let fifty = losses(run, train, equal(HIDDEN), Box::new(Sgd::new(LR)), steps)?;
    let from_fifty = |network, optimizer: Box<dyn Optimizer<f64>>| -> anyhow::Result<f64> {
        let one = losses(run, train, network, optimizer, steps)?;
        Ok(fifty.iter().zip(&one).map(|(fifty, one)| (fifty - one).abs()).fold(0.0, f64::max))
    };
    Ok(Differences {
        unmatched: from_fifty(equal(1), Box::new(Sgd::new(LR)))?,
        only_w2_matched: from_fifty(one_unit(run, activation, value), Box::new(only_w2))?,
        matched: from_fifty(one_unit(run, activation, value), Box::new(matched_sgd()))?,
    })
}

/// The training loss of each step.
fn losses(
    run: &Run,
    train: &Samples<f64>,
    mut network: Network<f64>,
    optimizer: Box<dyn Optimizer<f64>>,
    steps: usize,
) -> anyhow::Result<Vec<f64>> {
    let trainer = Trainer::new(optimizer).iterations(steps).batch_size(BATCH).evaluate(Evaluate::Never);
    Ok(trainer.streams(run.streams()).fit(&mut network, train, train)?.losses)
}

/// Trains one matched unit as [`train_and_inspect`](crate::symmetry::train_and_inspect) trains the others.
///
/// # Errors
/// If the loss leaves the finite numbers.
pub fn train_and_inspect<F: Real>(
    network: &mut Network<F>,
    train: &Samples<F>,
    run: &Run,
    at: (usize, &[usize]),
    inspect: impl FnMut(usize, &Network<F>),
) -> anyhow::Result<()> {
    train_with(matched_sgd(), network, train, run, at, inspect)
}
