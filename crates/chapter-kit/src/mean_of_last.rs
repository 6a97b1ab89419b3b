//! Where does a jagged curve end?

/// The mean of the last `n` values, or of all if there are fewer.
///
/// ```
/// assert_eq!(chapter_kit::mean_of_last(&[9.0, 1.0, 2.0], 2), 1.5);
/// ```
pub fn mean_of_last(values: &[f64], n: usize) -> f64 {
    let tail = &values[values.len().saturating_sub(n)..];
    tail.iter().sum::<f64>() / tail.len().max(1) as f64
}
