//! 6.3 What if every layer received inputs with mean 0 and standard deviation 1, whatever the layers before it do?
//!
//! ```text
//! μ = mean of x      xc = x − μ       v = mean of xc²      s = √(v + ε)      column by column, over the batch
//! xn = xc / s        out = γ xn + β
//! ```
//!
//! The backward pass goes through the same graph from the end. `x` affects `out` along three paths, and the three
//! gradients add up: directly through `xc`, through the standard deviation `s`, and through the mean `μ`.
//!
//! This is the book's form: ε = 1e-6 (written `10e-7` there), and running averages that start at 0, so that the first
//! evaluations are poor. `core-tensor` uses ε = 1e-5, starts the running variance at 1, and tracks the unbiased
//! variance.

use ndarray::{Array1, Array2, Axis};

/// Batch normalisation as the book writes it.
#[derive(Clone, Debug)]
pub struct BatchNormalization {
    /// γ, the standard deviation of each output column.
    pub gamma: Array1<f64>,
    /// β, the mean of each output column.
    pub beta: Array1<f64>,
    /// The momentum of the running averages; 0.9.
    pub momentum: f64,
    /// The running mean, for inference.
    pub running_mean: Array1<f64>,
    /// The running variance, for inference.
    pub running_var: Array1<f64>,
    /// dL/dγ, after `backward`.
    pub dgamma: Array1<f64>,
    /// dL/dβ, after `backward`.
    pub dbeta: Array1<f64>,
    xc: Array2<f64>,
    xn: Array2<f64>,
    std: Array1<f64>,
}

const EPSILON: f64 = 10e-7;

impl BatchNormalization {
    /// With these γ and β, one of each per column.
    pub fn new(gamma: Array1<f64>, beta: Array1<f64>) -> Self {
        let zeros = Array1::zeros(gamma.len());
        Self {
            momentum: 0.9,
            running_mean: zeros.clone(),
            running_var: zeros.clone(),
            dgamma: zeros.clone(),
            dbeta: zeros.clone(),
            std: zeros,
            xc: Array2::zeros((0, gamma.len())),
            xn: Array2::zeros((0, gamma.len())),
            gamma,
            beta,
        }
    }

    /// Training: `(n, columns)` → `(n, columns)`.
    pub fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        let mu = mean(x);
        self.xc = x - &mu;
        let var = mean(&self.xc.mapv(|xc| xc * xc));
        self.std = var.mapv(|var| (var + EPSILON).sqrt());
        self.xn = &self.xc / &self.std;
        self.running_mean = self.momentum * &self.running_mean + (1.0 - self.momentum) * &mu;
        self.running_var = self.momentum * &self.running_var + (1.0 - self.momentum) * &var;
        &self.gamma * &self.xn + &self.beta
    }

    /// Inference, with the running averages.
    pub fn predict(&self, x: &Array2<f64>) -> Array2<f64> {
        let std = self.running_var.mapv(|var| (var + EPSILON).sqrt());
        &self.gamma * &((x - &self.running_mean) / std) + &self.beta
    }

    /// From dL/dout to dL/dx.
    pub fn backward(&mut self, dout: &Array2<f64>) -> Array2<f64> {
        let n = dout.nrows() as f64;
        self.dbeta = dout.sum_axis(Axis(0));
        self.dgamma = (&self.xn * dout).sum_axis(Axis(0));
        let dxn = &self.gamma * dout;
        // xn = xc / s: directly, and through the standard deviation.
        let dstd = -(&dxn * &self.xc / (&self.std * &self.std)).sum_axis(Axis(0));
        let dvar = 0.5 * &dstd / &self.std;
        let dxc = &dxn / &self.std + (2.0 / n) * &self.xc * &dvar;
        // xc = x − μ: directly, and through the mean.
        let dmu = dxc.sum_axis(Axis(0));
        dxc - dmu / n
    }
}

fn mean(x: &Array2<f64>) -> Array1<f64> {
    x.sum_axis(Axis(0)) / x.nrows() as f64
}
