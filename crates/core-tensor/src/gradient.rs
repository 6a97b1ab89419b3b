//! Which way is up? The slope of any function, by trying: move each number a little to both sides.
//!
//! Derived in: ch04 (book §4.3, §4.4): `(f(x + h) − f(x − h)) / 2h`, the central difference, with the book's h = 1e-4.

use crate::network::Network;
use crate::{Real, Targets, Tensor};

/// The book's step width.
pub const H: f64 = 1e-4;

/// The derivative of a function of one number, by central difference with h = 1e-4.
///
/// ```
/// use core_tensor::gradient::numerical_diff;
/// let slope = numerical_diff(|x: f64| 0.01 * x * x + 0.1 * x, 5.0);
/// assert!((slope - 0.2).abs() < 1e-9);
/// ```
pub fn numerical_diff<F: Real>(f: impl Fn(F) -> F, x: F) -> F {
    let h = F::of(H);
    (f(x + h) - f(x - h)) / (h + h)
}

/// The gradient of `f` at `x`, one element after the other; `x` may have any shape, and is left as it was to the last
/// bit. Two calls of `f` per element.
///
/// ```
/// use core_tensor::gradient::numerical_gradient;
/// let x = ndarray::array![3.0, 4.0].into_dyn();
/// let slope = numerical_gradient(|x| x.iter().map(|v| v * v).sum(), &x);
/// assert!((slope[0] - 6.0_f64).abs() < 1e-8 && (slope[1] - 8.0_f64).abs() < 1e-8);
/// ```
pub fn numerical_gradient<F: Real>(mut f: impl FnMut(&Tensor<F>) -> F, x: &Tensor<F>) -> Tensor<F> {
    let h = F::of(H);
    let mut x = x.as_standard_layout().into_owned();
    let mut gradient = Tensor::zeros(x.shape());
    for (i, slope) in gradient.iter_mut().enumerate() {
        let middle = element(&mut x, i, |value| value + h);
        let above = f(&x);
        element(&mut x, i, |_| middle - h);
        let below = f(&x);
        element(&mut x, i, |_| middle);
        *slope = (above - below) / (h + h);
    }
    gradient
}

/// The gradients of the network's training loss with respect to each of its parameters, in the order of
/// [`Network::params`]. Costs two forward passes per parameter: 79,520 for the network of ch04, which is why ch05
/// exists.
///
/// A network with dropout must be [frozen](Network::freeze): otherwise each pass draws anew, and the slopes are noise.
pub fn numerical_gradient_of_network<F: Real>(
    network: &mut Network<F>,
    x: &Tensor<F>,
    t: &Targets<F>,
) -> Vec<Tensor<F>> {
    let shapes: Vec<Vec<usize>> = network.params().iter().map(|param| param.value.shape().to_vec()).collect();
    let h = F::of(H);
    let mut gradients = Vec::new();
    for (which, shape) in shapes.iter().enumerate() {
        let mut gradient = Tensor::zeros(shape.as_slice());
        for (i, slope) in gradient.iter_mut().enumerate() {
            let middle = element(&mut network.params_mut()[which].value, i, |value| value + h);
            let above = network.training_loss(x.clone(), t);
            element(&mut network.params_mut()[which].value, i, |_| middle - h);
            let below = network.training_loss(x.clone(), t);
            element(&mut network.params_mut()[which].value, i, |_| middle);
            *slope = (above - below) / (h + h);
        }
        gradients.push(gradient);
    }
    gradients
}

/// Replaces the element at place `i` (row-major) and gives back the old one.
pub(crate) fn element<F: Real>(x: &mut Tensor<F>, i: usize, new: impl FnOnce(F) -> F) -> F {
    let old = x.iter_mut().nth(i);
    match old {
        Some(place) => {
            let old = *place;
            *place = new(old);
            old
        }
        None => panic!("there is no element {i} among {}", x.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_is_left_as_it_was_and_any_shape_works() {
        let x = Tensor::from_shape_fn(vec![2, 3, 2], |i| 0.1 * (i[0] * 6 + i[1] * 2 + i[2]) as f64);
        let before = x.clone();
        let gradient = numerical_gradient(|x| x.iter().map(|v| v.powi(3)).sum(), &x);
        assert_eq!(x, before);
        for (slope, value) in gradient.iter().zip(&x) {
            assert!((slope - 3.0 * value * value).abs() < 1e-7);
        }
    }
}
