//! # A digit moves
//!
//! A digit that moves by a pixel is the same digit, and one more image to train on: this is **data augmentation**.
//! Write the function that moves an image (h, w) by `down` rows and `right` columns; negative values move it up and to
//! the left. Where no pixel comes from, fill in 0, the colour of the paper.
//!
//! For each pixel of the new image, ask where its value comes from, not where the old one goes.
//!
//! Book: section 8.1.2. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;
use ndarray::Array2;

/// The image (h, w), moved by `down` rows and `right` columns.
fn shifted(image: &Array2<f64>, down: i64, right: i64) -> Array2<f64> {
    let (height, width) = (image.nrows() as i64, image.ncols() as i64);
    Array2::from_shape_fn(image.dim(), |(i, j)| {
        // exercise:
        // | // TODO: which pixel of the old image moves to (i, j)? And what if there is none?
        // | let _ = (i, j, down, right, height, width);
        // | todo!()
        // solution:
        let (i, j) = (i as i64 - down, j as i64 - right);
        let is_inside = (0..height).contains(&i) && (0..width).contains(&j);
        if is_inside { image[[i as usize, j as usize]] } else { 0.0 }
        // end
    })
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn every_pixel_comes_from_where_it_should() -> Verdict {
        ch08::shift::shifted().check(|(image, down, right)| shifted(image, *down, *right))
    }
}
