//! Is a learning rate drawn log-uniformly?

use crate::question::Question;

/// `u` of 0 to 1, the lowest and the highest rate.
pub type Input = (f64, f64, f64);

/// A learning rate from `low` to `high`, log-uniform (book §6.5.2).
pub fn rate() -> Question<Input, f64> {
    Question::new(
        "draw_rate",
        |draw| {
            let low = -draw.between(4.0, 8.0);
            let high = low + draw.between(1.5, 3.5);
            (draw.between(0.05, 0.95), 10_f64.powf(low), 10_f64.powf(high))
        },
        |&(u, low, high)| 10_f64.powf(low.log10() + u * (high.log10() - low.log10())),
    )
    .inputs(["u", "low", "high"])
    .parts(["rate"])
    .example(|| (0.5, 1e-6, 1e-2))
    .example(|| (0.0, 1e-8, 1e-4))
    .example(|| (1.0, 1e-8, 1e-4))
    .mistake(
        "uniform instead of log-uniform",
        "That is a uniform distribution: nine of ten draws fall into the highest power of ten, and small learning \
         rates are never tried. Draw the exponent uniformly (log-uniform).",
        |&(u, low, high)| low + u * (high - low),
    )
    .mistake(
        "from the high end",
        "u = 0 gives the highest and u = 1 the lowest rate: the ends are swapped.",
        |&(u, low, high)| high * (low / high).powf(u),
    )
    .mistake(
        "two kinds of logarithm",
        "You took the natural logarithm, but then 10 to its power. `ln` belongs to `exp`, `log10` to a power of 10.",
        |&(u, low, high)| 10_f64.powf(low.ln() + u * (high.ln() - low.ln())),
    )
    .mistake(
        "the exponent itself",
        "That is the exponent, a negative number. The rate is 10 to its power.",
        |&(u, low, high)| low.log10() + u * (high.log10() - low.log10()),
    )
    .mistake(
        "whole powers only",
        "Only whole powers of ten come out. The exponent is any real number between the two; don't round it.",
        |&(u, low, high)| 10_f64.powf((low.log10() + u * (high.log10() - low.log10())).round()),
    )
    .also_right("as a power of the quotient", |&(u, low, high)| low * (high / low).powf(u))
    .also_right("with natural logarithms", |&(u, low, high)| (low.ln() + u * (high / low).ln()).exp())
}
