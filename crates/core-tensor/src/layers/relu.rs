//! What is the backward pass of a rectifier? A switch: the gradient passes where the input was positive.
//!
//! Derived in: ch05 (book §5.5.1). An input of exactly 0 is blocked both ways, as in the book's layer.

use super::{ActivationPattern, Hints, Layer, check_dout, kept};
use crate::functions::activation::relu;
use crate::kernels::layout::{Order, values_in_memory_order};
use crate::kernels::simd::with_wide_vectors;
use crate::{Real, Tensor};

/// `y = max(0, x)`; `dx = dout` where `x > 0`, else 0.
///
/// ```
/// use core_tensor::layers::{Layer, Relu};
/// use ndarray::array;
/// let mut relu = Relu::new(1);
/// assert_eq!(relu.forward(array![[-1.0, 2.0]].into_dyn()), array![[0.0, 2.0]].into_dyn());
/// assert_eq!(relu.backward(array![[5.0, 5.0]].into_dyn()), array![[0.0, 5.0]].into_dyn());
/// ```
#[derive(Clone, Debug)]
pub struct Relu {
    name: String,
    cache: Option<Passes>,
}

/// Where the last training input was positive, in the order in which its numbers lay.
#[derive(Clone, Debug)]
struct Passes {
    shape: Vec<usize>,
    order: Order,
    passes: Vec<bool>,
}

impl Relu {
    /// The rectifier number `number` (from 1) of its network.
    pub fn new(number: usize) -> Self {
        Self { name: format!("relu{number}"), cache: None }
    }
}

impl<F: Real> Layer<F> for Relu {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, mut x: Tensor<F>) -> Tensor<F> {
        Order::of(&mut x);
        let numbers = values_in_memory_order(&mut x);
        with_wide_vectors(
            #[inline(always)]
            || numbers.iter_mut().for_each(|x| *x = relu(*x)),
        );
        x
    }

    fn forward(&mut self, mut x: Tensor<F>) -> Tensor<F> {
        let order = Order::of(&mut x);
        let numbers = values_in_memory_order(&mut x);
        let mut passes = self.cache.take().map(|cache| cache.passes).unwrap_or_default();
        passes.resize(numbers.len(), false);
        with_wide_vectors(
            #[inline(always)]
            || {
                for (passes, x) in passes.iter_mut().zip(numbers) {
                    *passes = *x > F::zero();
                    *x = relu(*x);
                }
            },
        );
        self.cache = Some(Passes { shape: x.shape().to_vec(), order, passes });
        x
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        let Passes { shape, order, passes } = kept(self.cache.as_ref(), &self.name);
        check_dout(dout.shape(), shape, &self.name);
        let mut dout = order.put(dout);
        let numbers = values_in_memory_order(&mut dout);
        with_wide_vectors(
            #[inline(always)]
            || {
                for (d, &passes) in numbers.iter_mut().zip(passes) {
                    *d = if passes { *d } else { F::zero() };
                }
            },
        );
        dout
    }

    fn hints(&self) -> Hints<'_> {
        Hints { commutes_with_max: true, activation_pattern: Some(self), ..Hints::default() }
    }
}

impl ActivationPattern for Relu {
    fn activation_pattern(&self) -> Vec<u32> {
        self.cache.iter().flat_map(|cache| &cache.passes).map(|&passes| u32::from(passes)).collect()
    }
}
