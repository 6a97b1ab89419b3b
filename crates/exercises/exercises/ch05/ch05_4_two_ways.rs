//! # A number that went two ways
//!
//! Here is `f(x, y, z) = (x + y) · max(y, z)` with its way back, written out node by node. All are single numbers. For
//! some inputs all three derivatives are right. For others `dy` is wrong: at `x = 1, y = 3, z = 2` it gives 4, and trying
//! shows 7. Find the bug.
//!
//! A sum sends what arrives to both inputs. A product sends each input what arrives, times the other input. A maximum sends
//! what arrives to the larger input, and nothing to the other one. Each of the three is done right here. Draw the graph,
//! and count the edges that leave `y`.
//!
//! Book: section 5.3. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;

/// Gives `(dx, dy, dz)`, the derivatives of `(x + y) · max(y, z)`.
fn slopes(x: f64, y: f64, z: f64) -> (f64, f64, f64) {
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
    // TODO: this span holds the bug.
    if y > z {
        dy = dlargest;
    } else {
        dz = dlargest;
    }
    (dx, dy, dz)
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn all_three_derivatives_are_what_trying_shows() -> Verdict {
        ch05::two_ways::slopes().check(|&(x, y, z)| slopes(x, y, z))
    }
}
