//! Which arrays of a file are not read?

/// Whether an array is none of a network's: PyTorch counts the batches that a normalisation has seen, in whole numbers,
/// and inference does not use the count.
pub(super) fn is_passed_over(name: &str) -> bool {
    name == "num_batches_tracked" || name.ends_with(".num_batches_tracked")
}
