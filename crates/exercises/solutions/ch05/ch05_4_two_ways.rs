//! # A value that takes two paths
//!
//! Here is `f(x, y, z) = (x + y) · max(y, z)` with its backward pass, written out node by node. All are single numbers.
//! For some inputs all three derivatives are right. For others `dy` is wrong: at `x = 1, y = 3, z = 2` it gives 4, but
//! the numerical derivative is 7. Find the bug.
//!
//! A sum passes the upstream gradient to both inputs. A product passes it to each input, times the other input. A
//! maximum passes it to the larger input, and 0 to the other one. All three are right here. Draw the graph, and count
//! the edges that leave `y`.
//!
//! Book: section 5.3. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;

/// Returns `(dx, dy, dz)`, the derivatives of `(x + y) · max(y, z)`.
fn gradient(x: f64, y: f64, z: f64) -> (f64, f64, f64) {
    // Forward.
    let sum = x + y;
    let largest = y.max(z);

    // Backward. A 1 arrives at the product.
    let dsum = largest;
    let dlargest = sum;

    // Through the sum.
    let dx = dsum;
    let mut dy = dsum;
    let mut dz = 0.0;

    // Through the maximum.
    // exercise:
    // | // TODO: this span holds the bug.
    // | if y > z {
    // |     dy = dlargest;
    // | } else {
    // |     dz = dlargest;
    // | }
    // solution:
    if y > z {
        dy += dlargest;
    } else {
        dz += dlargest;
    }
    // end
    (dx, dy, dz)
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn all_three_derivatives_are_the_numerical_ones() -> Verdict {
        ch05::two_ways::gradients().check(|&(x, y, z)| gradient(x, y, z))
    }
}
