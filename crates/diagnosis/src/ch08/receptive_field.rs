//! The **receptive field**: how much of the image does one unit of a deep layer see?

use crate::question::Question;

/// `(kernel size, stride)` of each layer, from the image upwards.
pub type Layers = Vec<(usize, usize)>;

/// Adds what each layer adds; `jump` is the distance between neighbouring units of a layer, in pixels of the image.
fn grown(layers: &Layers, side: fn(usize) -> usize, is_late: bool) -> usize {
    let (mut field, mut jump) = (1, 1);
    for &(filter, stride) in layers {
        if !is_late {
            jump *= stride;
        }
        field += side(filter) * jump;
        if is_late {
            jump *= stride;
        }
    }
    field
}

/// The size of the receptive field of a stack of convolutions and poolings (book §8.1.3).
pub fn receptive_field() -> Question<Layers, usize> {
    Question::new(
        "receptive_field",
        |draw| {
            let layers = draw.size(2..=5);
            (0..layers).map(|_| (draw.size(1..=5), draw.size(1..=3))).collect()
        },
        |layers| grown(layers, |filter| filter - 1, true),
    )
    .inputs(["filter, stride, filter, stride, …"])
    .parts(["the field"])
    .example(|| vec![(3, 1), (3, 1)])
    .example(|| vec![(3, 1), (3, 1), (3, 1)])
    .example(|| vec![(3, 1), (2, 2), (3, 1)])
    .mistake(
        "strides forgotten",
        "It is right where all strides are 1. After a stride of 2, neighbours are 2 pixels apart, so a filter there \
         reaches twice as far.",
        |layers| grown(&layers.iter().map(|&(filter, _)| (filter, 1)).collect(), |filter| filter - 1, true),
    )
    .mistake(
        "kernel sizes added up",
        "The kernel sizes were added up. Neighbouring fields overlap: a kernel of size f adds f − 1 steps, not f.",
        |layers| layers.iter().map(|(filter, _)| filter).sum(),
    )
    .mistake(
        "the stride counts too early",
        "A layer's stride already widened its own receptive field. It moves the filter, and so only counts for the \
         layers above.",
        |layers| grown(layers, |filter| filter - 1, false),
    )
    .mistake(
        "multiplied",
        "The kernel sizes were multiplied. Each layer adds to the field; only strides multiply.",
        |layers| layers.iter().map(|(filter, _)| filter).product(),
    )
    .mistake(
        "one too many",
        "Each layer adds one step too many: the centre of the filter is already counted, so it adds f − 1.",
        |layers| grown(layers, |filter| filter, true),
    )
    .also_right("from the top down", |layers| {
        layers.iter().rev().fold(1, |side, (filter, stride)| (side - 1) * stride + filter)
    })
}
