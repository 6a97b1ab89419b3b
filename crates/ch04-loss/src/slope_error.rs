//! A slope by differences, and its error: the functions, the points and the precisions with which it is studied.

use crate::derive::numerical_diff::{central_difference, forward_difference};
use portable_math::{cos, sin};

/// The point on the book's parabola; its slope there is 0.2.
pub const X: f64 = 5.0;

/// The book's function `0.01 x² + 0.1 x`.
pub fn function_1(x: f64) -> f64 {
    0.01 * (x * x) + 0.1 * x
}

/// The same in `f32`.
pub fn function_1_in_f32(x: f32) -> f32 {
    0.01 * (x * x) + 0.1 * x
}

/// The two differences in `f32`, line for line as they are derived for `f64`.
pub fn differences_in_f32(f: fn(f32) -> f32, x: f32, h: f32) -> [f64; 2] {
    [(f(x + h) - f(x)) / h, (f(x + h) - f(x - h)) / (2.0 * h)].map(f64::from)
}

/// The forward and the central difference in `f64`.
pub fn differences(f: fn(f64) -> f64, x: f64, h: f64) -> [f64; 2] {
    [forward_difference(f, x, h), central_difference(f, x, h)]
}

/// A function at a point, in both precisions, with its true slope.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What its findings are called.
    pub key: &'static str,
    /// The function …
    pub f: fn(f64) -> f64,
    /// … and the same in `f32`.
    pub f_in_f32: fn(f32) -> f32,
    /// The point.
    pub x: f64,
    /// The true slope there.
    pub slope: f64,
}

impl Case {
    /// The errors at `h`: forward and central in `f64`, then in `f32`.
    pub fn errors(&self, h: f64) -> [f64; 4] {
        let [a, b] = differences(self.f, self.x, h);
        let [c, d] = differences_in_f32(self.f_in_f32, self.x as f32, h as f32);
        [a, b, c, d].map(|difference| (difference - self.slope).abs())
    }
}

/// The book's parabola, and a sine, whose third derivative isn't 0.
pub fn cases() -> [Case; 2] {
    let parabola = Case { key: "parabola", f: function_1, f_in_f32: function_1_in_f32, x: X, slope: 0.2 };
    let sine = Case { key: "sine", f: sin, f_in_f32: sin, x: 1.0, slope: cos(1.0) };
    [parabola, sine]
}
