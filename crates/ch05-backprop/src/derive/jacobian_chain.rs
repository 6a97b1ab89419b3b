//! 5.1.3 Why backward? Because a product of many matrices is cheapest when it starts at the thin end.
//!
//! The derivative of a loss through layers is a product of one Jacobian per layer, `J₅ · J₄ · J₃ · J₂ · J₁`, and J₅ has
//! a single row: the loss is a scalar. From the loss, each product is *row times matrix*; from the input, *matrix times
//! matrix*. The result is the same.

use ndarray::Array2;

/// `a · b` by hand, `(m, k) · (k, n)` → `(m, n)`, counting each multiplication.
///
/// # Panics
/// If the inner sizes differ.
pub fn counted_product(a: &Array2<f64>, b: &Array2<f64>, multiplications: &mut usize) -> Array2<f64> {
    assert_eq!(a.ncols(), b.nrows(), "the inner sizes of a product differ");
    let mut c = Array2::zeros((a.nrows(), b.ncols()));
    for i in 0..a.nrows() {
        for k in 0..a.ncols() {
            for j in 0..b.ncols() {
                c[[i, j]] += a[[i, k]] * b[[k, j]];
                *multiplications += 1;
            }
        }
    }
    c
}

/// The product of Jacobians (given in order from the input to the loss), starting at the loss: reverse mode. With the
/// number of multiplications.
///
/// # Panics
/// If there are none.
pub fn from_the_loss(jacobians: &[Array2<f64>]) -> (Array2<f64>, usize) {
    let mut count = 0;
    let mut product = jacobians[jacobians.len() - 1].clone();
    for jacobian in jacobians.iter().rev().skip(1) {
        product = counted_product(&product, jacobian, &mut count);
    }
    (product, count)
}

/// The same product, starting at the input: forward mode.
///
/// # Panics
/// If there are none.
pub fn from_the_input(jacobians: &[Array2<f64>]) -> (Array2<f64>, usize) {
    let mut count = 0;
    let mut product = jacobians[0].clone();
    for jacobian in &jacobians[1..] {
        product = counted_product(jacobian, &product, &mut count);
    }
    (product, count)
}
