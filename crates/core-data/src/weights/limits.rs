//! How large may a weights file be?

/// The largest file that is read, and the most bytes of values that a compressed one may hold: 256 MiB, about fifty
/// times what the largest network of the book needs.
pub const MOST_BYTES: u64 = 256 << 20;

/// The most arrays that a file may hold; the deepest network of the book has 16.
pub const MOST_ARRAYS: usize = 10_000;
