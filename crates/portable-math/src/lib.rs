//! Why is `exp` not simply `x.exp()`? Because that asks the system, and every system rounds differently.
//!
//! `+`, `−`, `·`, `/` and the square root are defined to the last bit by the standard for floating-point numbers (IEEE 754):
//! every processor gives the same result. `exp`, `ln` or `tanh` are not. The standard library of Rust hands them to the
//! mathematics library of the system, and those of Linux, macOS and Windows differ in the last digit of some results. One such
//! digit is enough: a training makes the difference larger step by step, until other weights, another accuracy and another figure
//! come out.
//!
//! So whatever reaches a result in this workspace takes these functions, which are computed with exactly defined operations:
//! `exp`, which a training calls millions of times, in `exponential.rs`, and the others by the `libm` crate. They are written as
//! in NumPy, `exp(x)` for `np.exp(x)`:
//!
//! ```
//! use portable_math::{exp, ln};
//!
//! let x: f64 = 0.5;
//! let y = 1.0 / (1.0 + exp(-x));
//! assert!((ln(y / (1.0 - y)) - x).abs() < 1e-15);
//! ```
//!
//! Each takes `f32` or `f64`, and its result is off by about one unit in the last place at most. Clippy refuses the standard
//! library's forms in this workspace (`clippy.toml` at the root), so that none slips in.

mod exponential;
mod number;

pub use number::Number;

/// `eˣ`, NumPy's `exp`.
///
/// ```
/// assert_eq!(portable_math::exp(0.0), 1.0);
/// assert_eq!(portable_math::exp(1000.0), f64::INFINITY);
/// ```
pub fn exp<F: Number>(x: F) -> F {
    F::exponential(x)
}

/// `2ˣ`, NumPy's `exp2`.
pub fn exp2<F: Number>(x: F) -> F {
    F::exponential_of_two(x)
}

/// The natural logarithm, NumPy's `log`: `−∞` at 0, `NaN` below.
///
/// ```
/// assert_eq!(portable_math::ln(1.0), 0.0);
/// assert_eq!(portable_math::ln(0.0), f64::NEG_INFINITY);
/// assert!(portable_math::ln(-1.0_f64).is_nan());
/// ```
pub fn ln<F: Number>(x: F) -> F {
    F::logarithm(x)
}

/// `ln(1 + x)` with all digits where `x` is near 0, NumPy's `log1p`.
///
/// ```
/// assert_eq!(portable_math::ln_1p(1e-20), 1e-20);
/// ```
pub fn ln_1p<F: Number>(x: F) -> F {
    F::logarithm_of_one_plus(x)
}

/// The logarithm to base 2, NumPy's `log2`.
pub fn log2<F: Number>(x: F) -> F {
    F::logarithm_to_base_2(x)
}

/// The logarithm to base 10, NumPy's `log10`.
///
/// ```
/// assert_eq!(portable_math::log10(1000.0), 3.0);
/// ```
pub fn log10<F: Number>(x: F) -> F {
    F::logarithm_to_base_10(x)
}

/// The hyperbolic tangent, from −1 to 1.
pub fn tanh<F: Number>(x: F) -> F {
    F::hyperbolic_tangent(x)
}

/// The sine of an angle in radians.
pub fn sin<F: Number>(x: F) -> F {
    F::sine(x)
}

/// The cosine of an angle in radians.
pub fn cos<F: Number>(x: F) -> F {
    F::cosine(x)
}

/// The sine and the cosine of an angle in radians.
pub fn sin_cos<F: Number>(x: F) -> (F, F) {
    (F::sine(x), F::cosine(x))
}

/// The angle in radians, from 0 to π, whose cosine is `x`; `NaN` outside −1 to 1.
pub fn acos<F: Number>(x: F) -> F {
    F::arc_cosine(x)
}

/// The angle in radians, from −π to π, of the point `(x, y)`.
pub fn atan2<F: Number>(y: F, x: F) -> F {
    F::angle(y, x)
}

/// `√(x² + y²)` without overflow on the way.
///
/// ```
/// assert_eq!(portable_math::hypot(3.0, 4.0), 5.0);
/// ```
pub fn hypot<F: Number>(x: F, y: F) -> F {
    F::hypotenuse(x, y)
}

/// `xʸ`, NumPy's `power`. For a whole exponent, [`powi`] is exact more often and faster.
pub fn powf<F: Number>(x: F, y: F) -> F {
    F::power(x, y)
}

/// `xⁿ` by repeated squaring: `x¹³ = x⁸ · x⁴ · x`, a product for each 1 among the exponent's binary digits.
///
/// The standard library's `powi` is computed in the same way when the program runs, and by another rule when the compiler
/// already knows the result.
///
/// ```
/// use portable_math::powi;
/// assert_eq!(powi(3.0, 2), 9.0);
/// assert_eq!(powi(2.0, -3), 0.125);
/// assert_eq!(powi(0.0, 0), 1.0);
/// ```
#[inline]
pub fn powi<F: Number>(x: F, n: i32) -> F {
    let mut square = x;
    let mut product = F::ONE;
    let mut left = n.unsigned_abs();
    while left > 0 {
        if left % 2 == 1 {
            product = product * square;
        }
        left /= 2;
        if left > 0 {
            square = square * square;
        }
    }
    if n < 0 { F::ONE / product } else { product }
}
