//! How do ten scores become ten probabilities? `softmax(x)ₖ = exp(xₖ) / Σᵢ exp(xᵢ)`, row by row.
//!
//! Derived in: ch03 (book §3.5). Subtracting a row's largest score first changes nothing in the quotient and keeps
//! `exp` from overflowing.

use crate::{Matrix, Real};
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1};
use portable_math::{exp, ln_1p};

/// Softmax of each row: `(n, classes)` → `(n, classes)`, each row positive with sum 1.
///
/// ```
/// use core_tensor::functions::softmax::softmax;
/// let y = softmax(ndarray::array![[1010.0_f64, 1000.0, 990.0]].view());
/// assert!((y[[0, 0]] - 0.999_954_600_070_331).abs() < 1e-12);
/// ```
pub fn softmax<F: Real>(x: ArrayView2<F>) -> Matrix<F> {
    // Row-major, since the order in which a row is summed must not depend on that of memory.
    let mut y = x.as_standard_layout().into_owned();
    for mut row in y.rows_mut() {
        let largest = largest(row.view());
        row.mapv_inplace(|value| exp(value - largest));
        let sum = row.sum();
        row.mapv_inplace(|value| value / sum);
    }
    y
}

/// Logarithm of [`softmax`], without ever taking the logarithm of 0: `(xₖ − max) − ln Σᵢ exp(xᵢ − max)`.
///
/// However large the scores are and however sure the prediction is, the result has all digits that the differences of the
/// scores have. A row with a `NaN` or the score ∞ has no probabilities: all of it becomes `NaN`.
///
/// ```
/// use core_tensor::functions::softmax::log_softmax;
/// let y = log_softmax(ndarray::array![[1e8_f32, 1e8], [12.0, 0.0]].view());
/// assert_eq!(y[[0, 0]], -0.693_147_2);
/// assert_eq!(y[[1, 0]], -6.144_193_5e-6);
/// ```
pub fn log_softmax<F: Real>(x: ArrayView2<F>) -> Matrix<F> {
    let mut y = x.to_owned();
    for row in y.rows_mut() {
        log_softmax_of_row(row);
    }
    y
}

fn log_softmax_of_row<F: Real>(mut row: ArrayViewMut1<F>) {
    let largest = largest(row.view());
    if !largest.is_finite() {
        row.fill(F::nan());
        return;
    }
    // Not `max + ln Σ` in one number: beside a large maximum the logarithm would lose its digits.
    row.mapv_inplace(|value| value - largest);
    // The largest score adds exp(0) = 1 to Σ. `ln_1p` of the rest keeps the digits of a rest much smaller than 1, which
    // is all the loss there is where the right class is the largest.
    let top = row.iter().position(|&value| value == F::zero());
    let rest =
        row.iter().enumerate().filter(|&(k, _)| Some(k) != top).map(|(_, &value)| exp(value)).sum::<F>();
    let log_sum = ln_1p(rest);
    row.mapv_inplace(|value| value - log_sum);
}

