//! # How much does it see?
//!
//! A number of a deep layer depends on a square of the image: its receptive field. Given the layers from the image upwards,
//! each with the side of its filter and its stride, write the function that gives the side of that square. A pooling of
//! 2 × 2 is a layer with side 2 and stride 2.
//!
//! One number sees itself: the side is 1. A filter of side f sees f neighbours of the layer below. These are as far apart,
//! in pixels of the image, as all strides *below* make them.
//!
//! Book: section 8.1.3. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;

/// The side of the receptive field, in pixels, of layers `(side of the filter, stride)`, from the image upwards.
fn receptive_field(layers: &[(usize, usize)]) -> usize {
    // exercise:
    // | // TODO: walk through the layers. Keep the field so far, and how far apart neighbours are.
    // | let _ = layers;
    // | todo!()
    // solution:
    let (mut field, mut jump) = (1, 1);
    for (filter, stride) in layers {
        field += (filter - 1) * jump;
        jump *= stride;
    }
    field
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_field_of_any_stack_is_right() -> Verdict {
        ch08::receptive_field::receptive_field().check(|layers| receptive_field(layers))
    }
}
