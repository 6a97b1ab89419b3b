//! How many images does an experiment need? It says so once, before anything is computed.
//!
//! `--data` may name a set of any size. What an experiment cannot do without is a [`Needs`] that it hands to
//! [`Run::mnist_with`](crate::Run::mnist_with); a set that has less is refused in one sentence. All else an experiment
//! takes as it comes: fewer images than it asks for are a smaller batch, not an error.

use core_data::Mnist;
use thiserror::Error;

/// The fewest images that an experiment can work with.
///
/// ```
/// use chapter_kit::{Needs, Run, Scale};
///
/// let run = Run::for_test(1, Scale::Quick);
/// assert!(run.mnist_with(Needs::images(300, 100)).is_ok());
/// let error = run.mnist_with(Needs::images(300, 10_001)).unwrap_err();
/// assert_eq!(error.to_string(), "this needs 10,001 test images, the data have 10,000");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    train: usize,
    test: usize,
}

impl Needs {
    /// So many images to train on, and so many to test on. Every set has one of each.
    pub const fn images(train: usize, test: usize) -> Self {
        Self { train, test }
    }

    /// Checks that `mnist` has all of it.
    pub(crate) fn check(self, mnist: &Mnist) -> Result<(), NotEnoughData> {
        NotEnoughData::unless(mnist.train.len(), self.train, "training images")?;
        NotEnoughData::unless(mnist.test.len(), self.test, "test images")
    }
}

/// The data have fewer images, or fewer classes, than an experiment needs. The sentence names both numbers.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("this needs {} {what}, the data have {}", core_data::grouped(*needed), core_data::grouped(*found))]
pub struct NotEnoughData {
    needed: usize,
    what: String,
    found: usize,
}

impl NotEnoughData {
    /// `Ok` if the data have as many of `what` as are needed; `what` is a plural: `training images of the digit 3`.
    ///
    /// ```
    /// use chapter_kit::NotEnoughData;
    /// let error = NotEnoughData::unless(2, 5, "training images of the digit 3").unwrap_err();
    /// assert_eq!(error.to_string(), "this needs 5 training images of the digit 3, the data have 2");
    /// ```
    ///
    /// # Errors
    /// If they have fewer.
    pub fn unless(found: usize, needed: usize, what: impl Into<String>) -> Result<(), Self> {
        if found >= needed { Ok(()) } else { Err(Self { needed, what: what.into(), found }) }
    }
}
