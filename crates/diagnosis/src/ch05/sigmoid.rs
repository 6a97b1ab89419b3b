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

/// The output, and `dx` made of the input, the output and `dout`.
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
            "That is dout · x (1 − x): the input was kept. The formula y (1 − y) is made of the output.",
            |input| with(input, |x, _, dout| dout * x * (1.0 - x)),
        )
        .mistake(
            "nothing kept",
            "self.out is still empty after forward, so backward has nothing to work with. Write the output into it before \
             forward ends.",
            |input| with(input, |_, _, _| f64::NAN),
        )
        .mistake(
            "dout forgotten",
            "That is the sigmoid's own slope. What arrives from above, dout, has to be multiplied in.",
            |input| with(input, |_, y, _| y * (1.0 - y)),
        )
        .mistake(
            "the output through the sigmoid again",
            "What was kept went through the sigmoid once more. It is y already: keep the output, and use it as it is.",
            |input| {
                with(input, |_, y, dout| {
                    let again = 1.0 / (1.0 + (-y).exp());
                    dout * again * (1.0 - again)
                })
            },
        )
        .mistake(
            "tanh's slope",
            "1 − y² is the slope of tanh. The sigmoid's is y (1 − y).",
            |input| with(input, |_, y, dout| dout * (1.0 - y * y)),
        )
        .mistake(
            "infinity times zero",
            "y² e⁻ˣ is the right slope on paper. At x = −1000 the computer makes 0 · ∞ of it, which is NaN. Say e⁻ˣ with y, \
             and only y (1 − y) is left.",
            |input| with(input, |x, y, dout| dout * y * y * (-x).exp()),
        )
        .mistake(
            "y · y − 1",
            "y · y − 1 lacks its brackets: the slope is y · (1 − y), and it is never negative.",
            |input| with(input, |_, y, dout| dout * (y * y - 1.0)),
        )
        .mistake(
            "the other sign in exp",
            "y falls where it should climb: in 1 / (1 + e⁻ˣ) the exponent is −x.",
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

/// Compares a layer's backward with the slopes of its own forward: `run` gives the output and `dx`.
///
/// # Errors
/// If it stops, or a slope is wrong.
pub fn slopes(run: impl Fn(&Array2<f64>, &Array2<f64>) -> Out) -> Verdict {
    let (x, dout) = draw(&mut Draw::new());
    check_layer("Sigmoid", x, &dout, run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slopes_of_the_right_layer_agree_and_a_wrong_factor_is_told() {
        assert_eq!(slopes(|x, dout| layer().answer(&(x.clone(), dout.clone()))), Ok(()));
        let told = slopes(|x, dout| {
            let (y, dx) = layer().answer(&(x.clone(), dout.clone()));
            (y, dx * 4.0)
        });
        assert_eq!(told.unwrap_err().mistake(), Some("multiplied"));
        assert_eq!(
            slopes(|_, _| panic!("not yet implemented")).unwrap_err().mistake(),
            Some("not written yet")
        );
    }
}
