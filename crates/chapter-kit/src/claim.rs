//! What does a text say, and what do the numbers say to it?

use portable_math::powi;
use wording::Words;

/// Something that is said, beside what was found here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who says it.
    pub source: Source,
    /// What is said.
    pub text_says: Words,
    /// What was found here.
    pub numbers_say: Words,
    /// Whether the two agree.
    pub verdict: Verdict,
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The book, in this section, such as `"6.1.4"`.
    Book(&'static str),
    /// Many: it is what readers conclude, or what is passed on.
    OftenSaid,
    /// The page on which the experiment stands.
    ThisPage,
}

/// What the numbers say to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is so.
    Agrees,
    /// It is not so.
    Differs,
    /// This run is too short, too small, or too much a matter of chance to tell.
    NotTested,
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Verdict::Agrees } else { Verdict::Differs }
    }
}

impl Verdict {
    /// The heading of a claim on a page: whose it is, and the verdict. `source` is empty if it is the page's own.
    ///
    /// ```
    /// use chapter_kit::Verdict;
    ///
    /// assert_eq!(Verdict::Agrees.heading("The book (§6.1.3)"), "✓ The book (§6.1.3): confirmed.");
    /// assert_eq!(Verdict::Differs.heading(""), "✗ Not confirmed.");
    /// ```
    pub fn heading(self, source: &str) -> String {
        let (sign, words) = match self {
            Verdict::Agrees => ('✓', "confirmed"),
            Verdict::Differs => ('✗', "not confirmed"),
            Verdict::NotTested => ('○', "not tested at this scale"),
        };
        let (first, others) = words.split_at(1);
        if source.is_empty() {
            format!("{sign} {}{others}.", first.to_uppercase())
        } else {
            format!("{sign} {source}: {words}.")
        }
    }

    /// Whether the first of two trainings is the better one: only if it is so by more than chance. `ahead` says, for each
    /// seed, by how much the first was ahead of the second. Their mean has to be farther from 0 than they are spread
    /// around it (their standard deviation); one seed alone says nothing.
    ///
    /// ```
    /// use chapter_kit::Verdict;
    ///
    /// assert_eq!(Verdict::ahead(&[0.021, 0.030, 0.025]), Verdict::Agrees);
    /// assert_eq!(Verdict::ahead(&[-0.021, -0.030, -0.025]), Verdict::Differs);
    /// assert_eq!(Verdict::ahead(&[0.021, -0.030, 0.025]), Verdict::NotTested);
    /// assert_eq!(Verdict::ahead(&[0.021]), Verdict::NotTested);
    /// ```
    pub fn ahead(ahead: &[f64]) -> Self {
        let Some(spread) = spread(ahead) else { return Verdict::NotTested };
        match mean(ahead) {
            mean if mean > spread => Verdict::Agrees,
            mean if mean < -spread => Verdict::Differs,
            _ => Verdict::NotTested,
        }
    }

    /// Whether both are so.
    ///
    /// ```
    /// use chapter_kit::Verdict::{Agrees, Differs, NotTested};
    ///
    /// assert_eq!(Agrees.and(Agrees), Agrees);
    /// assert_eq!(Agrees.and(NotTested), NotTested);
    /// assert_eq!(NotTested.and(Differs), Differs);
    /// ```
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Verdict::Differs, _) | (_, Verdict::Differs) => Verdict::Differs,
            (Verdict::NotTested, _) | (_, Verdict::NotTested) => Verdict::NotTested,
            _ => Verdict::Agrees,
        }
    }
}

/// The standard deviation over seeds, with n − 1 in the denominator; of fewer than two seeds there is none.
pub fn spread(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| powi(value - mean, 2)).sum();
    Some((squares / (values.len() - 1) as f64).sqrt())
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_the_sample_standard_deviation() {
        assert_eq!(spread(&[1.0, 3.0]), Some(2f64.sqrt()));
        assert_eq!(spread(&[1.0]), None);
    }

    #[test]
    fn a_difference_that_is_no_number_tells_nothing() {
        assert_eq!(Verdict::ahead(&[f64::NAN, 1.0]), Verdict::NotTested);
    }
}
