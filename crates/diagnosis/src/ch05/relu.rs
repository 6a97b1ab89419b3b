//! Where does a ReLU let the gradient through?

use crate::Verdict;
use crate::draw::Draw;
use crate::gradient::check_layer;
use crate::question::Question;
use ndarray::Array2;

/// `x` and `dout`, (n, in) each.
pub type Input = (Array2<f64>, Array2<f64>);

fn masked((x, dout): &Input, is_open: fn(f64, f64) -> bool) -> Array2<f64> {
    Array2::from_shape_fn(x.dim(), |i| if is_open(x[i], dout[i]) { dout[i] } else { 0.0 })
}

/// The backward pass of a ReLU (book §5.5.1).
pub fn backward() -> Question<Input, Array2<f64>> {
    Question::new(
        "backward",
        |draw| {
            let (n, inputs) = (draw.size(2..=5), draw.size(2..=4));
            (draw.matrix(n, inputs), draw.matrix(n, inputs))
        },
        |input| masked(input, |x, _| x > 0.0),
    )
    .inputs(["x", "dout"])
    .parts(["dx"])
    .example(|| (ndarray::array![[0.0, -1.0, 2.0]], ndarray::array![[3.0, 4.0, 5.0]]))
    .mistake(
        "closed by dout",
        "It closes where dout isn't positive. Open or closed is decided in the forward pass, by x; backward only \
         remembers it.",
        |input| masked(input, |_, dout| dout > 0.0),
    )
    .mistake(
        "the mask inverted",
        "It lets the gradient through where x was negative and blocks it where x was positive: the mask is inverted.",
        |input| masked(input, |x, _| x <= 0.0),
    )
    .mistake(
        "x instead of dout",
        "That is the output of the forward pass again. Backward passes on dout, not x.",
        |(x, _)| x.mapv(|x| x.max(0.0)),
    )
    .mistake(
        "open everywhere",
        "Everything comes through. Where x wasn't positive, the output doesn't change with x: the gradient is 0.",
        |(_, dout)| dout.clone(),
    )
    .mistake(
        "open at zero",
        "At exactly x = 0 it lets dout through. The book's ReLU is closed there: `x <= 0`.",
        |input| masked(input, |x, _| x >= 0.0),
    )
    .also_right("core-tensor's layer", |(x, dout)| {
        use core_tensor::layers::{Layer, Relu};
        let mut relu = Relu::new(1);
        relu.forward(x.clone().into_dyn());
        let dx = relu.backward(dout.clone().into_dyn());
        Array2::from_shape_fn(x.dim(), |(i, j)| dx[[i, j]])
    })
}

/// Compares a layer's backward pass with the numerical gradient of its forward pass, away from the kink: `run` returns
/// the output and `dx`.
///
/// # Errors
/// If it panics, or a gradient is wrong.
pub fn gradients(run: impl Fn(&Array2<f64>, &Array2<f64>) -> (Array2<f64>, Array2<f64>)) -> Verdict {
    let mut random = Draw::new();
    let x = random.matrix(4, 3).mapv(|x| x + 0.1_f64.copysign(x));
    let dout = random.matrix(4, 3);
    check_layer("backward", x, &dout, run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_layer_passes_and_an_open_one_is_diagnosed() {
        let forward = |x: &Array2<f64>| x.mapv(|x| x.max(0.0));
        let right = gradients(|x, dout| (forward(x), backward().answer(&(x.clone(), dout.clone()))));
        assert_eq!(right, Ok(()));
        let open = gradients(|x, dout| (forward(x), dout.clone()));
        assert!(open.unwrap_err().text().contains("the numerical gradient there is 0"));
    }
}
