//! Which networks does the chapter compare? The book's DeepConvNet, the same with fewer filters, and a small one that
//! learns in seconds.

use crate::digits::SHAPE;
use core_tensor::{Sequential, Window};

/// A filter of 3 × 3 that leaves the image as large as it is.
pub const THREE: Window = Window::square(3).pad(1);
/// What makes an image half as large.
pub const HALVE: Window = Window::square(2).stride(2);

/// The book's DeepConvNet with so many filters in its three stages and so many hidden numbers at the end; dropout
/// behind the hidden layer, and, if `last_dropout`, behind the output layer too, where the book has one.
pub fn deep(filters: [usize; 3], hidden: usize, last_dropout: bool) -> Sequential {
    let mut net = Sequential::new(SHAPE);
    for (filters, second) in filters.into_iter().zip([THREE, THREE.pad(2), THREE]) {
        net = net.conv(filters, THREE).relu().conv(filters, second).relu().max_pool(HALVE);
    }
    let net = net.affine(hidden).relu().dropout(0.5).affine(10);
    if last_dropout { net.dropout(0.5) } else { net }
}

/// Two stages of one layer of filters each, and so many answers: learns in seconds.
pub fn small(filters: usize, answers: usize) -> Sequential {
    Sequential::new(SHAPE)
        .conv(filters, THREE)
        .relu()
        .max_pool(HALVE)
        .conv(2 * filters, THREE)
        .relu()
        .max_pool(HALVE)
        .affine(50)
        .relu()
        .affine(answers)
}
