//! How does a processor multiply eight values at once? With vectors: registers that hold several values, and
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

/// A thread's memory between uses, with whatever values are in it. New memory would have to be cleared, which takes as long as
/// a good part of the work.
#[derive(Debug)]
pub struct Pool<F> {
    /// Scratch memory.
    pub(crate) scratch: Vec<Vec<F>>,
    /// Buffers of outputs that are no longer needed.
    pub(crate) buffers: Vec<Vec<F>>,
}

/// A number of which a register holds several.
pub trait Lanes: Copy + Send + Sync + 'static {
    /// A register full of them, on a processor with the instructions `S`.
    type Vector<S: Simd>: Copy;

    /// This thread's pool.
    fn pool<R>(take_or_leave: impl FnOnce(&mut Pool<Self>) -> R) -> R;

    /// How many it holds.
    fn lanes<S: Simd>() -> usize;

    /// The same number in each lane.
    fn splat<S: Simd>(simd: S, number: Self) -> Self::Vector<S>;

    /// The first values of a slice.
    ///
    /// # Panics
    /// If the slice has fewer values than the register.
    fn load<S: Simd>(values: &[Self]) -> Self::Vector<S>;

    /// The values of a slice that may be shorter than the register, and zeros in the other lanes.
    fn load_partial<S: Simd>(simd: S, values: &[Self]) -> Self::Vector<S>;

    /// Writes to the first values of a slice.
    ///
    /// # Panics
    /// If the slice has fewer values than the register.
    fn store<S: Simd>(values: &mut [Self], vector: Self::Vector<S>);

    /// Writes to a slice that may be shorter than the register as much as fits.
    fn store_partial<S: Simd>(simd: S, values: &mut [Self], vector: Self::Vector<S>);

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
    static POOL_F32: RefCell<Pool<f32>> = const { RefCell::new(Pool { scratch: Vec::new(), buffers: Vec::new() }) };
    static POOL_F64: RefCell<Pool<f64>> = const { RefCell::new(Pool { scratch: Vec::new(), buffers: Vec::new() }) };
}

macro_rules! lanes {
    ($number:ty, $pool:ident, $vector:ident, $splat:ident, $as_vectors:ident, $as_vectors_mut:ident, $partial_load:ident, $partial_store:ident, $add:ident, $fused:ident, $in_two_steps:ident) => {
        impl Lanes for $number {
            type Vector<S: Simd> = S::$vector;

            fn pool<R>(take_or_leave: impl FnOnce(&mut Pool<Self>) -> R) -> R {
                $pool.with_borrow_mut(take_or_leave)
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
            fn load<S: Simd>(values: &[Self]) -> S::$vector {
                S::$as_vectors(&values[..Self::lanes::<S>()]).0[0]
            }
            #[inline(always)]
            fn load_partial<S: Simd>(simd: S, values: &[Self]) -> S::$vector {
                match values.get(..Self::lanes::<S>()) {
                    Some(values) => Self::load::<S>(values),
                    None => simd.$partial_load(values),
                }
            }
            #[inline(always)]
            fn store<S: Simd>(values: &mut [Self], vector: S::$vector) {
                S::$as_vectors_mut(&mut values[..Self::lanes::<S>()]).0[0] = vector;
            }
            #[inline(always)]
            fn store_partial<S: Simd>(simd: S, values: &mut [Self], vector: S::$vector) {
                match values.get_mut(..Self::lanes::<S>()) {
                    Some(values) => Self::store::<S>(values, vector),
                    None => simd.$partial_store(values, vector),
                }
            }
            #[inline(always)]
            fn plus<S: Simd>(simd: S, a: S::$vector, b: S::$vector) -> S::$vector {
                simd.$add(a, b)
            }
            #[inline(always)]
            fn multiply_add<S: Simd>(simd: S, a: S::$vector, b: S::$vector, c: S::$vector) -> S::$vector {
                // WebAssembly has no fused instruction: in software each would take as long as dozens of others. So a
                // browser rounds twice, and its results differ in the last digits.
                if cfg!(target_arch = "wasm32") { simd.$in_two_steps(a, b, c) } else { simd.$fused(a, b, c) }
            }
        }
    };
}

lanes!(
    f32,
    POOL_F32,
    f32s,
    splat_f32s,
    as_simd_f32s,
    as_mut_simd_f32s,
    partial_load_f32s,
    partial_store_f32s,
    add_f32s,
    mul_add_f32s,
    mul_add_e_f32s
);
lanes!(
    f64,
    POOL_F64,
    f64s,
    splat_f64s,
    as_simd_f64s,
    as_mut_simd_f64s,
    partial_load_f64s,
    partial_store_f64s,
    add_f64s,
    mul_add_f64s,
    mul_add_e_f64s
);

/// The `N` values from index `first` on.
///
/// # Panics
/// If there are fewer.
#[inline(always)]
pub(crate) fn chunk_at<T, const N: usize>(values: &[T], first: usize) -> &[T; N] {
    values[first..].first_chunk().unwrap_or_else(|| panic!("there are not {N} values from number {first} on"))
}

/// The `N` values from index `first` on, to be changed.
///
/// # Panics
/// If there are fewer.
#[inline(always)]
pub(crate) fn chunk_at_mut<T, const N: usize>(values: &mut [T], first: usize) -> &mut [T; N] {
    values[first..]
        .first_chunk_mut()
        .unwrap_or_else(|| panic!("there are not {N} values from number {first} on"))
}

/// Does work whose loops the compiler itself turns into vectors, with the widest ones there are. The values are the
/// same as without.
///
/// The closure must be `#[inline(always)]`: one that the compiler leaves as a function of its own has narrow vectors.
pub(crate) fn with_wide_vectors<R>(work: impl FnOnce() -> R) -> R {
    Arch::new().dispatch(work)
}
