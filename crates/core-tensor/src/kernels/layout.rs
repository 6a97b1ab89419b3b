//! In which order are the values of images stored, so that registers are always full? Channels-last (NHWC): pixel by pixel,
//! and within a pixel channel by channel.
//!
//! ```text
//! row-major       r r r r r r   g g g g g g   b b b b b b        all of a channel together
//! channels last   r g b   r g b   r g b   r g b   r g b …        all of a pixel together
//! ```
//!
//! A layer in the middle of a network has 16 to 64 channels, and they fill registers whatever the size of the image: a row
//! of 14 pixels would leave gaps at its end, and a maximum over neighbours would compare values within one register.
//!
//! The axes of a tensor stay `(n, c, h, w)`, as the book has them, and so does all that looks at it by its axes; only the
//! steps in memory from one to the next change. PyTorch has the same under the same name.

use crate::kernels::buffer_pool::{give_back, give_back_array, take};
use crate::kernels::simd::{WIDEST, chunk_at, chunk_at_mut};
use crate::tensor::array::{Tensor, in_row_major, into_row_major};
use crate::tensor::real::Real;
use pulp::{Arch, Simd, WithSimd};
use std::borrow::Cow;

/// From `(n, c, h, w)` to the axes in the order of memory, and back.
const PIXELS_FIRST: [usize; 4] = [0, 2, 3, 1];
const CHANNELS_FIRST: [usize; 4] = [0, 3, 1, 2];

/// Rows that are transposed together, and how many of their values at a time: as many as fit into registers.
const ROWS: usize = 8;
const VALUES: usize = WIDEST;

/// Whether a tensor holds images in channels-last order.
pub(crate) fn is_channels_last<F>(x: &Tensor<F>) -> bool {
    x.ndim() == 4 && x.view().permuted_axes(PIXELS_FIRST.to_vec()).is_standard_layout()
}

/// The values of images `(n, c, h, w)`, channels last. Copies only if they are stored in another order.
///
/// # Panics
/// If there are not four axes.
pub(crate) fn channels_last<F: Real>(x: &Tensor<F>) -> Cow<'_, [F]> {
    if is_channels_last(x)
        && let Some(values) = x.as_slice_memory_order()
    {
        return Cow::Borrowed(values);
    }
    Cow::Owned(transposed_to_channels_last(x))
}

/// The same in the memory of `x`, if it is stored so.
///
/// # Panics
/// If there are not four axes.
pub(crate) fn into_channels_last<F: Real>(x: Tensor<F>) -> Vec<F> {
    if is_channels_last(&x) {
        return into_row_major(x.permuted_axes(PIXELS_FIRST.to_vec()));
    }
    let transposed = transposed_to_channels_last(&x);
    give_back_array(x);
    transposed
}

fn transposed_to_channels_last<F: Real>(x: &Tensor<F>) -> Vec<F> {
    let &[_, c, h, w] = x.shape() else { panic!("images are n × c × h × w, not {:?}", x.shape()) };
    let row_major = x.as_standard_layout();
    let mut transposed = take(x.len());
    transpose(row_major.as_slice().unwrap_or_default(), (c, h * w), &mut transposed);
    transposed
}

/// Images `(n, c, h, w)` from values in channels-last order; the inverse of [`channels_last`].
///
/// # Panics
/// If the number of values is not that of the shape.
pub(crate) fn images<F: Real>(values: Vec<F>, [n, c, h, w]: [usize; 4]) -> Tensor<F> {
    in_row_major(values, &[n, h, w, c]).permuted_axes(CHANNELS_FIRST.to_vec())
}

/// `x` in row-major order, whatever order it is in; images that are channels-last are transposed quickly.
pub(crate) fn transposed_to_row_major<F: Real>(x: Tensor<F>) -> Tensor<F> {
    if x.is_standard_layout() {
        return x;
    }
    if !is_channels_last(&x) {
        return x.as_standard_layout().into_owned();
    }
    let (shape, mut values) = (x.shape().to_vec(), take(x.len()));
    write_row_major(x, &mut values);
    in_row_major(values, &shape)
}

/// Writes the values of `x` in row-major order. There must be room for as many.
pub(crate) fn write_row_major<F: Real>(x: Tensor<F>, room: &mut [F]) {
    let values = if x.is_standard_layout() || !is_channels_last(&x) {
        let values = into_row_major(x);
        room.copy_from_slice(&values);
        values
    } else {
        let (pixels, channels) = (x.shape()[2] * x.shape()[3], x.shape()[1]);
        let values = into_channels_last(x);
        transpose(&values, (pixels, channels), room);
        values
    };
    give_back(values);
}

/// The order in which a layer met its input: what comes back is put into the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    RowMajor,
    ChannelsLast,
}

impl Order {
    /// That of `x`. What has neither is put into row-major order first.
    pub(crate) fn of<F: Real>(x: &mut Tensor<F>) -> Self {
        if x.is_standard_layout() {
            Self::RowMajor
        } else if is_channels_last(x) {
            Self::ChannelsLast
        } else {
            *x = x.as_standard_layout().into_owned();
            Self::RowMajor
        }
    }

