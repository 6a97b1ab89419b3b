//! A few samples drawn from many: do images and labels still belong together?

use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array2, Axis};

/// `x` (n, in), n labels, the batch size, and the indices that will be drawn, one after the other.
pub type Input = (Array2<f64>, Vec<usize>, usize, Vec<usize>);
/// The batch: `x` (size, in), and its labels.
pub type Batch = (Array2<f64>, Vec<usize>);

fn draw(draw: &mut Draw) -> Input {
    let (n, inputs, size) = (draw.size(8..=15), draw.size(2..=4), draw.size(3..=6));
    (draw.matrix(n, inputs), draw.labels(n, 10), size, draw.labels(2 * size, n))
}

/// A source that returns these indices, and starts again when all are used.
pub fn source(indices: &[usize]) -> impl FnMut() -> usize + '_ {
    let mut rest = indices.iter().cycle();
    move || rest.next().copied().unwrap_or(0)
}

fn at((x, t, ..): &Input, images: &[usize], labels: &[usize]) -> Batch {
    (x.select(Axis(0), images), labels.iter().map(|&index| t[index]).collect())
}

/// A mini-batch (book §4.2.3).
pub fn mini_batch() -> Question<Input, Batch> {
    Question::new("mini_batch", draw, |input| at(input, &input.3[..input.2], &input.3[..input.2]))
        .inputs(["x", "t", "size", "the indices that draw returns"])
        .parts(["the batch of x", "the batch of t"])
        .mistake(
            "labels drawn again",
            "The labels were drawn a second time, so they belong to other images. Draw the indices once, and take \
             images and labels at the same indices.",
            |input| at(input, &input.3[..input.2], &input.3[input.2..]),
        )
        .mistake(
            "drawn in turn",
            "Each image and each label had its own draw. Draw one index, and take both from it.",
            |input| {
                let of = |first: usize| -> Vec<usize> { input.3.iter().skip(first).step_by(2).copied().collect() };
                at(input, &of(0), &of(1))
            },
        )
        .mistake(
            "the first ones",
            "That is the start of the data, the same every time. Take images and labels at the indices that draw \
             returns, so that the batch is random.",
            |input| {
                let indices: Vec<usize> = (0..input.2).collect();
                at(input, &indices, &indices)
            },
        )
        .mistake(
            "one index again and again",
            "One sample was taken again and again. Call draw once for each sample of the batch.",
            |input| {
                let indices = vec![input.3[0]; input.2];
                at(input, &indices, &indices)
            },
        )
        .also_right("entry by entry", |(x, t, size, indices)| {
            let batch = Array2::from_shape_fn((*size, x.ncols()), |(i, j)| x[[indices[i], j]]);
            (batch, indices.iter().take(*size).map(|&index| t[index]).collect())
        })
}
