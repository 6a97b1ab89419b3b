//! Is this backward pass right? Compare its gradients with numerical ones, and name the worst entry.
//!
//! Derived in: ch05 (book §5.7.3). Three things make this check sharper than the book's mean of absolute differences:
//!
//! - **Relative error**, entry by entry: `|a − n| / max(|a|, |n|, floor)`. The `floor` is the smallest derivative that the
//!   numerical side can resolve to the tightest band: `rounding of the loss / h / 1e-7`.
//! - **A better difference**: two central differences, with h and h/2, combined so that the error falls from h² to h⁴
//!   (Richardson): `(4 D(h/2) − D(h)) / 3`.
//! - **Kinks are recognised, not guessed**: ReLU (and max pooling) have points without a derivative. A layer shows its
//!   [activation pattern](ActivationPattern); an entry whose small change alters the pattern is tried again with a smaller h,
//!   and set aside as a kink if it still does.
//!
//! Dropout masks are frozen and batch normalisation uses the batch, so that the loss is a function of the parameters.
//! All of it happens on a copy: the network and its random streams stay as they were, to the bit.
//!
//! A parameter of which every chosen entry lies on a kink was not checked at all. That is not [`Verdict::Right`] but
//! [`Verdict::NothingCompared`].
//!
//! ```
//! use core_tensor::training::gradient_check::{Verdict, check_network};
//! use core_tensor::{MultiLayerNet, Targets, Tensor, Streams};
//! let net = MultiLayerNet::new(4, &[5], 3).build::<f64>(&Streams::new(1));
//! let x = Tensor::from_shape_fn(vec![6, 4], |i| (i[0] as f64 - i[1] as f64).sin());
//! let report = check_network(&net, &x, &Targets::Labels(vec![0, 1, 2, 0, 1, 2]), 20);
//! assert_eq!(report.verdict(), Verdict::Right);
//! ```

use crate::Real;
use crate::functions::numerical_gradient::{element, numerical_gradient};
use crate::layers::{ActivationPattern, Layer};
use crate::networks::network::Network;
use crate::{Param, Streams, Targets, Tensor};
use rand::RngExt;
use std::fmt;

/// What a check found, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A relative error below 1e-6: the backward pass computes this gradient.
    Right,
    /// Every entry lies on a kink, or there was none: nothing is known.
    NothingCompared,
    /// Below 1e-3: rounding of a badly scaled network, or a small mistake; worth a look.
    Doubtful,
    /// A mistake.
    Wrong,
}

impl Verdict {
    /// The verdict on a relative error. `NaN` is wrong.
    pub fn of(relative_error: f64) -> Self {
        match relative_error {
            error if error < 1e-6 => Self::Right,
            error if error < 1e-3 => Self::Doubtful,
            _ => Self::Wrong,
        }
    }
}

/// One compared entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where in the parameter.
    pub index: Vec<usize>,
    /// The derivative of the backward pass.
    pub analytic: f64,
    /// The numerical one.
    pub numerical: f64,
    /// How far they are apart.
    pub relative_error: f64,
}

/// The comparison for one parameter (or for the input, called `x`).
#[derive(Clone, Debug, PartialEq)]
pub struct ParamReport {
    /// The parameter's name.
    pub name: String,
    /// How many entries were compared.
    pub compared: usize,
    /// How many were set aside because they lie on a kink.
    pub kinks: usize,
    /// The worst compared entry, if any was compared.
    pub worst: Option<Entry>,
    /// Mean of `|a − n|` over the compared entries, the number that the book prints.
    pub mean_difference: f64,
}

impl ParamReport {
    /// The largest relative error; 0 when nothing could be compared, which [`ParamReport::verdict`] says.
    pub fn worst_error(&self) -> f64 {
        self.worst.as_ref().map_or(0.0, |entry| entry.relative_error)
    }

    /// The verdict on the worst entry, or that there was none.
    pub fn verdict(&self) -> Verdict {
        self.worst.as_ref().map_or(Verdict::NothingCompared, |entry| Verdict::of(entry.relative_error))
    }
}

/// The comparison for a layer or a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// One report for each parameter, in the network's order.
    pub params: Vec<ParamReport>,
}

impl Report {
    /// The parameter that agrees least.
    pub fn worst(&self) -> Option<&ParamReport> {
        self.params.iter().max_by(|a, b| a.worst_error().total_cmp(&b.worst_error()))
    }

    /// The largest relative error of all compared entries.
    pub fn worst_error(&self) -> f64 {
        self.worst().map_or(0.0, ParamReport::worst_error)
    }

