//! Which way, and how far, should each parameter step? Seven answers.
//!
//! Derived in: ch06 (book §6.1). Notation as in the book: `W` a parameter, `g = dL/dW`, `lr` the learning rate.
//!
//! | rule | step | remembers |
//! |---|---|---|
//! | [`Sgd`] | `W −= lr g` | nothing |
//! | [`Momentum`] | `v = α v − lr g; W += v` | velocity |
//! | [`Nesterov`] | momentum, with the slope taken one step ahead | velocity |
//! | [`AdaGrad`] | `h += g²; W −= lr g / √h` | sum of squares |
//! | [`RmsProp`] | `h = ρ h + (1 − ρ) g²; W −= lr g / √h` | fading mean of squares |
//! | [`Adam`] | momentum over RMSProp, both corrected for starting at 0 | two fading means |
//! | [`AdamW`] | Adam, and `W −= lr λ W` beside it | two fading means |
//!
//! What an optimiser remembers belongs to one network, parameter by parameter. It is made at the first step.

mod adagrad;
mod adam;
mod adamw;
mod momentum;
mod nesterov;
mod rmsprop;
mod sgd;

pub use adagrad::AdaGrad;
pub use adam::Adam;
pub use adamw::AdamW;
pub use momentum::Momentum;
pub use nesterov::Nesterov;
pub use rmsprop::RmsProp;
pub use sgd::Sgd;

use crate::tensor::shape_in_words;
use crate::{Param, Real, Tensor};

/// A rule that changes parameters by their gradients.
pub trait Optimizer<F: Real>: Send {
    /// One step: changes each value by its gradient. The parameters must be those of one network, always in the same
    /// order.
    ///
    /// # Panics
    /// If they are not those of the earlier steps.
    fn step(&mut self, params: &mut [&mut Param<F>]);
}

/// What an optimiser remembers: `N` tensors for each parameter, zeros before the first step.
#[derive(Clone, Debug)]
struct Memory<F, const N: usize>(Vec<[Tensor<F>; N]>);

impl<F: Real, const N: usize> Memory<F, N> {
    fn new() -> Self {
        Self(Vec::new())
    }

    /// Applies one step to every element of every parameter: `step(w, g, memory of this element)`.
    fn step_each(&mut self, params: &mut [&mut Param<F>], step: impl Fn(&mut F, F, [&mut F; N]) + Sync) {
        if self.0.is_empty() {
            let zeros = |param: &&mut Param<F>| std::array::from_fn(|_| Tensor::zeros(param.value.shape()));
            self.0 = params.iter().map(zeros).collect();
        }
        assert!(
            self.0.len() == params.len(),
            "this optimiser has worked on {} parameters and was now given {}: each network needs its own",
            self.0.len(),
            params.len()
        );
        for (param, memory) in params.iter_mut().zip(&mut self.0) {
            check_shapes(param, memory);
            let memory = memory.each_mut().map(|tensor| flat_mut(tensor));
            elementwise(flat_mut(&mut param.value), flat(&param.grad), memory, &step);
        }
    }
}

fn check_shapes<F: Real>(param: &Param<F>, memory: &[Tensor<F>]) {
    for tensor in memory.iter().chain([&param.grad]) {
        assert!(
            tensor.shape() == param.value.shape(),
            "{} is {}, but this optimiser knows it as {}: each network needs its own optimiser",
            param.name,
            shape_in_words(param.value.shape()),
            shape_in_words(tensor.shape())
        );
    }
}

fn flat<F>(tensor: &Tensor<F>) -> &[F] {
    tensor.as_slice().unwrap_or_else(|| unreachable!("parameters and gradients are made in row-major order"))
}

fn flat_mut<F>(tensor: &mut Tensor<F>) -> &mut [F] {
    tensor
        .as_slice_mut()
        .unwrap_or_else(|| unreachable!("parameters and gradients are made in row-major order"))
}

/// Pieces no longer than this are stepped by one thread: waking another costs more.
const PIECE: usize = 8_192;

/// Steps all elements, halving long lists over the threads. Elements do not meet, so the bits of the result cannot
/// depend on who stepped which.
fn elementwise<F: Real, const N: usize>(
    w: &mut [F],
    g: &[F],
    memory: [&mut [F]; N],
    step: &(impl Fn(&mut F, F, [&mut F; N]) + Sync),
) {
    if w.len() <= PIECE {
        return one_after_the_other(w, g, memory, step);
    }
    let half = w.len() / 2;
    let (w_left, w_right) = w.split_at_mut(half);
    let (g_left, g_right) = g.split_at(half);
    let mut right = Vec::with_capacity(N);
    let left = memory.map(|slots| {
        let (left, rest) = slots.split_at_mut(half);
        right.push(rest);
        left
    });
    let mut right = right.into_iter();
    let right = std::array::from_fn(|_| right.next().unwrap_or_default());
    rayon::join(|| elementwise(w_left, g_left, left, step), || elementwise(w_right, g_right, right, step));
}

fn one_after_the_other<F: Real, const N: usize>(
    w: &mut [F],
    g: &[F],
    memory: [&mut [F]; N],
    step: &impl Fn(&mut F, F, [&mut F; N]),
) {
    // Equal lengths, said once, spare the loop its bounds checks.
    let n = w.len();
    let g = &g[..n];
    let mut memory = memory.map(|slots| &mut slots[..n]);
    for i in 0..n {
        step(&mut w[i], g[i], memory.each_mut().map(|slots| &mut slots[i]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Role;

    fn one_param(n: usize) -> Param<f64> {
        Param::new("W1", ndarray::Array1::<f64>::ones(n), Role::Weight)
    }

    #[test]
    #[should_panic(expected = "W1 is 3, but this optimiser knows it as 2")]
    fn an_optimiser_refuses_the_parameters_of_another_network() {
        let mut optimizer = Momentum::new(0.1);
        optimizer.step(&mut [&mut one_param(2)]);
        optimizer.step(&mut [&mut one_param(3)]);
    }

    #[test]
    fn long_parameters_step_like_short_ones() {
        let (mut long, mut short) = (one_param(100_003), one_param(1));
        long.grad.fill(0.3);
        short.grad.fill(0.3);
        let (mut on_long, mut on_short) = (Adam::new(0.01), Adam::new(0.01));
        for _ in 0..3 {
            on_long.step(&mut [&mut long]);
            on_short.step(&mut [&mut short]);
        }
        assert!(long.value.iter().all(|&w| w == short.value[[0]]));
    }
}
