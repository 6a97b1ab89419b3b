//! The convolution of an image with one filter.

use crate::question::Question;
use ndarray::{Array2, Array3, s};

/// The image (c, h, w), the filter (c, fh, fw), its bias, and the stride.
pub type Input = (Array3<f64>, Array3<f64>, f64, usize);

/// The steps down and to the right.
fn steps((x, w, _, stride): &Input) -> (usize, usize) {
    let ((_, h, width), (_, fh, fw)) = (x.dim(), w.dim());
    ((h - fh) / stride + 1, (width - fw) / stride + 1)
}

/// The convolution, where `weight` gives the filter's value at (k, i, j).
fn convolved(input: &Input, weight: impl Fn(&Array3<f64>, [usize; 3]) -> f64) -> Array2<f64> {
    stepped(input, (input.3, input.3), weight)
}

/// The same with separate strides down and to the right; neither is larger than the right one.
fn stepped(
    input: &Input,
    (down, across): (usize, usize),
    weight: impl Fn(&Array3<f64>, [usize; 3]) -> f64,
) -> Array2<f64> {
    let (x, w, b, _) = input;
    Array2::from_shape_fn(steps(input), |(row, column)| {
        let products = w
            .indexed_iter()
            .map(|((k, i, j), _)| x[[k, row * down + i, column * across + j]] * weight(w, [k, i, j]));
        products.sum::<f64>() + b
    })
}

/// One filter over an image of several channels (book §7.2).
pub fn of_one_filter() -> Question<Input, Array2<f64>> {
    Question::new(
        "convolution",
        |draw| {
            let (c, fh, fw, stride) = (draw.size(1..=3), draw.size(2..=3), draw.size(2..=3), draw.size(1..=2));
            let (h, width) = (fh + stride * draw.size(1..=3), fw + stride * draw.size(1..=3));
            let mut maps = |h, width| draw.images([1, c, h, width]).remove_axis(ndarray::Axis(0));
            let (x, w) = (maps(h, width), maps(fh, fw));
            (x, w, draw.normal(), stride)
        },
        |input| convolved(input, |w, index| w[index]),
    )
    .inputs(["x", "w", "b", "stride"])
    .parts(["out"])
    .mistake(
        "the filter is rotated",
        "The filter is rotated by 180°. That is what mathematics calls convolution; the book, and every deep learning \
         library, uses the filter as it is (cross-correlation).",
        |input| {
            let (_, fh, fw) = input.1.dim();
            convolved(input, |w, [k, i, j]| w[[k, fh - 1 - i, fw - 1 - j]])
        },
    )
    .mistake(
        "only the first channel",
        "Only the first channel is used. A filter has as many channels as the image: sum the products of all channels.",
        |input| convolved(input, |w, [k, i, j]| if k == 0 { w[[k, i, j]] } else { 0.0 }),
    )
    .mistake(
        "the bias is forgotten",
        "The bias is missing. It is added once to every value of the output.",
        |input| convolved(input, |w, index| w[index]) - input.2,
    )
    .mistake(
        "the bias once per channel",
        "The bias is added once per channel. A filter has one bias, added after the sum over all channels.",
        |input| convolved(input, |w, index| w[index]) + input.2 * (input.0.dim().0 as f64 - 1.0),
    )
    .mistake(
        "the bias once per product",
        "The bias is added once per product. A filter has one bias, added after the sum over the whole window.",
        |input| convolved(input, |w, index| w[index]) + input.2 * (input.1.len() as f64 - 1.0),
    )
    .mistake(
        "the stride is forgotten",
        "The windows lie side by side as if the stride were 1. Output (row, column) belongs to the window that begins \
         at (row · stride, column · stride).",
        |input| stepped(input, (1, 1), |w, index| w[index]),
    )
    .mistake(
        "the stride only down",
        "The stride is only applied downwards: the window of output (row, column) also starts at column · stride.",
        |input| stepped(input, (input.3, 1), |w, index| w[index]),
    )
    .mistake(
        "the stride only across",
        "The stride is only applied to the right: the window of output (row, column) also starts at row · stride.",
        |input| stepped(input, (1, input.3), |w, index| w[index]),
    )
    .mistake(
        "a mean",
        "That is a mean over the window. A convolution sums the products.",
        |input| (convolved(input, |w, index| w[index]) - input.2) / input.1.len() as f64 + input.2,
    )
    .also_right("one filter value at a time", |input| {
        let (x, w, b, stride) = input;
        let (rows, columns) = steps(input);
        let mut out = Array2::from_elem((rows, columns), *b);
        for ((k, i, j), &weight) in w.indexed_iter() {
            let seen = x.slice(s![k, i..; *stride, j..; *stride]);
            out.scaled_add(weight, &seen.slice(s![..rows, ..columns]));
        }
        out
    })
}
