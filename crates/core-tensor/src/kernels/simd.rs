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

use pulp::{Arch, Simd};
use std::cell::RefCell;

/// How many `f32` the widest registers hold: what is laid out for them suits the narrower ones, too.
pub(crate) const WIDEST: usize = 16;

/// Memory that somebody worked in, left to whoever works on the same thread next, with the numbers that are in it. New
/// memory would have to be cleared, and that takes as long as a good part of the work.
#[derive(Debug)]
pub struct Left<F> {
    /// To work in.
    pub(crate) rooms: Vec<Vec<F>>,
    /// Of answers that nobody needs any more.
    pub(crate) answers: Vec<Vec<F>>,
}

/// A number of which a register holds several.
pub trait Lanes: Copy + Send + Sync + 'static {
    /// A register full of them, on a processor with the instructions `S`.
    type Vector<S: Simd>: Copy;

    /// The memory that was left on this thread.
    fn left<R>(take_or_leave: impl FnOnce(&mut Left<Self>) -> R) -> R;

    /// How many it holds.
    fn lanes<S: Simd>() -> usize;

    /// The same number in each lane.
    fn splat<S: Simd>(simd: S, number: Self) -> Self::Vector<S>;

    /// The first numbers of a slice.
    ///
    /// # Panics
    /// If the slice has fewer numbers than the register.
    fn load<S: Simd>(numbers: &[Self]) -> Self::Vector<S>;

    /// The numbers of a slice that may be shorter than the register, and zeros in the other lanes.
    fn load_what_is_there<S: Simd>(simd: S, numbers: &[Self]) -> Self::Vector<S>;

    /// Writes to the first numbers of a slice.
    ///
    /// # Panics
    /// If the slice has fewer numbers than the register.
    fn store<S: Simd>(numbers: &mut [Self], vector: Self::Vector<S>);

    /// Writes to a slice that may be shorter than the register as much as fits.
    fn store_what_fits<S: Simd>(simd: S, numbers: &mut [Self], vector: Self::Vector<S>);

    /// `a + b`, lane by lane.
    fn plus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;

    /// `a · b + c`, lane by lane.
    fn multiply_add<S: Simd>(
        simd: S,
        a: Self::Vector<S>,
        b: Self::Vector<S>,
        c: Self::Vector<S>,
    ) -> Self::Vector<S>;
}

thread_local! {
    static LEFT_F32: RefCell<Left<f32>> = const { RefCell::new(Left { rooms: Vec::new(), answers: Vec::new() }) };
    static LEFT_F64: RefCell<Left<f64>> = const { RefCell::new(Left { rooms: Vec::new(), answers: Vec::new() }) };
}

macro_rules! lanes {
    ($number:ty, $left:ident, $vector:ident, $splat:ident, $as_vectors:ident, $as_vectors_mut:ident, $partial_load:ident, $partial_store:ident, $add:ident, $multiply_add:ident) => {
        impl Lanes for $number {
            type Vector<S: Simd> = S::$vector;

            fn left<R>(take_or_leave: impl FnOnce(&mut Left<Self>) -> R) -> R {
                $left.with_borrow_mut(take_or_leave)
            }
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
            fn load_what_is_there<S: Simd>(simd: S, numbers: &[Self]) -> S::$vector {
                match numbers.get(..Self::lanes::<S>()) {
                    Some(numbers) => Self::load::<S>(numbers),
                    None => simd.$partial_load(numbers),
                }
            }
            #[inline(always)]
            fn store<S: Simd>(numbers: &mut [Self], vector: S::$vector) {
                S::$as_vectors_mut(&mut numbers[..Self::lanes::<S>()]).0[0] = vector;
            }
            #[inline(always)]
            fn store_what_fits<S: Simd>(simd: S, numbers: &mut [Self], vector: S::$vector) {
                match numbers.get_mut(..Self::lanes::<S>()) {
                    Some(numbers) => Self::store::<S>(numbers, vector),
                    None => simd.$partial_store(numbers, vector),
                }
            }
            #[inline(always)]
            fn plus<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$add(a, b)
            }
            #[inline(always)]
            fn multiply_add<S: Simd>(simd: S, a: S::$vector, b: S::$vector, c: S::$vector) -> S::$vector {
                simd.$multiply_add(a, b, c)
            }
        }
    };
}

lanes!(
    f32,
    LEFT_F32,
    f32s,
    splat_f32s,
    as_simd_f32s,
    as_mut_simd_f32s,
    partial_load_f32s,
    partial_store_f32s,
    add_f32s,
    mul_add_f32s
);
lanes!(
    f64,
    LEFT_F64,
    f64s,
    splat_f64s,
    as_simd_f64s,
    as_mut_simd_f64s,
    partial_load_f64s,
    partial_store_f64s,
    add_f64s,
    mul_add_f64s
);

/// `N` numbers, from this one on.
///
/// # Panics
/// If there are not as many.
#[inline(always)]
pub(crate) fn some<T, const N: usize>(numbers: &[T], first: usize) -> &[T; N] {
    numbers[first..]
        .first_chunk()
        .unwrap_or_else(|| panic!("there are not {N} numbers from number {first} on"))
}

/// `N` numbers, from this one on, to be changed.
///
/// # Panics
/// If there are not as many.
#[inline(always)]
pub(crate) fn some_mut<T, const N: usize>(numbers: &mut [T], first: usize) -> &mut [T; N] {
    numbers[first..]
        .first_chunk_mut()
        .unwrap_or_else(|| panic!("there are not {N} numbers from number {first} on"))
}

/// Does work whose loops the compiler itself turns into vectors, with the widest ones there are. The numbers are the
/// same as without.
///
/// The closure must be `#[inline(always)]`: one that the compiler leaves as a function of its own has narrow vectors.
pub(crate) fn with_wide_vectors<R>(work: impl FnOnce() -> R) -> R {
    Arch::new().dispatch(work)
}
