//! What do softmax and cross-entropy send back together?

use crate::Verdict;
use crate::draw::Draw;
use crate::gradient::{check_backward, matrix};
use crate::question::Question;
use core_tensor::functions::softmax::{log_softmax, softmax};
use ndarray::{Array2, arr0, array};

/// The scores `x` (n, classes), and the label of each row.
pub type Input = (Array2<f64>, Vec<usize>);

fn draw(draw: &mut Draw) -> Input {
    let (n, classes) = (draw.size(2..=6), draw.size(3..=7));
    (draw.matrix(n, classes) * 2.0, draw.labels(n, classes))
}

/// The gradient of each score from its probability and whether it is the right class; not divided yet.
fn each((x, t): &Input, of: fn(y: f64, is_right: bool) -> f64) -> Array2<f64> {
    let y = softmax(x.view());
    Array2::from_shape_fn(x.dim(), |(i, k)| of(y[[i, k]], t[i] == k))
}

fn right(input: &Input) -> Array2<f64> {
    each(input, |y, is_right| y - f64::from(u8::from(is_right))) / input.0.nrows() as f64
}

/// The backward pass of softmax with mean cross-entropy (book §5.6.3).
pub fn backward() -> Question<Input, Array2<f64>> {
    Question::new("backward", draw, right)
        .inputs(["x", "t"])
        .parts(["dx"])
        .size("the number of samples N", |(x, _)| x.nrows() as f64)
        .size("the number of classes", |(x, _)| x.ncols() as f64)
        .example(|| (array![[0.0, 1000.0, -1000.0], [1.0, 1.0, 1.0]], vec![0, 2]))
        // The book's probabilities (0.3, 0.2, 0.5), where the second class is right.
        .example(|| (array![[0.3_f64.ln(), 0.2_f64.ln(), 0.5_f64.ln()]], vec![1]))
        .mistake(
            "t forgotten",
            "It is y / N: you didn't subtract t. The score of the right class has to get y − 1, which is negative: it \
             should grow.",
            |input| each(input, |y, _| y) / input.0.nrows() as f64,
        )
        .mistake(
            "only at the right class",
            "Only the right classes get a gradient. The others have t = 0, so they get y − 0: each of them is pushed \
             down by its own probability.",
            |input| each(input, |y, is_right| if is_right { y - 1.0 } else { 0.0 }) / input.0.nrows() as f64,
        )
        .mistake(
            "1 off after the division",
            "You subtracted the 1 after dividing y by N. Divide the whole difference: (y − t) / N.",
            |input| {
                let n = input.0.nrows() as f64;
                each(input, |y, _| y) / n - each(input, |_, is_right| f64::from(u8::from(is_right)))
            },
        )
        .mistake(
            "1 off everywhere",
            "You subtracted 1 from every entry. t is 1 at the right class only, and 0 elsewhere.",
            |input| each(input, |y, _| y - 1.0) / input.0.nrows() as f64,
        )
        .mistake(
            "cross-entropy alone",
            "−t / y is what cross-entropy alone sends back to the probabilities. It still has to go through softmax, \
             to the scores; together they make y − t.",
            |input| each(input, |y, is_right| if is_right { -1.0 / y } else { 0.0 }) / input.0.nrows() as f64,
        )
        .mistake(
            "the label as a number",
            "You subtracted the label itself: y − 2 for class 2. A label is an index: there, and only there, 1 is \
             taken off.",
            |(x, t)| {
                let y = softmax(x.view());
                Array2::from_shape_fn(x.dim(), |(i, k)| (y[[i, k]] - t[i] as f64) / x.nrows() as f64)
            },
        )
        .also_right("core-tensor's layer", |(x, t)| {
            use core_tensor::Targets;
            use core_tensor::layers::{LossLayer, SoftmaxCrossEntropy};
            let t = Targets::Labels(t.clone());
            matrix(&SoftmaxCrossEntropy.loss_and_gradient(x.clone().into_dyn(), &t).1)
        })
}

/// The mean cross-entropy of softmax, given by the exercise.
pub fn loss(x: &Array2<f64>, t: &[usize]) -> f64 {
    let log_y = log_softmax(x.view());
    -t.iter().enumerate().map(|(i, &class)| log_y[[i, class]]).sum::<f64>() / x.nrows() as f64
}

/// Compares `dx` with the numerical gradient of the layer's loss: `run` returns the loss and `dx`.
///
/// # Errors
/// If it panics, or a gradient is wrong.
pub fn gradients(
    forward: impl Fn(&Array2<f64>, &[usize]) -> f64,
    backward: impl Fn(&Array2<f64>, &[usize]) -> Array2<f64>,
) -> Verdict {
    let (x, t) = draw(&mut Draw::new());
    check_backward(
        "backward",
        &[("x", x.into_dyn())],
        &arr0(1.0).into_dyn(),
        |a| arr0(forward(&matrix(&a[0]), &t)).into_dyn(),
        |a, _| vec![backward(&matrix(&a[0]), &t).into_dyn()],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_gradient_passes_and_a_sum_over_the_samples_is_diagnosed() {
        let backward = |x: &Array2<f64>, t: &[usize]| right(&(x.clone(), t.to_vec()));
        assert_eq!(gradients(loss, backward), Ok(()));
        let diagnosis = gradients(loss, |x, t| backward(x, t) * x.nrows() as f64);
        assert_eq!(diagnosis.unwrap_err().mistake(), Some("multiplied"));
    }
}
