//! Which networks does the chapter compare? The book's DeepConvNet, the same with fewer filters, and a small one that
//! learns in seconds.

use crate::digits::SHAPE;
use core_tensor::{Sequential, Window};

/// A 3 × 3 kernel that keeps the size of the image.
pub const CONV_3X3: Window = Window::square(3).pad(1);
/// A 2 × 2 window with stride 2, which halves the image.
pub const POOL_2X2: Window = Window::square(2).stride(2);

/// The book's DeepConvNet with these numbers of filters in its three stages and of hidden units at the end; dropout after the
/// hidden layer, and, if `last_dropout`, after the output layer too, where the book has one.
pub fn deep(filters: [usize; 3], hidden: usize, last_dropout: bool) -> Sequential {
    let mut net = Sequential::new(SHAPE);
    for (filters, second) in filters.into_iter().zip([CONV_3X3, CONV_3X3.pad(2), CONV_3X3]) {
        net = net.conv(filters, CONV_3X3).relu().conv(filters, second).relu().max_pool(POOL_2X2);
    }
    let net = net.affine(hidden).relu().dropout(0.5).affine(10);
    if last_dropout { net.dropout(0.5) } else { net }
}

/// Two stages of one convolution layer each, and `classes` outputs: trains in seconds.
pub fn small(filters: usize, classes: usize) -> Sequential {
    Sequential::new(SHAPE)
        .conv(filters, CONV_3X3)
        .relu()
        .max_pool(POOL_2X2)
        .conv(2 * filters, CONV_3X3)
        .relu()
        .max_pool(POOL_2X2)
        .affine(50)
        .relu()
        .affine(classes)
}
