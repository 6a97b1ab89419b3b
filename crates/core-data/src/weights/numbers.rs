//! Bytes as `f32` or `f64` values, little end first, and back.

use core_tensor::Real;
use ndarray::{Array, ArrayD, IxDyn, ShapeBuilder};

/// An element type in which weights are held and written: `f32` or `f64`.
pub trait Element: Real + sealed::Coded {}

impl Element for f32 {}
impl Element for f64 {}

mod sealed {
    use super::{Misfit, Type};

    /// How values of the type become bytes, and how values of either type become it.
    pub trait Coded: Sized {
        const TYPE: Type;
        fn of_f32(value: f32) -> Self;
        /// # Errors
        /// If the type cannot hold it.
        fn of_f64(value: f64) -> Result<Self, Misfit>;
        fn bytes(self) -> impl Iterator<Item = u8>;
    }
}

impl sealed::Coded for f32 {
    const TYPE: Type = Type::F32;

    fn of_f32(value: f32) -> Self {
        value
    }

    fn of_f64(value: f64) -> Result<Self, Misfit> {
        let rounded = value as f32;
        if rounded.is_infinite() && value.is_finite() { Err(Misfit::OutOfRange(value)) } else { Ok(rounded) }
    }

    fn bytes(self) -> impl Iterator<Item = u8> {
        self.to_le_bytes().into_iter()
    }
}

impl sealed::Coded for f64 {
    const TYPE: Type = Type::F64;

    fn of_f32(value: f32) -> Self {
        f64::from(value)
    }

    fn of_f64(value: f64) -> Result<Self, Misfit> {
        Ok(value)
    }

    fn bytes(self) -> impl Iterator<Item = u8> {
        self.to_le_bytes().into_iter()
    }
}

/// The number types that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
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
pub enum Misfit {
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
    pub(super) fn array<F: Element>(&self, bytes: &[u8]) -> Result<ArrayD<F>, Misfit> {
        if self.bytes() != Some(bytes.len()) {
            return Err(Misfit::Length);
        }
        let numbers = match self.number {
            Type::F32 => {
                bytes.as_chunks().0.iter().map(|&value| F::of_f32(f32::from_le_bytes(value))).collect()
            }
            Type::F64 => {
                let values = bytes.as_chunks().0.iter().map(|&value| F::of_f64(f64::from_le_bytes(value)));
                values.collect::<Result<Vec<F>, Misfit>>()?
            }
        };
        let shape = IxDyn(&self.shape).set_f(self.column_major);
        let array = Array::from_shape_vec(shape, numbers).map_err(|_| Misfit::Length)?;
        Ok(if self.column_major { array.as_standard_layout().into_owned() } else { array })
    }
}

/// The numbers of an array in row-major order, as bytes.
pub(super) fn bytes_of<F: Element>(array: &ArrayD<F>) -> impl Iterator<Item = u8> {
    array.iter().flat_map(|&value| value.bytes())
}
