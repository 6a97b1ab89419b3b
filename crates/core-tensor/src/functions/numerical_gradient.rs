//! Which way is up? The gradient of any function, from its values alone: move each element a little to both sides.
//!
//! Derived in: ch04 (book §4.3, §4.4): `(f(x + h) − f(x − h)) / 2h`, the central difference. The book's h is 1e-4.
//!
//! A floating-point type has a fixed number of digits: beside a large x, 1e-4 is rounded to something else, or away (in `f32`,
//! `3000 + 1e-4` is 3000). Where h would be less than `√ε · |x|`, it is that instead (ε = `F::epsilon()`, the distance
//! from 1 to the next number), so that the step always keeps half of the digits. With the book's h this begins at |x| = 6,711
//! in `f64`, at 0.29 in `f32`. It assumes that `f` changes over distances of about |x|, not over much shorter ones.

use crate::{Real, Tensor};

/// The book's step width.
pub const H: f64 = 1e-4;

/// The two points on either side of `x`, and their distance: `(x − h, x + h, 2h)`, or the same with `√ε · |x|` where that is
/// more than `h`.
fn both_sides<F: Real>(x: F, h: f64) -> (F, F, F) {
    let (h, resolved) = (F::of(h), F::epsilon().sqrt() * x.abs());
    if resolved > h {
        // A step of many digits; what rounding the two points did to it is in their distance.
        let (below, above) = (x - resolved, x + resolved);
        (below, above, above - below)
    } else {
        (x - h, x + h, h + h)
    }
}

/// The derivative of a function of one variable, by central difference with h = 1e-4, or `√ε · |x|` where that is more.
///
/// ```
/// use core_tensor::functions::numerical_gradient::numerical_diff;
/// let derivative = numerical_diff(|x: f64| 0.01 * x * x + 0.1 * x, 5.0);
/// assert!((derivative - 0.2).abs() < 1e-9);
/// ```
pub fn numerical_diff<F: Real>(f: impl Fn(F) -> F, x: F) -> F {
    central_difference(x, H, f)
}

/// The central difference of a function that may change what it works on. It is called above first, then below.
fn central_difference<F: Real>(x: F, h: f64, mut f: impl FnMut(F) -> F) -> F {
    let (below, above, width) = both_sides(x, h);
    let above = f(above);
    (above - f(below)) / width
}

/// The gradient of `f` at `x`, one element after the other, by central differences with the step `h`, or `√ε · |xᵢ|` where that
/// is more. `x` may have any shape. Two calls of `f` per element.
///
/// ```
/// use core_tensor::functions::numerical_gradient::{H, numerical_gradient};
/// let x = ndarray::array![3.0, 4.0].into_dyn();
/// let gradient = numerical_gradient(|x| x.iter().map(|v| v * v).sum(), &x, H);
/// assert!((gradient[0] - 6.0_f64).abs() < 1e-8 && (gradient[1] - 8.0_f64).abs() < 1e-8);
/// ```
pub fn numerical_gradient<F: Real>(mut f: impl FnMut(&Tensor<F>) -> F, x: &Tensor<F>, h: f64) -> Tensor<F> {
    let mut x = x.as_standard_layout().into_owned();
    let mut gradient = Tensor::zeros(x.shape());
    for (i, derivative) in gradient.iter_mut().enumerate() {
        let middle = element(&mut x, i, |value| value);
        *derivative = central_difference(middle, h, |value| {
            element(&mut x, i, |_| value);
            f(&x)
        });
        element(&mut x, i, |_| middle);
    }
    gradient
}

/// Replaces element `i` (row-major), and returns the old one.
pub(crate) fn element<F: Real>(x: &mut Tensor<F>, i: usize, new: impl FnOnce(F) -> F) -> F {
    let old = x.iter_mut().nth(i);
    match old {
        Some(element) => {
            let old = *element;
            *element = new(old);
            old
        }
        None => panic!("there is no element {i} among {}", x.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portable_math::{powi, sin};

    #[test]
    fn large_points_have_a_derivative_in_both_types() {
        for x in [0.5_f32, 1.0, 30.0, 1000.0, 3000.0, 1e6, -3e9] {
            let derivative = numerical_diff(|x: f32| x * x, x);
            assert!(
                (derivative / (2.0 * x) - 1.0).abs() < 1e-3,
                "at {x} the derivative of x² is {}, not {derivative}",
                2.0 * x
            );
        }
        for x in [1.0_f64, 1e4, -1e8, 1e13, 1e100] {
            let derivative = numerical_diff(|x: f64| x * x, x);
            assert!(
                (derivative / (2.0 * x) - 1.0).abs() < 1e-7,
                "at {x} the derivative of x² is {}, not {derivative}",
                2.0 * x
            );
        }
        let x = Tensor::from_elem(vec![2], 3000.0_f32);
        let gradient = numerical_gradient(|x| x[0] * x[0] / 3000.0 + x[1], &x, H);
        assert!((gradient[0] - 2.0).abs() < 1e-3 && (gradient[1] - 1.0).abs() < 1e-3, "{gradient}");
    }

    #[test]
    fn ordinary_points_use_the_books_step() {
        for x in [0.0, 0.3, -5.0, 10.0, 6_710.0] {
            let book = (sin(x + H) - sin(x - H)) / (2.0 * H);
            assert_eq!(numerical_diff(sin, x), book, "{x}");
        }
    }

    #[test]
    fn the_point_is_left_as_it_was_and_any_shape_works() {
        let x = Tensor::from_shape_fn(vec![2, 3, 2], |i| 0.1 * (i[0] * 6 + i[1] * 2 + i[2]) as f64);
        let before = x.clone();
        let gradient = numerical_gradient(|x| x.iter().map(|&v| powi(v, 3)).sum(), &x, H);
        assert_eq!(x, before);
        for (derivative, value) in gradient.iter().zip(&x) {
            assert!((derivative - 3.0 * value * value).abs() < 1e-7);
        }
    }
}
