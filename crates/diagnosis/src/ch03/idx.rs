//! What is in an IDX file, the format of the MNIST digits, and is it whole?

use crate::Values;
use crate::draw::Draw;
use crate::question::Question;
use ndarray::ArrayD;

/// What a file holds, by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idx {
    /// Images, one byte a pixel.
    Images {
        /// How many.
        count: u32,
        /// Rows of an image.
        rows: u32,
        /// Columns of an image.
        columns: u32,
    },
    /// Labels, one byte each.
    Labels {
        /// How many.
        count: u32,
    },
}

/// Why a file isn't one of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdxError {
    /// The file ends within its header.
    TooShort,
    /// It begins with another magic number.
    WrongMagic(u32),
    /// Header and data together have another length than the header promises.
    WrongLength {
        /// The bytes that the header promises.
        expected: u64,
        /// The bytes of the file.
        found: u64,
    },
}

impl Values for Result<Idx, IdxError> {
    fn values(&self) -> Vec<ArrayD<f64>> {
        let (outcome, numbers): (u8, Vec<f64>) = match *self {
            Ok(Idx::Images { count, rows, columns }) => (0, [count, rows, columns].map(f64::from).to_vec()),
            Ok(Idx::Labels { count }) => (1, vec![f64::from(count)]),
            Err(IdxError::TooShort) => (2, vec![]),
            Err(IdxError::WrongMagic(magic)) => (3, vec![f64::from(magic)]),
            Err(IdxError::WrongLength { expected, found }) => (4, vec![expected as f64, found as f64]),
        };
        (outcome, numbers).values()
    }
}

const IMAGES: u32 = 2051;
const LABELS: u32 = 2049;

/// A file with this header, and as many bytes of data.
fn file(header: &[u32], data: usize) -> Vec<u8> {
    let header = header.iter().flat_map(|field| field.to_be_bytes());
    header.chain((0..data).map(|i| (i % 251) as u8)).collect()
}

fn draw(draw: &mut Draw) -> Vec<u8> {
    let [count, rows, columns] = [1..=4, 1..=4, 2..=5].map(|range| draw.size(range));
    let mut file = if draw.coin() {
        file(&[IMAGES, count as u32, rows as u32, columns as u32], count * rows * columns)
    } else {
        let count = if draw.coin() { count } else { 255 + count };
        file(&[LABELS, count as u32], count)
    };
    match draw.size(0..=5) {
        0 => file.truncate(draw.size(0..=16)),
        1 => file.truncate(draw.size(8..=file.len()) - 1),
        2 => file.push(7),
        3 => file[3] = draw.size(0..=255) as u8,
        _ => {}
    }
    file
}

/// How a file is read.
#[derive(Clone, Copy)]
struct Rule {
    number: fn([u8; 4]) -> u32,
    /// Is the length of the file wrong?
    is_wrong: fn(found: u64, expected: u64) -> bool,
    labels_header: u64,
    /// Whether the header counts in the length.
    counts_header: bool,
    /// Images if it isn't labels.
    checks_magic: bool,
    /// 16 bytes are asked for before anything is read.
    sixteen_first: bool,
}

const RIGHT: Rule = Rule {
    number: u32::from_be_bytes,
    is_wrong: |found, expected| found != expected,
    labels_header: 8,
    counts_header: true,
    checks_magic: true,
    sixteen_first: false,
};

fn read(file: &[u8], rule: Rule) -> Result<Idx, IdxError> {
    let field = |index: usize| -> Result<u32, IdxError> {
        let bytes = file.get(4 * index..4 * index + 4).ok_or(IdxError::TooShort)?;
        Ok((rule.number)([bytes[0], bytes[1], bytes[2], bytes[3]]))
    };
    if rule.sixteen_first && file.len() < 16 {
        return Err(IdxError::TooShort);
    }
    let (idx, header, data) = match field(0)? {
        LABELS => {
            let count = field(1)?;
            (Idx::Labels { count }, rule.labels_header, u64::from(count))
        }
        magic if magic != IMAGES && rule.checks_magic => return Err(IdxError::WrongMagic(magic)),
        _ => {
            let (count, rows, columns) = (field(1)?, field(2)?, field(3)?);
            let data = u64::from(count).saturating_mul(u64::from(rows)).saturating_mul(u64::from(columns));
            (Idx::Images { count, rows, columns }, 16, data)
        }
    };
    let (expected, found) =
        (data.saturating_add(if rule.counts_header { header } else { 0 }), file.len() as u64);
    if (rule.is_wrong)(found, expected) {
        return Err(IdxError::WrongLength { expected, found });
    }
    Ok(idx)
}

