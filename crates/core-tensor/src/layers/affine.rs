//! What does a fully connected layer compute? `y = x · W + b`.
//!
//! Derived in: ch05 (book §5.6.1, §5.6.2).
//!
//! ```text
//! forward   y  = x · W + b          (n, in) · (in, out) + (out) → (n, out)
//! backward  dx = dout · Wᵀ          (n, out) · (out, in)        → (n, in)
//!           dW = xᵀ · dout          (in, n) · (n, out)          → (in, out)
//!           db = Σ over n of dout                                → (out)
//! ```

use super::{BackwardParams, Hooks, Layer, check_dout, kept};
use crate::kernels::buffer_pool::{give_back_array, take};
use crate::kernels::matmul::{matmul_add, matmul_into};
use crate::tensor::param::{Param, Role};
use crate::tensor::{as_rows, in_rows, into_rows, shape_in_words};
use crate::{Matrix, Real, Tensor, Vector};
use ndarray::{ArrayView2, Axis};

/// A fully connected layer. Inputs of higher rank are flattened, and dL/dx gets their shape back.
///
/// ```
/// use core_tensor::layers::{Affine, Layer};
/// use ndarray::array;
/// let affine = Affine::new(1, array![[1.0, 2.0], [3.0, 4.0]], array![10.0, 20.0]);
/// assert_eq!(affine.predict(array![[1.0, 1.0]].into_dyn()), array![[14.0, 26.0]].into_dyn());
/// ```
#[derive(Clone, Debug)]
pub struct Affine<F> {
    name: String,
    w: Param<F>,
    b: Param<F>,
    cache: Option<Cache<F>>,
}

#[derive(Clone, Debug)]
struct Cache<F> {
    x: Matrix<F>,
    shape: Vec<usize>,
}

impl<F: Real> Affine<F> {
    /// The layer number `number` (from 1) of its network: its parameters are called `W1` and `b1`.
    ///
    /// # Panics
    /// If `b` has not one entry for each column of `w`.
    pub fn new(number: usize, w: Matrix<F>, b: Vector<F>) -> Self {
        assert!(
            w.ncols() == b.len(),
            "affine{number}: the weight has {} columns, the bias {} entries",
            w.ncols(),
            b.len()
        );
        Self {
            name: format!("affine{number}"),
            w: Param::new(format!("W{number}"), w, Role::Weight),
            b: Param::new(format!("b{number}"), b, Role::Bias),
            cache: None,
        }
    }

    fn apply(&self, x: ArrayView2<F>) -> Matrix<F> {
        let w = self.w.matrix();
        assert!(
            x.ncols() == w.nrows(),
            "{}: input has {} columns, the weight has {} rows ({}): was the image flattened?",
            self.name,
            x.ncols(),
            w.nrows(),
            shape_in_words(w.shape())
        );
        let mut y = Matrix::zeros((x.nrows(), w.ncols()));
        y.assign(&self.b.vector());
        matmul_add(x, w, y.view_mut());
        y
    }

    fn fill_gradients(&mut self, x: &Matrix<F>, dout: ArrayView2<F>) {
        matmul_into(x.t(), dout, self.w.grad_matrix());
        // Along rows that lie side by side in memory: the order of a sum must not depend on that of memory.
        self.b.grad_vector().assign(&dout.as_standard_layout().sum_axis(Axis(0)));
    }
}

impl<F: Real> Layer<F> for Affine<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: Tensor<F>) -> Tensor<F> {
        let y = self.apply(as_rows(&x, &self.name).view());
        give_back_array(x);
        y.into_dyn()
    }

    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        let shape = x.shape().to_vec();
        let x = into_rows(x, &self.name);
        let y = self.apply(x.view());
        self.cache = Some(Cache { x, shape });
        y.into_dyn()
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        let Cache { x, shape } = kept(self.cache.take(), &self.name);
        check_dout(dout.shape(), &[x.nrows(), self.b.value.len()], &self.name);
        let dout = into_rows(dout, &self.name);
        self.fill_gradients(&x, dout.view());
        let mut dx = in_rows(take(x.len()), x.dim());
        matmul_into(dout.view(), self.w.matrix().t(), dx.view_mut());
        give_back_array(x);
        if shape.len() == 2 {
            return dx.into_dyn();
        }
        dx.into_shape_with_order(shape).unwrap_or_else(|_| unreachable!("dx has as many elements as x had"))
    }

    fn params(&self) -> Vec<&Param<F>> {
        vec![&self.w, &self.b]
    }

    fn params_mut(&mut self) -> Vec<&mut Param<F>> {
        vec![&mut self.w, &mut self.b]
    }

    fn hooks(&mut self) -> Hooks<'_, F> {
        Hooks { backward_params: Some(self), ..Hooks::default() }
    }
}

impl<F: Real> BackwardParams<F> for Affine<F> {
    fn backward_params(&mut self, dout: Tensor<F>) {
        let Cache { x, .. } = kept(self.cache.take(), &self.name);
        check_dout(dout.shape(), &[x.nrows(), self.b.value.len()], &self.name);
        let dout = into_rows(dout, &self.name);
        self.fill_gradients(&x, dout.view());
        give_back_array(x);
    }
}
