//! What does a convolution layer compute? One small affine map, at every position of the image.
//! Derived in: ch07 (book §7.2, §7.4).
//! ```text
//! x (n, c, h, w)   W (filters, c, height, width)   b (filters)   →   y (n, filters, out_h, out_w)
//! for each image, with C = im2col(x) and W as a matrix (filters, c · height · width):
//! forward    y  = W · C + b
//! backward   dW = Σ over images of dout · Cᵀ     db = Σ over images and positions of dout
//!            dx = col2im(Wᵀ · dout)
//! ```
//! How it is computed fast (im2col, direct, Winograd) is chosen in `kernels/conv`.

use super::{BackwardParams, Hints, Hooks, Layer, check_dout, kept};
use crate::kernels::buffer_pool::give_back_array;
use crate::kernels::conv::{Conv, PreparedFilters};
use crate::tensor::shape_in_words;
use crate::{Param, Real, Role, Tensor, Vector, Window};
use ndarray::Array4;

/// A convolution layer.
///
/// ```
/// use core_tensor::{Window, layers::{Convolution, Layer}};
/// use ndarray::{Array4, array};
/// // One 2 × 2 filter that adds up what is under it, over an image of ones.
/// let layer = Convolution::new(1, Array4::<f64>::ones((1, 1, 2, 2)), array![0.5], Window::square(2));
/// let y = layer.predict(Array4::ones((1, 1, 3, 3)).into_dyn());
/// assert_eq!(y, Array4::from_elem((1, 1, 2, 2), 4.5).into_dyn());
/// ```
#[derive(Clone, Debug)]
pub struct Convolution<F> {
    name: String,
    w: Param<F>,
    b: Param<F>,
    window: Window,
    x: Option<Tensor<F>>,
    prepared: PreparedFilters<F>,
}

impl<F: Real> Convolution<F> {
    /// The layer number `number` (from 1) of its network: its parameters are called `W1` and `b1`.
    ///
    /// # Panics
    /// If there isn't one bias for each filter, the filters aren't as large as the window, or there are no filters or channels.
    pub fn new(number: usize, w: Array4<F>, b: Vector<F>, window: Window) -> Self {
        let ((filters, channels, height, width), biases) = (w.dim(), b.len());
        assert!(
            filters > 0 && channels > 0,
            "convolution{number}: {filters} filters of {channels} channels: neither may be 0"
        );
        assert!(filters == biases, "convolution{number}: there are {filters} filters and {biases} biases");
        let Window { height: rows, width: columns, .. } = window;
        assert!(
            (height, width) == (rows, columns),
            "convolution{number}: filters of {height} × {width} in a window of {rows} × {columns}"
        );
        Self {
            name: format!("convolution{number}"),
            w: Param::new(format!("W{number}"), w, Role::Weight),
            b: Param::new(format!("b{number}"), b, Role::Bias),
            window,
            x: None,
            prepared: PreparedFilters::new(),
        }
    }

    /// The same layer, computed by im2col and a matrix product whatever the sizes: the plain form, to compare with.
    pub fn by_im2col(self) -> Self {
        Self { prepared: PreparedFilters::im2col_only(), ..self }
    }

    /// Kernel size, stride and padding.
    pub fn window(&self) -> Window {
        self.window
    }

    /// The convolution of these images.
    fn conv(&self, x: &Tensor<F>) -> Conv {
        let (w, shape) = (self.w.value.shape(), x.shape());
        assert!(
            shape.len() == 4 && shape[1] == w[1],
            "{}: input is {}, the filters ({}) need n × {} × h × w",
            self.name,
            shape_in_words(shape),
            shape_in_words(w),
            w[1]
        );
        self.window.output_size_in(&self.name, shape[2], shape[3]);
        self.prepared.conv((w[1], shape[2], shape[3]), w[0], self.window)
    }

    fn convolve(&self, x: &Tensor<F>) -> Tensor<F> {
        let conv = self.conv(x);
        conv.forward(x, &self.prepared.get(conv, &self.w, &self.b))
    }

    fn gradients(&mut self, dout: Tensor<F>, wants_dx: bool) -> Option<Tensor<F>> {
        let x = kept(self.x.take(), &self.name);
        let conv = self.conv(&x);
        check_dout(dout.shape(), &conv.output_shape(x.shape()[0]), &self.name);
        conv.backward(x, dout, (&mut self.w, &mut self.b), wants_dx)
    }
}

impl<F: Real> Layer<F> for Convolution<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, x: Tensor<F>) -> Tensor<F> {
        let y = self.convolve(&x);
        give_back_array(x);
        y
    }

    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        let y = self.convolve(&x);
        self.x = Some(x);
        y
    }

    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
        self.gradients(dout, true).unwrap_or_else(|| unreachable!("dx was asked for"))
    }

    fn params(&self) -> Vec<&Param<F>> {
        vec![&self.w, &self.b]
    }

    fn params_mut(&mut self) -> Vec<&mut Param<F>> {
        self.prepared.forget();
        vec![&mut self.w, &mut self.b]
    }

    fn hints(&self) -> Hints<'_> {
        Hints { is_spatial: true, ..Hints::default() }
    }

    fn hooks(&mut self) -> Hooks<'_, F> {
        Hooks { backward_params: Some(self), ..Hooks::default() }
    }
}

impl<F: Real> BackwardParams<F> for Convolution<F> {
    fn backward_params(&mut self, dout: Tensor<F>) {
        self.gradients(dout, false);
    }
}

#[cfg(test)]
mod tests;
