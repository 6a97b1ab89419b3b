//! # Draw a learning rate
//!
//! Write `draw_rate`: a learning rate between `low` and `high`, such as 1e-6 and 1e-2, computed from `u`, a uniform
//! draw from 0 to 1.
//! `u = 0` gives `low`, `u = 1` gives `high`.
//!
//! You don't know in advance whether 0.01 or 0.0001 will be good, so each power of ten should be equally likely. Draw
//! the *exponent* uniformly (**log-uniform**): halfway between 1e-6 and 1e-2 is 1e-4.
//!
//! Book: section 6.5.2. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;

/// A learning rate from `low` to `high`, log-uniform.
fn draw_rate(u: f64, low: f64, high: f64) -> f64 {
    // exercise:
    // | // TODO: which exponents do low and high have, and which is between them?
    // | let _ = (u, low, high);
    // | todo!()
    // solution:
    let (first, last) = (low.log10(), high.log10());
    10_f64.powf(first + u * (last - first))
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn every_power_of_ten_has_the_same_chance() -> Verdict {
        ch06::search::rate().check(|&(u, low, high)| draw_rate(u, low, high))
    }
}
