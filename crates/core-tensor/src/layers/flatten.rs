//! Where do images become rows? Between the layers that know rows and columns and those that do not.
//!
//! ```text
//! forward    (n, c, h, w) → (n, c · h · w)
//! backward   (n, c · h · w) → (n, c, h, w)
//! ```

use super::{Layer, check_dout, kept};
use crate::tensor::{in_row_major, into_row_major, into_rows};
use crate::{Real, Tensor};

/// Flattens all axes but the first.
///
/// ```
/// use core_tensor::Tensor;
/// use core_tensor::layers::{Flatten, Layer};
/// let mut flatten = Flatten::new(1);
/// let y = flatten.forward(Tensor::<f64>::ones(vec![5, 2, 3, 4]));
/// assert_eq!(y.shape(), [5, 24]);
/// assert_eq!(flatten.backward(y).shape(), [5, 2, 3, 4]);
/// ```
#[derive(Clone, Debug)]
pub struct Flatten {
    name: String,
    shape: Option<Vec<usize>>,
}

impl Flatten {
    /// The layer number `number` (from 1) of its network.
    pub fn new(number: usize) -> Self {
        Self { name: format!("flatten{number}"), shape: None }
    }
}

impl<F: Real> Layer<F> for Flatten {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: Tensor<F>) -> Tensor<F> {
        into_rows(x, &self.name).into_dyn()
    }

    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        self.shape = Some(x.shape().to_vec());
        self.predict(x)
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        let shape = kept(self.shape.as_ref(), &self.name);
        check_dout(dout.shape(), &[shape[0], shape[1..].iter().product()], &self.name);
        in_row_major(into_row_major(dout), shape)
    }
}
