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

use crate::symmetry::{HIDDEN, LR, PerParameterSgd, Start, train_with, two_layer_net};
use chapter_kit::Run;
use core_tensor::optimizers::{Optimizer, Sgd};
use core_tensor::training::careful_step;
use core_tensor::{Activation, Network, Real, Samples, training::batches::Batches};

/// The network with one hidden unit that computes what [`HIDDEN`] units do whose weights are all `value`.
///
/// As long as all of W2 is one number, softmax takes no notice of it: it adds the same to every score. Its start is matched
/// all the same, so that the scores are equal, and not only the probabilities.
pub fn one_unit<F: Real>(run: &Run, activation: Activation, value: f64) -> Network<F> {
    let mut network = two_layer_net(run, 1, activation, Start::Equal(value));
    if let Some(w2) = network.param_mut("W2") {
        w2.value.fill(F::of(HIDDEN as f64 * value));
    }
    network
}

/// SGD whose steps of one unit are those of [`HIDDEN`] equal ones.
pub fn matched_sgd() -> PerParameterSgd {
    PerParameterSgd(|name| match name {
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
    let only_w2 = PerParameterSgd(|name| if name == "W2" { HIDDEN as f64 } else { 1.0 });
    let fifty = losses(run, train, equal(HIDDEN), &mut Sgd::new(LR), steps)?;
    let from_fifty = |network, optimizer: &mut dyn Optimizer<f64>| -> anyhow::Result<f64> {
        let one = losses(run, train, network, optimizer, steps)?;
        Ok(fifty.iter().zip(&one).map(|(fifty, one)| (fifty - one).abs()).fold(0.0, f64::max))
    };
    Ok(Differences {
        unmatched: from_fifty(equal(1), &mut Sgd::new(LR))?,
        only_w2_matched: from_fifty(one_unit(run, activation, value), &mut { only_w2 })?,
        matched: from_fifty(one_unit(run, activation, value), &mut matched_sgd())?,
    })
}

/// The training loss of each step.
fn losses(
    run: &Run,
    train: &Samples<f64>,
    mut network: Network<f64>,
    optimizer: &mut dyn Optimizer<f64>,
    steps: usize,
) -> anyhow::Result<Vec<f64>> {
    let mut batches = Batches::epochs(train.len(), crate::symmetry::BATCH, run.rng("batches"));
    let mut step = |iteration| careful_step(&mut network, optimizer, train, batches.draw(), iteration);
    Ok((0..steps).map(&mut step).collect::<Result<Vec<f64>, _>>()?)
}

/// Trains one matched unit as [`train_and_look`](crate::symmetry::train_and_look) trains the others.
///
/// # Errors
/// If the loss leaves the finite numbers.
pub fn train_and_look<F: Real>(
    network: &mut Network<F>,
    train: &Samples<F>,
    run: &Run,
    looks: (usize, &[usize]),
    look: impl FnMut(usize, &mut Network<F>),
) -> anyhow::Result<()> {
    train_with(&mut matched_sgd(), network, train, run, looks, look)
}
