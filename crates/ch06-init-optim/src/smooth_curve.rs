//! How does a jagged loss curve become readable? Each point becomes a weighted mean of the eleven around it.
//!
//! The weights are a Kaiser window with β = 2, as in the book's figures (its `smooth_curve`): a smooth bump,
//! `I₀(β √(1 − (2i/10 − 1)²))`, divided by its sum. At both ends the curve is mirrored.

use portable_math::powi;

/// The size of the window.
const WINDOW: usize = 11;
/// The window's shape: 0 would be a plain mean.
const BETA: f64 = 2.0;

/// The smoothed curve, as long as `x`. Fewer than eleven points come back unchanged; a point whose window contains a
/// non-finite value becomes `NaN`.
///
/// ```
/// use ch06_init_optim::smooth_curve::smooth_curve;
/// let flat = smooth_curve(&[2.0; 20]);
/// assert!(flat.iter().all(|y| (y - 2.0).abs() < 1e-12));
/// ```
pub fn smooth_curve(x: &[f64]) -> Vec<f64> {
    if x.len() < WINDOW {
        return x.to_vec();
    }
    let weights = kaiser_window();
    let half = (WINDOW / 2) as isize;
    let at = |center: isize| weights.iter().zip(center - half..).map(|(w, i)| w * mirrored(x, i)).sum();
    (0..x.len() as isize).map(at).collect()
}

/// The eleven weights, with sum 1.
pub fn kaiser_window() -> [f64; WINDOW] {
    let bump =
        |i: usize| bessel_i0(BETA * (1.0 - powi(2.0 * i as f64 / (WINDOW - 1) as f64 - 1.0, 2)).sqrt());
    let weights: [f64; WINDOW] = std::array::from_fn(bump);
    let sum: f64 = weights.iter().sum();
    weights.map(|w| w / sum)
}

/// `x[i]`, mirrored beyond the ends: on the left without repeating the first point, on the right repeating the last,
/// like the book's function.
fn mirrored(x: &[f64], i: isize) -> f64 {
    let n = x.len() as isize;
    let inside = if i < 0 {
        -i
    } else if i >= n {
        2 * n - 1 - i
    } else {
        i
    };
    x[inside as usize]
}

/// The modified Bessel function of order 0, `Σ ((x/2)ᵏ / k!)²`; twenty terms are exact for the small `x` used here.
fn bessel_i0(x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 1..20 {
        term *= x / (2.0 * f64::from(k));
        sum += term * term;
    }
    sum
}
