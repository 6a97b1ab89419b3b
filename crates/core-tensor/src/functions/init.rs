//! Which weights should a network start from? Not equal ones, and neither too small nor too large.
//!
//! Derived in: ch06 (book §6.2).
//!
//! | rule | standard deviation | made for |
//! |---|---|---|
//! | [`Init::Constant`] | 0 | seeing why it fails: all units of a layer stay equal for ever |
//! | [`Init::Normal`] | as given | the book's first tries, 1 and 0.01 |
//! | [`Init::Xavier`] | `√(1 / fan_in)` | sigmoid and tanh (book §6.2.2) |
//! | [`Init::He`] | `√(2 / fan_in)` | ReLU (book §6.2.3) |
//!
//! The uniform rules have the same standard deviation: `U(−a, a)` has the standard deviation `a / √3`. The book's "Xavier" uses
//! the inputs alone; Glorot and Bengio (2010) take `√(2 / (fan_in + fan_out))`, here [`Init::Glorot`].

use crate::tensor::settings::check_not_negative;
use crate::{Matrix, Real, StandardNormal};
use ndarray::Array4;
use rand::Rng;
use rand::distr::{Distribution, StandardUniform};

/// A rule for the initial weights of a layer. Biases start at 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Init {
    /// Every weight the same.
    Constant(f64),
    /// Normal with mean 0 and this standard deviation.
    Normal(f64),
    /// Uniform on `[−limit, limit]`.
    Uniform(f64),
    /// Normal with standard deviation `√(1 / fan_in)`.
    Xavier,
    /// Uniform with the standard deviation of [`Init::Xavier`].
    XavierUniform,
    /// Normal with standard deviation `√(2 / (fan_in + fan_out))`.
    Glorot,
    /// Normal with standard deviation `√(2 / fan_in)`.
    He,
    /// Uniform with the standard deviation of [`Init::He`].
    HeUniform,
}

impl Init {
    /// The standard deviation this rule gives the weights of a layer.
    pub fn std(self, fan_in: usize, fan_out: usize) -> f64 {
        let (fan_in, fan_out) = (fan_in as f64, fan_out as f64);
        match self {
            Self::Constant(_) => 0.0,
            Self::Normal(std) => std,
            Self::Uniform(limit) => limit / 3f64.sqrt(),
            Self::Xavier | Self::XavierUniform => (1.0 / fan_in).sqrt(),
            Self::Glorot => (2.0 / (fan_in + fan_out)).sqrt(),
            Self::He | Self::HeUniform => (2.0 / fan_in).sqrt(),
        }
    }

    /// The initial weights of a fully connected layer, `(fan_in, fan_out)`, in row-major order of drawing.
    ///
    /// They are drawn in `f64` whatever `F` is, so that networks of both types start from the same weights.
    ///
    /// ```
    /// use core_tensor::{Init, Streams};
    /// let w = Init::He.matrix::<f32>(784, 100, &mut Streams::new(1).rng("init"));
    /// assert!((w.std(0.0) - (2.0_f32 / 784.0).sqrt()).abs() < 0.001);
    /// ```
    ///
    /// # Panics
    /// If a constant is not finite, or a standard deviation or a limit is negative or not finite.
    pub fn matrix<F: Real>(self, fan_in: usize, fan_out: usize, rng: &mut impl Rng) -> Matrix<F> {
        self.check();
        let std = self.std(fan_in, fan_out);
        Matrix::from_shape_simple_fn((fan_in, fan_out), || F::of(self.draw(std, rng)))
    }

    /// The first filters of a convolution, `(filters, channels, height, width)`, in row-major order of drawing. Each
    /// output sees `channels · height · width` inputs, each input reaches `filters · height · width` outputs.
    ///
    /// # Panics
    /// As [`Init::matrix`].
    pub fn filters<F: Real>(
        self,
        (filters, channels, height, width): (usize, usize, usize, usize),
        rng: &mut impl Rng,
    ) -> Array4<F> {
        self.check();
        let std = self.std(channels * height * width, filters * height * width);
        Array4::from_shape_simple_fn((filters, channels, height, width), || F::of(self.draw(std, rng)))
    }

    fn check(self) {
        match self {
            Self::Constant(value) => assert!(
                value.is_finite(),
                "initial weights: a constant must be a finite number, but is {value}"
            ),
            Self::Normal(std) => check_not_negative("initial weights", "standard deviation", std),
            Self::Uniform(limit) => check_not_negative("initial weights", "limit", limit),
            _ => {}
        }
    }

    fn draw(self, std: f64, rng: &mut impl Rng) -> f64 {
        match self {
            Self::Constant(value) => value,
            Self::Normal(_) | Self::Xavier | Self::Glorot | Self::He => {
                let z: f64 = StandardNormal.sample(rng);
                z * std
            }
            Self::Uniform(_) | Self::XavierUniform | Self::HeUniform => {
                let u: f64 = StandardUniform.sample(rng);
                (2.0 * u - 1.0) * std * 3f64.sqrt()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;

    #[test]
    fn each_rule_has_the_spread_it_promises() {
        use Init::*;
        for init in [Normal(0.01), Uniform(0.5), Xavier, XavierUniform, Glorot, He, HeUniform] {
            let w = init.matrix::<f64>(300, 200, &mut Streams::new(1).rng("init"));
            let ratio = w.std(0.0) / init.std(300, 200);
            assert!((ratio - 1.0).abs() < 0.01, "{init:?}: {ratio}");
            assert!(w.mean().unwrap().abs() < 0.02 * init.std(300, 200), "{init:?}: mean {:?}", w.mean());
        }
    }

    #[test]
    fn a_constant_is_constant_and_draws_nothing() {
        let mut rng = Streams::new(1).rng("init");
        let w = Init::Constant(0.5).matrix::<f32>(3, 4, &mut rng);
        assert!(w.iter().all(|&w| w == 0.5));
        assert_eq!(rng.next_u64(), Streams::new(1).rng("init").next_u64());
    }

    #[test]
    fn both_number_types_start_from_the_same_weights() {
        let single = Init::Xavier.matrix::<f32>(5, 7, &mut Streams::new(9).rng("init"));
        let double = Init::Xavier.matrix::<f64>(5, 7, &mut Streams::new(9).rng("init"));
        assert_eq!(single, double.mapv(|w| w as f32));
    }
}
