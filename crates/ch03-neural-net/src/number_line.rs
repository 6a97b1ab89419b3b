//! At which points are the curves of section 3.2 drawn? At a hundred from −5 to 4.9, as in the book.

use ndarray::Array1;

/// −5, −4.9, … 4.9. The book counts up by steps of 0.1, which adds up to −1.8e-14 where 0 should be; here 0 is 0.
pub fn x() -> Array1<f64> {
    (-50..50).map(|tenths| f64::from(tenths) / 10.0).collect()
}

/// The points that tables show: both ends, 0 and its neighbours, and ±1.
pub const SHOWN: [usize; 7] = [0, 40, 49, 50, 51, 60, 99];

/// The points of a curve.
pub fn points(x: &Array1<f64>, y: &Array1<f64>) -> Vec<(f64, f64)> {
    x.iter().copied().zip(y.iter().copied()).collect()
}

/// The largest difference between neighbours: how far a curve jumps.
pub fn largest_jump(y: &Array1<f64>) -> f64 {
    y.iter().zip(y.iter().skip(1)).map(|(a, b)| (b - a).abs()).fold(0.0, f64::max)
}

/// Whether a curve never falls.
pub fn never_falls(y: &Array1<f64>) -> bool {
    y.iter().zip(y.iter().skip(1)).all(|(a, b)| a <= b)
}
