//! How do ten scores become ten probabilities? `softmax(x)ₖ = exp(xₖ) / Σᵢ exp(xᵢ)`, row by row.
//!
//! Derived in: ch03 (book §3.5). Subtracting a row's largest score first changes nothing in the quotient and keeps
//! `exp` from overflowing.

use crate::{Matrix, Real};
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1};

/// Softmax of each row: `(n, classes)` → `(n, classes)`, each row positive with sum 1.
///
/// ```
/// use core_tensor::softmax::softmax;
/// let y = softmax(ndarray::array![[1010.0_f64, 1000.0, 990.0]].view());
/// assert!((y[[0, 0]] - 0.999_954_600_070_331).abs() < 1e-12);
/// ```
pub fn softmax<F: Real>(x: ArrayView2<F>) -> Matrix<F> {
    let mut y = x.to_owned();
    for mut row in y.rows_mut() {
        let largest = largest(row.view());
        row.mapv_inplace(|value| (value - largest).exp());
        let sum = row.sum();
        row.mapv_inplace(|value| value / sum);
    }
    y
}

/// Logarithm of [`softmax`], without ever taking the logarithm of 0: `xₖ − max − ln Σᵢ exp(xᵢ − max)`.
pub fn log_softmax<F: Real>(x: ArrayView2<F>) -> Matrix<F> {
    let mut y = x.to_owned();
    for mut row in y.rows_mut() {
        let shift = log_sum_exp(row.view_mut());
        row.mapv_inplace(|value| value - shift);
    }
    y
}

/// `ln Σᵢ exp(xᵢ)` of one row.
fn log_sum_exp<F: Real>(row: ArrayViewMut1<F>) -> F {
    let largest = largest(row.view());
    largest + row.iter().map(|&value| (value - largest).exp()).sum::<F>().ln()
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
                prop_assert!((log.exp() - p).abs() < 1e-12);
                prop_assert!(log.is_finite());
            }
        }
    }
}
