//! # Batch normalisation, backwards
//!
//! Write the backward pass: the gradients with respect to `x`, (n, d), `gamma`, (d), and `beta`, (d). You get what
//! forward stored, the normalised `xn`, (n, d), and the standard deviation `s = √(σ² + EPSILON)` of each column, (d);
//! also `gamma`, (d), and the upstream gradient `dout`, (n, d).
//!
//! An x affects its column along three paths: directly, through the mean, and through the standard deviation. With `dxn
//! = gamma · dout`, and means over the batch, the sum of all three is short:
//!
//! `dx = (dxn − mean(dxn) − xn · mean(dxn · xn)) / s`
//!
//! Where this comes from: take the graph of the chapter's page and send dout through it, as in chapter 5.
//!
//! Book: section 6.3. Page: `notebooks-md/ch06.md`.

use diagnosis::ch06;
use ndarray::{Array1, Array2, Axis};

/// Returns `(dx, dgamma, dbeta)`.
fn backward(
    xn: &Array2<f64>,
    s: &Array1<f64>,
    gamma: &Array1<f64>,
    dout: &Array2<f64>,
) -> (Array2<f64>, Array1<f64>, Array1<f64>) {
    // exercise:
    // | // TODO: dgamma and dbeta are sums over the batch; dx has three parts.
    // | let _ = (xn, s, gamma, dout, Axis(0));
    // | todo!()
    // solution:
    let n = xn.nrows() as f64;
    let dxn = gamma * dout;
    let through_mean = dxn.sum_axis(Axis(0)) / n;
    let through_std = (&dxn * xn).sum_axis(Axis(0)) / n;
    let dx = (&dxn - &through_mean - xn * &through_std) / s;
    (dx, (xn * dout).sum_axis(Axis(0)), dout.sum_axis(Axis(0)))
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;
    use diagnosis::ch06::batch_norm::normalised;
    use diagnosis::draw::Draw;
    use diagnosis::gradient::{check_backward, matrix, vector};

    #[test]
    fn a_three_paths_lead_back_to_x() -> Verdict {
        ch06::batch_norm::backward().check(|(x, gamma, dout)| {
            let (xn, s) = normalised(x);
            backward(&xn, &s, gamma, dout)
        })
    }

    #[test]
    fn b_backward_gives_the_gradients_of_forward() -> Verdict {
        let mut draw = Draw::new();
        let (x, gamma, beta) =
            (draw.matrix(5, 3).into_dyn(), draw.vector(3).into_dyn(), draw.vector(3).into_dyn());
        let dout = draw.matrix(5, 3).into_dyn();
        check_backward(
            "batch normalisation",
            &[("x", x), ("gamma", gamma), ("beta", beta)],
            &dout,
            |a| {
                let x = matrix(&a[0]);
                normalised(&x).0.into_dyn() * &a[1] + &a[2]
            },
            |a, dout| {
                let (xn, s) = normalised(&matrix(&a[0]));
                let gamma = vector(&a[1]);
                let dout = matrix(dout);
                let (dx, dgamma, dbeta) = backward(&xn, &s, &gamma, &dout);
                vec![dx.into_dyn(), dgamma.into_dyn(), dbeta.into_dyn()]
            },
        )
    }
}
