//! How fast do the book's networks train? The workloads, for the command line and for a browser.
//!
//! ```
//! use core_data::Mnist;
//! use std::time::Instant;
//! use throughput::workloads::{Sets, Workload};
//!
//! let mnist = Mnist::load(None)?;
//! let sets = Sets { train: mnist.train.samples(), test: mnist.test.samples() };
//! let mut workload = Workload::new("two_layer", &sets).ok_or("unknown")?;
//! let start = Instant::now();
//! let slice = workload.run(0.1, || start.elapsed().as_secs_f64());
//! assert!(slice.per_second() > 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | module | question |
//! |---|---|
//! | `workloads` | what is timed? |
//! | `exports` | how does a page ask for a slice? (only in a browser) |

#[cfg(target_arch = "wasm32")]
mod exports;
pub mod workloads;
