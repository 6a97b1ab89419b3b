//! Which way is up? The slope of any function, by trying: move each number a little to both sides.
//!
//! Derived in: ch04 (book §4.3, §4.4): `(f(x + h) − f(x − h)) / 2h`, the central difference, with the book's h = 1e-4.
//!
//! A number type has only so many digits: beside a large x, 1e-4 is rounded to something else, or away (in `f32`,
//! `3000 + 1e-4` is 3000). Where h would be less than `√ε · |x|`, it is that instead (ε = `F::epsilon()`, the distance
//! from 1 to the next number), so that the step always keeps half of the digits. In `f64` this begins at |x| = 6,711, in
//! `f32` at 0.29. It assumes that `f` changes over distances of about |x|, not over much shorter ones.

use crate::networks::network::Network;
use crate::{Real, Targets, Tensor};

/// The book's step width.
pub const H: f64 = 1e-4;

/// The two points on either side of `x`, and how far apart they are: `(x − h, x + h, 2h)`, with the book's h = 1e-4 where
/// `x` is small enough for it, else `√ε · |x|`.
fn both_sides<F: Real>(x: F) -> (F, F, F) {
    let (book, resolved) = (F::of(H), F::epsilon().sqrt() * x.abs());
    if resolved > book {
        // A step of many digits; what rounding the two points did to it is in their distance.
        let (below, above) = (x - resolved, x + resolved);
        (below, above, above - below)
    } else {
        (x - book, x + book, book + book)
    }
}

/// The derivative of a function of one variable, by central difference with h = 1e-4, or `√ε · |x|` where that is more.
///
/// ```
/// use core_tensor::functions::numerical_gradient::numerical_diff;
/// let slope = numerical_diff(|x: f64| 0.01 * x * x + 0.1 * x, 5.0);
/// assert!((slope - 0.2).abs() < 1e-9);
/// ```
pub fn numerical_diff<F: Real>(f: impl Fn(F) -> F, x: F) -> F {
    difference(x, f)
}

/// The central difference, of a function that may change what it works on. It is asked above first, then below.
fn difference<F: Real>(x: F, mut f: impl FnMut(F) -> F) -> F {
    let (below, above, width) = both_sides(x);
    let above = f(above);
    (above - f(below)) / width
}

/// The gradient of `f` at `x`, one element after the other; `x` may have any shape, and is left as it was to the last
/// bit. Two calls of `f` per element.
///
/// ```
/// use core_tensor::functions::numerical_gradient::numerical_gradient;
/// let x = ndarray::array![3.0, 4.0].into_dyn();
/// let slope = numerical_gradient(|x| x.iter().map(|v| v * v).sum(), &x);
/// assert!((slope[0] - 6.0_f64).abs() < 1e-8 && (slope[1] - 8.0_f64).abs() < 1e-8);
/// ```
pub fn numerical_gradient<F: Real>(mut f: impl FnMut(&Tensor<F>) -> F, x: &Tensor<F>) -> Tensor<F> {
    let mut x = x.as_standard_layout().into_owned();
    let mut gradient = Tensor::zeros(x.shape());
    for (i, slope) in gradient.iter_mut().enumerate() {
        let middle = element(&mut x, i, |value| value);
        *slope = difference(middle, |value| {
            element(&mut x, i, |_| value);
            f(&x)
        });
        element(&mut x, i, |_| middle);
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
    let mut gradients = Vec::new();
    for (which, shape) in shapes.iter().enumerate() {
        let mut gradient = Tensor::zeros(shape.as_slice());
        for (i, slope) in gradient.iter_mut().enumerate() {
            let middle = element(&mut network.params_mut()[which].value, i, |value| value);
            *slope = difference(middle, |value| {
                element(&mut network.params_mut()[which].value, i, |_| value);
                network.training_loss(x.clone(), t)
            });
            element(&mut network.params_mut()[which].value, i, |_| middle);
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
    fn large_points_have_a_slope_in_both_number_types() {
        for x in [0.5_f32, 1.0, 30.0, 1000.0, 3000.0, 1e6, -3e9] {
            let slope = numerical_diff(|x: f32| x * x, x);
            assert!(
                (slope / (2.0 * x) - 1.0).abs() < 1e-3,
                "at {x} the slope of x² is {}, not {slope}",
                2.0 * x
            );
        }
        for x in [1.0_f64, 1e4, -1e8, 1e13, 1e100] {
            let slope = numerical_diff(|x: f64| x * x, x);
            assert!(
                (slope / (2.0 * x) - 1.0).abs() < 1e-7,
                "at {x} the slope of x² is {}, not {slope}",
                2.0 * x
            );
        }
        let x = Tensor::from_elem(vec![2], 3000.0_f32);
        let gradient = numerical_gradient(|x| x[0] * x[0] / 3000.0 + x[1], &x);
        assert!((gradient[0] - 2.0).abs() < 1e-3 && (gradient[1] - 1.0).abs() < 1e-3, "{gradient}");
    }

    #[test]
    fn ordinary_points_are_asked_with_the_books_step() {
        for x in [0.0, 0.3, -5.0, 10.0, 6_710.0] {
            let book = ((x + H).sin() - (x - H).sin()) / (2.0 * H);
            assert_eq!(numerical_diff(f64::sin, x), book, "{x}");
        }
    }

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
