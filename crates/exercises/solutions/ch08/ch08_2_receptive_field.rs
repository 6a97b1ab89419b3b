//! # How much does it see?
//!
//! A unit of a deep layer depends on a square of the image: its **receptive field**. Given the layers from the image
//! upwards, each with its kernel size and its stride, write the function that returns the side of that square. A 2 × 2
//! pooling is a layer with kernel size 2 and stride 2.
//!
//! A pixel sees itself: the side is 1. A kernel of size f sees f neighbours of the layer below. Their distance, in
//! pixels of the image, is the product of all strides *below*.
//!
//! Book: section 8.1.3. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;

/// The side of the receptive field, in pixels, of layers `(kernel size, stride)`, from the image upwards.
fn receptive_field(layers: &[(usize, usize)]) -> usize {
    // exercise:
    // | // TODO: go through the layers. Keep the field so far, and the distance between neighbours.
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
