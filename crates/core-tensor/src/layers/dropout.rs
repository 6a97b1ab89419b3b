//! What happens when a layer forgets a random part of what it knows? It learns not to depend on any one neuron.
//!
//! Derived in: ch06 (book §6.4.3). This is *inverted* dropout: what survives in training is stretched by
//! `1 / (1 − ratio)`, so that inference has nothing to do. The book's code instead shrinks at inference; weights that were
//! learnt that way are right only with [`Dropout::of_the_book`].
//!
//! ```text
//!             inverted                                             of the book
//! training    y = x · mask,  mask = 0 with probability `ratio`,    mask = 0 with probability `ratio`,
//!                            else 1 / (1 − ratio)                  else 1
//!             dx = dout · mask
//! inference   y = x                                                y = (1 − ratio) x
//! ```

use super::{Hints, Hooks, Layer, check_dout, kept};
use crate::tensor::random::StreamRng;
use crate::tensor::values_mut;
use crate::{Real, Tensor};
use portable_math::powi;
use rand::Rng;

/// Inverted dropout.
///
/// ```
/// use core_tensor::layers::{Dropout, Layer};
/// use core_tensor::{Streams, Tensor};
/// let mut dropout = Dropout::new(1, 0.5, Streams::new(1).rng("dropout"));
/// let x = Tensor::<f64>::ones(vec![1, 1_000]);
/// let y = dropout.forward(x.clone());
/// assert!(y.iter().all(|&y| y == 0.0 || y == 2.0), "half is silenced, the rest doubled");
/// assert!((y.sum() - 1_000.0).abs() < 100.0, "so that the sum stays about the same");
/// assert_eq!(dropout.predict(x.clone()), x, "inference has nothing to do");
/// ```
#[derive(Clone, Debug)]
pub struct Dropout {
    name: String,
    ratio: f64,
    /// What survives in training, and all that passes at inference, is multiplied by these.
    in_training: f64,
    at_inference: f64,
    rng: StreamRng,
    survives: Option<Vec<bool>>,
    /// The shape of the last training input.
    shape: Vec<usize>,
    frozen: bool,
}

impl Dropout {
    /// Dropout number `number` (from 1), which silences each element with probability `ratio`.
    ///
    /// # Panics
    /// If `ratio` is not in `[0, 1)`.
    pub fn new(number: usize, ratio: f64, rng: StreamRng) -> Self {
        assert!((0.0..1.0).contains(&ratio), "dropout{number}: the ratio must be in [0, 1), not {ratio}");
        Self {
            name: format!("dropout{number}"),
            ratio,
            in_training: 1.0 / (1.0 - ratio),
            at_inference: 1.0,
            rng,
            survives: None,
            shape: Vec::new(),
            frozen: false,
        }
    }

    /// The same layer as the book's code has it: nothing is stretched in training, all is shrunk at inference.
    pub fn of_the_book(self) -> Self {
        Self { in_training: 1.0, at_inference: 1.0 - self.ratio, ..self }
    }

    fn draw(&mut self, n: usize) -> Vec<bool> {
        // 32 random bits an element, in one go: `bits / 2³² ≥ ratio` survives.
        let mut bytes = vec![0; 4 * n];
        self.rng.fill_bytes(&mut bytes);
        let threshold = (self.ratio * powi(2.0, 32)).round() as u32;
        bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) >= threshold).collect()
    }

    fn mask<F: Real>(&self, x: &mut Tensor<F>) {
        let stretch = F::of(self.in_training);
        let survives = kept(self.survives.as_ref(), &self.name);
        for (x, &survives) in values_mut(x).iter_mut().zip(survives) {
            *x = if survives { *x * stretch } else { F::zero() };
        }
    }
}

impl<F: Real> Layer<F> for Dropout {
    fn name(&self) -> &str {
        &self.name
    }

    fn predict(&self, mut x: Tensor<F>) -> Tensor<F> {
        if self.at_inference != 1.0 {
            let shrink = F::of(self.at_inference);
            x.mapv_inplace(|x| shrink * x);
        }
        x
    }

    fn forward(&mut self, mut x: Tensor<F>) -> Tensor<F> {
        let reuse = self.frozen && self.survives.as_ref().is_some_and(|last| last.len() == x.len());
        if !reuse {
            self.survives = Some(self.draw(x.len()));
        }
        self.shape = x.shape().to_vec();
        self.mask(&mut x);
        x
    }

    fn backward(&mut self, mut dout: Tensor<F>) -> Tensor<F> {
        kept(self.survives.as_ref(), &self.name);
        check_dout(dout.shape(), &self.shape, &self.name);
        self.mask(&mut dout);
        dout
    }

    fn freeze(&mut self, frozen: bool) {
        self.frozen = frozen;
    }

    fn hints(&self) -> Hints<'_> {
        Hints { random_stream: Some(&self.rng), ..Hints::default() }
    }

    fn hooks(&mut self) -> Hooks<'_, F> {
        Hooks { random_stream: Some(&mut self.rng), ..Hooks::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;

    #[test]
    fn the_books_form_shrinks_at_inference_what_training_did_not_stretch() {
        let ours = Dropout::new(1, 0.25, Streams::new(1).rng("dropout"));
        let (mut ours, mut book) = (ours.clone(), ours.of_the_book());
        let x = Tensor::<f64>::from_shape_fn(vec![4, 100], |i| (i[0] * 100 + i[1]) as f64 + 1.0);
        assert_eq!(book.predict(x.clone()), 0.75 * &x);
        assert_eq!(ours.predict(x.clone()), x);
        // Both drop the same; the mean is kept from training to inference by either.
        let (trained, of_book) = (ours.forward(x.clone()), book.forward(x.clone()));
        for ((&ours, &book), &x) in trained.iter().zip(&of_book).zip(&x) {
            assert!((ours - book / 0.75).abs() < 1e-12 && (book == 0.0 || book == x));
        }
        assert_eq!(book.backward(Tensor::<f64>::ones(x.shape())), of_book / &x);
    }

    #[test]
    fn the_mean_is_kept_and_the_ratio_is_silenced() {
        let mut dropout = Dropout::new(1, 0.2, Streams::new(1).rng("dropout"));
        let n = 100_000;
        let y = dropout.forward(Tensor::<f64>::ones(vec![n]));
        let silent = y.iter().filter(|&&y| y == 0.0).count() as f64 / n as f64;
        // Three standard deviations of a binomial share: 3 √(0.2 · 0.8 / n) = 0.0038.
        assert!((silent - 0.2).abs() < 0.0038, "{silent}");
        assert!((y.sum() / n as f64 - 1.0).abs() < 0.0048);
        assert_eq!(y, dropout.backward(Tensor::ones(vec![n])), "the gradient passes where the value passed");
    }

    #[test]
    fn inference_changes_nothing_and_a_frozen_layer_repeats_its_mask() {
        let mut dropout = Dropout::new(1, 0.5, Streams::new(1).rng("dropout"));
        let x = Tensor::<f32>::from_elem(vec![10, 10], 3.0);
        assert_eq!(dropout.predict(x.clone()), x);
        let first = dropout.forward(x.clone());
        assert_ne!(first, dropout.forward(x.clone()));
        Layer::<f32>::freeze(&mut dropout, true);
        let frozen = dropout.forward(x.clone());
        assert_eq!(frozen, dropout.forward(x));
    }
}
