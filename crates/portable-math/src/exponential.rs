//! How is `eˣ` computed out of products and sums? Its whole powers of 2 are split off, and a short series does the rest.
//!
//! ```text
//! eˣ = 2ᵏ · eʳ     k = x / ln 2, rounded to a whole number: only the exponent of a floating-point number
//!                  r = x − k · ln 2, between −0.35 and 0.35
//! eʳ = 1 + r + r²/2! + r³/3! + …
//! ```
//!
//! For such a small `r` the series has all digits of an `f32` after the term `r⁷/7!`, and those of an `f64` after `r¹³/13!`. It needs
//! no branch and no table, so the compiler can compute several values at once. With the `exp` of the `libm` crate, the second
//! opinion in the tests, a sigmoid of a whole tensor takes about twice as long in `f64`, and longer still in `f32`. The split is
//! that of Cody and Waite (1980).

macro_rules! exponential {
    ($exp:ident, $number:ident, $mantissa:literal, $bias:literal, $range:expr, $ln_2:expr, $series:expr) => {
        /// `eˣ`, off by little more than one unit in the last place at most.
        #[inline]
        pub(crate) fn $exp(x: $number) -> $number {
            /// Added to a number that is not too large, it leaves no place for digits behind the point: they are rounded away, and
            /// the lowest bits of the sum are the whole number that remains.
            const TO_WHOLE: $number = 1.5 * (1_u64 << $mantissa) as $number;
            /// `ln 2` in two parts. The first has so few digits that its product with `k` is exact.
            const LN_2: [$number; 2] = $ln_2;
            /// `1/2!`, `1/3!`, …
            const SERIES: &[$number] = &$series;
            // From here on the result is 0 or ∞. A `NaN` stays one.
            let x = x.clamp($range[0], $range[1]);
            let k = (x * std::$number::consts::LOG2_E + TO_WHOLE) - TO_WHOLE;
            let r = (x - k * LN_2[0]) - k * LN_2[1];
            // The even and the odd powers apart: two short sums that a processor computes side by side.
            let square = r * r;
            let (mut even, mut odd) = (0.0, 0.0);
            for [one, next] in SERIES.as_chunks().0.iter().rev() {
                even = even * square + one;
                odd = odd * square + next;
            }
            // The largest terms last, so that they are rounded least.
            let e_to_the_r = 1.0 + (r + square * (even + r * odd));
            // In two steps, since 2ᵏ alone may be too large or too small for a number of full precision when the result is not.
            let half = (k * 0.5 + TO_WHOLE) - TO_WHOLE;
            let power_of_2 =
                |k: $number| $number::from_bits(((k + TO_WHOLE).to_bits().wrapping_add($bias)) << $mantissa);
            e_to_the_r * power_of_2(half) * power_of_2(k - half)
        }
    };
}

exponential! {
    exp_f64, f64, 52, 1023, [-746.0, 710.0],
    [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10],
    [1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 5_040.0, 1.0 / 40_320.0, 1.0 / 362_880.0, 1.0 / 3_628_800.0,
        1.0 / 39_916_800.0, 1.0 / 479_001_600.0, 1.0 / 6_227_020_800.0]
}

exponential! {
    exp_f32, f32, 23, 127, [-104.0, 89.0],
    [355.0 / 512.0, -2.121_944_4e-4],
    [1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 5_040.0]
}
