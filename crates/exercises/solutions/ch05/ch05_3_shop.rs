//! # The whole bill, backwards
//!
//! You buy apples and oranges: `(apple · apple_num + orange · orange_num) · tax`. Write `bill`: first the price, with
//! the layers' forward passes, then the derivatives of the price with respect to all five inputs, with their backward
//! passes. All are single numbers.
//!
//! The layers `Mul` and `Add` of the previous exercise are given. The backward pass visits them in reverse order. It
//! starts with a 1: the derivative of the price with respect to itself. What one layer sends back is the `dout` of the
//! layer before it.
//!
//! Book: section 5.4.2. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;

/// A multiplication.
#[derive(Default)]
struct Mul {
    x: f64,
    y: f64,
}

impl Mul {
    /// `x · y`.
    fn forward(&mut self, x: f64, y: f64) -> f64 {
        (self.x, self.y) = (x, y);
        x * y
    }

    /// Returns `(dx, dy)`.
    fn backward(&self, dout: f64) -> (f64, f64) {
        (dout * self.y, dout * self.x)
    }
}

/// An addition.
struct Add;

impl Add {
    /// `x + y`.
    fn forward(&self, x: f64, y: f64) -> f64 {
        x + y
    }

    /// Returns `(dx, dy)`.
    fn backward(&self, dout: f64) -> (f64, f64) {
        (dout, dout)
    }
}

/// The price, and its derivatives with respect to `apple`, `apple_num`, `orange`, `orange_num` and `tax`.
fn bill(
    apple: f64,
    apple_num: f64,
    orange: f64,
    orange_num: f64,
    tax: f64,
) -> (f64, f64, f64, f64, f64, f64) {
    // exercise:
    // | // TODO: a Mul for each of the three products, one Add. The first Mul is here.
    // | let mut apples = Mul::default();
    // | let apple_price = apples.forward(apple, apple_num);
    // | let _ = (apple_price, orange, orange_num, tax);
    // | let _ = (Mul::backward, Add, Add::forward, Add::backward);
    // | todo!()
    // solution:
    let (mut apples, mut oranges, mut taxed) = (Mul::default(), Mul::default(), Mul::default());
    let apple_price = apples.forward(apple, apple_num);
    let orange_price = oranges.forward(orange, orange_num);
    let both = Add.forward(apple_price, orange_price);
    let price = taxed.forward(both, tax);

    let (dboth, dtax) = taxed.backward(1.0);
    let (dapple_price, dorange_price) = Add.backward(dboth);
    let (dorange, dorange_num) = oranges.backward(dorange_price);
    let (dapple, dapple_num) = apples.backward(dapple_price);
    (price, dapple, dapple_num, dorange, dorange_num, dtax)
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_bill_has_its_price_and_five_derivatives() -> Verdict {
        ch05::shop::bill().check(|&(apple, apple_num, orange, orange_num, tax)| {
            bill(apple, apple_num, orange, orange_num, tax)
        })
    }
}