/// The header of an IDX file, checked against the file's length (book §3.6.1).
pub fn header() -> Question<Vec<u8>, Result<Idx, IdxError>> {
    Question::<Vec<u8>, Result<Idx, IdxError>>::new("read_header", draw, |file| read(file, RIGHT))
        .inputs(["file"])
        .parts([
            "the result (0 Images, 1 Labels, 2 TooShort, 3 WrongMagic, 4 WrongLength)",
            "the list of its numbers",
        ])
        .example(|| file(&[LABELS, 3], 3))
        .example(|| file(&[IMAGES, 2, 1, 3], 6))
        .example(Vec::new)
        .example(|| file(&[LABELS, 300], 299))
        .mistake(
            "little-endian",
            "The bytes of each field were read from the wrong end. IDX is big-endian, the most significant byte first: \
             `u32::from_be_bytes`.",
            |file| read(file, Rule { number: u32::from_le_bytes, ..RIGHT }),
        )
        .mistake(
            "the last byte only",
            "You used one byte of a field: that fails from 256 on. A field has four bytes.",
            |file| read(file, Rule { number: |bytes| 2048 * u32::from(bytes[2] == 8) + u32::from(bytes[3]), ..RIGHT }),
        )
        .mistake(
            "bytes added",
            "You added the four bytes. Each has its own weight: 256³, 256², 256 and 1.",
            |file| read(file, Rule { number: |bytes| bytes.iter().map(|&byte| u32::from(byte)).sum(), ..RIGHT }),
        )
        .mistake(
            "a truncated file accepted",
            "The length isn't checked: a file whose download was interrupted counts as whole, and reading its last image \
             will panic. Compare the length with what the header promises.",
            |file| read(file, Rule { is_wrong: |_, _| false, ..RIGHT }),
        )
        .mistake(
            "a longer file accepted",
            "Only files that are too short are refused. Extra bytes mean that header and data don't belong together: the \
             length must be equal.",
            |file| read(file, Rule { is_wrong: |found, expected| found < expected, ..RIGHT }),
        )
        .mistake(
            "a shorter file accepted",
            "Only files that are too long are refused. The length must be equal.",
            |file| read(file, Rule { is_wrong: |found, expected| found > expected, ..RIGHT }),
        )
        .mistake(
            "the header not counted",
            "You compared the length of the whole file with that of the data. Add the header: 16 bytes for images, 8 for \
             labels.",
            |file| read(file, Rule { counts_header: false, ..RIGHT }),
        )
        .mistake(
            "16 bytes for labels",
            "The header of a labels file has two fields, 8 bytes. Only images have rows and columns.",
            |file| read(file, Rule { labels_header: 16, ..RIGHT }),
        )
        .mistake(
            "the magic number not checked",
            "A file that begins with another number was read as images. Return `WrongMagic` with that number.",
            |file| read(file, Rule { checks_magic: false, ..RIGHT }),
        )
        .mistake(
            "16 bytes demanded first",
            "A whole labels file may be shorter than 16 bytes, and a short file of another kind has a wrong magic number. \
             Read the magic number first; it says how long the header is.",
            |file| read(file, Rule { sixteen_first: true, ..RIGHT }),
        )
        .mistake(
            "rows and columns swapped",
            "Rows and columns are swapped: the rows come first.",
            |file| match read(file, RIGHT) {
                Ok(Idx::Images { count, rows, columns }) => Ok(Idx::Images { count, rows: columns, columns: rows }),
                other => other,
            },
        )
        .mistake(
            "expected and found swapped",
            "In `WrongLength` the two lengths are swapped: `expected` is what the header promises, `found` the length of \
             the file.",
            |file| match read(file, RIGHT) {
                Err(IdxError::WrongLength { expected, found }) => {
                    Err(IdxError::WrongLength { expected: found, found: expected })
                }
                other => other,
            },
        )
        .also_right("byte by byte", |file| {
            let field = |i: usize| (0..4).fold(0, |number, k| number << 8 | u32::from(file[4 * i + k]));
            if file.len() < 4 {
                return Err(IdxError::TooShort);
            }
            let fields = match field(0) {
                IMAGES => 4,
                LABELS => 2,
                magic => return Err(IdxError::WrongMagic(magic)),
            };
            if file.len() < 4 * fields {
                return Err(IdxError::TooShort);
            }
            let data: u64 = (1..fields).map(|i| u64::from(field(i))).product();
            let (expected, found) = (data + 4 * fields as u64, file.len() as u64);
            match fields {
                _ if expected != found => Err(IdxError::WrongLength { expected, found }),
                2 => Ok(Idx::Labels { count: field(1) }),
                _ => Ok(Idx::Images { count: field(1), rows: field(2), columns: field(3) }),
            }
        })
}