    /// The worst verdict on a parameter: [`Verdict::Right`] only if every one of them was compared and is right.
    pub fn verdict(&self) -> Verdict {
        self.params.iter().map(ParamReport::verdict).max().unwrap_or(Verdict::NothingCompared)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for param in &self.params {
            write!(f, "{:8} {:5} compared, {} on a kink", param.name, param.compared, param.kinks)?;
            let verdict = param.verdict();
            if let Some(Entry { index, analytic, numerical, relative_error }) = &param.worst {
                write!(
                    f,
                    "; worst at {index:?}: backward {analytic:.6e}, numerical {numerical:.6e}, \
                     relative error {relative_error:.1e}"
                )?;
            }
            writeln!(f, " ({verdict:?})")?;
        }
        Ok(())
    }
}

/// Widest step tried, times the entry itself where that is larger than 1: beside a large entry a small step would be rounded
/// away. A kink makes it smaller, down to a thousandth.
const WIDEST_H: f64 = 1e-3;
const NARROWER: f64 = 0.1;
const TRIES: usize = 4;
/// The relative error that the numerical derivative has to resolve.
const RESOLUTION: f64 = 1e-7;

/// Checks every parameter and the input of a network on one batch, comparing up to `entries` entries of each: the
/// one with the largest derivative, and others at random (always the same ones).
///
/// A copy is checked, so the network cannot change: neither its parameters and gradients, nor running averages, random
/// streams, or whether it is frozen.
pub fn check_network(network: &Network<f64>, x: &Tensor<f64>, t: &Targets<f64>, entries: usize) -> Report {
    let network = &mut network.clone();
    // The first pass draws the masks that stay frozen for all others.
    network.training_loss(x.clone(), t);
    network.freeze(true);
    let (_, dx) = network.gradient_with_input(x.clone(), t);
    compare_all(&mut NetworkOnBatch { network, t }, x, &dx, entries)
}

/// Checks one layer alone, with the loss `Σ dout · y` for random values `dout` drawn from `seed`: a constant `dout`
/// would hide mistakes in layers whose outputs have a constant sum. A copy is checked, so the layer cannot change.
pub fn check_layer(layer: &dyn Layer<f64>, x: &Tensor<f64>, entries: usize, seed: u64) -> Report {
    let layer = &mut *layer.boxed_clone();
    let mut rng = Streams::new(seed).rng("dout");
    let y = layer.forward(x.clone());
    layer.freeze(true);
    let dout = Tensor::from_shape_simple_fn(y.shape(), || rng.random_range(-1.0..1.0));
    layer.forward(x.clone());
    let dx = layer.backward(dout.clone());
    compare_all(&mut LayerWithDout { layer, dout }, x, &dx, entries)
}

impl<F: Real> Network<F> {
    /// The [numerical gradients](numerical_gradient) of the training loss with respect to each parameter, in the order of
    /// [`Network::params`], with the step `h`. Costs two forward passes per value: 79,520 for the network of ch04, which is
    /// why ch05 exists.
    ///
    /// A network with dropout must be [frozen](Network::freeze): otherwise each pass draws anew, and the gradients are noise.
    pub fn numerical_gradients(&mut self, x: &Tensor<F>, t: &Targets<F>, h: f64) -> Vec<Tensor<F>> {
        let values: Vec<Tensor<F>> = self.params().iter().map(|param| param.value.clone()).collect();
        let gradient = |(i, value): (usize, &Tensor<F>)| {
            let loss = |value: &Tensor<F>| {
                self.params_mut()[i].value.assign(value);
                self.training_loss(x.clone(), t)
            };
            let gradient = numerical_gradient(loss, value, h);
            self.params_mut()[i].value.assign(value);
            gradient
        };
        values.iter().enumerate().map(gradient).collect()
    }
}

/// What can be checked: a loss that depends on parameters and on an input.
trait Checked {
    fn params(&self) -> Vec<&Param<f64>>;
    fn params_mut(&mut self) -> Vec<&mut Param<f64>>;
    fn loss(&mut self, x: Tensor<f64>) -> f64;
    /// Which linear pieces the layers were on when the loss was last computed.
    fn activation_pattern(&self) -> Vec<u32>;
}

struct NetworkOnBatch<'a> {
    network: &'a mut Network<f64>,
    t: &'a Targets<f64>,
}

impl Checked for NetworkOnBatch<'_> {
    fn params(&self) -> Vec<&Param<f64>> {
        self.network.params()
    }
    fn params_mut(&mut self) -> Vec<&mut Param<f64>> {
        self.network.params_mut()
    }
    fn loss(&mut self, x: Tensor<f64>) -> f64 {
        self.network.training_loss(x, self.t)
    }
    fn activation_pattern(&self) -> Vec<u32> {
        self.network.layers().iter().flat_map(|layer| pattern_of(layer.as_ref())).collect()
    }
}

struct LayerWithDout<'a> {
    layer: &'a mut dyn Layer<f64>,
    dout: Tensor<f64>,
}

impl Checked for LayerWithDout<'_> {
    fn params(&self) -> Vec<&Param<f64>> {
        self.layer.params().into_iter().filter(|param| param.is_trainable()).collect()
    }
    fn params_mut(&mut self) -> Vec<&mut Param<f64>> {
        self.layer.params_mut().into_iter().filter(|param| param.is_trainable()).collect()
    }
    fn loss(&mut self, x: Tensor<f64>) -> f64 {
        (&self.layer.forward(x) * &self.dout).sum()
    }
    fn activation_pattern(&self) -> Vec<u32> {
        pattern_of(self.layer)
    }
}