    /// `x` in this order.
    pub(crate) fn put<F: Real>(self, x: Tensor<F>) -> Tensor<F> {
        match self {
            Self::RowMajor => transposed_to_row_major(x),
            Self::ChannelsLast => match *x.shape() {
                [n, c, h, w] => images(into_channels_last(x), [n, c, h, w]),
                _ => x,
            },
        }
    }
}

/// The values of `x` in the order of memory, to be changed in place.
///
/// # Panics
/// If they have gaps between them; [`Order::of`] closes them.
pub(crate) fn values_in_memory_order<F>(x: &mut Tensor<F>) -> &mut [F] {
    match x.as_slice_memory_order_mut() {
        Some(values) => values,
        None => panic!("the tensor's values have gaps between them"),
    }
}

/// Each `(rows, columns)` transposed to `(columns, rows)`.
fn transpose<F: Real>(values: &[F], (rows, columns): (usize, usize), transposed: &mut [F]) {
    let of_one = (rows * columns).max(1);
    for (to, from) in transposed.chunks_exact_mut(of_one).zip(values.chunks_exact(of_one)) {
        if rows < ROWS || columns < VALUES {
            for (row, from) in from.chunks_exact(columns).enumerate() {
                to[row..].iter_mut().step_by(rows).zip(from).for_each(|(to, &from)| *to = from);
            }
        } else {
            Arch::new().dispatch(TransposeRows { from, to, rows, columns });
        }
    }
}

/// Transposes a block of rows: interleaves them within registers, then stores each column contiguously. The last block starts
/// earlier, so that it is whole, and some values are transposed again.
///
/// ```text
/// a a a a …
/// b b b b …   ──▶   a b c d │ a b c d │ a b c d │ …   ──▶   each to its own row
/// c c c c …
/// d d d d …
/// ```
struct TransposeRows<'a, F> {
    from: &'a [F],
    to: &'a mut [F],
    rows: usize,
    columns: usize,
}

impl<F: Real> WithSimd for TransposeRows<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { from, to, rows, columns } = self;
        for row in (0..rows).step_by(ROWS).map(|row| row.min(rows - ROWS)) {
            for column in (0..columns).step_by(VALUES).map(|column| column.min(columns - VALUES)) {
                let lines: [[F; VALUES]; ROWS] =
                    std::array::from_fn(|i| *chunk_at(from, (row + i) * columns + column));
                let mut dealt = [[F::zero(); ROWS]; VALUES];
                for j in 0..VALUES {
                    for i in 0..ROWS {
                        dealt[j][i] = lines[i][j];
                    }
                }
                for (j, piece) in dealt.iter().enumerate() {
                    *chunk_at_mut(to, (column + j) * rows + row) = *piece;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(shape: [usize; 4]) -> Tensor<f64> {
        in_row_major((0..shape.iter().product()).map(|i| i as f64).collect(), &shape)
    }

    #[test]
    fn the_channels_of_a_pixel_lie_side_by_side() {
        let x = images(vec![1.0, 10.0, 2.0, 20.0, 3.0, 30.0], [1, 2, 1, 3]);
        assert_eq!(x, ndarray::array![[[[1.0, 2.0, 3.0]], [[10.0, 20.0, 30.0]]]].into_dyn());
        assert_eq!(channels_last(&x)[1], 10.0);
    }

    #[test]
    fn images_come_back_as_they_were() {
        for shape in [[2, 3, 4, 5], [1, 17, 5, 7], [3, 1, 4, 4], [2, 40, 1, 1], [0, 3, 2, 2]] {
            let x = numbered(shape);
            let last = images(channels_last(&x).into_owned(), shape);
            assert!(last == x && is_channels_last(&last), "{shape:?}");
            assert_eq!(into_channels_last(last.clone()), into_channels_last(x.clone()), "{shape:?}");
            let back = transposed_to_row_major(last);
            assert!(back == x && back.is_standard_layout(), "{shape:?}");
        }
    }

    #[test]
    fn a_pixel_is_followed_by_its_other_channels() {
        let x = numbered([2, 3, 4, 5]);
        let values = channels_last(&x);
        assert_eq!(values[60 + (2 * 5 + 4) * 3 + 1], x[[1, 1, 2, 4]]);
    }

    #[test]
    fn what_comes_back_is_put_into_the_order_of_what_went_in() {
        let mut cut = numbered([2, 3, 4, 5]).slice_move(ndarray::s![.., .., ..3, ..]).into_dyn();
        let same = cut.clone();
        assert_eq!((Order::of(&mut cut), &cut), (Order::RowMajor, &same));
        let put = Order::ChannelsLast.put(cut);
        assert!(is_channels_last(&put) && put == same);
        assert!(Order::RowMajor.put(put).is_standard_layout());
    }
}
