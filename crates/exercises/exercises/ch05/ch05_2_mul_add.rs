//! # A multiplication and an addition that know both directions
//!
//! Write the two smallest layers: `Mul` and `Add`. Forward takes two numbers and returns one. Backward takes the
//! upstream gradient `dout`, the derivative of the final result with respect to this node's output, and returns `(dx,
//! dy)`, the derivatives with respect to its two inputs. All are single numbers.
//!
//! A node knows nothing of the rest of the graph. It multiplies the upstream gradient `dout` by its local derivative,
//! how much its output changes with its input, and passes the product on. For this, `Mul` has to store something in the
//! forward pass.
//!
//! Book: sections 5.4.1 and 5.4.2. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;

/// A multiplication.
#[derive(Default)]
struct Mul {
    x: f64,
    y: f64,
}

impl Mul {
    /// `x · y`. Stores what backward will need.
    fn forward(&mut self, x: f64, y: f64) -> f64 {
        // TODO: store both inputs in self, and return the product.
        let _ = (x, y, self.x, self.y);
        todo!()
    }

    /// Returns `(dx, dy)`.
    fn backward(&self, dout: f64) -> (f64, f64) {
        // TODO: how much does x · y change when x grows by 1?
        let _ = dout;
        todo!()
    }
}

/// An addition. It has nothing to store.
struct Add;

impl Add {
    /// `x + y`.
    fn forward(&self, x: f64, y: f64) -> f64 {
        x + y
    }

    /// Returns `(dx, dy)`.
    fn backward(&self, dout: f64) -> (f64, f64) {
        // TODO: how much does x + y change when x grows by 1?
        let _ = dout;
        todo!()
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_multiplication_goes_forward_and_back() -> Verdict {
        ch05::nodes::multiplication().check(|&(x, y, dout)| {
            let mut mul = Mul::default();
            let out = mul.forward(x, y);
            let (dx, dy) = mul.backward(dout);
            (out, dx, dy)
        })
    }

    #[test]
    fn an_addition_goes_forward_and_back() -> Verdict {
        ch05::nodes::addition().check(|&(x, y, dout)| {
            let out = Add.forward(x, y);
            let (dx, dy) = Add.backward(dout);
            (out, dx, dy)
        })
    }
}
