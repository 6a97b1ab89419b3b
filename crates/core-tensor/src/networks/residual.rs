//! What does a skip connection add? The input of a block to its output, so that the gradient has a way around the block.
//!
//! Derived in: ch08 (book §8.2.4, ResNet); K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning", 2015.
//!
//! ```text
//!            ┌──────── x ────────┐
//! forward    x ──▶ f ──▶ f(x) ──▶ + ──▶ y = f(x) + x
//! backward   dx = f.backward(dout) + dout
//! ```
//!
//! A network keeps its layers in one list, with the ranges that are residual blocks beside it, and turns both into a list of
//! [`Step`]s. So layers inside a block have the names, the weights file and the workers that all others have.

use crate::kernels::layer_order::pool_before_relu;
use crate::layers::Layer;
use crate::networks::step::Step;
use crate::tensor::shape_in_words;
use crate::{Real, Tensor};
use std::ops::Range;

/// The steps through these layers, in the order that is fastest.
pub(crate) fn steps<F: Real>(layers: &[Box<dyn Layer<F>>], blocks: &[Range<usize>]) -> Vec<Step> {
    let mut steps = in_order(layers.len(), blocks);
    pool_before_relu(layers, &mut steps);
    steps
}

/// The steps through `layers` layers in the order of the list, with a skip connection around each of these ranges.
pub(crate) fn in_order(layers: usize, blocks: &[Range<usize>]) -> Vec<Step> {
    let mut steps = Vec::with_capacity(layers + 2 * blocks.len());
    for i in 0..layers {
        steps.extend(blocks.iter().filter(|block| block.start == i).map(|_| Step::Branch));
        steps.push(Step::Layer(i));
        steps.extend(blocks.iter().filter(|block| block.end == i + 1).map(|_| Step::Add));
    }
    steps
}

/// The tensors that wait at the other end of a skip connection; the innermost block's is on top. In the backward pass the
/// two ends change roles.
#[derive(Clone, Debug)]
pub(crate) struct Skips<F>(Vec<Tensor<F>>);

impl<F: Real> Skips<F> {
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Keeps what takes the skip connection, and hands on the same to the block.
    pub(crate) fn branch(&mut self, x: Tensor<F>) -> Tensor<F> {
        self.0.push(x.clone());
        x
    }

    /// Adds what took the skip connection to what the block made of it.
    pub(crate) fn add(&mut self, mut y: Tensor<F>) -> Tensor<F> {
        let Some(x) = self.0.pop() else { unreachable!("every block that ends has begun") };
        assert!(
            x.shape() == y.shape(),
            "a residual block turns {} into {}, but its input is added to its output: both need the same shape",
            shape_in_words(x.shape()),
            shape_in_words(y.shape())
        );
        y += &x;
        y
    }
}

/// Refuses blocks that are empty, reach beyond the layers, or overlap without one containing the other.
pub(crate) fn check_blocks(blocks: &[Range<usize>], layers: usize) {
    for (i, block) in blocks.iter().enumerate() {
        assert!(
            block.start < block.end && block.end <= layers,
            "the residual block of layers {block:?} is not a range of the {layers} layers"
        );
        for other in &blocks[..i] {
            let apart = block.end <= other.start || other.end <= block.start;
            let nested = (other.start <= block.start && block.end <= other.end)
                || (block.start <= other.start && other.end <= block.end);
            assert!(apart || nested, "the residual blocks {other:?} and {block:?} overlap");
        }
    }
}
