//! Is it the right array, but transposed, negated or multiplied? Mistakes that any answer can have.

use crate::Diagnosis;
use crate::comparison::{Seen, same};
use ndarray::ArrayD;
use std::slice::from_ref;

/// A mistake that can be recognised without knowing the question.
struct Cause {
    mistake: &'static str,
    says: String,
}

/// The diagnosis of a wrong part: what was seen and, if there is one, the cause that explains it in all cases.
///
/// `factors` are the sizes that a question knows, such as the number of samples, with one value per case.
pub(crate) fn diagnosis(
    seen: String,
    cases: &[Seen<'_>],
    factors: &[(&str, Vec<f64>)],
    tolerance: f64,
) -> Diagnosis {
    match cause(cases, factors, tolerance) {
        Some(cause) => Diagnosis::of(cause.mistake, format!("{seen}\n{}", cause.says)),
        None => Diagnosis::new(seen),
    }
}

/// The first cause that explains a part in all cases.
fn cause(cases: &[Seen<'_>], factors: &[(&str, Vec<f64>)], tolerance: f64) -> Option<Cause> {
    let all = |wrong: &dyn Fn(&ArrayD<f64>) -> ArrayD<f64>| {
        cases.iter().all(|seen| same(from_ref(seen.yours), &[wrong(seen.right)], tolerance))
    };
    if all(&|right| -right) {
        let says = "The sign is flipped. Did you subtract the wrong way round?";
        return Some(Cause { mistake: "sign flipped", says: says.into() });
    }
    if cases.iter().any(|seen| seen.right.ndim() == 2) && all(&transposed) {
        let says = "The result is transposed: rows and columns are swapped.";
        return Some(Cause { mistake: "transposed", says: says.into() });
    }
    if all(&|right| ArrayD::zeros(right.raw_dim())) {
        let says = "The result is 0 everywhere. Did you write it into the array that you return?";
        return Some(Cause { mistake: "all zero", says: says.into() });
    }
    if cases
        .iter()
        .any(|seen| seen.right.iter().all(|x| x.is_finite()) && seen.yours.iter().any(|x| !x.is_finite()))
    {
        let says = "Some values are infinite or NaN. Somewhere you divide by 0, or take the root or the logarithm of \
        a negative number.";
        return Some(Cause { mistake: "not finite", says: says.into() });
    }
    multiplied(cases, factors, tolerance)
}

fn transposed(right: &ArrayD<f64>) -> ArrayD<f64> {
    right.t().as_standard_layout().into_owned()
}

/// Each case is the right result times a factor: a size of the question, or the same number each time.
fn multiplied(cases: &[Seen<'_>], factors: &[(&str, Vec<f64>)], tolerance: f64) -> Option<Cause> {
    let found: Vec<f64> = cases.iter().map(|seen| ratio(seen, tolerance)).collect::<Option<_>>()?;
    let is = |values: &[f64]| found.iter().zip(values).all(|(a, b)| (a / b - 1.0).abs() < 1e-6);
    for (name, values) in factors {
        let inverse: Vec<f64> = values.iter().map(|value| 1.0 / value).collect();
        if is(values) {
            let says = format!(
                "Your result is exactly {0} times too large, and {name} is {0}: did you forget to divide by \
                it?",
                values[0]
            );
            return Some(Cause { mistake: "not divided", says });
        }
        if is(&inverse) {
            let says = format!(
                "Your result is exactly {0} times too small, and {name} is {0}: did you divide by it twice?",
                values[0]
            );
            return Some(Cause { mistake: "divided twice", says });
        }
    }
    let first = *found.first()?;
    if !is(&vec![first; found.len()]) {
        return None;
    }
    let factor =
        if first.abs() < 1.0 { format!("/ {}", short(1.0 / first)) } else { format!("× {}", short(first)) };
    let says = format!(
        "Your result is the right one {factor}, in every case. Which factor is missing, or one too \
    many?"
    );
    Some(Cause { mistake: "multiplied", says })
}

/// The factor between all entries of a case, if it is the same for all.
fn ratio(seen: &Seen<'_>, tolerance: f64) -> Option<f64> {
    if seen.yours.shape() != seen.right.shape() {
        return None;
    }
    let (mut yours, mut right) = (0.0, 0.0_f64);
    for (a, b) in seen.yours.iter().zip(seen.right) {
        if b.abs() > right.abs() {
            (yours, right) = (*a, *b);
        }
    }
    let ratio = yours / right;
    let is_scalar = ratio.is_finite() && ratio != 0.0;
    (is_scalar && same(from_ref(seen.yours), &[seen.right * ratio], 10.0 * tolerance)).then_some(ratio)
}

/// A factor with few digits: 3, 2.5, 0.333.
pub(crate) fn short(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
