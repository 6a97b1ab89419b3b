//! 4.3.1 How steep is a function here? Move a little to both sides and divide the change of `f` by the distance.
//!
//! ```text
//! forward:  (f(x + h) − f(x)) / h             error about h/2 · f″
//! central:  (f(x + h) − f(x − h)) / 2h        error about h²/6 · f‴
//! ```
//!
//! A smaller `h` gives a better slope, but only until the two values of `f` agree in nearly all their digits: then
//! their difference is mostly rounding error. The book takes `h = 1e-4`.

/// The book's step width.
pub const H: f64 = 1e-4;

/// The slope of the line from `x` to `x + h`.
pub fn forward_difference(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    (f(x + h) - f(x)) / h
}

/// The slope of the line from `x − h` to `x + h`.
pub fn central_difference(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    (f(x + h) - f(x - h)) / (2.0 * h)
}

/// The derivative of `f` at `x`: the central difference with `h = 1e-4`.
pub fn numerical_diff(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    central_difference(f, x, H)
}
