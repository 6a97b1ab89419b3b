//! # Reading an IDX file
//!
//! Write `read_header`: check the bytes of an **IDX** file, the format in which the MNIST digits come, and return what
//! it holds or why it can't be used. It returns an error where others would panic.
//!
//! An IDX file is a header, then one byte for each pixel or label. The header consists of fields of four bytes, each an
//! unsigned number in **big-endian** order, the most significant byte first:
//!
//! * images: the magic number 2051, the count, the rows, the columns (16 bytes), then count · rows · columns pixels,
//! * labels: the magic number 2049, the count (8 bytes), then count labels.
//!
//! A download may stop halfway, and a path may name another file. A program that trusts the header panics then, or
//! worse, goes on with wrong digits. The errors are:
//!
//! * `IdxError::TooShort` if the file ends within its magic number or within the header that belongs to it,
//! * `IdxError::WrongMagic(number)` if it begins with a number other than the two,
//! * `IdxError::WrongLength { expected, found }` if the whole file isn't as long as header and data together.
//!
//! Book: section 3.6.1. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;
use diagnosis::ch03::idx::{Idx, IdxError};

/// What the file holds.
///
/// # Errors
/// If the file is too short or too long, or of another kind.
fn read_header(file: &[u8]) -> Result<Idx, IdxError> {
    // TODO: the magic number first; it says how long the header is. The length comes last.
    let _ = (file, Idx::Labels { count: 0 }, IdxError::TooShort);
    todo!()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_file_is_read_or_refused_with_the_reason() -> Verdict {
        ch03::idx::header().check(|file| read_header(file))
    }
}
