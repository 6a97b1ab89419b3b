//! Does a filter respond to vertical edges, and to nothing else?

use crate::draw::Draw;
use crate::panic::judged;
use crate::{Diagnosis, Verdict};
use ndarray::{Array2, s};

/// The side of the test images.
const SIDE: usize = 7;
/// An output below this is 0: what rounding leaves.
const NOTHING: f64 = 1e-9;

/// The convolution of an image with a filter of 3 × 3, without padding, (5, 5).
fn outputs(image: &Array2<f64>, filter: &Array2<f64>) -> Array2<f64> {
    let n = SIDE - 2;
    Array2::from_shape_fn((n, n), |(i, j)| (&image.slice(s![i..i + 3, j..j + 3]) * filter).sum())
}

/// The strongest output, whatever its sign.
fn strongest(image: &Array2<f64>, filter: &Array2<f64>) -> f64 {
    outputs(image, filter).fold(0.0_f64, |most, x| most.max(x.abs()))
}

/// The three images: one brightness; a vertical edge before a column; a horizontal edge before a row.
fn images(left: f64, right: f64, at: usize) -> [Array2<f64>; 3] {
    let side = |i: usize| if i < at { left } else { right };
    let image = |of: &dyn Fn(usize, usize) -> usize| {
        Array2::from_shape_fn((SIDE, SIDE), |(row, column)| side(of(row, column)))
    };
    [Array2::from_elem((SIDE, SIDE), right), image(&|_, column| column), image(&|row, _| row)]
}

/// Whether a filter of (3, 3) responds to a vertical edge, where the left side is darker or brighter than the right, and
/// neither to a horizontal edge nor to one brightness all over (book §7.6.1).
///
/// # Errors
/// With what it responds to, or doesn't.
pub fn vertical(filter: impl FnOnce() -> Array2<f64>) -> Verdict {
    judged("vertical_edges", || {
        let filter = filter();
        let of = |mistake: &str, says: String| Err(Diagnosis::of(mistake, format!("vertical_edges: {says}")));
        if filter.dim() != (3, 3) {
            return of("wrong shape", format!("the filter has shape {:?}; (3, 3) is right.", filter.dim()));
        }
        if filter.iter().any(|x| !x.is_finite()) {
            return of("not finite", "an entry is infinite or NaN.".into());
        }
        let mut draw = Draw::new();
        let scale = filter.fold(0.0_f64, |most, x| most.max(x.abs()));
        if scale == 0.0 {
            let says =
                "all entries are 0, and so is every output. Which side of the edge should count positively?";
            return of("all zero", says.into());
        }
        let found = (0..20).map(|_| {
            let (left, right, at) = (draw.between(0.0, 0.4), draw.between(0.6, 1.0), draw.size(3..=SIDE - 3));
            let (left, right) = if draw.coin() { (left, right) } else { (right, left) };
            images(left, right, at).map(|image| strongest(&image, &filter) / scale)
        });
        let most = found.fold([0.0_f64; 3], |most, one| [0, 1, 2].map(|i| most[i].max(one[i])));
        let [brightness, vertical, horizontal] = most.map(|output| output > NOTHING);
        let seen = format!(
            "the strongest output, relative to the largest weight, is {:.3} where the brightness is the same all over, \
             {:.3} at a vertical edge, and {:.3} at a horizontal one.",
            most[0], most[1], most[2]
        );
        let says = match (brightness, vertical, horizontal) {
            (false, true, false) => return Ok(()),
            (true, ..) if filter.iter().all(|&x| x >= 0.0) || filter.iter().all(|&x| x <= 0.0) => {
                return of(
                    "blur",
                    format!(
                        "{seen}\nAll weights have the same sign, so it is a mean of brightnesses (a blur). An edge is a \
                         *difference*: one side counts positively, the other negatively."
                    ),
                );
            }
            (true, ..) => (
                "brightness",
                "The weights don't sum to 0, so it responds to brightness too. What must be true of the weights of one row, \
                 if all nine pixels are equal?",
            ),
            (false, false, true) => (
                "horizontal edges",
                "That is the filter for horizontal edges, the transpose. A vertical edge separates left from right: which \
                 columns should differ?",
            ),
            (false, true, true) => (
                "edges of both directions",
                "It responds to edges of both directions. At a horizontal edge each row of the window has one brightness; so \
                 the weights of *each row* must sum to 0, not only those of the whole filter.",
            ),
            (false, false, false) => (
                "corners only",
                "Rows and columns both sum to 0: that responds to corners, and to no straight edge. Add up the columns: one \
                 side should be positive, the other negative.",
            ),
        };
        of(says.0, format!("{seen}\n{}", says.1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn mistake(filter: Array2<f64>) -> Option<String> {
        vertical(|| filter).err().and_then(|diagnosis| diagnosis.mistake().map(str::to_owned))
    }

    #[test]
    fn every_filter_for_vertical_edges_is_right() {
        let sobel = array![[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]];
        let one_row = array![[0.0, 0.0, 0.0], [1.0, -1.0, 0.0], [0.0, 0.0, 0.0]];
        let line = array![[-1.0, 2.0, -1.0], [-1.0, 2.0, -1.0], [-1.0, 2.0, -1.0]];
        let tenths = array![[-0.1, -0.2, 0.3], [-0.1, -0.2, 0.3], [-0.1, -0.2, 0.3]];
        for filter in [&sobel, &-&sobel, &one_row, &line, &tenths] {
            assert_eq!(mistake(filter.clone()), None, "{filter}");
        }
    }

    #[test]
    fn a_filter_that_responds_to_something_else_is_named() {
        let sobel = array![[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]];
        for (filter, name) in [
            (sobel.t().to_owned(), "horizontal edges"),
            (Array2::from_elem((3, 3), 1.0 / 9.0), "blur"),
            (array![[0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]], "blur"),
            (array![[-1.0, 0.0, 2.0], [-1.0, 0.0, 2.0], [-1.0, 0.0, 2.0]], "brightness"),
            (array![[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]], "edges of both directions"),
            (array![[-1.0, -1.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 1.0, 1.0]], "edges of both directions"),
            (array![[1.0, 0.0, -1.0], [0.0, 0.0, 0.0], [-1.0, 0.0, 1.0]], "corners only"),
            (Array2::zeros((3, 3)), "all zero"),
            (Array2::ones((2, 3)), "wrong shape"),
            (array![[f64::NAN, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], "not finite"),
        ] {
            assert_eq!(mistake(filter.clone()).as_deref(), Some(name), "{filter}");
        }
    }
}
