//! How many *different* hidden units does a layer have? Counted to the last bit, and as the rank of its weights.
//!
//! Two hidden units are the same if their columns of `W1` are. Starting from equal weights they receive equal
//! gradients, so they take equal steps, and stay the same for ever: a layer of 50 units computes what one unit could.

use chapter_kit::{Run, Words, say};
use core_tensor::networks::Compiled;
use core_tensor::optimizers::{Optimizer, Sgd};
use core_tensor::tensor::state::{State, StateError};
use core_tensor::training::{Evaluate, Sets, Trainer};
use core_tensor::{Activation, Init, Matrix, MultiLayerNet, Network, Param, Real, Samples};
use ndarray::{ArrayView2, Ix2};
use std::collections::HashSet;

/// Hidden units of the laboratory's networks, as in the book's two-layer network.
pub const HIDDEN: usize = 50;
/// The learning rate, as in the book's two-layer network.
pub const LR: f64 = 0.1;
/// Samples in a mini-batch.
pub const BATCH: usize = 100;

/// How all weights of a network are chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Start {
    /// Every weight is this value.
    Equal(f64),
    /// Random values with mean 0 and standard deviation 0.01, the book's choice in ch04 and ch05.
    Random,
}

impl Start {
    /// The rule for the core.
    pub fn init(self) -> Init {
        match self {
            Self::Equal(value) => Init::Constant(value),
            Self::Random => Init::Normal(0.01),
        }
    }

    /// For legends and tables.
    pub fn label(self) -> Words {
        match self {
            Self::Equal(value) => say!("all {value}"),
            Self::Random => "random".into(),
        }
    }

    /// For the names of findings.
    pub fn key(self) -> String {
        match self {
            Self::Equal(value) => format!("equal_{value}"),
            Self::Random => "random".to_owned(),
        }
    }
}

/// The two-layer network 784-`hidden`-10 with this start; the biases are 0.
pub fn two_layer_net<F: Compiled>(
    run: &Run,
    hidden: usize,
    activation: Activation,
    start: Start,
) -> Network<F> {
    MultiLayerNet::new(784, &[hidden], 10).activation(activation).init(start.init()).build(run.streams())
}

/// The weights `W1` of the hidden layer, `(inputs, hidden)`: one column a unit.
///
/// # Panics
/// If the network has no matrix called `W1`.
pub fn hidden_weights<F: Real>(network: &Network<F>) -> ArrayView2<'_, F> {
    match network.param("W1").map(|w| w.value.view().into_dimensionality::<Ix2>()) {
        Some(Ok(w)) => w,
        _ => panic!("the network has no matrix called W1"),
    }
}

/// How many columns differ from each other in at least one bit.
///
/// ```
/// use ch06_init_optim::symmetry::distinct_columns;
/// assert_eq!(distinct_columns(ndarray::array![[1.0, 1.0, 2.0], [0.5, 0.5, 0.5]].view()), 2);
/// ```
pub fn distinct_columns<F: Real>(w: ArrayView2<F>) -> usize {
    let bits = |column: ndarray::ArrayView1<F>| column.iter().map(|w| w.bits()).collect::<Vec<u64>>();
    w.columns().into_iter().map(bits).collect::<HashSet<_>>().len()
}

/// The largest difference between any column and the first.
pub fn spread<F: Real>(w: ArrayView2<F>) -> f64 {
    let first = w.column(0);
    let differences = w.columns().into_iter().flat_map(|column| {
        column.iter().zip(first).map(|(a, b)| (a.as_f64() - b.as_f64()).abs()).collect::<Vec<_>>()
    });
    differences.fold(0.0, f64::max)
}

/// A direction counts if it is longer than this share of the longest column: what `f32` weights can tell from rounding.
const RANK_TOLERANCE: f64 = 1e-5;

/// The numerical rank: how many directions the columns span. By Gram–Schmidt, always taking the longest remainder
/// next; what is left of a column is its part in no direction found so far.
///
/// ```
/// use ch06_init_optim::symmetry::rank;
/// assert_eq!(rank(ndarray::array![[1.0, 2.0, 0.0], [1.0, 2.0, 1.0]].view()), 2);
/// ```
pub fn rank<F: Real>(w: ArrayView2<F>) -> usize {
    // One row a unit, so that memory is read in order.
    let mut rest: Matrix<f64> = w.t().mapv(Real::as_f64).as_standard_layout().into_owned();
    let mut longest_at_start = None;
    for found in 0..rest.ncols().min(rest.nrows()) {
        let lengths: Vec<f64> = rest.rows().into_iter().map(|unit| unit.dot(&unit).sqrt()).collect();
        let longest = core_tensor::tensor::targets::arg_max(lengths.iter().copied());
        let scale = *longest_at_start.get_or_insert(lengths[longest]);
        if lengths[longest] <= RANK_TOLERANCE * scale {
            return found;
        }
        let direction = &rest.row(longest) / lengths[longest];
        for mut unit in rest.rows_mut() {
            let along = unit.dot(&direction);
            unit.scaled_add(-along, &direction);
        }
    }
    rest.ncols().min(rest.nrows())
}

