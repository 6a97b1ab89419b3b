//! Bytes as `f32` or `f64` values, little end first, and back.

use core_tensor::Real;
use ndarray::{Array, ArrayD, IxDyn, ShapeBuilder};

use super::coded::{Coded, Misfit, Type};

/// An element type in which weights are held and written: `f32` or `f64`.
pub trait Element: Real + Coded {}

impl Element for f32 {}
impl Element for f64 {}

/// How the bytes of an array are to be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) number: Type,
    pub(super) shape: Vec<usize>,
    /// Whether the first axis varies fastest, as in Fortran.
    pub(super) column_major: bool,
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
