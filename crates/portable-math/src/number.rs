//! Which numbers have these functions? `f32` and `f64`, each computed in its own precision.

use crate::exponential::{exp_f32, exp_f64};
use std::ops::{Div, Mul};

/// `f32` or `f64`. Call the functions of this crate instead of those of the trait: their names are the usual ones.
pub trait Number: Copy + Mul<Output = Self> + Div<Output = Self> {
    /// The number 1.
    const ONE: Self;
    /// [`exp`](crate::exp).
    fn exponential(x: Self) -> Self;
    /// [`exp2`](crate::exp2).
    fn exponential_of_two(x: Self) -> Self;
    /// [`ln`](crate::ln).
    fn logarithm(x: Self) -> Self;
    /// [`ln_1p`](crate::ln_1p).
    fn logarithm_of_one_plus(x: Self) -> Self;
    /// [`log2`](crate::log2).
    fn logarithm_to_base_2(x: Self) -> Self;
    /// [`log10`](crate::log10).
    fn logarithm_to_base_10(x: Self) -> Self;
    /// [`tanh`](crate::tanh).
    fn hyperbolic_tangent(x: Self) -> Self;
    /// [`sin`](crate::sin).
    fn sine(x: Self) -> Self;
    /// [`cos`](crate::cos).
    fn cosine(x: Self) -> Self;
    /// [`acos`](crate::acos).
    fn arc_cosine(x: Self) -> Self;
    /// [`atan2`](crate::atan2).
    fn angle(y: Self, x: Self) -> Self;
    /// [`hypot`](crate::hypot).
    fn hypotenuse(x: Self, y: Self) -> Self;
    /// [`powf`](crate::powf).
    fn power(x: Self, y: Self) -> Self;
}

/// Each function of the trait by where it is computed.
macro_rules! number {
    ($number:ty: $($function:ident($($x:ident),+) = $name:path;)+) => {
        impl Number for $number {
            const ONE: Self = 1.0;
            $(
                #[inline]
                fn $function($($x: Self),+) -> Self {
                    $name($($x),+)
                }
            )+
        }
    };
}

number! { f64:
    exponential(x) = exp_f64;
    exponential_of_two(x) = libm::exp2;
    logarithm(x) = libm::log;
    logarithm_of_one_plus(x) = libm::log1p;
    logarithm_to_base_2(x) = libm::log2;
    logarithm_to_base_10(x) = libm::log10;
    hyperbolic_tangent(x) = libm::tanh;
    sine(x) = libm::sin;
    cosine(x) = libm::cos;
    arc_cosine(x) = libm::acos;
    angle(y, x) = libm::atan2;
    hypotenuse(x, y) = libm::hypot;
    power(x, y) = libm::pow;
}

number! { f32:
    exponential(x) = exp_f32;
    exponential_of_two(x) = libm::exp2f;
    logarithm(x) = libm::logf;
    logarithm_of_one_plus(x) = libm::log1pf;
    logarithm_to_base_2(x) = libm::log2f;
    logarithm_to_base_10(x) = libm::log10f;
    hyperbolic_tangent(x) = libm::tanhf;
    sine(x) = libm::sinf;
    cosine(x) = libm::cosf;
    arc_cosine(x) = libm::acosf;
    angle(y, x) = libm::atan2f;
    hypotenuse(x, y) = libm::hypotf;
    power(x, y) = libm::powf;
}
