//! How do you get the numbers 0, 0.1, 0.2, … up to 6? By multiplying, not by adding up.
//!
//! 0.1 has no exact binary fraction. `start + i · step` rounds once per number; adding `step` again and again rounds at
//! every step, and the errors accumulate.

use ndarray::Array1;

/// The numbers `start + i · step` below `stop`: NumPy's `arange(start, stop, step)`. `stop` itself is excluded.
///
/// # Panics
/// If `step` is 0: there would be no end.
pub fn arange(start: f64, stop: f64, step: f64) -> Array1<f64> {
    assert!(step != 0.0, "arange from {start} to {stop} needs a nonzero step");
    let n = ((stop - start) / step).ceil().max(0.0) as usize;
    (0..n).map(|i| start + i as f64 * step).collect()
}

/// The same with a loop that adds `step` until it reaches `stop`: it looks right and isn't.
///
/// # Panics
/// If `step` isn't above 0: the loop would never end.
pub fn by_adding_up(start: f64, stop: f64, step: f64) -> Array1<f64> {
    assert!(step > 0.0, "a loop from {start} up to {stop} needs a step above 0, not {step}");
    let mut values = Vec::new();
    let mut x = start;
    while x < stop {
        values.push(x);
        x += step;
    }
    Array1::from(values)
}
