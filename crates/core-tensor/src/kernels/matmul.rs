//! How is a matrix product spread over the cores without changing one bit of the result?
//!
//! The product itself is `ndarray`'s (the `matrixmultiply` library). Here it is only cut into bands of rows:
//!
//! ```text
//!        k            n             n
//!    ┌───────┐    ┌───────┐     ┌───────┐
//!  m │ band 0│  · │       │  =  │ band 0│   ← one thread
//!    │ band 1│    │   b   │     │ band 1│   ← another
//!    └───────┘  k └───────┘     └───────┘
//! ```
//!
//! Every element of the result is one sum over `k`, made by one thread in one order, wherever the cuts fall. So the
//! bits do not depend on the number of threads, and two equal columns of `b` give two columns equal to the last bit:
//! the experiments on symmetric weights rest on that, and a test holds it for every shape in use.

use crate::{Matrix, Real};
use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2, Axis};
use std::cell::Cell;

/// Fewer multiplications than this stay on one thread: they take some tens of microseconds, and so does waking another thread.
/// The workloads that show it are `two_layer` and `mlp4_adam` (`cargo run --release -p throughput`).
const WORTH_A_SECOND_THREAD: usize = 3_000_000;
/// A band has a multiple of this number of rows (the library's register tile), so that no thread computes padding.
const BAND_STEP: usize = 8;

