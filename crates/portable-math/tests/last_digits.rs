//! Are these the functions that their names promise, with the bits that were written down once?
#![allow(clippy::disallowed_methods, reason = "the standard library's functions are the second opinion")]

use portable_math::*;
use proptest::prelude::*;

/// How many floating-point numbers lie between the two.
fn units_between(a: f64, b: f64) -> u64 {
    if a == b || a.is_nan() && b.is_nan() { 0 } else { a.to_bits().abs_diff(b.to_bits()) }
}

/// The same for `f32`.
fn units_between_f32(a: f32, b: f32) -> u32 {
    if a == b || a.is_nan() && b.is_nan() { 0 } else { a.to_bits().abs_diff(b.to_bits()) }
}

/// Each function's result beside that of the standard library: of any `x`, of a `y` above 0, of a `z` from −1 to 1.
macro_rules! ours_and_theirs {
    ($x:ident, $y:ident, $z:ident) => {
        [
            (exp($x), $x.exp()),
            (exp2($x), $x.exp2()),
            (tanh($x), $x.tanh()),
            (tanh($z), $z.tanh()),
            (sin($x), $x.sin()),
            (cos($x), $x.cos()),
            (ln($y), $y.ln()),
            (log2($y), $y.log2()),
            (log10($y), $y.log10()),
            (ln_1p($z), $z.ln_1p()),
            (acos($z), $z.acos()),
            (atan2($x, $z), $x.atan2($z)),
            (hypot($x, $z), $x.hypot($z)),
            (powf($x.abs(), $z), $x.abs().powf($z)),
        ]
    };
}

proptest! {
    #[test]
    fn each_function_agrees_with_the_systems_to_a_few_units(x in -700.0f64..700.0, y in 1e-300f64..1e300, z in -1.0f64..1.0) {
        for (ours, theirs) in ours_and_theirs!(x, y, z) {
            prop_assert!(units_between(ours, theirs) <= 4, "{ours:e} and {theirs:e} at {x}, {y}, {z}");
        }
    }

    #[test]
    fn so_does_each_in_f32(x in -80.0f32..80.0, y in 1e-30f32..1e30, z in -1.0f32..1.0) {
        for (ours, theirs) in ours_and_theirs!(x, y, z) {
            prop_assert!(units_between_f32(ours, theirs) <= 4, "{ours:e} and {theirs:e} at {x}, {y}, {z}");
        }
    }

    #[test]
    fn exp_agrees_with_libms_from_the_smallest_result_to_the_largest(x in -746.0f64..710.0, y in -104.0f32..89.0) {
        prop_assert!(units_between(exp(x), libm::exp(x)) <= 1, "{:e} and {:e} at {x}", exp(x), libm::exp(x));
        prop_assert!(units_between_f32(exp(y), libm::expf(y)) <= 1, "{:e} and {:e} at {y}", exp(y), libm::expf(y));
    }

    #[test]
    fn powi_is_the_standard_librarys_to_the_bit(x in -3.0f64..3.0, n in -40i32..40) {
        // Hidden from the compiler, which would compute it by another rule.
        let n = std::hint::black_box(n);
        prop_assert_eq!(powi(x, n).to_bits(), x.powi(n).to_bits());
    }
}

#[test]
fn exp_is_exact_at_0_and_at_both_ends() {
    assert_eq!([exp(0.0), exp(-0.0), exp(f64::NEG_INFINITY), exp(-1e300)], [1.0, 1.0, 0.0, 0.0]);
    assert_eq!([exp(f64::INFINITY), exp(1e300), exp(709.79)], [f64::INFINITY; 3]);
    assert_eq!([exp(0.0_f32), exp(f32::NEG_INFINITY), exp(-1e30_f32)], [1.0, 0.0, 0.0]);
    assert_eq!([exp(f32::INFINITY), exp(1e30_f32), exp(88.73_f32)], [f32::INFINITY; 3]);
    assert!(exp(f64::NAN).is_nan() && exp(f32::NAN).is_nan());
}

#[test]
fn the_bits_are_those_that_were_written_down() {
    // The sum of the bit patterns of each function on 4,096 arguments. A change here would change figures of the project.
    let sum = |function: fn(f64) -> f64| {
        (1..=4096).map(|i| function(f64::from(i) * 0.001_7).to_bits()).fold(0, u64::wrapping_add)
    };
    let sum_f32 = |function: fn(f32) -> f32| {
        (1..=4096).map(|i| u64::from(function(i as f32 * 0.001_7).to_bits())).fold(0, u64::wrapping_add)
    };
    let sums =
        [sum(exp), sum(ln), sum(tanh), sum(sin), sum(cos), sum(ln_1p), sum(log10), sum(|x| powf(x, 1.3))];
    let sums_f32 = [sum_f32(exp), sum_f32(ln), sum_f32(tanh), sum_f32(ln_1p)];
    let written_down = [
        17_838_676_406_858_494_999,
        16_897_411_081_816_759_182,
        13_441_495_839_777_739_695,
        15_646_684_231_946_902_747,
        661_880_032_993_992_599,
        3_485_214_485_362_054_232,
        13_049_274_158_631_119_132,
        13_047_217_005_818_012_121,
    ];
    assert_eq!(sums, written_down);
    assert_eq!(sums_f32, [4_534_352_852_569, 5_623_521_300_625, 4_354_363_771_493, 4_370_178_491_006]);
}
