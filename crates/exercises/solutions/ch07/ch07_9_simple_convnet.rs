//! # A convolutional network, assembled and trained
//!
//! You wrote convolution, pooling and their backward passes. Now assemble the book's SimpleConvNet from the layers of
//! `core-tensor`, and train it on 1,000 digits.
//!
//! Write `simple_convnet`: the book's SimpleConvNet in any size. It takes images of one channel, `side` × `side`:
//! `filters` filters of `kernel` × `kernel` with stride 1 and no padding, ReLU, max pooling of 2 × 2 with stride 2, an
//! affine layer of `hidden` units, ReLU, and an affine layer of `classes` outputs. The scores go into the loss as they
//! are, so there is nothing after them. `Sequential::new([1, side, side])` starts the list, and each of its methods
//! adds a layer: `.conv(filters, window)`, `.relu()`, `.max_pool(2)`, `.affine(units)`. `Window::square(size)` is a
//! window with stride 1 and no padding.
//!
//! Write `train`: train the network on the 1,000 digits of `training`, until its accuracy on 500 digits that it never
//! saw is at least 80 %. `Trainer::new(optimizer)` holds the settings, of which you need two: `.epochs(n)` and
//! `.batch_size(n)`. `.fit(network, training, validation)` trains, and evaluates on both sets. `Adam::new(0.001)` is a
//! good optimiser.
//!
//! Book: section 7.5. Page: `notebooks-md/ch07.md`.

use core_tensor::optimizers::Adam;
use core_tensor::training::{Divergence, History, Trainer};
use core_tensor::{Network, Samples, Sequential, Window};
use diagnosis::ch07;

/// The layers of the network.
fn simple_convnet(side: usize, filters: usize, kernel: usize, hidden: usize, classes: usize) -> Sequential {
    // exercise:
    // | // TODO: the images' shape, then six layers.
    // | let _ = (side, filters, Window::square(kernel), hidden, classes);
    // | todo!()
    // solution:
    Sequential::new([1, side, side])
        .conv(filters, Window::square(kernel))
        .relu()
        .max_pool(2)
        .affine(hidden)
        .relu()
        .affine(classes)
    // end
}

/// Trains the network, and returns the accuracies of the training.
///
/// # Errors
/// If the loss becomes infinite or `NaN`.
fn train(
    network: &mut Network<f32>,
    training: &Samples<f32>,
    validation: &Samples<f32>,
) -> Result<History, Divergence> {
    // exercise:
    // | // TODO: how long, and in which batches?
    // | let _ = (network, training, validation, Trainer::<f32>::new(Adam::new(0.001)));
    // | todo!()
    // solution:
    Trainer::new(Adam::new(0.001)).epochs(5).batch_size(50).fit(network, training, validation)
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_the_layers_are_the_book_s() -> Verdict {
        ch07::simple_convnet::assembled().check(|&(side, filters, kernel, hidden, classes)| {
            ch07::simple_convnet::layers(&simple_convnet(side, filters, kernel, hidden, classes))
        })
    }

    #[test]
    fn b_the_network_learns_to_read_digits() -> Verdict {
        ch07::simple_convnet::learns(simple_convnet, train)
    }
}
