//! How far apart are two arrays, and where is the largest error?

use ndarray::ArrayD;

/// A part of an answer beside the right one.
pub(crate) struct Seen<'a> {
    pub(crate) yours: &'a ArrayD<f64>,
    pub(crate) right: &'a ArrayD<f64>,
}

/// Where two arrays of one shape differ.
pub(crate) struct Difference {
    /// The index of the worst entry.
    pub(crate) worst: Vec<usize>,
    /// The learner's value there.
    pub(crate) yours: f64,
    /// The right value there.
    pub(crate) right: f64,
    /// How many entries differ.
    pub(crate) wrong: usize,
}

/// `None` if both are equal within `tolerance`, a relative error. The shapes must be the same.
///
/// An entry's error is relative to the entry itself or, if that is tiny, to a thousandth of the largest entry: what
/// remains when large values cancel is rounding error. NaN only equals NaN.
pub(crate) fn difference(yours: &ArrayD<f64>, right: &ArrayD<f64>, tolerance: f64) -> Option<Difference> {
    let largest = right.iter().filter(|x| x.is_finite()).fold(0.0_f64, |most, x| most.max(x.abs()));
    let floor = (1e-3 * largest).max(f64::MIN_POSITIVE);
    let mut found: Option<(f64, Difference)> = None;
    let mut wrong = 0;
    for ((index, &right), &yours) in right.indexed_iter().zip(yours) {
        let error = relative_error(yours, right, floor);
        if error <= tolerance {
            continue;
        }
        wrong += 1;
        if found.as_ref().is_none_or(|(worst, _)| error > *worst) {
            let index = ndarray::Dimension::slice(&index).to_vec();
            found = Some((error, Difference { worst: index, yours, right, wrong: 0 }));
        }
    }
    found.map(|(_, difference)| Difference { wrong, ..difference })
}

fn relative_error(yours: f64, right: f64, floor: f64) -> f64 {
    if yours == right || (yours.is_nan() && right.is_nan()) {
        return 0.0;
    }
    let error = (yours - right).abs() / yours.abs().max(right.abs()).max(floor);
    if error.is_nan() { f64::INFINITY } else { error }
}

/// Whether all arrays have the same shapes and entries.
pub(crate) fn same(yours: &[ArrayD<f64>], right: &[ArrayD<f64>], tolerance: f64) -> bool {
    yours.len() == right.len()
        && yours.iter().zip(right).all(|(yours, right)| {
            yours.shape() == right.shape() && difference(yours, right, tolerance).is_none()
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_worst_entry_is_named_and_all_wrong_ones_are_counted() {
        let right = array![[1.0, 2.0], [3.0, 4.0]].into_dyn();
        let yours = array![[1.0, 2.2], [9.0, 4.0]].into_dyn();
        let found = difference(&yours, &right, 1e-8).unwrap();
        assert_eq!((found.worst, found.yours, found.right, found.wrong), (vec![1, 0], 9.0, 3.0, 2));
        assert!(difference(&right, &right, 0.0).is_none());
    }

    #[test]
    fn nan_and_infinity_are_never_close_to_a_number() {
        let right = array![1.0].into_dyn();
        for wrong in [f64::NAN, f64::INFINITY] {
            assert!(difference(&array![wrong].into_dyn(), &right, 1e-3).is_some());
            assert!(difference(&right, &array![wrong].into_dyn(), 1e-3).is_some());
        }
        assert!(same(&[array![f64::NAN].into_dyn()], &[array![f64::NAN].into_dyn()], 0.0));
        assert!(!same(&[array![0.0].into_dyn()], &[array![0.0, 0.0].into_dyn()], 0.0));
    }

    #[test]
    fn rounding_left_by_cancellation_is_not_a_mistake() {
        let right = array![1e6, 0.0].into_dyn();
        assert!(difference(&array![1e6, 1e-9].into_dyn(), &right, 1e-8).is_none());
    }
}
