//! What does a neuron do with its weighted sum? It passes it through one of these curves.
//!
//! Derived in: ch03 (book §3.2). Each function works on one number; tensors use it with `mapv`.
//! Softmax, which looks at a whole row, has a file of its own.

use crate::Real;
use portable_math::exp;

/// The step function: 1 where `x > 0`, else 0 (book §3.2.2; a sum of exactly 0 does not fire).
pub fn step<F: Real>(x: F) -> F {
    if x > F::zero() { F::one() } else { F::zero() }
}

/// The sigmoid `1 / (1 + exp(−x))` (book §3.2.4), without overflow: the exponential is always of a negative number.
///
/// ```
/// use core_tensor::functions::activation::sigmoid;
/// assert_eq!(sigmoid(0.0), 0.5);
/// assert_eq!(sigmoid(-1000.0), 0.0);
/// ```
pub fn sigmoid<F: Real>(x: F) -> F {
    let e = exp(-x.abs());
    if x >= F::zero() { F::one() / (F::one() + e) } else { e / (F::one() + e) }
}

/// The sigmoid's derivative, from its output: `y (1 − y)`.
pub fn sigmoid_derivative<F: Real>(y: F) -> F {
    y * (F::one() - y)
}

/// The rectifier `max(0, x)` (book §3.2.7). `NaN` stays `NaN`, so that a broken network is not hidden.
pub fn relu<F: Real>(x: F) -> F {
    if x <= F::zero() { F::zero() } else { x }
}

/// The hyperbolic tangent (book §6.2.2, as an alternative to the sigmoid).
pub fn tanh<F: Real>(x: F) -> F {
    portable_math::tanh(x)
}

/// The derivative of `tanh`, from its output: `1 − y²`.
pub fn tanh_derivative<F: Real>(y: F) -> F {
    F::one() - y * y
}

/// `x` itself: the output layer of a regression (book §3.5).
pub fn identity<F: Real>(x: F) -> F {
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sigmoid_is_point_symmetric(x in -50.0f64..50.0) {
            prop_assert!((sigmoid(-x) - (1.0 - sigmoid(x))).abs() < 1e-15);
        }

        #[test]
        fn no_activation_overflows(x in -1e6f32..1e6) {
            for y in [sigmoid(x), relu(x), tanh(x), step(x), identity(x)] {
                prop_assert!(y.is_finite());
            }
        }

        #[test]
        fn tanh_is_a_stretched_sigmoid(x in -20.0f64..20.0) {
            prop_assert!((tanh(x) - (2.0 * sigmoid(2.0 * x) - 1.0)).abs() < 1e-14);
        }
    }

    #[test]
    fn relu_keeps_nan_visible() {
        assert!(relu(f64::NAN).is_nan());
    }
}
