//! Does the learner's backward give the slopes of the learner's own forward?
//!
//! A number `L = Σ forward(x) · dout` is made of the output with a random `dout`. Each entry of each input is moved a
//! little to both sides, and the slope that L shows is compared with what backward says.

use crate::comparison::difference;
use crate::general;
use crate::question::Seen;
use crate::{Diagnosis, Verdict, panic};
use ndarray::{Array, Array1, Array2, Array3, ArrayD, Dimension};

/// The step to each side. Two differences, with h and h/2, are combined, so the error falls with h⁴.
const H: f64 = 1e-3;
/// The relative error up to which the slopes agree.
const TOLERANCE: f64 = 1e-6;

/// Compares `backward(dout)`, one gradient for each input, with the slopes of `forward`.
///
/// `inputs` are the arrays that forward takes, by name, such as `[("x", x), ("w", w), ("b", b)]`; their points must lie
/// away from kinks. `backward` gets the inputs and `dout`, so that it can run forward first.
///
/// ```
/// use diagnosis::{draw::Draw, gradient::check_backward};
///
/// let mut draw = Draw::seeded(1);
/// let x = draw.matrix(2, 3).into_dyn();
/// let dout = draw.matrix(2, 3).into_dyn();
/// let forward = |x: &[ndarray::ArrayD<f64>]| x[0].mapv(f64::exp);
/// assert!(check_backward("exp", &[("x", x.clone())], &dout, forward, |x, dout| vec![dout * x[0].mapv(f64::exp)]).is_ok());
/// let told = check_backward("exp", &[("x", x)], &dout, forward, |_, dout| vec![dout.clone()]).unwrap_err();
/// assert!(told.text().starts_with("exp: dx"));
/// ```
///
/// # Errors
/// With the worst entry of each gradient that is wrong, both numbers, and the likely cause if it is a general one.
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
        let mut told = Vec::new();
        for (i, (input, _)) in inputs.iter().enumerate() {
            let slopes = slopes(&arrays, i, |arrays| (forward(arrays) * dout).sum());
            let Some(yours) = found.get(i) else {
                return Err(Diagnosis::new(format!("{name}: backward gives no d{input}")));
            };
            told.extend(wrong(&format!("{name}: d{input}"), yours, &slopes));
        }
        Diagnosis::of_parts(&told)
    })
}

/// [`check_backward`] of a layer without parameters: `run` gives the output and `dx` for `x` and `dout`, all (n, d).
///
/// # Errors
/// If it stops, or a slope is wrong.
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
/// If it has not two dimensions.
pub fn matrix(array: &ArrayD<f64>) -> Array2<f64> {
    fixed(array)
}

/// One of the arrays as a vector.
///
/// # Panics
/// If it has not one dimension.
pub fn vector(array: &ArrayD<f64>) -> Array1<f64> {
    fixed(array)
}

/// One of the arrays as an image, (c, h, w).
///
/// # Panics
/// If it has not three dimensions.
pub fn image(array: &ArrayD<f64>) -> Array3<f64> {
    fixed(array)
}

fn fixed<D: Dimension>(array: &ArrayD<f64>) -> Array<f64, D> {
    let (found, wanted) = (array.ndim(), D::NDIM.unwrap_or_default());
    let array = array.clone().into_dimensionality();
    array.unwrap_or_else(|_| panic!("an array of {wanted} dimensions is wanted, this one has {found}"))
}

/// The slope of `loss` for each entry of input `i`.
fn slopes(arrays: &[ArrayD<f64>], i: usize, loss: impl Fn(&[ArrayD<f64>]) -> f64) -> ArrayD<f64> {
    let mut moved = arrays.to_vec();
    let mut slopes = ArrayD::zeros(arrays[i].raw_dim());
    for (place, slope) in slopes.indexed_iter_mut() {
        let x = arrays[i][&place];
        let mut central = |h: f64| {
            moved[i][&place] = x + h;
            let above = loss(&moved);
            moved[i][&place] = x - h;
            let below = loss(&moved);
            moved[i][&place] = x;
            (above - below) / (2.0 * h)
        };
        *slope = (4.0 * central(H / 2.0) - central(H)) / 3.0;
    }
    slopes
}

fn wrong(name: &str, yours: &ArrayD<f64>, slopes: &ArrayD<f64>) -> Option<Diagnosis> {
    if yours.shape() != slopes.shape() {
        let [yours, right] = [yours, slopes].map(|array| format!("{:?}", array.shape()));
        return Some(Diagnosis::new(format!("{name} has the shape {yours} where {right} is right.")));
    }
    let found = difference(yours, slopes, TOLERANCE)?;
    let (place, wrong, all) = (found.worst, found.wrong, slopes.len());
    let seen = format!(
        "{name}{place:?} is {:.6}, but moving that entry a little shows a slope of {:.6} ({wrong} of {all} entries differ).",
        found.yours, found.right
    );
    Some(general::diagnosis(seen, &[Seen { yours, right: slopes }], &[], TOLERANCE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Draw;

    #[test]
    fn a_backward_that_forgets_a_factor_is_told_by_how_much() {
        let mut draw = Draw::seeded(5);
        let [x, dout] = [draw.matrix(2, 3), draw.matrix(2, 3)].map(Array2::into_dyn);
        let square = |x: &[ArrayD<f64>]| x[0].mapv(|x| x * x);
        let times = |factor: f64| {
            let backward = |x: &[ArrayD<f64>], dout: &ArrayD<f64>| vec![dout * &x[0] * factor];
            check_backward("square", &[("x", x.clone())], &dout, square, backward)
        };
        assert!(times(2.0).is_ok());
        let told = times(1.0).unwrap_err();
        assert_eq!(told.mistake(), Some("multiplied"));
        assert!(told.text().contains("/ 2, always"), "{told}");
        assert_eq!(times(-2.0).unwrap_err().mistake(), Some("sign flipped"));
        let nothing = check_backward("square", &[("x", x.clone())], &dout, square, |_, _| vec![]);
        assert!(nothing.unwrap_err().text().contains("no dx"));
    }

    #[test]
    fn the_slopes_of_a_product_agree_in_all_entries() {
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
