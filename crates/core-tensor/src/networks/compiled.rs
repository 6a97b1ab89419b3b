//! Why does a chapter compile in seconds? Because the layers of its networks are compiled here, once for each number type.
//!
//! Generic code is compiled by each crate that uses it. Every chapter and every test would compile all layers with all their
//! kernels, although what comes out is always the same, and takes minutes. So a plan becomes a network in functions that aren't
//! generic any more.

use crate::layers::LossLayer;
use crate::networks::network::Network;
use crate::{Real, Streams};

/// What becomes a network of either number type.
pub trait Plan {
    /// The network in `f32`.
    fn f32_network(&self, loss: Box<dyn LossLayer<f32>>, streams: &Streams) -> Network<f32>;
    /// The network in `f64`.
    fn f64_network(&self, loss: Box<dyn LossLayer<f64>>, streams: &Streams) -> Network<f64>;
}

/// A number type whose networks are compiled in this crate: `f32` and `f64`.
pub trait Compiled: Real {
    /// The network of a plan, in this number type.
    fn network(plan: &dyn Plan, loss: Box<dyn LossLayer<Self>>, streams: &Streams) -> Network<Self>;
}

impl Compiled for f32 {
    fn network(plan: &dyn Plan, loss: Box<dyn LossLayer<Self>>, streams: &Streams) -> Network<Self> {
        plan.f32_network(loss, streams)
    }
}

impl Compiled for f64 {
    fn network(plan: &dyn Plan, loss: Box<dyn LossLayer<Self>>, streams: &Streams) -> Network<Self> {
        plan.f64_network(loss, streams)
    }
}
