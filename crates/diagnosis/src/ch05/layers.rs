//! The layers of the chapter, ready-made, for exercises that build a network from them.

use core_tensor::functions::softmax::{log_softmax, softmax};
use ndarray::{Array1, Array2, Axis, Zip};

/// `y = x · w + b`.
#[derive(Clone, Debug)]
pub struct Affine {
    /// The weights, (in, out).
    pub w: Array2<f64>,
    /// The bias, (out).
    pub b: Array1<f64>,
    /// The gradient with respect to the weights, after `backward`, (in, out).
    pub dw: Array2<f64>,
    /// The gradient with respect to the bias, after `backward`, (out).
    pub db: Array1<f64>,
    x: Option<Array2<f64>>,
}

impl Affine {
    /// A layer with these weights, (in, out), and this bias, (out).
    pub fn new(w: Array2<f64>, b: Array1<f64>) -> Self {
        let (dw, db) = (Array2::zeros(w.dim()), Array1::zeros(b.len()));
        Self { w, b, dw, db, x: None }
    }

    /// (n, in) to (n, out). Stores the input.
    ///
    /// # Panics
    /// If `x` doesn't have as many columns as `w` has rows.
    #[track_caller]
    pub fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        let (width, inputs) = (x.ncols(), self.w.nrows());
        assert!(width == inputs, "Affine::forward: x has {width} columns, but w has {inputs} rows.");
        self.x = Some(x.clone());
        x.dot(&self.w) + &self.b
    }

    /// (n, out) to (n, in): returns dx, and fills `dw` and `db`.
    ///
    /// # Panics
    /// If forward didn't run before, or `dout` doesn't have the shape of its output.
    #[track_caller]
    pub fn backward(&mut self, dout: &Array2<f64>) -> Array2<f64> {
        let Some(x) = &self.x else { panic!("Affine::backward: forward hasn't run yet.") };
        let shape = [x.nrows(), self.w.ncols()];
        let found = dout.shape();
        assert!(
            found == shape,
            "Affine::backward: this layer's output has the shape {shape:?}, but dout has {found:?}. dout is what the \
             next layer sent back."
        );
        self.dw = x.t().dot(dout);
        self.db = dout.sum_axis(Axis(0));
        dout.dot(&self.w.t())
    }
}

/// `max(0, x)`.
#[derive(Clone, Debug, Default)]
pub struct Relu {
    is_closed: Option<Array2<bool>>,
}

impl Relu {
    /// (n, in) to (n, in). Stores where it was closed.
    #[track_caller]
    pub fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        self.is_closed = Some(x.mapv(|x| x <= 0.0));
        x.mapv(|x| x.max(0.0))
    }

    /// (n, in) to (n, in): `dout` where the layer was open.
    ///
    /// # Panics
    /// If forward didn't run before, or `dout` doesn't have the shape of its output.
    #[track_caller]
    pub fn backward(&self, dout: &Array2<f64>) -> Array2<f64> {
        let Some(is_closed) = &self.is_closed else { panic!("Relu::backward: forward hasn't run yet.") };
        let (shape, found) = (is_closed.shape(), dout.shape());
        assert!(
            found == shape,
            "Relu::backward: this layer's output has the shape {shape:?}, but dout has {found:?}. dout is what the \
             next layer sent back."
        );
        Zip::from(dout).and(is_closed).map_collect(|&dout, &is_closed| if is_closed { 0.0 } else { dout })
    }
}

/// Softmax and the mean cross-entropy.
#[derive(Clone, Debug, Default)]
pub struct SoftmaxWithLoss {
    kept: Option<(Array2<f64>, Vec<usize>)>,
}

impl SoftmaxWithLoss {
    /// Scores (n, classes) and the label of each row to the loss. Stores the probabilities and the labels.
    ///
    /// # Panics
    /// If there isn't one label per row.
    #[track_caller]
    pub fn forward(&mut self, x: &Array2<f64>, t: &[usize]) -> f64 {
        let (rows, classes) = (x.nrows(), t.len());
        assert!(
            rows == classes,
            "SoftmaxWithLoss::forward: there are {rows} rows of scores, but {classes} labels."
        );
        self.kept = Some((softmax(x.view()), t.to_vec()));
        let log_y = log_softmax(x.view());
        -t.iter().enumerate().map(|(i, &class)| log_y[[i, class]]).sum::<f64>() / rows as f64
    }

    /// `(y − t) / n`, (n, classes). The loss is the end of the graph, so there is no upstream gradient.
    ///
    /// # Panics
    /// If forward didn't run before.
    #[track_caller]
    pub fn backward(&self) -> Array2<f64> {
        let Some((y, t)) = &self.kept else { panic!("SoftmaxWithLoss::backward: forward hasn't run yet.") };
        let mut dx = y.clone();
        for (i, &class) in t.iter().enumerate() {
            dx[[i, class]] -= 1.0;
        }
        dx / t.len() as f64
    }
}
