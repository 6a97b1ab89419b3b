//! Over which axis is a batch normalised, and along which paths does the gradient come back?

use crate::question::Question;
use ndarray::{Array1, Array2, Axis};

/// Added to the variance, as in the book's code (`10e-7` there).
pub const EPSILON: f64 = 1e-6;

/// `x` (n, d), `gamma` (d), `beta` (d).
pub type Input = (Array2<f64>, Array1<f64>, Array1<f64>);
/// `x` (n, d), `gamma` (d), `dout` (n, d).
pub type BackwardInput = (Array2<f64>, Array1<f64>, Array2<f64>);
/// `dx` (n, d), `dgamma` (d), `dbeta` (d).
pub type Gradients = (Array2<f64>, Array1<f64>, Array1<f64>);

fn mean(x: &Array2<f64>) -> Array1<f64> {
    x.sum_axis(Axis(0)) / x.nrows() as f64
}

/// The normalised `x`, (n, d), and the standard deviation of each column, (d).
pub fn normalised(x: &Array2<f64>) -> (Array2<f64>, Array1<f64>) {
    let xc = x - &mean(x);
    let s = mean(&(&xc * &xc)).mapv(|var| (var + EPSILON).sqrt());
    (xc / &s, s)
}

/// Batch normalisation, forward (book §6.3).
pub fn forward() -> Question<Input, Array2<f64>> {
    Question::new(
        "forward",
        |draw| {
            let (n, d) = (draw.size(2..=6), draw.size(2..=4));
            (draw.matrix(n, d) * 3.0 + 1.0, draw.vector(d), draw.vector(d))
        },
        |(x, gamma, beta)| gamma * &normalised(x).0 + beta,
    )
    .inputs(["x", "gamma", "beta"])
    .parts(["out"])
    .example(|| {
        let x = ndarray::array![[2.0, 1.0], [2.0, 5.0], [2.0, 0.0]];
        (x, ndarray::array![1.0, 2.0], ndarray::array![0.5, -1.0])
    })
    .mistake(
        "each sample by itself",
        "The mean was taken over each row, that is over the features of one sample. Batch normalisation takes it over \
         the batch: one mean per column.",
        |(x, gamma, beta)| gamma * &normalised(&x.t().to_owned()).0.t() + beta,
    )
    .mistake(
        "over the whole matrix",
        "There is one mean and one variance for everything. Each column has its own.",
        |(x, gamma, beta)| {
            let mean = x.sum() / x.len() as f64;
            let var = x.mapv(|x| (x - mean).powi(2)).sum() / x.len() as f64;
            gamma * &x.mapv(|x| (x - mean) / (var + EPSILON).sqrt()) + beta
        },
    )
    .mistake(
        "divided by the variance",
        "It divides by the variance. To get a standard deviation of 1, divide by its root, the standard deviation.",
        |(x, gamma, beta)| {
            let xc = x - &mean(x);
            let var = mean(&(&xc * &xc)) + EPSILON;
            gamma * &(xc / var) + beta
        },
    )
    .mistake(
        "N − 1",
        "The variance was divided by N − 1. The book's divides by N, the size of the batch.",
        |(x, gamma, beta)| {
            let xc = x - &mean(x);
            let s = ((&xc * &xc).sum_axis(Axis(0)) / (x.nrows() as f64 - 1.0) + EPSILON).sqrt();
            gamma * &(xc / s) + beta
        },
    )
    .mistake(
        "no epsilon",
        "A column whose values are all equal has variance 0, and 0 / 0 is NaN. Add EPSILON to the variance, under the \
         root.",
        |(x, gamma, beta)| {
            let xc = x - &mean(x);
            let s = mean(&(&xc * &xc)).sqrt();
            gamma * &(xc / s) + beta
        },
    )
    .mistake(
        "epsilon outside the root",
        "EPSILON was added to the standard deviation. It belongs to the variance, under the root.",
        |(x, gamma, beta)| {
            let xc = x - &mean(x);
            let s = mean(&(&xc * &xc)).sqrt() + EPSILON;
            gamma * &(xc / s) + beta
        },
    )
    .mistake(
        "without gamma and beta",
        "It is normalised, but every column has mean 0 and standard deviation 1. The layer also learns a scale gamma \
         and a shift beta.",
        |(x, _, _)| normalised(x).0,
    )
    .mistake(
        "gamma and beta swapped",
        "gamma and beta are swapped: gamma scales, beta shifts.",
        |(x, gamma, beta)| beta * &normalised(x).0 + gamma,
    )
    .also_right("one column at a time", |(x, gamma, beta)| {
        let mut out = Array2::zeros(x.dim());
        let n = x.nrows() as f64;
        for j in 0..x.ncols() {
            let mean = x.column(j).iter().sum::<f64>() / n;
            let var = x.column(j).iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
            for i in 0..x.nrows() {
                out[[i, j]] = gamma[j] * (x[[i, j]] - mean) / (var + EPSILON).sqrt() + beta[j];
            }
        }
        out
    })
}

