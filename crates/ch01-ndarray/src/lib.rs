//! Chapter 1, "Python, NumPy and figures": what an array is, how arithmetic works on whole arrays, and how to draw.
//!
//! | book | derived here | seen in |
//! |---|---|---|
//! | 1.4 | [`derive::man`]: a type with a constructor and methods | `hungry`, `man` |
//! | 1.5 | [`derive::broadcast`]: which shapes can be broadcast | `array_basics`, `broadcasting`, `element_access`, `axes` |
//! | 1.6 | [`derive::arange`]: values of x to draw at; [`picture`]: an image from a formula | `simple_graph`, `sin_graph`, `sin_cos_graph`, `img_show` |
//!
//! Readers of the book know NumPy; this chapter says what is the same in Rust's `ndarray`, and what isn't. The most
//! useful difference is that types never mix silently:
//!
//! ```compile_fail,E0277
//! use ndarray::{Array1, array};
//! let whole: Array1<i64> = array![1, 2, 3];
//! let real: Array1<f64> = array![0.5, 0.5, 0.5];
//! let sum = &whole + &real; // NumPy converts both to float; in Rust this doesn't compile
//! ```
//! ```
//! use ndarray::{Array1, array};
//! let whole: Array1<i64> = array![1, 2, 3];
//! let real: Array1<f64> = array![0.5, 0.5, 0.5];
//! let sum = &whole.mapv(|x| x as f64) + &real; // with an explicit conversion it does
//! assert_eq!(sum, array![1.5, 2.5, 3.5]);
//! ```
//! The next is that an array has one owner, so nothing else can change it unnoticed:
//!
//! ```compile_fail,E0382
//! use ndarray::array;
//! let a = array![1.0, 2.0];
//! let b = a; // NumPy: two names for one array. Here it has moved …
//! println!("{a}"); // … and the old name can't be used
//! ```
//! ```compile_fail,E0502
//! use ndarray::{array, s};
//! let mut a = array![1.0, 2.0, 3.0];
//! let view = a.slice(s![..2]);
//! a[0] = 9.0; // NumPy changes what the view shows; in Rust a is borrowed
//! println!("{view}");
//! ```

pub mod cells;
pub mod comparison;
pub mod derive;
pub mod experiments;
pub mod picture;

use chapter_kit::Chapter;

/// The chapter, as its binary runs it.
pub const CHAPTER: Chapter = Chapter {
    name: env!("CARGO_PKG_NAME"),
    title: "Arrays and figures: the warm-up",
    experiments: experiments::ALL,
};
