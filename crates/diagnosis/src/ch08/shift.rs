//! Where do the pixels of a shifted image come from?

use crate::question::Question;
use ndarray::{Array2, array};

/// The image, and how many pixels it moves down and to the right; negative values move it up and to the left.
pub type Input = (Array2<f64>, i64, i64);

/// The pixel at (i, j), or 0 outside.
fn pixel(image: &Array2<f64>, i: i64, j: i64) -> f64 {
    let inside = |i: i64| usize::try_from(i).ok();
    inside(i).zip(inside(j)).and_then(|index| image.get(index)).copied().unwrap_or(0.0)
}

fn from(image: &Array2<f64>, index: impl Fn(i64, i64) -> (i64, i64)) -> Array2<f64> {
    Array2::from_shape_fn(image.dim(), |(i, j)| {
        let (i, j) = index(i as i64, j as i64);
        pixel(image, i, j)
    })
}

/// The shifted image, with 0 where no pixel comes from (book §8.1.2).
pub fn shifted() -> Question<Input, Array2<f64>> {
    Question::new(
        "shifted",
        |draw| {
            let (h, w) = (draw.size(3..=6), draw.size(3..=6));
            let step = |x: usize| x as i64 - 3;
            (draw.matrix(h, w), step(draw.size(0..=6)), step(draw.size(0..=6)))
        },
        |(image, down, right)| from(image, |i, j| (i - down, j - right)),
    )
    .inputs(["image", "down", "right"])
    .parts(["the image"])
    .example(|| (array![[1.0, 2.0], [3.0, 4.0]], 0, 1))
    .example(|| (array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], 1, -1))
    .mistake(
        "the wrong direction",
        "It moves in the wrong direction. Row i of the result was row i − down of the image.",
        |(image, down, right)| from(image, |i, j| (i + down, j + right)),
    )
    .mistake(
        "down and right swapped",
        "Down and right are swapped: the row moves by `right`, the column by `down`.",
        |(image, down, right)| from(image, |i, j| (i - right, j - down)),
    )
    .mistake(
        "wraps around",
        "Pixels that leave on one side come in on the other. A digit's left edge doesn't belong on its right: fill \
         with 0.",
        |(image, down, right)| {
            let (h, w) = (image.nrows() as i64, image.ncols() as i64);
            from(image, |i, j| ((i - down).rem_euclid(h), (j - right).rem_euclid(w)))
        },
    )
    .mistake(
        "the edge is repeated",
        "The pixels of the edge are repeated where no pixel comes from. Fill with 0, the colour of the paper.",
        |(image, down, right)| {
            let (h, w) = (image.nrows() as i64, image.ncols() as i64);
            from(image, |i, j| ((i - down).clamp(0, h - 1), (j - right).clamp(0, w - 1)))
        },
    )
    .mistake(
        "not moved",
        "The image didn't move.",
        |(image, _, _)| image.clone(),
    )
    .also_right("pixel by pixel, pushed", |(image, down, right)| {
        let mut moved = Array2::zeros(image.dim());
        for ((i, j), &value) in image.indexed_iter() {
            let (i, j) = (i as i64 + down, j as i64 + right);
            if let (Ok(i), Ok(j)) = (usize::try_from(i), usize::try_from(j))
                && let Some(index) = moved.get_mut((i, j))
            {
                *index = value;
            }
        }
        moved
    })
}
