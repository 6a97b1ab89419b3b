//! 5.1.3 Could derivatives flow forward with the values? Yes: with **dual numbers**, which carry their own derivative.
//!
//! ```text
//! (x, x′) + (y, y′) = (x + y, x′ + y′)
//! (x, x′) · (y, y′) = (x y,   x′ y + x y′)
//! f((x, x′))        = (f(x),  f′(x) x′)
//! ```
//!
//! Start one input with derivative 1 and all others with 0: the result carries its derivative with respect to that input.
//! Another input needs another pass. So this *forward mode* is for few inputs; backpropagation is for one output.

use portable_math::{exp, ln};
use std::ops::{Add, Mul};

/// A dual number: a value and its derivative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual {
    /// The value.
    pub value: f64,
    /// Its derivative with respect to the chosen input, which has derivative 1.
    pub derivative: f64,
}

impl Dual {
    /// A value that doesn't depend on the chosen input.
    pub fn fixed(value: f64) -> Self {
        Self { value, derivative: 0.0 }
    }

    /// The chosen input.
    pub fn input(value: f64) -> Self {
        Self { value, derivative: 1.0 }
    }

    /// eˣ.
    pub fn exp(self) -> Self {
        Self { value: exp(self.value), derivative: exp(self.value) * self.derivative }
    }

    /// ln x.
    pub fn ln(self) -> Self {
        Self { value: ln(self.value), derivative: self.derivative / self.value }
    }

    /// ReLU.
    pub fn relu(self) -> Self {
        if self.value > 0.0 { self } else { Self::fixed(0.0) }
    }
}

impl Add for Dual {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, derivative: self.derivative + other.derivative }
    }
}

impl Mul for Dual {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            derivative: self.derivative * other.value + self.value * other.derivative,
        }
    }
}
