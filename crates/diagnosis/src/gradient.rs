//! Does the learner's backward pass give the gradients of the learner's own forward pass?
//!
//! The output becomes a scalar `L = Σ forward(x) · dout` with a random `dout`. The numerical gradient of L, from moving
//! each entry of each input a little to both sides, is compared with the result of backward.

use crate::comparison::{Seen, difference};
use crate::general;
use crate::{Diagnosis, Verdict, panic};
use ndarray::{Array, Array1, Array2, Array3, ArrayD, Dimension};

/// The step to each side. The central differences with h and h/2 are combined (Richardson), so the error falls with h⁴.
const H: f64 = 1e-3;
/// The relative error up to which gradients agree.
const TOLERANCE: f64 = 1e-6;

/// Compares `backward(dout)`, one gradient per input, with the numerical gradients of `forward`.
///
/// `inputs` are the arrays that forward takes, by name, such as `[("x", x), ("w", w), ("b", b)]`; keep them away from
/// kinks. `backward` gets the inputs and `dout`, so that it can run forward first.
///
/// ```
/// use diagnosis::{draw::Draw, gradient::check_backward};
///
/// let mut draw = Draw::seeded(1);
/// let x = draw.matrix(2, 3).into_dyn();
/// let dout = draw.matrix(2, 3).into_dyn();
/// let forward = |x: &[ndarray::ArrayD<f64>]| x[0].mapv(f64::exp);
/// assert!(check_backward("exp", &[("x", x.clone())], &dout, forward, |x, dout| vec![dout * x[0].mapv(f64::exp)]).is_ok());
/// let diagnosis = check_backward("exp", &[("x", x)], &dout, forward, |_, dout| vec![dout.clone()]).unwrap_err();
/// assert!(diagnosis.text().starts_with("exp: dx"));
/// ```
///
/// # Errors
/// With the worst entry of each wrong gradient, both values, and the likely cause if it is a general one.
pub fn check_backward(
    name: &str,
    inputs: &[(&str, ArrayD<f64>)],
    dout: &ArrayD<f64>,
    forward: impl Fn(&[ArrayD<f64>]) -> ArrayD<f64>,
    backward: impl Fn(&[ArrayD<f64>], &ArrayD<f64>) -> Vec<ArrayD<f64>>,
) -> Verdict {
    panic::judged(name, || {
        let arrays: Vec<ArrayD<f64>> = inputs.iter().map(|(_, array)| array.clone()).collect();
        let found = backward(&arrays, dout);
        let mut diagnosis = Vec::new();
        for (i, (input, _)) in inputs.iter().enumerate() {
            let gradients = gradients(&arrays, i, |arrays| (forward(arrays) * dout).sum());
            let Some(yours) = found.get(i) else {
                return Err(Diagnosis::new(format!("{name}: backward returns no d{input}")));
            };
            diagnosis.extend(wrong(&format!("{name}: d{input}"), yours, &gradients));
        }
        Diagnosis::of_parts(&diagnosis)
    })
}

/// [`check_backward`] for a layer without parameters: `run` returns the output and `dx` for `x` and `dout`, all (n, d).
///
/// # Errors
/// If it panics, or a gradient is wrong.
pub fn check_layer(
    name: &str,
    x: Array2<f64>,
    dout: &Array2<f64>,
    run: impl Fn(&Array2<f64>, &Array2<f64>) -> (Array2<f64>, Array2<f64>),
) -> Verdict {
    check_backward(
        name,
        &[("x", x.into_dyn())],
        &dout.clone().into_dyn(),
        |inputs| run(&matrix(&inputs[0]), dout).0.into_dyn(),
        |inputs, dout| vec![run(&matrix(&inputs[0]), &matrix(dout)).1.into_dyn()],
    )
}

/// One of the arrays as a matrix.
///
/// # Panics
/// If it doesn't have two dimensions.
pub fn matrix(array: &ArrayD<f64>) -> Array2<f64> {
    fixed(array)
}

/// One of the arrays as a vector.
///
/// # Panics
/// If it doesn't have one dimension.
pub fn vector(array: &ArrayD<f64>) -> Array1<f64> {
    fixed(array)
}