/// `dx`, from the gradient of the normalised x, that x, and the standard deviations.
type Dx = fn(&Array2<f64>, &Array2<f64>, &Array1<f64>) -> Array2<f64>;

/// The gradients, with `dx` from the gradient of the normalised `x`, `dxn`.
fn gradients((x, gamma, dout): &BackwardInput, dx: Dx) -> Gradients {
    let (xn, s) = normalised(x);
    (dx(&(gamma * dout), &xn, &s), (&xn * dout).sum_axis(Axis(0)), dout.sum_axis(Axis(0)))
}

fn right(input: &BackwardInput) -> Gradients {
    gradients(input, |dxn, xn, s| (dxn - &mean(dxn) - xn * &mean(&(dxn * xn))) / s)
}

/// Batch normalisation, backward (book §6.3).
pub fn backward() -> Question<BackwardInput, Gradients> {
    Question::new(
        "backward",
        |draw| {
            let (n, d) = (draw.size(3..=6), draw.size(2..=4));
            (draw.matrix(n, d) * 2.0 + 1.0, draw.vector(d), draw.matrix(n, d))
        },
        right,
    )
    .inputs(["x", "gamma", "dout"])
    .parts(["dx", "dgamma", "dbeta"])
    .size("the number of samples N", |(x, _, _)| x.nrows() as f64)
    .mistake(
        "direct path only",
        "This is the direct path only. x also changes the mean and the standard deviation of its column, and so every \
         row of out: two more paths back.",
        |input| gradients(input, |dxn, _, s| dxn / s),
    )
    .mistake(
        "not through the standard deviation",
        "The path through the standard deviation is missing. A larger x also makes s larger, which shrinks the whole \
         column.",
        |input| gradients(input, |dxn, _, s| (dxn - &mean(dxn)) / s),
    )
    .mistake(
        "not through the mean",
        "The path through the mean is missing: the columns of dx don't sum to 0. Moving all x of a column by the same \
         amount changes nothing, so they must.",
        |input| gradients(input, |dxn, xn, s| (dxn - xn * &mean(&(dxn * xn))) / s),
    )
    .mistake(
        "gamma is forgotten",
        "gamma is missing: out = gamma · xn + beta, so the gradient of xn is gamma · dout.",
        |input| {
            let (x, gamma, dout) = input;
            let (_, dgamma, dbeta) = right(input);
            (right(&(x.clone(), Array1::ones(gamma.len()), dout.clone())).0, dgamma, dbeta)
        },
    )
    .mistake(
        "sums instead of means",
        "The two corrections are sums over the batch. The mean and the variance of forward divide by N, so here too.",
        |input| {
            gradients(input, |dxn, xn, s| (dxn - &dxn.sum_axis(Axis(0)) - xn * &(dxn * xn).sum_axis(Axis(0))) / s)
        },
    )
    .mistake(
        "dgamma by x",
        "You computed dgamma from x. gamma multiplies the normalised xn, so its gradient is the sum of xn · dout.",
        |input| {
            let (dx, _, dbeta) = right(input);
            (dx, (&input.0 * &input.2).sum_axis(Axis(0)), dbeta)
        },
    )
    .also_right("along the graph, node by node", |(x, gamma, dout)| {
        let (xn, s) = normalised(x);
        let (n, xc) = (x.nrows() as f64, &xn * &s);
        let dxn = gamma * dout;
        let ds = -(&dxn * &xc / (&s * &s)).sum_axis(Axis(0));
        let dvar = 0.5 * ds / &s;
        let dxc = &dxn / &s + 2.0 / n * &xc * &dvar;
        let dmean = -dxc.sum_axis(Axis(0));
        (dxc + dmean / n, (&xn * dout).sum_axis(Axis(0)), dout.sum_axis(Axis(0)))
    })
}
