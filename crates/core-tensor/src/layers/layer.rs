//! What must a layer be able to do? A forward pass, a backward pass, and lend its parameters.

use super::hints::{Hints, Hooks};
use crate::tensor::shape_in_words;
use crate::{Param, Real, Tensor};

/// One step of a network, with its own backward pass. A layer is `Clone`, so that a network can be copied, and tried out
/// without being changed.
///
/// ```
/// use core_tensor::layers::Layer;
/// use core_tensor::training::gradient_check::{Verdict, check_layer};
/// use core_tensor::{Real, Tensor};
/// /// y = x²
/// #[derive(Clone, Default)]
/// struct Square<F> {
///     x: Option<Tensor<F>>,
/// }
/// impl<F: Real> Layer<F> for Square<F> {
///     fn name(&self) -> &str {
///         "square1"
///     }
///     fn predict(&self, x: Tensor<F>) -> Tensor<F> {
///         x.mapv(|x| x * x)
///     }
///     fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
///         self.x = Some(x.clone());
///         self.predict(x)
///     }
///     fn backward(&mut self, dout: Tensor<F>) -> Tensor<F> {
///         let x = self.x.take().expect("forward came first");
///         dout * x.mapv(|x| x + x)
///     }
/// }
/// let x = ndarray::array![[1.0, -2.0, 0.5]].into_dyn();
/// assert_eq!(check_layer(&Square::default(), &x, 3, 1).verdict(), Verdict::Right);
/// ```
pub trait Layer<F: Real>: CloneLayer<F> + Send + Sync {
    /// The layer's name in its network, for messages: `affine1`.
    fn name(&self) -> &str;

    /// Inference: `y` from `x`, whose memory `y` may take. Changes nothing.
    fn predict(&self, x: Tensor<F>) -> Tensor<F>;

    /// Training: `y` from `x`, keeping what [`backward`](Layer::backward) will need.
    fn forward(&mut self, x: Tensor<F>) -> Tensor<F>;

    /// The chain rule: takes dL/dy, fills the gradient of each parameter (overwriting the last), and returns dL/dx.
    ///
    /// # Panics
    /// If no [`forward`](Layer::forward) came before.
    fn backward(&mut self, dout: Tensor<F>) -> Tensor<F>;

    /// All tensors of the trained layer: its parameters in the book's order, then its [buffers](crate::Role::Buffer).
    fn params(&self) -> Vec<&Param<F>> {
        Vec::new()
    }

    /// The same tensors in the same order, to be changed.
    fn params_mut(&mut self) -> Vec<&mut Param<F>> {
        Vec::new()
    }

    /// Makes [`forward`](Layer::forward) repeat its last random draw (`true`) or draw anew (`false`), and leave its buffers as
    /// they are, so that the loss becomes a function of the parameters alone.
    fn freeze(&mut self, _frozen: bool) {}

    /// What speed and tools may know about the layer; the default is right for every layer.
    fn hints(&self) -> Hints<'_> {
        Hints::default()
    }

    /// What speed and tools can do with the layer; the default is right for every layer that neither draws at random nor
    /// mixes the samples of a batch.
    fn hooks(&mut self) -> Hooks<'_, F> {
        Hooks::default()
    }
}

/// A layer that can be copied although its type is not known; every layer that is `Clone` can.
pub trait CloneLayer<F: Real> {
    /// A copy with the same parameters, the same running statistics, and the same next random draws.
    fn boxed_clone(&self) -> Box<dyn Layer<F>>;
}

impl<F: Real, L: Layer<F> + Clone + 'static> CloneLayer<F> for L {
    fn boxed_clone(&self) -> Box<dyn Layer<F>> {
        Box::new(self.clone())
    }
}

impl<F: Real> Clone for Box<dyn Layer<F>> {
    fn clone(&self) -> Self {
        (**self).boxed_clone()
    }
}

/// The upstream gradient must have the shape of the last output.
///
/// # Panics
/// If it has not.
pub(crate) fn check_dout(dout: &[usize], output: &[usize], layer: &str) {
    assert!(
        dout == output,
        "{layer}: the upstream gradient is {}, but the layer's last output was {}",
        shape_in_words(dout),
        shape_in_words(output)
    );
}

/// What a layer kept in `forward`.
///
/// # Panics
/// If no forward pass came before.
pub(crate) fn kept<T>(cache: Option<T>, layer: &str) -> T {
    match cache {
        Some(cache) => cache,
        None => panic!("{layer}: backward was called before forward"),
    }
}