/// SGD with a learning rate of its own for each parameter: the learning rate times the factor that belongs to its name.
#[derive(Clone, Copy, Debug)]
pub struct PerParameterSgd {
    lr: f64,
    factor: fn(&str) -> f64,
}

impl PerParameterSgd {
    /// With the learning rate [`LR`] times this factor of the parameter's name.
    pub fn new(factor: fn(&str) -> f64) -> Self {
        Self { lr: LR, factor }
    }
}

impl<F: Real> Optimizer<F> for PerParameterSgd {
    fn step(&mut self, params: &mut [&mut Param<F>]) {
        for param in params {
            let lr = F::of(self.lr * (self.factor)(&param.name));
            param.value.scaled_add(-lr, &param.grad);
        }
    }

    fn lr(&self) -> f64 {
        self.lr
    }

    fn set_lr(&mut self, lr: f64) {
        self.lr = lr;
    }

    fn state(&self) -> State {
        State::new()
    }

    fn restore(&mut self, state: &State, _: &[&Param<F>]) -> Result<(), StateError> {
        state.reject_unknown_keys(&State::new())
    }
}

/// Trains with SGD on the stream `batches`, and calls `inspect` before the first iteration, after those of `at`, and after
/// the last. `inspect` gets the number of iterations done.
///
/// # Errors
/// If the loss becomes infinite or `NaN`.
pub fn train_and_inspect<F: Real>(
    network: &mut Network<F>,
    train: &Samples<F>,
    run: &Run,
    (iterations, at): (usize, &[usize]),
    inspect: impl FnMut(usize, &Network<F>),
) -> anyhow::Result<()> {
    train_with(Sgd::new(LR), network, train, run, (iterations, at), inspect)
}

/// As [`train_and_inspect`], with any optimiser.
///
/// # Errors
/// If the loss becomes infinite or `NaN`.
pub fn train_with<F: Real>(
    optimizer: impl Optimizer<F> + 'static,
    network: &mut Network<F>,
    train: &Samples<F>,
    run: &Run,
    (iterations, at): (usize, &[usize]),
    mut inspect: impl FnMut(usize, &Network<F>),
) -> anyhow::Result<()> {
    let trainer = Trainer::new(optimizer).iterations(iterations).batch_size(BATCH).evaluate(Evaluate::Never);
    inspect(0, network);
    trainer.streams(run.streams()).fit_with(network, &Sets::new(train, train), |training, _| {
        let done = training.done();
        if done == iterations || at.contains(&done) {
            inspect(done, training.network());
        }
    })?;
    Ok(())
}

/// Iterations at which a long training is inspected: 1, 2, 5, 10, 20, 50, … below `end`, evenly spaced on a
/// logarithmic axis.
pub fn logarithmic_looks(end: usize) -> Vec<usize> {
    let decades = (0..).map(|power| 10usize.pow(power));
    decades.flat_map(|decade| [decade, 2 * decade, 5 * decade]).take_while(|&look| look < end).collect()
}

/// An activation's name in findings.
pub fn activation_name(activation: Activation) -> &'static str {
    match activation {
        Activation::Sigmoid => "sigmoid",
        Activation::Relu => "relu",
        Activation::Tanh => "tanh",
    }
}

/// An activation's name in tables and figures.
pub fn activation_title(activation: Activation) -> &'static str {
    match activation {
        Activation::Relu => "ReLU",
        other => activation_name(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;
    use portable_math::{cos, sin};

    #[test]
    fn rank_counts_directions_and_not_columns() {
        let column = Array2::from_shape_fn((30, 1), |(i, _)| sin(i as f64));
        let same = column.broadcast((30, 8)).unwrap();
        assert_eq!(rank(same), 1);
        assert_eq!(rank(Array2::<f64>::zeros((30, 8)).view()), 0);
        assert_eq!(rank(Array2::<f64>::eye(8).view()), 8);
        let two = Array2::from_shape_fn((30, 8), |(i, j)| sin(i as f64) + j as f64 * cos(i as f64));
        assert_eq!(rank(two.view()), 2);
    }

    #[test]
    fn zero_and_minus_zero_are_different_bits() {
        assert_eq!(distinct_columns(ndarray::array![[0.0, -0.0]].view()), 2);
        assert_eq!(spread(ndarray::array![[0.0, -0.0]].view()), 0.0);
    }

    #[test]
    fn looks_are_evenly_spaced_on_a_logarithmic_axis() {
        assert_eq!(logarithmic_looks(100), [1, 2, 5, 10, 20, 50]);
    }
}
