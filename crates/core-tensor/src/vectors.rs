//! How does a processor multiply eight numbers at once? With vectors: registers that hold several numbers, and
//! instructions that work on all of them.
//!
//! ```text
//! a  │ a₀ a₁ a₂ a₃ a₄ a₅ a₆ a₇ │     one instruction:  sums += a · b,  number by number,
//! b  │ b₀ b₁ b₂ b₃ b₄ b₅ b₆ b₇ │     and each pair is multiplied and added with one rounding
//! ```
//!
//! Which instructions there are is asked of the processor when the program runs; that, and what is unsafe about it, is
//! the `pulp` library's job. This file only says, for `f32` and `f64` alike, what a kernel needs of a vector.

use crate::Real;
use pulp::{Arch, Simd};

/// How many `f32` the widest registers hold. What sums over lanes keeps so many sums, whatever the processor, and so the
/// same numbers give the same bits on every one.
pub const WIDEST: usize = 16;

/// A number of which a register holds several.
pub trait Lanes: Copy + Send + Sync + 'static {
    /// A register full of them, on a processor with the instructions `S`.
    type Vector<S: Simd>: Copy;

    /// A choice of its lanes.
    type Mask<S: Simd>: Copy;

    /// How many it holds.
    fn lanes<S: Simd>() -> usize;

    /// The same number in each lane.
    fn splat<S: Simd>(simd: S, number: Self) -> Self::Vector<S>;

    /// The first numbers of a slice.
    ///
    /// # Panics
    /// If the slice has fewer numbers than the register.
    fn load<S: Simd>(numbers: &[Self]) -> Self::Vector<S>;

    /// Of the first `count` lanes, or of all if they are fewer.
    fn mask<S: Simd>(simd: S, count: usize) -> Self::Mask<S>;

    /// A register's numbers in the lanes of the mask, and zeros in the others.
    fn masked<S: Simd>(simd: S, mask: Self::Mask<S>, vector: Self::Vector<S>) -> Self::Vector<S>;

    /// Writes to the first numbers of a slice.
    ///
    /// # Panics
    /// If the slice has fewer numbers than the register.
    fn store<S: Simd>(numbers: &mut [Self], vector: Self::Vector<S>);

    /// `a · b + c`, lane by lane.
    fn multiply_add<S: Simd>(
        simd: S,
        a: Self::Vector<S>,
        b: Self::Vector<S>,
        c: Self::Vector<S>,
    ) -> Self::Vector<S>;

    /// The sum of all lanes: the second half is added to the first, until one is left.
    fn sum_of_lanes<S: Simd>(simd: S, vector: Self::Vector<S>) -> Self;
}

macro_rules! lanes {
    ($number:ty, $vector:ident, $splat:ident, $as_vectors:ident, $as_vectors_mut:ident, $multiply_add:ident, $sum:ident, $mask:ident, $mask_between:ident, $select:ident) => {
        impl Lanes for $number {
            type Vector<S: Simd> = S::$vector;
            type Mask<S: Simd> = S::$mask;

            #[inline(always)]
            fn lanes<S: Simd>() -> usize {
                size_of::<S::$vector>() / size_of::<$number>()
            }
            #[inline(always)]
            fn splat<S: Simd>(simd: S, number: Self) -> S::$vector {
                simd.$splat(number)
            }
            #[inline(always)]
            fn load<S: Simd>(numbers: &[Self]) -> S::$vector {
                S::$as_vectors(&numbers[..Self::lanes::<S>()]).0[0]
            }
            #[inline(always)]
            fn mask<S: Simd>(simd: S, count: usize) -> S::$mask {
                simd.$mask_between(0, count as _).mask()
            }
            #[inline(always)]
            fn masked<S: Simd>(simd: S, mask: S::$mask, vector: S::$vector) -> S::$vector {
                simd.$select(mask, vector, simd.$splat(0.0))
            }
            #[inline(always)]
            fn store<S: Simd>(numbers: &mut [Self], vector: S::$vector) {
                S::$as_vectors_mut(&mut numbers[..Self::lanes::<S>()]).0[0] = vector;
            }
            #[inline(always)]
            fn multiply_add<S: Simd>(simd: S, a: S::$vector, b: S::$vector, c: S::$vector) -> S::$vector {
                simd.$multiply_add(a, b, c)
            }
            #[inline(always)]
            fn sum_of_lanes<S: Simd>(simd: S, vector: S::$vector) -> Self {
                simd.$sum(vector)
            }
        }
    };
}

lanes!(
    f32,
    f32s,
    splat_f32s,
    as_simd_f32s,
    as_mut_simd_f32s,
    mul_add_f32s,
    reduce_sum_f32s,
    m32s,
    mask_between_m32s,
    select_f32s
);
lanes!(
    f64,
    f64s,
    splat_f64s,
    as_simd_f64s,
    as_mut_simd_f64s,
    mul_add_f64s,
    reduce_sum_f64s,
    m64s,
    mask_between_m64s,
    select_f64s
);

/// The numbers at the beginning of a slice, in the lanes of the mask, and zeros in the others. The slice may have fewer
/// than a register.
#[inline(always)]
pub(crate) fn load_first<F: Real, S: Simd>(simd: S, mask: F::Mask<S>, numbers: &[F]) -> F::Vector<S> {
    if numbers.len() >= F::lanes::<S>() {
        F::masked(simd, mask, F::load::<S>(numbers))
    } else {
        let mut all = [F::zero(); WIDEST];
        all[..numbers.len()].copy_from_slice(numbers);
        F::masked(simd, mask, F::load::<S>(&all))
    }
}

/// Writes a register to the first numbers of a slice that may have fewer.
#[inline(always)]
pub(crate) fn store_what_fits<F: Real, S: Simd>(numbers: &mut [F], register: F::Vector<S>) {
    if numbers.len() >= F::lanes::<S>() {
        F::store::<S>(numbers, register);
    } else {
        let mut all = [F::zero(); WIDEST];
        F::store::<S>(&mut all, register);
        numbers.copy_from_slice(&all[..numbers.len()]);
    }
}

/// Does work whose loops the compiler itself turns into vectors, with the widest ones there are. The numbers are the
/// same as without.
pub(crate) fn with_wide_vectors<R>(work: impl FnOnce() -> R) -> R {
    Arch::new().dispatch(work)
}

/// The sum of so many numbers: the second half is added to the first, until one is left.
#[inline(always)]
pub(crate) fn sum_of_widest<F: Real, S: Simd>(simd: S, numbers: &[F; WIDEST]) -> F {
    let mut registers = [F::splat(simd, F::zero()); WIDEST];
    for (register, numbers) in registers.iter_mut().zip(numbers.chunks_exact(F::lanes::<S>())) {
        *register = F::load::<S>(numbers);
    }
    let mut left = WIDEST / F::lanes::<S>() / 2;
    while left > 0 {
        for i in 0..left {
            registers[i] = F::multiply_add(simd, F::splat(simd, F::one()), registers[i + left], registers[i]);
        }
        left /= 2;
    }
    F::sum_of_lanes(simd, registers[0])
}
