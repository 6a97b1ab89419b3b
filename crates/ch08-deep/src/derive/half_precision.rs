//! 8.3.4 How is a number written with 16 bits?
//!
//! ```text
//! value = (−1)^sign · 1.mantissa · 2^exponent          sign  exponent  mantissa
//!
//! double    64 bits                                      1      11        52
//! single    32 bits                                      1       8        23
//! half      16 bits                                      1       5        10
//! bfloat16  16 bits: single's exponents, fewer digits    1       8         7
//! ```
//!
//! The numbers with the same exponent are equally spaced: `2^(exponent − mantissa bits)`. Rounding takes the nearest of
//! them, and of two equally near ones the even one. Below the smallest exponent the spacing stays the same, so the
//! numbers are equally spaced down to 0 (subnormal numbers). A value half a step or more beyond the largest number
//! becomes infinite.

use portable_math::powi;

/// A floating-point format: the bits of exponent and mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Bits of the exponent: they determine the range.
    pub exponent_bits: i32,
    /// Bits of the mantissa: they determine the precision.
    pub mantissa_bits: i32,
}

impl Format {
    /// IEEE half precision, the book's `float16`.
    pub const HALF: Self = Self { exponent_bits: 5, mantissa_bits: 10 };
    /// bfloat16, designed for neural networks.
    pub const BFLOAT16: Self = Self { exponent_bits: 8, mantissa_bits: 7 };
    /// IEEE single precision, `f32`.
    pub const SINGLE: Self = Self { exponent_bits: 8, mantissa_bits: 23 };

    /// The exponent of the largest numbers; the smallest is `1 − max_exponent`.
    pub fn max_exponent(self) -> i32 {
        (1 << (self.exponent_bits - 1)) - 1
    }

    /// The largest finite number: all bits of the mantissa set.
    pub fn largest(self) -> f64 {
        (2.0 - powi(2.0, -self.mantissa_bits)) * powi(2.0, self.max_exponent())
    }

    /// The smallest number above 0.
    pub fn smallest(self) -> f64 {
        powi(2.0, 1 - self.max_exponent() - self.mantissa_bits)
    }

    /// The number of this format closest to `x`.
    pub fn round(self, x: f64) -> f64 {
        if x == 0.0 || !x.is_finite() {
            return x;
        }
        // Of x = ±1.… · 2^exponent the exponent; in `f64` it is in the 11 bits after the sign, with a bias of 1023.
        let exponent = ((x.to_bits() >> 52) & 0x7ff) as i32 - 1023;
        let step = powi(2.0, exponent.max(1 - self.max_exponent()) - self.mantissa_bits);
        // Division by a power of two and back changes no digit.
        let rounded = (x / step).round_ties_even() * step;
        if rounded.abs() > self.largest() { f64::INFINITY.copysign(x) } else { rounded }
    }
}

/// The 16 bits of half precision: sign, exponent + 15, mantissa.
pub fn half_bits(x: f64) -> u16 {
    let sign = if x.is_sign_negative() { 0x8000 } else { 0 };
    let size = Format::HALF.round(x.abs());
    if size.is_nan() {
        return 0x7e00;
    }
    if size.is_infinite() {
        return sign | 0x7c00;
    }
    if size < powi(2.0, -14) {
        // Subnormal: no leading 1, the mantissa counts steps of 2⁻²⁴.
        return sign | (size * powi(2.0, 24)) as u16;
    }
    let exponent = ((size.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    let mantissa = (size / powi(2.0, exponent) - 1.0) * 1024.0;
    sign | ((exponent + 15) as u16) << 10 | mantissa as u16
}

/// The number that these 16 bits represent.
pub fn half_value(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, mantissa) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    let size = match exponent {
        0 => mantissa * powi(2.0, -24),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + mantissa / 1024.0) * powi(2.0, exponent - 15),
    };
    sign * size
}
