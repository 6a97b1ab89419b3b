//! 4.2.3 Must every step use all 60,000 images? A random **mini-batch** of a hundred says nearly the same.

use core_tensor::StreamRng;
use rand::RngExt;

/// `batch_size` indices below `train_size`, drawn with replacement, so that one may come twice: what the book's
/// `np.random.choice(train_size, batch_size)` does.
///
/// # Panics
/// If `train_size` is 0.
pub fn random_choice(train_size: usize, batch_size: usize, rng: &mut StreamRng) -> Vec<usize> {
    (0..batch_size).map(|_| rng.random_range(0..train_size)).collect()
}
