//! The range of the results of several seeds: minimum, median and maximum.

/// Minimum, median and maximum of some values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MinMedianMax {
    /// The minimum.
    pub min: f64,
    /// The median: the middle value, or the mean of the two in the middle.
    pub median: f64,
    /// The maximum.
    pub max: f64,
}

impl MinMedianMax {
    /// ```
    /// use ch06_init_optim::min_median_max::MinMedianMax;
    /// let range = MinMedianMax::of([3.0, 1.0, 2.0, 10.0]);
    /// assert_eq!((range.min, range.median, range.max), (1.0, 2.5, 10.0));
    /// ```
    ///
    /// # Panics
    /// If there are no values.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        assert!(!sorted.is_empty(), "the median of no values");
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        Self { min: sorted[0], median: (low + high) / 2.0, max: sorted[sorted.len() - 1] }
    }
}
