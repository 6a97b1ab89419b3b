//! What remains of a number in 16 bits?

use crate::question::Question;

/// The exponent of the largest power of two that is not above |x|.
fn exponent(x: f64) -> i32 {
    // In the bits of an `f64` the exponent comes after the sign, with a bias of 1023.
    ((x.to_bits() >> 52 & 0x7ff) as i32) - 1023
}

fn on_steps(x: f64, bits: i32, round: fn(f64) -> f64) -> f64 {
    let step = 2.0_f64.powi(exponent(x) - bits);
    round(x / step) * step
}

/// A number rounded to ten bits of mantissa, ties to even (book §8.3.4).
pub fn rounded() -> Question<f64, f64> {
    Question::new(
        "to_half",
        |draw| {
            let (sign, x) = (if draw.coin() { 1.0 } else { -1.0 }, draw.between(-10.0, 10.0));
            // Every fourth number is exactly halfway between two neighbours.
            if draw.size(0..=3) == 0 {
                let odd = 2.0 * draw.size(1024..=2047) as f64 + 1.0;
                return sign * odd * 2.0_f64.powi(x as i32 - 11);
            }
            sign * x.exp2()
        },
        |&x| on_steps(x, 10, f64::round_ties_even),
    )
    .inputs(["x"])
    .parts(["the rounded number"])
    .tolerance(1e-12)
    .example(|| 1.0)
    .example(|| 0.1)
    .example(|| 1.0 + 2.0_f64.powi(-11))
    .example(|| 1.0 + 3.0 * 2.0_f64.powi(-11))
    .example(|| -3.0)
    .mistake(
        "truncated",
        "The extra bits are truncated. Then every number shrinks a little; round to the nearest.",
        |&x| on_steps(x, 10, f64::trunc),
    )
    .mistake(
        "rounded down",
        "It always rounds down, even where the next number above is nearer.",
        |&x| on_steps(x, 10, f64::floor),
    )
    .mistake(
        "ties away from zero",
        "It is only wrong where x is exactly halfway. There `round` always goes away from zero, and sums drift; half \
         precision rounds to the even neighbour: `round_ties_even`.",
        |&x| on_steps(x, 10, f64::round),
    )
    .mistake(
        "eleven bits",
        "One bit too many is kept. Ten bits follow the leading 1, so the step is 2^(e − 10).",
        |&x| on_steps(x, 11, f64::round_ties_even),
    )
    .mistake(
        "nine bits",
        "One bit too few is kept. The leading 1 isn't stored: ten bits follow it, so the step is 2^(e − 10).",
        |&x| on_steps(x, 9, f64::round_ties_even),
    )
    .mistake(
        "one step for all",
        "The step is 2⁻¹⁰ for every number. It grows with the number: neighbours of 1000 are further apart than those \
         of 1.",
        |&x| (x * 1024.0).round_ties_even() / 1024.0,
    )
    .also_right("by its bits", |&x| {
        let (rest, bits) = (x.to_bits() & ((1 << 42) - 1), x.to_bits() >> 42);
        let up = rest > 1 << 41 || (rest == 1 << 41 && bits & 1 == 1);
        f64::from_bits((bits + u64::from(up)) << 42)
    })
}