thread_local! {
    static SINGLE_THREADED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` with every matrix product, convolution and pooling on the thread that asks for it. For work that is itself
/// one of several parts running side by side: splitting it as well would only cost. It changes the speed, and no bit of
/// a result.
pub fn single_threaded<T>(work: impl FnOnce() -> T) -> T {
    /// Puts the flag back, also if the work panics.
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            SINGLE_THREADED.set(self.0);
        }
    }
    let _before = Restore(SINGLE_THREADED.replace(true));
    work()
}

/// The least number of items that a parallel loop gives to a job: all of them within [`single_threaded`], else one.
pub(crate) fn least_items_of_a_job() -> usize {
    if SINGLE_THREADED.get() { usize::MAX } else { 1 }
}

/// `a · b`: `(m, k) · (k, n)` → `(m, n)`.
///
/// # Panics
/// If the inner sizes differ.
pub fn matmul<F: Real>(a: ArrayView2<F>, b: ArrayView2<F>) -> Matrix<F> {
    let mut c = Matrix::zeros((a.nrows(), b.ncols()));
    matmul_into(a, b, c.view_mut());
    c
}

/// `c = a · b`, into memory that is already there.
///
/// # Panics
/// If the shapes do not fit.
pub fn matmul_into<F: Real>(a: ArrayView2<F>, b: ArrayView2<F>, c: ArrayViewMut2<F>) {
    in_bands(F::zero(), a, b, c);
}

/// `c = a · b + c`.
///
/// # Panics
/// If the shapes do not fit.
pub fn matmul_add<F: Real>(a: ArrayView2<F>, b: ArrayView2<F>, c: ArrayViewMut2<F>) {
    in_bands(F::one(), a, b, c);
}

fn in_bands<F: Real>(beta: F, a: ArrayView2<F>, b: ArrayView2<F>, c: ArrayViewMut2<F>) {
    assert!(
        a.ncols() == b.nrows() && c.dim() == (a.nrows(), b.ncols()),
        "matrix product: {} × {} times {} × {} does not give {} × {}",
        a.nrows(),
        a.ncols(),
        b.nrows(),
        b.ncols(),
        c.nrows(),
        c.ncols()
    );
    let work = a.nrows() * a.ncols() * b.ncols();
    let alone = work < WORTH_A_SECOND_THREAD || SINGLE_THREADED.get();
    let bands = if alone { 1 } else { rayon::current_num_threads() };
    split(bands, beta, a, b, c);
}

/// Halves the rows until each band has its thread.
fn split<F: Real>(bands: usize, beta: F, a: ArrayView2<F>, b: ArrayView2<F>, mut c: ArrayViewMut2<F>) {
    let half = (a.nrows() * (bands / 2) / bands.max(1)).next_multiple_of(BAND_STEP);
    if bands < 2 || half >= a.nrows() {
        return general_mat_mul(F::one(), &a, &b, beta, &mut c);
    }
    let (a_top, a_bottom) = a.split_at(Axis(0), half);
    let (c_top, c_bottom) = c.split_at(Axis(0), half);
    rayon::join(
        || split(bands / 2, beta, a_top, b, c_top),
        || split(bands - bands / 2, beta, a_bottom, b, c_bottom),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;
    use rand::RngExt;

    fn random<F: Real>(rows: usize, columns: usize, name: &str) -> Matrix<F> {
        let mut rng = Streams::new(1).rng(name);
        Matrix::from_shape_simple_fn((rows, columns), || F::of(rng.random::<f64>() - 0.5))
    }

    fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
    }

    /// (samples, inputs, outputs) of the networks in this workspace, and some awkward ones.
    const SHAPES: [(usize, usize, usize); 8] = [
        (100, 784, 50),
        (128, 784, 100),
        (128, 100, 100),
        (100, 100, 10),
        (1000, 784, 50),
        (97, 131, 53),
        (128, 300, 1),
        (3, 784, 100),
    ];

    fn bits_do_not_depend_on_threads<F: Real>() {
        for (n, inputs, outputs) in SHAPES {
            let (x, w, dout) = (
                random::<F>(n, inputs, "x"),
                random::<F>(inputs, outputs, "w"),
                random::<F>(n, outputs, "dout"),
            );
            let all = || (matmul(x.view(), w.view()), matmul(x.t(), dout.view()), matmul(dout.view(), w.t()));
            let one = with_threads(1, all);
            for threads in [2, 3, 4] {
                assert!(one == with_threads(threads, all), "{n}×{inputs}×{outputs} with {threads} threads");
            }
        }
    }

    #[test]
    fn a_product_has_the_same_bits_for_1_2_3_and_4_threads() {
        bits_do_not_depend_on_threads::<f32>();
        bits_do_not_depend_on_threads::<f64>();
    }

    fn equal_columns_stay_equal<F: Real>() {
        for (n, inputs, outputs) in SHAPES {
            let x = random::<F>(n, inputs, "x");
            let column = random::<F>(inputs, 1, "column");
            let same = column.broadcast((inputs, outputs)).unwrap().to_owned();
            for threads in [1, 2, 4] {
                let y = with_threads(threads, || matmul(x.view(), same.view()));
                let dx = with_threads(threads, || matmul(same.t(), x.t()));
                for j in 1..outputs {
                    assert_eq!(y.column(j), y.column(0), "x·w, {n}×{inputs}×{outputs}, column {j}");
                    assert_eq!(dx.row(j), dx.row(0), "wᵀ·xᵀ, {n}×{inputs}×{outputs}, row {j}");
                }
            }
        }
    }

    #[test]
    fn equal_columns_give_results_equal_to_the_last_bit() {
        equal_columns_stay_equal::<f32>();
        equal_columns_stay_equal::<f64>();
    }

    #[test]
    fn a_product_agrees_with_three_plain_loops() {
        let (a, b) = (random::<f64>(97, 131, "a"), random::<f64>(131, 53, "b"));
        let c = matmul(a.view(), b.view());
        for ((i, j), &value) in c.indexed_iter() {
            let plain: f64 = (0..131).map(|k| a[[i, k]] * b[[k, j]]).sum();
            assert!((value - plain).abs() < 1e-12, "element {i}, {j}: {value} against {plain}");
        }
    }

    #[test]
    fn a_panic_within_undivided_work_leaves_the_thread_as_it_was() {
        let outcome = std::panic::catch_unwind(|| single_threaded(|| panic!("on purpose")));
        assert!(outcome.is_err() && least_items_of_a_job() == 1);
        single_threaded(|| {
            single_threaded(|| {});
            assert_eq!(least_items_of_a_job(), usize::MAX, "the inner one puts back what it found");
        });
    }

    #[test]
    #[should_panic(expected = "2 × 3 times 4 × 5 does not give 2 × 5")]
    fn shapes_that_do_not_fit_are_named() {
        matmul::<f64>(Matrix::zeros((2, 3)).view(), Matrix::zeros((4, 5)).view());
    }
}
