//! In which form do convolutions get the digits? As images of one channel.

use core_tensor::{Real, Samples};

use crate::Run;

impl Run {
    /// The first images of the training set and of the test set, `(n, 1, 28, 28)`; fewer where there are not as many.
    ///
    /// ```
    /// use chapter_kit::{Run, Scale};
    ///
    /// let (train, test) = Run::for_test(1, Scale::Quick).first_images::<f32>(300, 100)?;
    /// assert_eq!((train.len(), test.len()), (300, 100));
    /// # Ok::<(), anyhow::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the digits cannot be read.
    pub fn first_images<F: Real>(
        &self,
        training: usize,
        test: usize,
    ) -> anyhow::Result<(Samples<F>, Samples<F>)> {
        let mnist = self.mnist()?;
        Ok((mnist.train.images().take(training), mnist.test.images().take(test)))
    }
}