/// The largest score of a row; `NaN` if it holds a `NaN`.
fn largest<F: Real>(row: ArrayView1<F>) -> F {
    row.iter()
        .fold(F::neg_infinity(), |best, &value| if value > best || value.is_nan() { value } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scores() -> impl Strategy<Value = Matrix<f64>> {
        prop::collection::vec(-700.0f64..700.0, 12)
            .prop_map(|values| Matrix::from_shape_vec((3, 4), values).unwrap())
    }

    proptest! {
        #[test]
        fn rows_of_softmax_sum_to_one(x in scores()) {
            for row in softmax(x.view()).rows() {
                prop_assert!((row.sum() - 1.0).abs() < 1e-12);
            }
        }

        #[test]
        fn softmax_does_not_notice_a_shift(x in scores(), shift in -100.0f64..100.0) {
            let difference = softmax(x.view()) - softmax((&x + shift).view());
            prop_assert!(difference.iter().all(|d| d.abs() < 1e-12));
        }

        #[test]
        fn log_softmax_is_the_logarithm_of_softmax(x in scores()) {
            let (logs, probabilities) = (log_softmax(x.view()), softmax(x.view()));
            for (&log, &p) in logs.iter().zip(&probabilities) {
                prop_assert!((exp(log) - p).abs() < 1e-12);
                prop_assert!(log.is_finite());
            }
        }

        /// `f32` against `f64`. A difference of scores is rounded once, and its exponential is off by the difference's size
        /// times that: only this, and a few roundings more, may be between the two.
        #[test]
        fn log_softmax_has_all_digits_of_the_differences(
            gap in prop::collection::vec(-30.0f32..30.0, 4),
            shift in prop::sample::select(vec![0.0f32, 1e3, 1e6, 1e8, -1e8]),
        ) {
            let x = Matrix::from_shape_fn((1, 4), |(_, k)| gap[k] + shift);
            let (single, double) = (log_softmax(x.view()), log_softmax(x.mapv(f64::from).view()));
            let mut sorted: Vec<f64> = x.iter().map(|&score| f64::from(score)).collect();
            sorted.sort_by(f64::total_cmp);
            let roundings = 4.0 + sorted[3] - sorted[2];
            for (&single, &double) in single.iter().zip(&double) {
                let error = (f64::from(single) - double).abs() / double.abs();
                prop_assert!(error <= roundings * f64::from(f32::EPSILON), "{single:e}, right {double:e}");
            }
        }
    }

    /// Computed with 40 digits from these very `f64` numbers.
    #[test]
    fn log_softmax_agrees_with_forty_digits() {
        let rows: [([f64; 3], [f64; 3]); 5] = [
            ([12.0, 0.0, -3.0], [-6.450093871929833e-06, -12.000006450093872, -15.000006450093872]),
            ([1e16, 1e16, 1e16 - 2.0], [-0.7586236756795135, -0.7586236756795135, -2.7586236756795133]),
            ([0.1, 0.2, 0.3], [-1.201942848229244, -1.1019428482292442, -1.001942848229244]),
            ([40.0, 0.0, 1.0], [-1.5796578428307375e-17, -40.0, -39.0]),
            ([-700.0, 700.0, 699.5], [-1400.47407698418, -0.4740769841801067, -0.9740769841801067]),
        ];
        for (x, right) in rows {
            let y = log_softmax(ArrayView2::from_shape((1, 3), &x).unwrap());
            for (&y, right) in y.iter().zip(right) {
                assert!(
                    (y - right).abs() <= 4.0 * f64::EPSILON * right.abs(),
                    "{x:?}: {y:e}, right {right:e}"
                );
            }
        }
    }

    #[test]
    fn equal_scores_share_the_probability_however_large_they_are() {
        for score in [0.0, 1e6, 1e8, -1e30] {
            let y = log_softmax(ndarray::array![[score, score]].view());
            assert_eq!(y, ndarray::array![[-std::f32::consts::LN_2; 2]], "{score}");
        }
    }

    #[test]
    fn a_score_that_is_not_finite_leaves_no_probabilities() {
        for broken in [f64::NAN, f64::INFINITY] {
            let y = log_softmax(ndarray::array![[1.0, broken, 2.0], [1.0, 1.0, 1.0]].view());
            assert!(y.row(0).iter().all(|y| y.is_nan()), "{y}");
            assert!(y.row(1).iter().all(|y| y.is_finite()), "{y}");
        }
        assert!(log_softmax(ndarray::array![[f64::NEG_INFINITY; 2]].view()).iter().all(|y| y.is_nan()));
        let certain = log_softmax(ndarray::array![[0.0, f64::NEG_INFINITY]].view());
        assert_eq!(certain, ndarray::array![[0.0, f64::NEG_INFINITY]], "a score of −∞ is a probability of 0");
    }
}
