//! Where does an optimiser come by on its way down given slopes?

use ndarray::{Array1, Array2};

/// All places on the way from `w` (n), one a row, (steps, n). `slopes` has one row a step; `update` gets `w`, the step's
/// slopes, and what the optimiser keeps for each parameter, which begins at 0.
pub(super) fn places(
    w: &Array1<f64>,
    slopes: &Array2<f64>,
    update: impl Fn(&mut Array1<f64>, &Array1<f64>, &mut Array1<f64>),
) -> Array2<f64> {
    let (mut w, mut kept) = (w.clone(), Array1::zeros(w.len()));
    let mut places = Array2::zeros(slopes.dim());
    for (g, mut place) in slopes.rows().into_iter().zip(places.rows_mut()) {
        update(&mut w, &g.to_owned(), &mut kept);
        place.assign(&w);
    }
    places
}
