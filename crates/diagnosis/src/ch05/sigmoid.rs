//! What does the sigmoid send back, from its output alone?

use crate::Verdict;
use crate::draw::Draw;
use crate::gradient::check_layer;
use crate::question::Question;
use ndarray::{Array2, array};

/// `x` and `dout`, (n, in) each.
pub type Input = (Array2<f64>, Array2<f64>);
/// The output and `dx`, (n, in) each.
pub type Out = (Array2<f64>, Array2<f64>);

fn draw(draw: &mut Draw) -> Input {
    let (n, inputs) = (draw.size(2..=5), draw.size(2..=4));
    (draw.matrix(n, inputs) * 2.0, draw.matrix(n, inputs))
}

fn output(x: &Array2<f64>) -> Array2<f64> {
    x.mapv(|x| 1.0 / (1.0 + (-x).exp()))
}

/// The output, and `dx` from the input, the output and `dout`.
fn with((x, dout): &Input, dx: fn(x: f64, y: f64, dout: f64) -> f64) -> Out {
    let y = output(x);
    let dx = Array2::from_shape_fn(x.dim(), |i| dx(x[i], y[i], dout[i]));
    (y, dx)
}

/// A sigmoid as a layer: forward and backward (book §5.5.2).
pub fn layer() -> Question<Input, Out> {
    Question::new("Sigmoid", draw, |input| with(input, |_, y, dout| dout * y * (1.0 - y)))
        .inputs(["x", "dout"])
        .parts(["y", "dx"])
        .example(|| (array![[0.0, -1.0, 1.0]], array![[1.0, 1.0, 1.0]]))
        .example(|| (array![[-1000.0, 1000.0, 2.0]], array![[1.0, 2.0, 3.0]]))
        .mistake(
            "x instead of y",
            "That is dout · x (1 − x): you stored the input. The formula y (1 − y) uses the output.",
            |input| with(input, |x, _, dout| dout * x * (1.0 - x)),
        )
        .mistake(
            "nothing stored",
            "self.out is still empty after forward, so backward has nothing to work with. Store the output in it \
             before forward ends.",
            |input| with(input, |_, _, _| f64::NAN),
        )
        .mistake(
            "dout forgotten",
            "That is the sigmoid's local derivative. Multiply it by the upstream gradient dout.",
            |input| with(input, |_, y, _| y * (1.0 - y)),
        )
        .mistake(
            "the output through the sigmoid again",
            "The stored value went through the sigmoid once more. It is y already: store the output, and use it as it \
             is.",
            |input| {
                with(input, |_, y, dout| {
                    let again = 1.0 / (1.0 + (-y).exp());
                    dout * again * (1.0 - again)
                })
            },
        )
        .mistake(
            "tanh's derivative",
            "1 − y² is the derivative of tanh. The sigmoid's is y (1 − y).",
            |input| with(input, |_, y, dout| dout * (1.0 - y * y)),
        )
        .mistake(
            "infinity times zero",
            "y² e⁻ˣ is the right derivative on paper. At x = −1000 floating point makes it 0 · ∞, which is NaN. \
             Express e⁻ˣ through y, and only y (1 − y) is left.",
            |input| with(input, |x, y, dout| dout * y * y * (-x).exp()),
        )
        .mistake(
            "y · y − 1",
            "y · y − 1 lacks brackets: the derivative is y · (1 − y), and it is never negative.",
            |input| with(input, |_, y, dout| dout * (y * y - 1.0)),
        )
        .mistake(
            "the other sign in exp",
            "y falls where it should rise: in 1 / (1 + e⁻ˣ) the exponent is −x.",
            |(x, dout)| with(&(-x, dout.clone()), |_, y, dout| dout * y * (1.0 - y)),
        )
        .also_right("core-tensor's layer", |(x, dout)| {
            use core_tensor::layers::{Layer, Sigmoid};
            let mut sigmoid = Sigmoid::new(1);
            let y = sigmoid.forward(x.clone().into_dyn());
            let dx = sigmoid.backward(dout.clone().into_dyn());
            let matrix = |from: ndarray::ArrayD<f64>| Array2::from_shape_fn(x.dim(), |(i, j)| from[[i, j]]);
            (matrix(y), matrix(dx))
        })
}

/// Compares a layer's backward pass with the numerical gradient of its forward pass: `run` returns the output and `dx`.
///
/// # Errors
/// If it panics, or a gradient is wrong.
pub fn gradients(run: impl Fn(&Array2<f64>, &Array2<f64>) -> Out) -> Verdict {
    let (x, dout) = draw(&mut Draw::new());
    check_layer("Sigmoid", x, &dout, run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_layer_passes_and_a_wrong_factor_is_diagnosed() {
        assert_eq!(gradients(|x, dout| layer().answer(&(x.clone(), dout.clone()))), Ok(()));
        let diagnosis = gradients(|x, dout| {
            let (y, dx) = layer().answer(&(x.clone(), dout.clone()));
            (y, dx * 4.0)
        });
        assert_eq!(diagnosis.unwrap_err().mistake(), Some("multiplied"));
        assert_eq!(
            gradients(|_, _| panic!("not yet implemented")).unwrap_err().mistake(),
            Some("not written yet")
        );
    }
}
