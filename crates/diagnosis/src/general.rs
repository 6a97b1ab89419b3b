//! Is it the right array, but turned, negated or multiplied? Mistakes that can happen to any answer.

use crate::Diagnosis;
use crate::comparison::same;
use crate::question::Seen;
use ndarray::ArrayD;
use std::slice::from_ref;

/// A mistake that needs no question to be understood.
struct Cause {
    mistake: &'static str,
    says: String,
}

/// What is told of a part that is wrong: what is seen, and the cause that explains it in all cases, if there is one.
///
/// `factors` are the sizes that a question knows, such as the number of samples, with one value for each case.
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

/// The first cause that explains a part in all cases that were tried.
fn cause(cases: &[Seen<'_>], factors: &[(&str, Vec<f64>)], tolerance: f64) -> Option<Cause> {
    let all = |wrong: &dyn Fn(&ArrayD<f64>) -> ArrayD<f64>| {
        cases.iter().all(|seen| same(from_ref(seen.yours), &[wrong(seen.right)], tolerance))
    };
    if all(&|right| -right) {
        let says = "It is the right one with the other sign. A difference taken the other way round?";
        return Some(Cause { mistake: "sign flipped", says: says.into() });
    }
    if cases.iter().any(|seen| seen.right.ndim() == 2) && all(&transposed) {
        let says = "It is the right one transposed: rows and columns are exchanged.";
        return Some(Cause { mistake: "transposed", says: says.into() });
    }
    if all(&|right| ArrayD::zeros(right.raw_dim())) {
        let says = "It is 0 everywhere. Was the result written into the array that is returned?";
        return Some(Cause { mistake: "all zero", says: says.into() });
    }
    if cases
        .iter()
        .any(|seen| seen.right.iter().all(|x| x.is_finite()) && seen.yours.iter().any(|x| !x.is_finite()))
    {
        let says = "Some numbers are infinite or none at all (NaN). Somewhere it is divided by 0, or the root or the logarithm \
                    of a negative number is taken.";
        return Some(Cause { mistake: "not finite", says: says.into() });
    }
    multiplied(cases, factors, tolerance)
}

fn transposed(right: &ArrayD<f64>) -> ArrayD<f64> {
    right.t().as_standard_layout().into_owned()
}

/// Each case is the right one times a number: a size of the question, or the same number each time.
fn multiplied(cases: &[Seen<'_>], factors: &[(&str, Vec<f64>)], tolerance: f64) -> Option<Cause> {
    let found: Vec<f64> = cases.iter().map(|seen| ratio(seen, tolerance)).collect::<Option<_>>()?;
    let is = |values: &[f64]| found.iter().zip(values).all(|(a, b)| (a / b - 1.0).abs() < 1e-6);
    for (name, values) in factors {
        let inverse: Vec<f64> = values.iter().map(|value| 1.0 / value).collect();
        if is(values) {
            let says =
                format!("It is the right one × {}, which is {name}. Was it divided by {name}?", values[0]);
            return Some(Cause { mistake: "not divided", says });
        }
        if is(&inverse) {
            let says = format!(
                "It is the right one / {}, which is {name}. Was it divided once too often?",
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
    let says = format!("It is the right one {factor}, always. Which factor is missing or too many?");
    Some(Cause { mistake: "multiplied", says })
}

/// By what all entries of a case were multiplied, if by one number.
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
    let is_one_number = ratio.is_finite() && ratio != 0.0;
    (is_one_number && same(from_ref(seen.yours), &[seen.right * ratio], 10.0 * tolerance)).then_some(ratio)
}

/// 3, 2.5, 0.333: a factor in few digits.
pub(crate) fn short(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
