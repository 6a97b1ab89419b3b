//! What is the backward pass of tanh? Its derivative is 1 in the middle and vanishes to both sides.
//!
//! Derived in: ch05 (book §5.5.2), by the same steps as the sigmoid. The derivative needs only the output: `dx = dout · (1 − y²)`.

use super::{Layer, check_dout, kept};
use crate::functions::activation::{tanh, tanh_derivative};
use crate::{Real, Tensor};

/// `y = tanh(x)`; `dx = dout · (1 − y²)`.
///
/// ```
/// use core_tensor::layers::{Layer, Tanh};
/// use ndarray::array;
/// let mut tanh = Tanh::new(1);
/// assert_eq!(tanh.forward(array![[0.0]].into_dyn()), array![[0.0]].into_dyn());
/// // Where it is steepest, all of the gradient comes through.
/// assert_eq!(tanh.backward(array![[1.0]].into_dyn()), array![[1.0]].into_dyn());
/// ```
#[derive(Clone, Debug)]
pub struct Tanh<F> {
    name: String,
    y: Option<Tensor<F>>,
}

impl<F: Real> Tanh<F> {
    /// The layer number `number` (from 1) of its network.
    pub fn new(number: usize) -> Self {
        Self { name: format!("tanh{number}"), y: None }
    }
}

impl<F: Real> Layer<F> for Tanh<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, mut x: Tensor<F>) -> Tensor<F> {
        x.mapv_inplace(tanh);
        x
    }

    fn forward(&mut self, mut x: Tensor<F>) -> Tensor<F> {
        x.mapv_inplace(tanh);
        self.y = Some(x.clone());
        x
    }

    fn backward(&mut self, mut dout: Tensor<F>) -> Tensor<F> {
        let y = kept(self.y.as_ref(), &self.name);
        check_dout(dout.shape(), y.shape(), &self.name);
        dout.zip_mut_with(y, |d, &y| *d *= tanh_derivative(y));
        dout
    }
}
