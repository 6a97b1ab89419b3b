//! What does an optimiser remember? A few tensors for each parameter, which it steps element by element.

use crate::kernels::simd::with_wide_vectors;
use crate::tensor::state::{State, StateError};
use crate::tensor::{shape_in_words, values_mut};
use crate::{Param, Real, Tensor};

/// What an optimiser remembers: `N` tensors for each parameter, zeros before the first step.
#[derive(Clone, Debug)]
pub(super) struct Memory<F, const N: usize>(Vec<[Tensor<F>; N]>);

impl<F: Real, const N: usize> Memory<F, N> {
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    /// What is remembered, under these names: `m/0` is the first parameter's.
    pub(super) fn state(&self, names: [&str; N]) -> State {
        let mut state = State::new();
        for (i, memory) in self.0.iter().enumerate() {
            for (name, tensor) in names.iter().zip(memory) {
                state.put_tensor(format!("{name}/{i}"), tensor);
            }
        }
        state
    }

    /// Remembers it again. Before the first step there is nothing.
    pub(super) fn restore(
        &mut self,
        names: [&str; N],
        state: &State,
        params: &[&Param<F>],
    ) -> Result<(), StateError> {
        self.0.clear();
        if state.is_empty() {
            return Ok(());
        }
        for (i, param) in params.iter().enumerate() {
            let mut memory = std::array::from_fn(|_| Tensor::zeros(param.value.shape()));
            for (name, tensor) in names.iter().zip(&mut memory) {
                *tensor = state.tensor(&format!("{name}/{i}"), param.value.shape())?;
            }
            self.0.push(memory);
        }
        state.reject_unknown_keys(&self.state(names))
    }

    /// Applies one step to every element of every parameter: `step(w, g, memory of this element)`.
    pub(super) fn step_each(
        &mut self,
        params: &mut [&mut Param<F>],
        step: impl Fn(&mut F, F, [&mut F; N]) + Sync,
    ) {
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
            // Whatever order of memory somebody gave a value, element i of each list is the same element.
            let memory = memory.each_mut().map(|tensor| values_mut(tensor));
            let Param { value, grad, .. } = &mut **param;
            elementwise(values_mut(value), values_mut(grad), memory, &step);
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

/// Pieces no longer than this are stepped by one thread: waking another costs more (workload `two_layer` of
/// `cargo run --release -p throughput`).
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
    with_wide_vectors(
        #[inline(always)]
        || each_element(w, g, memory, step),
    );
}

/// A function of its own, so that the compiler knows its lists to be apart, and steps several elements at once.
#[inline(always)]
fn each_element<F: Real, const N: usize>(
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

/// 0 for numbers below the smallest that has all its digits. A memory that fades ends there, far below anything that
/// could change a weight, and many processors take a hundred times as long to compute with such numbers.
#[inline(always)]
pub(super) fn unless_faded<F: Real>(number: F) -> F {
    if number.abs() < F::min_positive_value() { F::zero() } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizers::{AdaGrad, Adam, AdamW, Momentum, Nesterov, Optimizer, RmsProp, Sgd};
    use crate::tensor::param::Role;
    use portable_math::{powi, sin};

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

    /// Not against the book's formula, which `book_numbers.rs` and chapter 6 have, but against the other form with the ε
    /// that it corresponds to, step by step.
    #[test]
    fn the_books_form_of_adam_is_the_papers_with_a_larger_epsilon_that_fades() {
        for bias_correction in [true, false] {
            let (mut book, mut paper) = (Adam::<f64>::book(0.01), Adam::<f64>::new(0.01));
            (book.bias_correction, paper.bias_correction) = (bias_correction, bias_correction);
            let (mut w, mut other) = (one_param(6), one_param(6));
            for t in 1..=2_000 {
                let correction = if bias_correction { (1.0 - powi(0.999_f64, t)).sqrt() } else { 1.0 };
                paper.epsilon = 1e-7 / correction;
                for param in [&mut w, &mut other] {
                    // Gradients from far below ε to far above it.
                    param.grad = Tensor::from_shape_fn(vec![6], |i| {
                        powi(10.0, -2 * i[0] as i32) * sin(f64::from(t) + i[0] as f64)
                    });
                }
                book.step(&mut [&mut w]);
                paper.step(&mut [&mut other]);
                for (a, b) in w.value.iter().zip(&other.value) {
                    assert!((a - b).abs() < 1e-13, "step {t}: {a} and {b}");
                }
            }
        }
    }

    /// Every rule.
    fn every_rule() -> Vec<Box<dyn Optimizer<f64>>> {
        vec![
            Box::new(Sgd::new(0.1)),
            Box::new(Momentum::new(0.1)),
            Box::new(Nesterov::new(0.1)),
            Box::new(AdaGrad::new(0.1)),
            Box::new(RmsProp::new(0.1)),
            Box::new(Adam::new(0.1)),
            Box::new(AdamW::new(0.1, 0.01)),
        ]
    }

    fn steps(optimizer: &mut dyn Optimizer<f64>, param: &mut Param<f64>, range: std::ops::Range<usize>) {
        for i in range {
            param.grad = param.value.mapv(|w| sin(w + i as f64));
            optimizer.step(&mut [param]);
        }
    }

    #[test]
    fn every_rule_goes_on_where_it_was_to_the_bit() {
        for (mut whole, (mut first, mut second)) in
            every_rule().into_iter().zip(every_rule().into_iter().zip(every_rule()))
        {
            for stop in [0, 1, 6] {
                let (mut expected, mut param) = (one_param(5), one_param(5));
                whole.restore(&State::new(), &[&param]).unwrap();
                first.restore(&State::new(), &[&param]).unwrap();
                steps(whole.as_mut(), &mut expected, 0..10);
                steps(first.as_mut(), &mut param, 0..stop);
                second.restore(&first.state(), &[&param]).unwrap();
                steps(second.as_mut(), &mut param, stop..10);
                assert_eq!(param.value, expected.value, "stopped after {stop}");
            }
        }
    }

    #[test]
    fn the_memory_of_another_network_or_rule_is_refused() {
        let (mut momentum, mut param) = (Momentum::new(0.1), one_param(2));
        steps(&mut momentum, &mut param, 0..1);
        let state = momentum.state();
        assert!(momentum.restore(&state, &[&one_param(3)]).is_err(), "another shape");
        assert!(momentum.restore(&state, &[&param, &param]).is_err(), "another number of parameters");
        assert!(momentum.restore(&state, &[]).is_err(), "a stranger");
        assert!(Optimizer::<f64>::restore(&mut Adam::new(0.1), &state, &[&param]).is_err(), "another rule");
    }

    #[test]
    fn a_memory_that_fades_ends_at_0() {
        let (mut momentum, mut param) = (Momentum::new(0.1), one_param(1));
        for step in 0..10_000 {
            param.grad[[0]] = if step == 0 { 1.0 } else { 0.0 };
            momentum.step(&mut [&mut param]);
        }
        assert_eq!(momentum.state().tensor::<f64>("v/0", &[1]).unwrap()[[0]], 0.0);
        assert!(param.value[[0]] < 0.1, "0.1 · (1 + 0.9 + 0.81 + …) = 1");
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
