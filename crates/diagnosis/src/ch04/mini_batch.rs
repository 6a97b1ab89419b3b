//! A few samples drawn from many: do images and answers still belong together?

use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array2, Axis};

/// `x` (n, in), n labels, the size of the batch, and the places that will be drawn, one after the other.
pub type Input = (Array2<f64>, Vec<usize>, usize, Vec<usize>);
/// The batch: `x` (size, in), and its labels.
pub type Batch = (Array2<f64>, Vec<usize>);

fn draw(draw: &mut Draw) -> Input {
    let (n, inputs, size) = (draw.size(8..=15), draw.size(2..=4), draw.size(3..=6));
    (draw.matrix(n, inputs), draw.labels(n, 10), size, draw.labels(2 * size, n))
}

/// A source that gives these places, and begins again when all are used up.
pub fn source(places: &[usize]) -> impl FnMut() -> usize + '_ {
    let mut rest = places.iter().cycle();
    move || rest.next().copied().unwrap_or(0)
}

fn at((x, t, ..): &Input, images: &[usize], answers: &[usize]) -> Batch {
    (x.select(Axis(0), images), answers.iter().map(|&place| t[place]).collect())
}

/// A mini-batch (book §4.2.3).
pub fn mini_batch() -> Question<Input, Batch> {
    Question::new("mini_batch", draw, |input| at(input, &input.3[..input.2], &input.3[..input.2]))
        .inputs(["x", "t", "size", "the places that draw gives"])
        .parts(["the batch of x", "the batch of t"])
        .mistake(
            "answers drawn anew",
            "The answers were drawn a second time, so they belong to other images. Draw the places once, and take images and \
             answers from the same places.",
            |input| at(input, &input.3[..input.2], &input.3[input.2..]),
        )
        .mistake(
            "drawn in turn",
            "Each image and each answer had a draw of its own. Draw one place, and take both from it.",
            |input| {
                let of = |first: usize| -> Vec<usize> { input.3.iter().skip(first).step_by(2).copied().collect() };
                at(input, &of(0), &of(1))
            },
        )
        .mistake(
            "the first ones",
            "That is the beginning of the data, the same each time. It has to lie at the places that draw gave, so that chance \
             decides: images and answers alike.",
            |input| {
                let places: Vec<usize> = (0..input.2).collect();
                at(input, &places, &places)
            },
        )
        .mistake(
            "one place again and again",
            "One sample was taken again and again. Call draw once for each sample of the batch.",
            |input| {
                let places = vec![input.3[0]; input.2];
                at(input, &places, &places)
            },
        )
        .also_right("entry by entry", |(x, t, size, places)| {
            let batch = Array2::from_shape_fn((*size, x.ncols()), |(i, j)| x[[places[i], j]]);
            (batch, places.iter().take(*size).map(|&place| t[place]).collect())
        })
}
