//! How large is the output of a convolution?

use crate::question::Question;

/// Input size, kernel size, padding, stride.
pub type Input = (usize, usize, usize, usize);

/// `(steps, rest)` for a distance, unless it is negative.
fn steps(way: i64, stride: usize) -> Option<(i64, i64)> {
    let stride = stride as i64;
    (way >= 0).then(|| (way / stride, way % stride))
}

fn size(way: i64, stride: usize) -> Option<i64> {
    steps(way, stride).filter(|(_, rest)| *rest == 0).map(|(steps, _)| steps + 1)
}

fn way((input, filter, pad, _): Input, pads: usize) -> i64 {
    (input + pads * pad) as i64 - filter as i64
}

/// The output size, or `None` if the filter doesn't fit or its steps don't end at the edge (book §7.2.5).
pub fn output_size() -> Question<Input, Option<i64>> {
    Question::new(
        "output_size",
        |draw| (draw.size(3..=12), draw.size(1..=6), draw.size(0..=3), draw.size(1..=3)),
        |&of| size(way(of, 2), of.3),
    )
    .inputs(["input", "filter", "pad", "stride"])
    .parts(["the size (NaN is None)"])
    .example(|| (4, 3, 1, 1))
    .example(|| (7, 3, 0, 2))
    .example(|| (28, 5, 2, 3))
    .example(|| (31, 5, 2, 3))
    .example(|| (2, 5, 0, 1))
    .mistake(
        "padded on one side",
        "The padding counts once. It is added on both sides: the input grows by 2 · pad.",
        |&of| size(way(of, 1), of.3),
    )
    .mistake(
        "one too few",
        "It is one too few: that is the number of steps. The filter has a position before the first step too.",
        |&of| size(way(of, 2), of.3).map(|size| size - 1),
    )
    .mistake(
        "rounded down",
        "Where the last step doesn't end at the edge it rounds down. Return `None` to tell the caller that the stride \
         doesn't fit.",
        |&of| steps(way(of, 2), of.3).map(|(steps, _)| steps + 1),
    )
    .mistake(
        "the stride is forgotten",
        "It is right for a stride of 1. A stride of 2 takes half as many steps.",
        |&of| size(way(of, 2), 1),
    )
    .mistake(
        "without the padding",
        "The padding is missing: the input grows by 2 · pad.",
        |&of| size(way(of, 0), of.3),
    )
    .mistake(
        "never None",
        "Where the filter doesn't fit it returns 0. 0 is a size too: return `None`.",
        |&of| Some(size(way(of, 2), of.3).unwrap_or(0)),
    )
    .also_right("position by position", |&(input, filter, pad, stride)| {
        let length = input + 2 * pad;
        let windows_read: Vec<usize> = (0..length).step_by(stride).take_while(|start| start + filter <= length).collect();
        windows_read.last().filter(|last| *last + filter == length).map(|_| windows_read.len() as i64)
    })
}
