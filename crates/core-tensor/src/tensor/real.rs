//! Which numbers can a tensor hold? `f32` to train fast, `f64` to check gradients and to match NumPy's digits.

use crate::kernels::simd::Lanes;
use ndarray::NdFloat;
use num_traits::FromPrimitive;
use portable_math::Number;
use std::iter::Sum;

/// A real number that the whole crate computes with: `f32` or `f64`.
///
/// Everything in this crate is generic over this one trait, so that the code which trains in `f32` is, line for
/// line, the code whose gradients are checked in `f64`.
pub trait Real: Lanes + NdFloat + Number + FromPrimitive + Sum + Default + 'static {
    /// The value nearest to `value`: how constants and hyperparameters enter a formula.
    ///
    /// ```
    /// use core_tensor::Real;
    /// assert_eq!(f32::of(0.1), 0.1_f32);
    /// ```
    fn of(value: f64) -> Self;

    /// The same number as `f64`; exact for both types.
    fn as_f64(self) -> f64;

    /// The bit pattern. Two numbers are *bit-equal* when these agree, which is stricter than `==` (0 and −0 differ).
    fn bits(self) -> u64;

    /// A pixel of 0 to 255 as a number of 0 to 1: the `f32` nearest to `pixel / 255`, for both types, as the book's division in
    /// `f32` gives it. It is computed as an `f64` product, which is faster and equal to the bit for all 256 pixels.
    fn from_pixel(pixel: u8) -> Self;
}

impl Real for f32 {
    #[inline]
    fn of(value: f64) -> Self {
        value as f32
    }
    #[inline]
    fn as_f64(self) -> f64 {
        f64::from(self)
    }
    #[inline]
    fn bits(self) -> u64 {
        u64::from(self.to_bits())
    }
    #[inline]
    fn from_pixel(pixel: u8) -> Self {
        // The same 256 numbers as `pixel / 255`, and a product takes a tenth of a quotient's time.
        (f64::from(pixel) * (1.0 / 255.0)) as f32
    }
}

impl Real for f64 {
    #[inline]
    fn of(value: f64) -> Self {
        value
    }
    #[inline]
    fn as_f64(self) -> f64 {
        self
    }
    #[inline]
    fn bits(self) -> u64 {
        self.to_bits()
    }
    #[inline]
    fn from_pixel(pixel: u8) -> Self {
        f64::from(f32::from_pixel(pixel))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_becomes_its_quotient_by_255_to_the_bit() {
        for pixel in 0..=255_u8 {
            assert_eq!(f32::from_pixel(pixel), f32::from(pixel) / 255.0, "{pixel}");
            assert_eq!(f64::from_pixel(pixel), f64::from(f32::from(pixel) / 255.0), "{pixel}");
        }
    }
}
