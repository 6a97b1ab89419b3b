//! NumPy's `.npy` format: a magic word, a version, the length of a header, the header, and the numbers.
//!
//! The header is a Python dictionary on one line, which NumPy always writes with the same three keys:
//! `{'descr': '<f4', 'fortran_order': False, 'shape': (784, 50), }`. Exactly that is read here, with any spacing and in
//! any order of the keys; a general reader of Python's literals can be sent astray by a hostile file.

use super::{coded::Type, numbers::Layout};

const MAGIC: &[u8] = b"\x93NUMPY";

/// The longest header that is read; an ordinary one has 128 bytes with everything before it.
const MOST_HEADER_BYTES: usize = 1 << 16;

/// The most axes of an array, as in NumPy.
const MOST_AXES: usize = 64;

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// It is not what NumPy writes.
    Damaged(String),
    /// It is, but of another number type.
    Type(String),
}

fn damaged<T>(cause: &str) -> Result<T, Problem> {
    Err(Problem::Damaged(cause.to_owned()))
}

/// How many bytes come before the header, and how many it has: known from the first twelve.
pub(super) fn header_place(start: &[u8]) -> Result<(usize, usize), Problem> {
    let Some(rest) = start.strip_prefix(MAGIC) else {
        return damaged("it does not start with the magic word of .npy");
    };
    let (before, length) = match rest {
        [1, _, a, b, ..] => (10, usize::from(u16::from_le_bytes([*a, *b]))),
        [2 | 3, _, a, b, c, d, ..] => (12, u32::from_le_bytes([*a, *b, *c, *d]) as usize),
        [0 | 4.., ..] => return damaged("its version is not 1, 2 or 3"),
        _ => return damaged("it ends inside its own start"),
    };
    if length > MOST_HEADER_BYTES {
        return damaged("its header is too long");
    }
    Ok((before, length))
}

/// The layout that a header describes.
pub(super) fn layout(header: &[u8]) -> Result<Layout, Problem> {
    let Ok(text) = str::from_utf8(header) else { return damaged("its header is no text") };
    let mut reader = Reader(text);
    let (mut descr, mut order, mut shape) = (None, None, None);
    reader.expect("{")?;
    while !reader.skip("}") {
        let key = reader.quoted()?;
        reader.expect(":")?;
        let is_new = match key {
            "descr" => descr.replace(reader.quoted()?).is_none(),
            "fortran_order" => order.replace(reader.truth()?).is_none(),
            "shape" => shape.replace(reader.tuple()?).is_none(),
            _ => false,
        };
        if !is_new {
            return damaged("its header has a key that does not belong there");
        }
        if !reader.skip(",") {
            reader.expect("}")?;
            break;
        }
    }
    if !reader.0.trim().is_empty() {
        return damaged("its header does not end where it should");
    }
    let (Some(descr), Some(column_major), Some(shape)) = (descr, order, shape) else {
        return damaged("its header lacks the type, the order or the shape");
    };
    let number = match descr {
        "<f4" => Type::F32,
        "<f8" => Type::F64,
        other => return Err(Problem::Type(other.escape_debug().take(40).collect())),
    };
    Ok(Layout { number, shape, column_major })
}

/// What is left of a header.
struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    /// Whether `sign` comes next; then it is behind us.
    fn skip(&mut self, sign: &str) -> bool {
        let rest = self.0.trim_start();
        match rest.strip_prefix(sign) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, sign: &str) -> Result<(), Problem> {
        if self.skip(sign) { Ok(()) } else { damaged("its header is not what NumPy writes") }
    }

    fn quoted(&mut self) -> Result<&'a str, Problem> {
        let quote = if self.skip("'") { '\'' } else { self.expect("\"").map(|()| '"')? };
        let Some((word, rest)) = self.0.split_once(quote) else {
            return damaged("its header has a word without an end");
        };
        self.0 = rest;
        Ok(word)
    }

    fn truth(&mut self) -> Result<bool, Problem> {
        if self.skip("True") { Ok(true) } else { self.expect("False").map(|()| false) }
    }

    fn tuple(&mut self) -> Result<Vec<usize>, Problem> {
        self.expect("(")?;
        let mut numbers = Vec::new();
        while !self.skip(")") {
            if numbers.len() == MOST_AXES {
                return damaged("its shape has too many axes");
            }
            numbers.push(self.number()?);
            if !self.skip(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok(numbers)
    }

    fn number(&mut self) -> Result<usize, Problem> {
        let rest = self.0.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, rest) = rest.split_at(end);
        self.0 = rest;
        digits.parse().map_err(|_| Problem::Damaged("its shape is no list of whole numbers".to_owned()))
    }
}

/// Everything before the values, for an array of this type and shape in row-major order.
pub(super) fn start(element: Type, shape: &[usize]) -> Vec<u8> {
    let descr = match element {
        Type::F32 => "<f4",
        Type::F64 => "<f8",
    };
    let axes: String = shape.iter().map(|n| format!("{n}, ")).collect();
    // Python writes the shape (3,) with its comma, and others without one at the end.
    let axes = if shape.len() == 1 { axes.trim_end() } else { axes.trim_end_matches(", ") };
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({axes}), }}");
    // The numbers start at a multiple of 64, after spaces and a line's end.
    let before = MAGIC.len() + 4;
    let padded = (before + header.len() + 1).next_multiple_of(64) - before;
    header.extend(std::iter::repeat_n(' ', padded - header.len() - 1));
    header.push('\n');
    let mut bytes = MAGIC.to_vec();
    bytes.extend([1, 0]);
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.into_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damage(header: &str) -> String {
        match layout(header.as_bytes()) {
            Err(Problem::Damaged(cause)) => cause,
            other => panic!("{header} gave {other:?}"),
        }
    }

    #[test]
    fn what_numpy_writes_is_read_in_any_order_and_spacing() {
        let expected = Layout { number: Type::F64, shape: vec![784, 50], column_major: true };
        for header in [
            "{'descr': '<f8', 'fortran_order': True, 'shape': (784, 50), }   \n",
            "{'shape':(784,50),'fortran_order':True,'descr':'<f8'}",
            "{\"shape\": ( 784 , 50 , ) , \"descr\": \"<f8\", \"fortran_order\": True}",
        ] {
            assert_eq!(layout(header.as_bytes()).unwrap(), expected, "{header}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for shape in [&[][..], &[7], &[784, 50], &[3, 0, 2], &[usize::MAX, usize::MAX]] {
            let bytes = start(Type::F64, shape);
            assert_eq!(bytes.len() % 64, 0);
            let (before, length) = header_place(&bytes).unwrap();
            assert_eq!(before + length, bytes.len());
            assert_eq!(layout(&bytes[before..]).unwrap().shape, shape);
        }
    }

    #[test]
    fn other_headers_are_refused() {
        for header in [
            "",
            "{",
            "[]",
            "{}",
            "{'descr': '<f4', 'fortran_order': False}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': 3}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}",
            "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'shape': (3,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'more': (3,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} and more",
            "{'descr': '<f4",
        ] {
            assert!(damage(header).starts_with("its "), "{header}");
        }
        assert!(damage(&format!("{{'shape': {}", "(".repeat(60_000))).starts_with("its "));
        assert_eq!(
            layout(b"{'descr': '<i8', 'fortran_order': False, 'shape': (3,)}"),
            Err(Problem::Type("<i8".to_owned()))
        );
    }
}
