//! What makes it fast? Nothing here changes a result: each kernel equals a plain form, and a test says so.
//!
//! | to make fast | kernel |
//! |---|---|
//! | matrix products | [`matmul`], [`im2col`] |
//! | convolutions | [`conv`]: direct in registers, or Winograd's, both on [`micro_kernel`] |
//! | pooling | [`pooling`], and [`layer_order`], which rectifies after it |
//! | images between layers | [`layout`]: channels last |
//! | vector instructions | [`simd`] |
//! | memory | [`scratch`] to work in, [`buffer_pool`] for outputs |
//! | workers | [`lockstep`] |

pub(crate) mod buffer_pool;
pub(crate) mod conv;
pub(crate) mod im2col;
pub(crate) mod layer_order;
pub(crate) mod layout;
pub(crate) mod lockstep;
pub(crate) mod matmul;
pub(crate) mod micro_kernel;
pub(crate) mod pooling;
#[cfg(all(test, target_arch = "x86_64"))]
mod register_widths;
pub(crate) mod scratch;
pub(crate) mod simd;
