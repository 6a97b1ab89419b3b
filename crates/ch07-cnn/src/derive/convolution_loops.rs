//! 7.2.2 to 7.2.7 What is a convolution? Loops that anyone can read: at each position of each filter on each image,
//! multiply the overlapping values and add up the products.
//!
//! ```text
//! x (n, c, h, w)   w (filters, c, fh, fw)   b (filters)   →   out (n, filters, out_h, out_w)
//!
//! out[n, f, y, x] = b[f] + Σ over c, i, j of  x[n, c, y·stride + i, x·stride + j] · w[f, c, i, j]
//! ```
//!
//! The filter isn't rotated, so in mathematics this is a cross-correlation; in deep learning it is called a
//! convolution. The backward pass needs nothing new: each product sends back two gradients, like every × of a graph.

use super::output_size::output_size;
use super::padding::{framed, unframed};
use ndarray::{Array1, Array4};

/// The forward pass.
///
/// # Panics
/// If the images and the filters have different numbers of channels, or the filters don't fit.
pub fn forward(x: &Array4<f64>, w: &Array4<f64>, b: &Array1<f64>, stride: usize, pad: usize) -> Array4<f64> {
    let (n, c, h, width) = x.dim();
    let (filters, channels, fh, fw) = w.dim();
    assert!(c == channels, "the images have {c} channels, the filters {channels}");
    let (out_h, out_w) = (output_size(h, fh, stride, pad), output_size(width, fw, stride, pad));
    let x = framed(x, pad);
    let mut out = Array4::zeros((n, filters, out_h, out_w));
    for image in 0..n {
        for f in 0..filters {
            for row in 0..out_h {
                for column in 0..out_w {
                    let mut sum = b[f];
                    for channel in 0..c {
                        for i in 0..fh {
                            for j in 0..fw {
                                let pixel = x[[image, channel, row * stride + i, column * stride + j]];
                                sum += pixel * w[[f, channel, i, j]];
                            }
                        }
                    }
                    out[[image, f, row, column]] = sum;
                }
            }
        }
    }
    out
}

/// `dx`, `dw` and `db`.
pub type Gradients = (Array4<f64>, Array4<f64>, Array1<f64>);

/// The backward pass: the same loops. Where the forward pass read a value, the backward pass adds to its gradient.
///
/// # Panics
/// If `dout` doesn't have the shape of [`forward`]'s output.
pub fn backward(
    x: &Array4<f64>,
    w: &Array4<f64>,
    dout: &Array4<f64>,
    stride: usize,
    pad: usize,
) -> Gradients {
    let (filters, c, fh, fw) = w.dim();
    let x = framed(x, pad);
    let (n, _, out_h, out_w) = dout.dim();
    let (mut dx, mut dw, mut db) = (Array4::zeros(x.dim()), Array4::zeros(w.dim()), Array1::zeros(filters));
    for image in 0..n {
        for f in 0..filters {
            for row in 0..out_h {
                for column in 0..out_w {
                    let d = dout[[image, f, row, column]];
                    db[f] += d;
                    for channel in 0..c {
                        for i in 0..fh {
                            for j in 0..fw {
                                // The node pixel · weight: each factor gets the other.
                                let at = [image, channel, row * stride + i, column * stride + j];
                                dw[[f, channel, i, j]] += d * x[at];
                                dx[at] += d * w[[f, channel, i, j]];
                            }
                        }
                    }
                }
            }
        }
    }
    (unframed(&dx, pad), dw, db)
}
