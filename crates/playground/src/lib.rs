//! What if a reader could touch it? The chapters' own code in the browser: every experiment, and demos to move.
//!
//! A page sends a request as JSON and gets a reply as JSON; what moves on the page is the chapters' `derive` and `core-tensor`, compiled
//! to WebAssembly. Nothing here knows of a browser but `exports`, so everything is tested natively.
//!
//! ```
//! use playground::{Outside, Shell};
//!
//! let mut shell = Shell::new();
//! let reply = shell.answer(r#"{ "do": "open", "demo": "perceptron-line" }"#, Outside::NOTHING);
//! assert!(reply.contains("truth table"), "{reply}");
//! ```
//!
//! | module | question |
//! |---|---|
//! | `shell` | what can a page ask for? |
//! | `demo`, `control`, `view` | what is a demo, what does a reader move, what does it show? |
//! | `demos` | the demos, one file each |
//! | `learner` | a training, a step at a time |
//! | `ink` | a drawing, fitted and centred as MNIST's digits are |
//! | `strokes` | ten digits that are there before anyone draws |
//! | `readers` | the trained networks that read a digit |
//! | `widest_margin` | the line that separates four points, for the demos of XOR |
//! | `experiment` | an experiment of a chapter, run in the page |
//! | `assets` | the digits and the trained weights, as the page has fetched them |
//! | `exports` | how do the bytes get in and out? (only in a browser) |

mod assets;
mod control;
mod demo;
mod demos;
mod experiment;
#[cfg(target_arch = "wasm32")]
mod exports;
mod ink;
mod learner;
mod readers;
mod shell;
#[cfg(test)]
mod small_assets;
mod strokes;
mod view;
mod widest_margin;

pub use assets::{Assets, DIGITS, Needs};
pub use control::{Control, Kind, Settings};
pub use demo::{Demo, Entry, Move, Open};
pub use demos::DEMOS;
pub use shell::{Outside, Shell};
pub use view::View;
