//! Bytes as `f32` numbers, little end first, and back.

use ndarray::{Array, ArrayD, IxDyn, ShapeBuilder};

/// The number types that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    F32,
    F64,
}

impl Type {
    /// Bytes of one number.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

/// How the bytes of an array are to be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) number: Type,
    pub(super) shape: Vec<usize>,
    /// Whether the first axis varies fastest, as in Fortran.
    pub(super) column_major: bool,
}

/// Why bytes are no array.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Misfit {
    /// The shape asks for another number of bytes.
    Length,
    /// A 64-bit number that 32 bits cannot hold.
    OutOfRange(f64),
}

impl Layout {
    /// Bytes that the array takes; `None` if that is more than a machine can count.
    pub(super) fn bytes(&self) -> Option<usize> {
        let bytes = self.shape.iter().try_fold(self.number.bytes(), |bytes, &n| bytes.checked_mul(n));
        // An empty array may still have an axis that is too long for its siblings: ndarray refuses it later.
        bytes.filter(|&bytes| bytes <= isize::MAX as usize)
    }

    /// The array in these bytes, in row-major order.
    pub(super) fn array(&self, bytes: &[u8]) -> Result<ArrayD<f32>, Misfit> {
        if self.bytes() != Some(bytes.len()) {
            return Err(Misfit::Length);
        }
        let numbers = match self.number {
            Type::F32 => bytes.as_chunks().0.iter().map(|&number| f32::from_le_bytes(number)).collect(),
            Type::F64 => {
                let numbers = bytes.as_chunks().0.iter().map(|&number| rounded(f64::from_le_bytes(number)));
                numbers.collect::<Result<Vec<f32>, Misfit>>()?
            }
        };
        let shape = IxDyn(&self.shape).set_f(self.column_major);
        let array = Array::from_shape_vec(shape, numbers).map_err(|_| Misfit::Length)?;
        Ok(if self.column_major { array.as_standard_layout().into_owned() } else { array })
    }
}

fn rounded(number: f64) -> Result<f32, Misfit> {
    let rounded = number as f32;
    if rounded.is_infinite() && number.is_finite() { Err(Misfit::OutOfRange(number)) } else { Ok(rounded) }
}

/// The numbers of an array in row-major order, as bytes.
pub(super) fn bytes_of(array: &ArrayD<f32>) -> impl Iterator<Item = u8> {
    array.iter().flat_map(|number| number.to_le_bytes())
}
