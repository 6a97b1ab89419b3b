//! Which trajectory does an optimiser take for given gradients?

use ndarray::{Array1, Array2};

/// The trajectory from `w` (n), one position per row, (steps, n). `gradients` has one row per step; `update` gets `w`,
/// the step's gradients, and the optimiser's state for each parameter, which starts at 0.
pub(super) fn trajectory(
    w: &Array1<f64>,
    gradients: &Array2<f64>,
    update: impl Fn(&mut Array1<f64>, &Array1<f64>, &mut Array1<f64>),
) -> Array2<f64> {
    let (mut w, mut kept) = (w.clone(), Array1::zeros(w.len()));
    let mut trajectory = Array2::zeros(gradients.dim());
    for (g, mut position) in gradients.rows().into_iter().zip(trajectory.rows_mut()) {
        update(&mut w, &g.to_owned(), &mut kept);
        position.assign(&w);
    }
    trajectory
}
