//! How does one get the numbers 0, 0.1, 0.2, … up to 6? By multiplying, not by adding up.
//!
//! 0.1 has no exact binary fraction. `start + i · step` rounds once for each number; adding `step` again and again
//! rounds at every step, and the errors pile up.

use ndarray::Array1;

/// The numbers `start + i · step` below `stop`: NumPy's `arange(start, stop, step)`. `stop` itself is left out.
///
/// # Panics
/// If `step` is 0: there would be no end.
pub fn arange(start: f64, stop: f64, step: f64) -> Array1<f64> {
    assert!(step != 0.0, "arange from {start} to {stop} needs a step that is not 0");
    let n = ((stop - start) / step).ceil().max(0.0) as usize;
    (0..n).map(|i| start + i as f64 * step).collect()
}

/// The same by a loop that adds `step` until `stop` is reached: it looks right and is not.
///
/// # Panics
/// If `step` is not above 0: the loop would never end.
pub fn by_adding_up(start: f64, stop: f64, step: f64) -> Array1<f64> {
    assert!(step > 0.0, "a loop from {start} up to {stop} needs a step above 0, not {step}");
    let mut numbers = Vec::new();
    let mut x = start;
    while x < stop {
        numbers.push(x);
        x += step;
    }
    Array1::from(numbers)
}
