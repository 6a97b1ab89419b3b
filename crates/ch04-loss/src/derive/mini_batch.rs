//! 4.2.3 Must every step look at all 60,000 images? A hundred drawn by chance tell nearly the same.

use core_tensor::StreamRng;
use rand::RngExt;

/// `batch_size` places among `train_size`, each drawn from all of them, so that one may come twice: what the book's
/// `np.random.choice(train_size, batch_size)` does.
///
/// # Panics
/// If there is nothing to draw from.
pub fn random_choice(train_size: usize, batch_size: usize, rng: &mut StreamRng) -> Vec<usize> {
    (0..batch_size).map(|_| rng.random_range(0..train_size)).collect()
}
