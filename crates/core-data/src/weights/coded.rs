//! How does a value become bytes, little end first, and which values does a type hold?

/// How values of the type become bytes, and how values of either type become it. The trait is sealed: no other crate can
/// name it, so no other type can become an [`Element`](super::Element).
pub trait Coded: Sized {
    /// The type.
    const TYPE: Type;
    /// The value, exactly.
    fn of_f32(value: f32) -> Self;
    /// The nearest value.
    ///
    /// # Errors
    /// If the type cannot hold it.
    fn of_f64(value: f64) -> Result<Self, Misfit>;
    /// Its bytes.
    fn bytes(self) -> impl Iterator<Item = u8>;
}

impl Coded for f32 {
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

impl Coded for f64 {
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

/// Why bytes are no array.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Misfit {
    /// The shape asks for another number of bytes.
    Length,
    /// A 64-bit number that 32 bits cannot hold.
    OutOfRange(f64),
}
