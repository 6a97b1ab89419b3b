//! The layers of the chapter as ready parts, for exercises that build a network of them.

use core_tensor::functions::softmax::{log_softmax, softmax};
use ndarray::{Array1, Array2, Axis, Zip};

/// `y = x · w + b`.
#[derive(Clone, Debug)]
pub struct Affine {
    /// The weights, (in, out).
    pub w: Array2<f64>,
    /// The bias, (out).
    pub b: Array1<f64>,
    /// The gradient by the weights, after `backward`, (in, out).
    pub dw: Array2<f64>,
    /// The gradient by the bias, after `backward`, (out).
    pub db: Array1<f64>,
    x: Option<Array2<f64>>,
}

impl Affine {
    /// A layer with these weights, (in, out), and this bias, (out).
    pub fn new(w: Array2<f64>, b: Array1<f64>) -> Self {
        let (dw, db) = (Array2::zeros(w.dim()), Array1::zeros(b.len()));
        Self { w, b, dw, db, x: None }
    }

    /// (n, in) to (n, out). Keeps the input.
    ///
    /// # Panics
    /// If `x` has another width than `w` has rows.
    #[track_caller]
    pub fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        let (width, inputs) = (x.ncols(), self.w.nrows());
        assert!(width == inputs, "Affine::forward: x has {width} columns, but w has {inputs} rows.");
        self.x = Some(x.clone());
        x.dot(&self.w) + &self.b
    }

    /// (n, out) to (n, in): gives dx, and fills `dw` and `db`.
    ///
    /// # Panics
    /// If forward did not run before, or `dout` has another shape than its output.
    #[track_caller]
    pub fn backward(&mut self, dout: &Array2<f64>) -> Array2<f64> {
        let Some(x) = &self.x else { panic!("Affine::backward: forward has not run before.") };
        let shape = [x.nrows(), self.w.ncols()];
        let found = dout.shape();
        assert!(
            found == shape,
            "Affine::backward: this layer's output has the shape {shape:?}, but dout has {found:?}. dout is what the layer \
             behind sent back."
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
    /// (n, in) to (n, in). Keeps where it was closed.
    #[track_caller]
    pub fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        self.is_closed = Some(x.mapv(|x| x <= 0.0));
        x.mapv(|x| x.max(0.0))
    }

    /// (n, in) to (n, in): `dout` where the layer was open.
    ///
    /// # Panics
    /// If forward did not run before, or `dout` has another shape than its output.
    #[track_caller]
    pub fn backward(&self, dout: &Array2<f64>) -> Array2<f64> {
        let Some(is_closed) = &self.is_closed else { panic!("Relu::backward: forward has not run before.") };
        let (shape, found) = (is_closed.shape(), dout.shape());
        assert!(
            found == shape,
            "Relu::backward: this layer's output has the shape {shape:?}, but dout has {found:?}. dout is what the layer \
             behind sent back."
        );
        Zip::from(dout).and(is_closed).map_collect(|&dout, &is_closed| if is_closed { 0.0 } else { dout })
    }
}

/// Softmax and the mean cross entropy.
#[derive(Clone, Debug, Default)]
pub struct SoftmaxWithLoss {
    kept: Option<(Array2<f64>, Vec<usize>)>,
}

impl SoftmaxWithLoss {
    /// Scores (n, classes) and the right class of each row to the loss. Keeps the probabilities and the classes.
    ///
    /// # Panics
    /// If there is not one class for each row.
    #[track_caller]
    pub fn forward(&mut self, x: &Array2<f64>, t: &[usize]) -> f64 {
        let (rows, classes) = (x.nrows(), t.len());
        assert!(rows == classes, "SoftmaxWithLoss::forward: {rows} rows of scores have {classes} answers.");
        self.kept = Some((softmax(x.view()), t.to_vec()));
        let log_y = log_softmax(x.view());
        -t.iter().enumerate().map(|(i, &class)| log_y[[i, class]]).sum::<f64>() / rows as f64
    }

    /// `(y − t) / n`, (n, classes). The loss is the end, so nothing arrives from behind.
    ///
    /// # Panics
    /// If forward did not run before.
    #[track_caller]
    pub fn backward(&self) -> Array2<f64> {
        let Some((y, t)) = &self.kept else {
            panic!("SoftmaxWithLoss::backward: forward has not run before.")
        };
        let mut dx = y.clone();
        for (i, &class) in t.iter().enumerate() {
            dx[[i, class]] -= 1.0;
        }
        dx / t.len() as f64
    }
}
