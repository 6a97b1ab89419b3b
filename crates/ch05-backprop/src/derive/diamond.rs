//! 5.1.3 What does it cost to recompute what is already known? Twice as much with every fork.
//!
//! ```text
//!      a₁       a₂       a₃
//!    ╱    ╲   ╱    ╲   ╱    ╲
//!  x        ·        ·        y        k stages: y = (a₁ + b₁)(a₂ + b₂)… x
//!    ╲    ╱   ╲    ╱   ╲    ╱
//!      b₁       b₂       b₃
//! ```
//!
//! The derivative is the sum over all 2ᵏ paths of the product along each. Stored at each node, it needs 2k edges.

/// dy/dx by walking every path separately. Returns the derivative and the number of paths.
pub fn by_paths(stages: &[(f64, f64)]) -> (f64, usize) {
    let Some((&(a, b), rest)) = stages.split_last() else { return (1.0, 1) };
    let (through_a, paths_a) = by_paths(rest);
    // Nothing is stored: the same stages are walked again.
    let (through_b, paths_b) = by_paths(rest);
    (a * through_a + b * through_b, paths_a + paths_b)
}

/// dy/dx backward, storing at each node its upstream gradient. Returns it and the number of edges visited.
pub fn by_edges(stages: &[(f64, f64)]) -> (f64, usize) {
    let (mut dout, mut edges) = (1.0, 0);
    for &(a, b) in stages.iter().rev() {
        dout = dout * a + dout * b;
        edges += 2;
    }
    (dout, edges)
}
