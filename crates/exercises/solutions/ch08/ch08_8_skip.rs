//! # A skip connection
//!
//! A block of a ResNet adds its input to its output: `y = relu(x · w1) · w2 + x`, of shapes (n, d) · (d, h) · (h, d).
//! The `+ x` is a **skip connection**. Write
//! `backward`: given `dout`, the gradient with respect to `y` (n, d), the gradients with respect to `x`, `w1` and `w2`.
//!
//! x takes two paths, and a gradient comes back along both. That is why a ResNet of a hundred layers still learns: even
//! if the gradient vanished in the block, it would come back around it.
//!
//! Book: section 8.2.4. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;
use ndarray::Array2;

/// `y = relu(x · w1) · w2 + x`, (n, d).
fn forward(x: &Array2<f64>, w1: &Array2<f64>, w2: &Array2<f64>) -> Array2<f64> {
    x.dot(w1).mapv(|a| a.max(0.0)).dot(w2) + x
}

/// `(dx, dw1, dw2)`, in the shapes of `x`, `w1`, `w2`.
fn backward(
    x: &Array2<f64>,
    w1: &Array2<f64>,
    w2: &Array2<f64>,
    dout: &Array2<f64>,
) -> (Array2<f64>, Array2<f64>, Array2<f64>) {
    let a = x.dot(w1);
    let h = a.mapv(|a| a.max(0.0));
    // exercise:
    // | // TODO: back through w2, through the ReLU, through w1; and what comes back along the skip connection?
    // | let _ = (w2, dout, h);
    // | todo!()
    // solution:
    let dw2 = h.t().dot(dout);
    let dh = dout.dot(&w2.t());
    let da = dh * a.mapv(|a| if a > 0.0 { 1.0 } else { 0.0 });
    let dw1 = x.t().dot(&da);
    let dx = da.dot(&w1.t()) + dout;
    (dx, dw1, dw2)
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;
    use diagnosis::draw::Draw;
    use diagnosis::gradient::{check_backward, matrix};

    #[test]
    fn the_gradients_of_both_paths_come_back() -> Verdict {
        ch08::skip::backward().check(|(x, w1, w2, dout)| backward(x, w1, w2, dout))
    }

    #[test]
    fn backward_gives_the_gradients_of_forward() -> Verdict {
        let mut draw = Draw::new();
        let [x, w1, w2, dout] =
            [(3, 2), (2, 4), (4, 2), (3, 2)].map(|(rows, columns)| draw.matrix(rows, columns).into_dyn());
        check_backward(
            "backward",
            &[("x", x), ("w1", w1), ("w2", w2)],
            &dout,
            |a| forward(&matrix(&a[0]), &matrix(&a[1]), &matrix(&a[2])).into_dyn(),
            |a, dout| {
                let (dx, dw1, dw2) = backward(&matrix(&a[0]), &matrix(&a[1]), &matrix(&a[2]), &matrix(dout));
                vec![dx.into_dyn(), dw1.into_dyn(), dw2.into_dyn()]
            },
        )
    }
}
