//! Where do the results of several seeds lie? Their lowest, their median and their highest.

/// Lowest, median and highest of some numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The lowest.
    pub min: f64,
    /// The middle one, or the mean of the two in the middle.
    pub median: f64,
    /// The highest.
    pub max: f64,
}

impl Spread {
    /// ```
    /// use ch06_init_optim::spread::Spread;
    /// let spread = Spread::of([3.0, 1.0, 2.0, 10.0]);
    /// assert_eq!((spread.min, spread.median, spread.max), (1.0, 2.5, 10.0));
    /// ```
    ///
    /// # Panics
    /// If there is no number.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = numbers.into_iter().collect();
        assert!(!sorted.is_empty(), "no numbers have no spread");
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        Self { min: sorted[0], median: (low + high) / 2.0, max: sorted[sorted.len() - 1] }
    }
}
