//! 7.5 How are the slopes of a convolution network checked? As those of any network: each number is moved a little to
//! both sides, and the loss is computed anew.
//!
//! ```text
//! dL/dw ≈ (L(w + h) − L(w − h)) / 2h          two passes for each number
//! ```
//!
//! The loss has kinks, where ReLU switches a unit on or another number of a window becomes the largest. If one lies between
//! w − h and w + h, trying gives the mean of two slopes. The switches tell.

use super::simple_convnet::{NAMES, SimpleConvNet};
use core_tensor::layers::{Layer, Relu};
use core_tensor::{Targets, Tensor};
use ndarray::{Array4, ArrayViewMutD};

impl SimpleConvNet {
    /// How every switch stood on the last way forward: which units were on, and which number of each window was the
    /// largest. Between two weights with other switches lies a kink of the loss.
    pub fn switches(&self) -> Vec<usize> {
        let of =
            |relu: &Relu| Layer::<f64>::switches(relu).into_iter().map(|on| on as usize).collect::<Vec<_>>();
        [of(&self.relu1), self.pool1.arg_max.clone(), of(&self.relu2)].concat()
    }

    /// Parameter number `which` of [`NAMES`], to be changed.
    ///
    /// # Panics
    /// If there is none.
    pub fn parameter(&mut self, which: usize) -> ArrayViewMutD<'_, f64> {
        match which {
            0 => self.conv1.w.view_mut().into_dyn(),
            1 => self.conv1.b.view_mut().into_dyn(),
            2 | 3 => self.affine1.params_mut().swap_remove(which - 2).value.view_mut(),
            4 | 5 => self.affine2.params_mut().swap_remove(which - 4).value.view_mut(),
            _ => panic!("the network has six parameters, and none of number {which}"),
        }
    }

    /// The slopes by trying, `(L(w + h) − L(w − h)) / 2h` for every single number: two passes each.
    ///
    /// # Panics
    /// As [`SimpleConvNet::predict`].
    pub fn numerical_gradient(&mut self, x: &Array4<f64>, t: &Targets<f64>, h: f64) -> [Tensor<f64>; 6] {
        std::array::from_fn(|which| {
            let shape = self.parameter(which).shape().to_vec();
            let mut slopes = Tensor::zeros(shape);
            for (i, slope) in slopes.iter_mut().enumerate() {
                let middle = self.changed(which, i, |w| w + h);
                let above = self.loss(x, t);
                self.changed(which, i, |_| middle - h);
                let below = self.loss(x, t);
                self.changed(which, i, |_| middle);
                *slope = (above - below) / (2.0 * h);
            }
            slopes
        })
    }

    /// Changes number `i` (row by row) of a parameter, and gives what it was.
    ///
    /// # Panics
    /// If there is none.
    pub fn changed(&mut self, which: usize, i: usize, new: impl FnOnce(f64) -> f64) -> f64 {
        let mut parameter = self.parameter(which);
        let count = parameter.len();
        let Some(place) = parameter.iter_mut().nth(i) else {
            panic!("{} has {count} numbers, and none of number {i}", NAMES[which])
        };
        std::mem::replace(place, new(*place))
    }
}
