//! What does a network compute in half precision? It can be rounded at three points.
//!
//! | | weights and images | each layer's results | each product and each partial sum |
//! |---|---|---|---|
//! | [`round_parameters`] (as in the book) | rounded | exact | exact |
//! | [`predict_rounding_results`] | rounded | rounded | exact |
//! | [`predict_in_half`] | rounded | rounded | rounded |
//!
//! In the second row sums are accumulated in `f32`, as processors for neural networks do; in the third nothing is wider
//! than the 16 bits of half precision. The third rounds at every multiplication, so it is written for one image and for
//! the layers of a convolutional network.

use crate::derive::half_precision::Format;
use core_tensor::tensor::{as_rows, row_major, single_threaded};
use core_tensor::{Network, Samples, Tensor, Window};
use ndarray::{Array2, Axis, concatenate};
use rayon::prelude::*;

/// Rounds every parameter of the network to this format.
pub fn round_parameters(network: &mut Network<f32>, format: Format) {
    for param in network.params_mut() {
        param.value = rounded(&param.value, format);
    }
}

/// The same values, each rounded to this format.
pub fn rounded(x: &Tensor<f32>, format: Format) -> Tensor<f32> {
    match format {
        Format::HALF => x.mapv(to_half),
        Format { exponent_bits: 8, mantissa_bits } if (0..=23).contains(&mantissa_bits) => {
            x.mapv(|x| to_mantissa(x, mantissa_bits as u32))
        }
        _ => x.mapv(|x| format.round(f64::from(x)) as f32),
    }
}

/// The scores of all samples, `(n, 10)`; images and the results of every layer are rounded, sums aren't.
pub fn predict_rounding_results(
    network: &Network<f32>,
    samples: &Samples<f32>,
    format: Format,
) -> Array2<f64> {
    in_blocks(samples, 20, |x| {
        network
            .layers()
            .iter()
            .fold(rounded(x, format), |x, layer| rounded(&layer.predict(x.clone()), format))
    })
}

/// The scores of all samples, `(n, 10)`, where every product and every sum of two values is rounded to half precision.
/// `windows` are those of the network's convolutions, in order.
///
/// # Panics
/// If the network has other layers than convolutions, fully connected ones, ReLU, max pooling and dropout.
pub fn predict_in_half(network: &Network<f32>, samples: &Samples<f32>, windows: &[Window]) -> Array2<f64> {
    in_blocks(samples, 1, |x| {
        let mut windows = windows.iter();
        network.layers().iter().fold(rounded(x, Format::HALF), |x, layer| {
            let params = layer.params();
            match (params.as_slice(), x.ndim()) {
                // A layer without parameters only selects values; nothing needs rounding.
                ([], _) => layer.predict(x.clone()),
                ([w, b], 4) if w.value.ndim() == 4 => {
                    let window = windows.next().copied().unwrap_or(Window::square(w.value.shape()[2]));
                    convolution_in_half(&x, &w.value, &b.value, window)
                }
                ([w, b], _) => affine_in_half(&x, &w.value, &b.value),
                _ => panic!(
                    "{}: only convolutions and fully connected layers are computed in half",
                    layer.name()
                ),
            }
        })
    })
}

/// The scores, `together` samples at a time, in parallel.
fn in_blocks(
    samples: &Samples<f32>,
    together: usize,
    scores: impl Fn(&Tensor<f32>) -> Tensor<f32> + Sync,
) -> Array2<f64> {
    let n = samples.len();
    let block = |i: usize| {
        let (x, _) = samples.range(i * together..n.min((i + 1) * together));
        let y = single_threaded(|| scores(&x));
        as_rows(&y, "scores").mapv(f64::from)
    };
    let blocks: Vec<Array2<f64>> = (0..n.div_ceil(together)).into_par_iter().map(block).collect();
    let views: Vec<_> = blocks.iter().map(|block| block.view()).collect();
    concatenate(Axis(0), &views).unwrap_or_default()
}

/// Rounds to the nearest half-precision number: fast, for inner loops.
///
/// The product and the sum of two halves, computed in `f32`, round to the right half: its 24 digits are at least twice
/// the 11 of half, plus two.
pub fn to_half(x: f32) -> f32 {
    const LARGEST: f32 = 65_504.0;
    const SMALLEST_NORMAL: f32 = 6.103_515_6e-5;
    let bits = x.to_bits();
    // 13 of 23 bits are dropped: add half of their range, minus one if the last remaining bit is even.
    let even = (bits >> 13) & 1;
    let normal = f32::from_bits((bits + 0x0fff + even) & !0x1fff);
    // Below the smallest normal half the steps are 2⁻²⁴, the last digit of numbers around 0.75.
    let subnormal = (x.abs() + 0.75 - 0.75).copysign(x);
    let rounded = if x.abs() < SMALLEST_NORMAL { subnormal } else { normal };
    if rounded.abs() > LARGEST { f32::INFINITY.copysign(x) } else { rounded }
}

