//! 5.1.3 Could derivatives flow forward with the values? Yes: with numbers that carry their own slope.
//!
//! ```text
//! (x, x′) + (y, y′) = (x + y, x′ + y′)
//! (x, x′) · (y, y′) = (x y,   x′ y + x y′)
//! f((x, x′))        = (f(x),  f′(x) x′)
//! ```
//!
//! Start one input with slope 1 and all others with 0: the result's slope is its derivative by that input. Another
//! input needs another pass. So this *forward mode* is for few inputs; backpropagation is for one output.

use std::ops::{Add, Mul};

/// A number and its slope: a dual number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual {
    /// The number.
    pub value: f64,
    /// Its derivative by the input that has slope 1.
    pub slope: f64,
}

impl Dual {
    /// A number that does not depend on the input looked at.
    pub fn fixed(value: f64) -> Self {
        Self { value, slope: 0.0 }
    }

    /// The input looked at.
    pub fn input(value: f64) -> Self {
        Self { value, slope: 1.0 }
    }

    /// eˣ.
    pub fn exp(self) -> Self {
        Self { value: self.value.exp(), slope: self.value.exp() * self.slope }
    }

    /// ln x.
    pub fn ln(self) -> Self {
        Self { value: self.value.ln(), slope: self.slope / self.value }
    }

    /// ReLU.
    pub fn relu(self) -> Self {
        if self.value > 0.0 { self } else { Self::fixed(0.0) }
    }
}

impl Add for Dual {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, slope: self.slope + other.slope }
    }
}

impl Mul for Dual {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self { value: self.value * other.value, slope: self.slope * other.value + self.value * other.slope }
    }
}
