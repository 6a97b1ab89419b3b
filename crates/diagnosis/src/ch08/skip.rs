//! The backward pass of a skip connection.

use crate::question::Question;
use ndarray::Array2;

/// `x` (n, d), `w1` (d, h), `w2` (h, d), `dout` (n, d).
pub type Input = (Array2<f64>, Array2<f64>, Array2<f64>, Array2<f64>);
/// `dx`, `dw1`, `dw2`, of the shapes of `x`, `w1`, `w2`.
pub type Gradients = (Array2<f64>, Array2<f64>, Array2<f64>);

/// The gradients of `relu(x · w1) · w2`, without the skip connection.
fn of_block((x, w1, w2, dout): &Input, is_masked: bool) -> Gradients {
    let a = x.dot(w1);
    let h = a.mapv(|a| a.max(0.0));
    let mut da = dout.dot(&w2.t());
    if is_masked {
        da.zip_mut_with(&a, |da, &a| {
            if a <= 0.0 {
                *da = 0.0;
            }
        });
    }
    (da.dot(&w1.t()), x.t().dot(&da), h.t().dot(dout))
}

/// The backward pass of `y = relu(x · w1) · w2 + x` (book §8.2.4).
pub fn backward() -> Question<Input, Gradients> {
    Question::new(
        "backward",
        |draw| {
            let (n, d, h) = (draw.size(2..=4), draw.size(2..=4), draw.size(2..=5));
            (draw.matrix(n, d), draw.matrix(d, h), draw.matrix(h, d), draw.matrix(n, d))
        },
        |input| {
            let (dx, dw1, dw2) = of_block(input, true);
            (dx + &input.3, dw1, dw2)
        },
    )
    .inputs(["x", "w1", "w2", "dout"])
    .parts(["dx", "dw1", "dw2"])
    .mistake(
        "the skip connection is forgotten",
        "That is the gradient through the two layers. x also went straight to y, and a value that takes two paths \
         gets two gradients, which add up.",
        |input| of_block(input, true),
    )
    .mistake(
        "only the skip connection",
        "That is the gradient through the skip connection. x also went through the two layers, and both gradients add \
         up.",
        |input| {
            let (_, dw1, dw2) = of_block(input, true);
            (input.3.clone(), dw1, dw2)
        },
    )
    .mistake(
        "the skip connection adds x",
        "You added x where dout should be. Forward adds x; backward adds the upstream gradient.",
        |input| {
            let (dx, dw1, dw2) = of_block(input, true);
            (dx + &input.0, dw1, dw2)
        },
    )
    .mistake(
        "ReLU lets everything back",
        "The gradient passes the ReLU everywhere. Where x · w1 wasn't positive, nothing comes back.",
        |input| {
            let (dx, dw1, dw2) = of_block(input, false);
            (dx + &input.3, dw1, dw2)
        },
    )
    .also_right("entry by entry", |(x, w1, w2, dout)| {
        let (mut dx, mut dw1, mut dw2) = (dout.clone(), Array2::zeros(w1.dim()), Array2::zeros(w2.dim()));
        for n in 0..x.nrows() {
            for h in 0..w1.ncols() {
                let a: f64 = (0..x.ncols()).map(|j| x[[n, j]] * w1[[j, h]]).sum();
                for k in 0..dout.ncols() {
                    if a > 0.0 {
                        dw2[[h, k]] += a * dout[[n, k]];
                        for j in 0..x.ncols() {
                            dw1[[j, h]] += x[[n, j]] * w2[[h, k]] * dout[[n, k]];
                            dx[[n, j]] += w1[[j, h]] * w2[[h, k]] * dout[[n, k]];
                        }
                    }
                }
            }
        }
        (dx, dw1, dw2)
    })
}