fn pattern_of(layer: &dyn Layer<f64>) -> Vec<u32> {
    layer.hints().activation_pattern.map(ActivationPattern::activation_pattern).unwrap_or_default()
}

/// Compares the gradients that the last backward pass left in the parameters, and `dx`, with numerical ones.
fn compare_all(checked: &mut dyn Checked, x: &Tensor<f64>, dx: &Tensor<f64>, entries: usize) -> Report {
    // Kept aside: nothing below goes backward, but the parameters are lent out to be changed.
    let copies: Vec<Param<f64>> = checked.params().into_iter().cloned().collect();
    let mut params = Vec::new();
    for (which, Param { name, value, grad: gradient, .. }) in copies.into_iter().enumerate() {
        let mut probe = |i: usize, change: f64| {
            let middle = element(&mut checked.params_mut()[which].value, i, |value| value + change);
            let loss = checked.loss(x.clone());
            element(&mut checked.params_mut()[which].value, i, |_| middle);
            (loss, checked.activation_pattern())
        };
        params.push(compare(name, &value, &gradient, entries, &mut probe));
    }
    let mut probe = |i: usize, change: f64| {
        let mut x = x.clone();
        element(&mut x, i, |value| value + change);
        (checked.loss(x), checked.activation_pattern())
    };
    params.push(compare("x".to_owned(), x, dx, entries, &mut probe));
    Report { params }
}

/// The loss after a small change of entry `i`, and the activation pattern.
type Probe<'a> = dyn FnMut(usize, f64) -> (f64, Vec<u32>) + 'a;

fn compare(
    name: String,
    value: &Tensor<f64>,
    gradient: &Tensor<f64>,
    entries: usize,
    probe: &mut Probe,
) -> ParamReport {
    let mut report = ParamReport { name, compared: 0, kinks: 0, worst: None, mean_difference: 0.0 };
    for i in chosen_entries(gradient, entries) {
        let [at, analytic] =
            [value, gradient].map(|tensor| tensor.iter().nth(i).copied().unwrap_or(f64::NAN));
        let Some((numerical, floor)) = smooth_derivative(i, at.abs().max(1.0), probe) else {
            report.kinks += 1;
            continue;
        };
        let difference = (analytic - numerical).abs();
        let relative_error = difference / analytic.abs().max(numerical.abs()).max(floor);
        report.compared += 1;
        report.mean_difference += difference;
        // `total_cmp` puts NaN above all numbers, so that it counts as the worst.
        if report.worst.as_ref().is_none_or(|worst| relative_error.total_cmp(&worst.relative_error).is_gt()) {
            report.worst =
                Some(Entry { index: index_of(i, gradient.shape()), analytic, numerical, relative_error });
        }
    }
    report.mean_difference /= report.compared.max(1) as f64;
    report
}

/// The numerical derivative with respect to entry `i`, with steps `scale` times as wide, and the smallest derivative it can
/// resolve; `None` on a kink.
fn smooth_derivative(i: usize, scale: f64, probe: &mut Probe) -> Option<(f64, f64)> {
    let (middle, pattern) = probe(i, 0.0);
    let mut h = WIDEST_H * scale;
    for _ in 0..TRIES {
        let mut flipped = false;
        let mut loss = |change: f64| {
            let (loss, found) = probe(i, change);
            flipped |= found != pattern;
            loss
        };
        let wide = (loss(h) - loss(-h)) / (2.0 * h);
        let narrow = (loss(h / 2.0) - loss(-h / 2.0)) / h;
        if !flipped {
            let rounding = f64::EPSILON * middle.abs().max(f64::EPSILON);
            return Some(((4.0 * narrow - wide) / 3.0, 4.0 * rounding / h / RESOLUTION));
        }
        h *= NARROWER;
    }
    None
}

/// All entries, or the one with the largest derivative and random others.
fn chosen_entries(gradient: &Tensor<f64>, entries: usize) -> Vec<usize> {
    let n = gradient.len();
    if n <= entries || entries == 0 {
        return (0..n.min(entries)).collect();
    }
    let largest = crate::tensor::targets::arg_max(gradient.iter().map(|derivative| derivative.abs()));
    let mut rng = Streams::new(0).rng("gradient check entries");
    let mut chosen: Vec<usize> = (1..entries).map(|_| rng.random_range(0..n)).collect();
    chosen.push(largest);
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// Element `i` in row-major order as an index for each axis.
fn index_of(mut i: usize, shape: &[usize]) -> Vec<usize> {
    let mut index: Vec<usize> = shape
        .iter()
        .rev()
        .map(|&size| {
            let at = i % size;
            i /= size;
            at
        })
        .collect();
    index.reverse();
    index
}
