//! How big is a run? Quick for tests, standard as in the book, full where the book trained for hours.

use std::fmt;

/// The size of a run, chosen on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Seconds at most: what the tests run, and `--quick`.
    Quick,
    /// The book's own setting wherever that takes under about a minute: what a plain run does.
    #[default]
    Standard,
    /// The book's own setting at any price: `--full`.
    Full,
}

impl Scale {
    /// The value for this scale out of three.
    ///
    /// ```
    /// # use chapter_kit::Scale;
    /// let epochs = Scale::Standard.pick(1, 5, 20);
    /// assert_eq!(epochs, 5);
    /// ```
    pub fn pick<T>(self, quick: T, standard: T, full: T) -> T {
        match self {
            Scale::Quick => quick,
            Scale::Standard => standard,
            Scale::Full => full,
        }
    }

    /// The name in JSON and in messages.
    pub fn name(self) -> &'static str {
        self.pick("quick", "standard", "full")
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