/// One of the arrays as an image, (c, h, w).
///
/// # Panics
/// If it doesn't have three dimensions.
pub fn image(array: &ArrayD<f64>) -> Array3<f64> {
    fixed(array)
}

fn fixed<D: Dimension>(array: &ArrayD<f64>) -> Array<f64, D> {
    let (found, wanted) = (array.ndim(), D::NDIM.unwrap_or_default());
    let array = array.clone().into_dimensionality();
    array.unwrap_or_else(|_| panic!("expected an array of {wanted} dimensions, this one has {found}"))
}

/// The numerical gradient of `loss` with respect to input `i`.
fn gradients(arrays: &[ArrayD<f64>], i: usize, loss: impl Fn(&[ArrayD<f64>]) -> f64) -> ArrayD<f64> {
    let mut moved = arrays.to_vec();
    let mut gradients = ArrayD::zeros(arrays[i].raw_dim());
    for (index, gradient) in gradients.indexed_iter_mut() {
        let x = arrays[i][&index];
        let mut central = |h: f64| {
            moved[i][&index] = x + h;
            let above = loss(&moved);
            moved[i][&index] = x - h;
            let below = loss(&moved);
            moved[i][&index] = x;
            (above - below) / (2.0 * h)
        };
        *gradient = (4.0 * central(H / 2.0) - central(H)) / 3.0;
    }
    gradients
}

fn wrong(name: &str, yours: &ArrayD<f64>, gradients: &ArrayD<f64>) -> Option<Diagnosis> {
    if yours.shape() != gradients.shape() {
        let [yours, right] = [yours, gradients].map(|array| format!("{:?}", array.shape()));
        return Some(Diagnosis::new(format!("{name} has shape {yours}; the right shape is {right}.")));
    }
    let found = difference(yours, gradients, TOLERANCE)?;
    let (index, wrong, all) = (found.worst, found.wrong, gradients.len());
    let seen = format!(
        "{name}{index:?} is {:.6}, but the numerical gradient there is {:.6} ({wrong} of {all} entries differ).",
        found.yours, found.right
    );
    Some(general::diagnosis(seen, &[Seen { yours, right: gradients }], &[], TOLERANCE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Draw;

    #[test]
    fn a_missing_factor_in_backward_is_named() {
        let mut draw = Draw::seeded(5);
        let [x, dout] = [draw.matrix(2, 3), draw.matrix(2, 3)].map(Array2::into_dyn);
        let square = |x: &[ArrayD<f64>]| x[0].mapv(|x| x * x);
        let times = |factor: f64| {
            let backward = |x: &[ArrayD<f64>], dout: &ArrayD<f64>| vec![dout * &x[0] * factor];
            check_backward("square", &[("x", x.clone())], &dout, square, backward)
        };
        assert!(times(2.0).is_ok());
        let diagnosis = times(1.0).unwrap_err();
        assert_eq!(diagnosis.mistake(), Some("multiplied"));
        assert!(diagnosis.text().contains("/ 2, in every case"), "{diagnosis}");
        assert_eq!(times(-2.0).unwrap_err().mistake(), Some("sign flipped"));
        let nothing = check_backward("square", &[("x", x.clone())], &dout, square, |_, _| vec![]);
        assert!(nothing.unwrap_err().text().contains("no dx"));
    }

    #[test]
    fn the_gradients_of_a_product_agree_in_all_entries() {
        let mut draw = Draw::seeded(6);
        let (x, w, dout) =
            (draw.matrix(2, 3).into_dyn(), draw.matrix(3, 4).into_dyn(), draw.matrix(2, 4).into_dyn());
        let right = check_backward(
            "affine",
            &[("x", x), ("w", w)],
            &dout,
            |a| matrix(&a[0]).dot(&matrix(&a[1])).into_dyn(),
            |a, dout| {
                let dout = matrix(dout);
                vec![dout.dot(&matrix(&a[1]).t()).into_dyn(), matrix(&a[0]).t().dot(&dout).into_dyn()]
            },
        );
        assert_eq!(right, Ok(()));
    }
}