/// Rounds to the nearest number with this many bits of mantissa, at most 23, and the exponents of `f32`: fast, for many
/// values.
///
/// The bits of an `f32` are ordered like its absolute values, so rounding up may carry into the exponent, and from the
/// largest number to infinity, as it should; below the smallest normal number the bits count equal steps, and nothing
/// changes.
pub fn to_mantissa(x: f32, mantissa_bits: u32) -> f32 {
    let gone = 23 - mantissa_bits;
    if gone == 0 || !x.is_finite() {
        return x;
    }
    let bits = x.to_bits();
    let even = (bits >> gone) & 1;
    let rounded = bits + (1 << (gone - 1)) - 1 + even;
    f32::from_bits(rounded >> gone << gone)
}

/// `(1, c, h, w)` → `(1, filters, out_h, out_w)`: for each cell of a filter, all positions of the image at once.
fn convolution_in_half(x: &Tensor<f32>, w: &Tensor<f32>, b: &Tensor<f32>, window: Window) -> Tensor<f32> {
    let (height, width) = (x.shape()[2], x.shape()[3]);
    let (out_h, out_w) = window.output_size(height, width);
    let image = with_edges(x, window.pad);
    let row = width + 2 * window.pad;
    let plane = (height + 2 * window.pad) * row;
    let filters = w.shape()[0];
    let mut y = vec![0.0; filters * out_h * out_w];
    let cells = row_major(w);
    let seen = cells.len() / filters;
    for (filter, y) in y.chunks_exact_mut(out_h * out_w).enumerate() {
        for (cell, &weight) in cells[filter * seen..][..seen].iter().enumerate() {
            let (channel, position) = (cell / window.cells(), cell % window.cells());
            let start = channel * plane + position / window.width * row + position % window.width;
            for (out_row, y) in y.chunks_exact_mut(out_w).enumerate() {
                let x = &image[start + out_row * row..][..out_w];
                for (y, &x) in y.iter_mut().zip(x) {
                    *y = to_half(*y + to_half(weight * x));
                }
            }
        }
        let b = b[[filter]];
        y.iter_mut().for_each(|y| *y = to_half(*y + b));
    }
    Tensor::from_shape_vec(vec![1, filters, out_h, out_w], y)
        .unwrap_or_else(|_| unreachable!("one value per position"))
}

/// The image with padding `pad` around each channel, flattened.
fn with_edges(x: &Tensor<f32>, pad: usize) -> Vec<f32> {
    let (c, h, w) = (x.shape()[1], x.shape()[2], x.shape()[3]);
    let (rows, row) = (h + 2 * pad, w + 2 * pad);
    let mut padded = vec![0.0; c * rows * row];
    for (i, line) in row_major(x).chunks_exact(w).enumerate() {
        let start = (i / h * rows + i % h + pad) * row + pad;
        padded[start..start + w].copy_from_slice(line);
    }
    padded
}

/// `(1, …)` → `(1, outputs)`.
fn affine_in_half(x: &Tensor<f32>, w: &Tensor<f32>, b: &Tensor<f32>) -> Tensor<f32> {
    let mut y = vec![0.0; b.len()];
    for (&x, weights) in x.iter().zip(w.axis_iter(Axis(0))) {
        for (y, &weight) in y.iter_mut().zip(weights) {
            *y = to_half(*y + to_half(weight * x));
        }
    }
    for (y, &b) in y.iter_mut().zip(b) {
        *y = to_half(*y + b);
    }
    Tensor::from_shape_vec(vec![1, y.len()], y).unwrap_or_else(|_| unreachable!("one value per output"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::derive::half_precision::half_value;

    #[test]
    fn the_quick_rounding_of_mantissas_is_the_derived_one() {
        let mut bits = 1_u32;
        for _ in 0..50_000 {
            // Any bit pattern: a linear congruential generator visits them all.
            bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let x = f32::from_bits(bits);
            for mantissa_bits in [1, 2, 7, 10, 22, 23] {
                let format = Format { exponent_bits: 8, mantissa_bits };
                let expected = format.round(f64::from(x)) as f32;
                let found = to_mantissa(x, mantissa_bits as u32);
                assert!(found.to_bits() == expected.to_bits() || x.is_nan(), "{x:e} to {mantissa_bits} bits");
            }
        }
        assert!(to_mantissa(f32::NAN, 7).is_nan());
        assert_eq!(to_mantissa(f32::MAX, 7), f32::INFINITY);
    }

    #[test]
    fn the_quick_rounding_is_the_derived_one_for_every_half_and_between_them() {
        for bits in 0..=u16::MAX {
            let value = half_value(bits);
            if !value.is_finite() {
                continue;
            }
            for factor in [1.0, 1.0001, 1.000_244_140_625, 1.0004, 0.9997] {
                let x = (value * factor) as f32;
                let expected = Format::HALF.round(f64::from(x)) as f32;
                assert_eq!(to_half(x).to_bits(), expected.to_bits(), "{x:e}");
            }
        }
        assert_eq!(to_half(65_520.0), f32::INFINITY);
        assert_eq!(to_half(-1e30), f32::NEG_INFINITY);
        assert!(to_half(f32::NAN).is_nan());
    }
}
