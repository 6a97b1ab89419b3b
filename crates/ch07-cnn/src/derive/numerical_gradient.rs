//! 7.5 How do you check the gradients of a convolutional network? As for any network, with the **numerical gradient**:
//! move each parameter a little to both sides, and compute the loss again.
//!
//! ```text
//! dL/dw ≈ (L(w + h) − L(w − h)) / 2h          two passes per parameter
//! ```
//!
//! The loss has kinks, where ReLU switches a unit on or a different value of a window becomes the largest. If there is
//! one between w − h and w + h, the central difference is the mean of two one-sided derivatives. The switches (the
//! activation pattern) show it.

use super::simple_convnet::{NAMES, SimpleConvNet};
use core_tensor::layers::{ActivationPattern, Layer, Relu};
use core_tensor::{Targets, Tensor};
use ndarray::{Array4, ArrayViewMutD};

impl SimpleConvNet {
    /// The activation pattern of the last forward pass: which units were on, and which value of each window was the
    /// largest. Between two weights with different patterns there is a kink of the loss.
    pub fn switches(&self) -> Vec<usize> {
        let of =
            |relu: &Relu| relu.activation_pattern().into_iter().map(|on| on as usize).collect::<Vec<_>>();
        [of(&self.relu1), self.pool1.arg_max.clone(), of(&self.relu2)].concat()
    }

    /// Parameter number `which` of [`NAMES`], mutable.
    ///
    /// # Panics
    /// If it doesn't exist.
    pub fn parameter(&mut self, which: usize) -> ArrayViewMutD<'_, f64> {
        match which {
            0 => self.conv1.w.view_mut().into_dyn(),
            1 => self.conv1.b.view_mut().into_dyn(),
            2 | 3 => self.affine1.params_mut().swap_remove(which - 2).value.view_mut(),
            4 | 5 => self.affine2.params_mut().swap_remove(which - 4).value.view_mut(),
            _ => panic!("the network has six parameters, but no number {which}"),
        }
    }

    /// The numerical gradient, `(L(w + h) − L(w − h)) / 2h` for every entry: two passes each.
    ///
    /// # Panics
    /// As [`SimpleConvNet::predict`].
    pub fn numerical_gradient(&mut self, x: &Array4<f64>, t: &Targets<f64>, h: f64) -> [Tensor<f64>; 6] {
        std::array::from_fn(|which| {
            let shape = self.parameter(which).shape().to_vec();
            let mut gradients = Tensor::zeros(shape);
            for (i, gradient) in gradients.iter_mut().enumerate() {
                let middle = self.changed(which, i, |w| w + h);
                let above = self.loss(x, t);
                self.changed(which, i, |_| middle - h);
                let below = self.loss(x, t);
                self.changed(which, i, |_| middle);
                *gradient = (above - below) / (2.0 * h);
            }
            gradients
        })
    }

    /// Changes entry `i` (row by row) of a parameter, and returns its old value.
    ///
    /// # Panics
    /// If it doesn't exist.
    pub fn changed(&mut self, which: usize, i: usize, new: impl FnOnce(f64) -> f64) -> f64 {
        let mut parameter = self.parameter(which);
        let count = parameter.len();
        let Some(entry) = parameter.iter_mut().nth(i) else {
            panic!("{} has {count} entries, but no number {i}", NAMES[which])
        };
        std::mem::replace(entry, new(*entry))
    }
}
