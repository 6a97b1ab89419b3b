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

use pulp::Simd;

/// A number of which a register holds several.
pub trait Lanes: Copy + Send + Sync + 'static {
    /// A register full of them, on a processor with the instructions `S`.
    type Vector<S: Simd>: Copy;

    /// How many it holds.
    fn lanes<S: Simd>() -> usize;

    /// The same number in each lane.
    fn splat<S: Simd>(simd: S, number: Self) -> Self::Vector<S>;

    /// The first numbers of a slice.
    ///
    /// # Panics
    /// If the slice has fewer numbers than the register.
    fn load<S: Simd>(numbers: &[Self]) -> Self::Vector<S>;

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

    /// The sum of all lanes, in an order that never changes.
    fn sum_of_lanes<S: Simd>(simd: S, vector: Self::Vector<S>) -> Self;
}

macro_rules! lanes {
    ($number:ty, $vector:ident, $splat:ident, $as_vectors:ident, $as_vectors_mut:ident, $multiply_add:ident, $sum:ident) => {
        impl Lanes for $number {
            type Vector<S: Simd> = S::$vector;

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

lanes!(f32, f32s, splat_f32s, as_simd_f32s, as_mut_simd_f32s, mul_add_f32s, reduce_sum_f32s);
lanes!(f64, f64s, splat_f64s, as_simd_f64s, as_mut_simd_f64s, mul_add_f64s, reduce_sum_f64s);
