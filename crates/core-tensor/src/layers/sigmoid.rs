//! What is the backward pass of a sigmoid? Its derivative is largest in the middle, a quarter, and vanishes to both sides.
//!
//! Derived in: ch05 (book §5.5.2). The derivative needs only the output: `dx = dout · y (1 − y)`.

use super::{Layer, check_dout, kept};
use crate::functions::activation::{sigmoid, sigmoid_derivative};
use crate::{Real, Tensor};

/// `y = sigmoid(x)`; `dx = dout · y (1 − y)`.
///
/// ```
/// use core_tensor::layers::{Layer, Sigmoid};
/// use ndarray::array;
/// let mut sigmoid = Sigmoid::new(1);
/// assert_eq!(sigmoid.forward(array![[0.0]].into_dyn()), array![[0.5]].into_dyn());
/// // Even where it is steepest, a quarter of the gradient is all that comes through.
/// assert_eq!(sigmoid.backward(array![[1.0]].into_dyn()), array![[0.25]].into_dyn());
/// ```
#[derive(Clone, Debug)]
pub struct Sigmoid<F> {
    name: String,
    y: Option<Tensor<F>>,
}

impl<F: Real> Sigmoid<F> {
    /// The layer number `number` (from 1) of its network.
    pub fn new(number: usize) -> Self {
        Self { name: format!("sigmoid{number}"), y: None }
    }
}

impl<F: Real> Layer<F> for Sigmoid<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, mut x: Tensor<F>) -> Tensor<F> {
        x.mapv_inplace(sigmoid);
        x
    }

    fn forward(&mut self, mut x: Tensor<F>) -> Tensor<F> {
        x.mapv_inplace(sigmoid);
        self.y = Some(x.clone());
        x
    }

    fn backward(&mut self, mut dout: Tensor<F>) -> Tensor<F> {
        let y = kept(self.y.as_ref(), &self.name);
        check_dout(dout.shape(), y.shape(), &self.name);
        dout.zip_mut_with(y, |d, &y| *d *= sigmoid_derivative(y));
        dout
    }
}
