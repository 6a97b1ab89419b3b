//! Which digits are there before anyone has drawn one? Ten, as the strokes of a pen.

use core_data::IMAGE_SIDE;
use ndarray::Array2;
use portable_math::hypot;

use crate::ink::as_in_mnist;

/// Points a side of a drawing.
pub(crate) const SIDE: usize = 140;
/// The pen of the page: about as thick as those of MNIST's digits.
const RADIUS: f64 = 1.1 * SIDE as f64 / IMAGE_SIDE as f64;
/// Where the digits are on the paper, and how long a unit of their strokes is.
const CORNER: f64 = 20.0;
const UNIT: f64 = 10.0;

type Point = (f64, f64);

/// The strokes of the digits: to the right, and down, each from 0 to 10.
const STROKES: [&[&[Point]]; 10] = [
    &[&[
        (5.0, 0.0),
        (7.3, 1.0),
        (8.2, 3.5),
        (8.2, 6.5),
        (7.3, 9.0),
        (5.0, 10.0),
        (2.7, 9.0),
        (1.8, 6.5),
        (1.8, 3.5),
        (2.7, 1.0),
        (5.0, 0.0),
    ]],
    &[&[(5.6, 0.0), (4.4, 10.0)]],
    &[&[
        (1.8, 2.2),
        (2.6, 0.7),
        (4.8, 0.0),
        (7.0, 0.6),
        (7.9, 2.3),
        (7.2, 4.5),
        (4.8, 7.0),
        (1.5, 9.8),
        (8.6, 9.6),
    ]],
    &[&[
        (2.0, 1.0),
        (4.5, 0.0),
        (7.0, 0.7),
        (7.6, 2.3),
        (6.8, 4.0),
        (4.5, 4.8),
        (7.2, 5.6),
        (8.2, 7.4),
        (7.2, 9.3),
        (4.6, 10.0),
        (1.6, 9.0),
    ]],
    &[&[(2.6, 0.0), (1.8, 5.4), (8.2, 5.2)], &[(7.4, 0.3), (6.4, 10.0)]],
    &[&[
        (8.2, 0.0),
        (3.0, 0.2),
        (2.4, 4.2),
        (5.0, 3.6),
        (7.3, 4.6),
        (8.0, 6.8),
        (6.8, 9.2),
        (4.4, 10.0),
        (1.8, 9.2),
    ]],
    &[&[
        (6.8, 0.0),
        (4.0, 2.0),
        (2.3, 5.0),
        (2.0, 7.6),
        (3.2, 9.6),
        (5.2, 10.0),
        (7.2, 9.0),
        (7.6, 7.0),
        (6.4, 5.4),
        (4.4, 5.4),
        (2.6, 6.8),
    ]],
    &[&[(1.6, 0.6), (8.2, 0.3), (6.2, 4.4), (4.4, 10.0)]],
    &[&[
        (7.4, 1.6),
        (5.4, 0.0),
        (3.0, 0.9),
        (2.8, 2.8),
        (4.6, 4.4),
        (7.0, 6.2),
        (7.6, 8.2),
        (5.6, 10.0),
        (3.0, 9.4),
        (2.4, 7.4),
        (4.0, 5.4),
        (6.6, 3.6),
        (7.4, 1.6),
    ]],
    &[&[
        (7.6, 2.6),
        (6.2, 0.4),
        (3.8, 0.2),
        (2.3, 2.0),
        (2.7, 4.2),
        (4.6, 5.2),
        (6.8, 4.2),
        (7.6, 2.6),
        (7.4, 6.0),
        (6.4, 10.0),
    ]],
];

/// The images of the ten digits, as MNIST would have them.
pub(crate) fn images() -> [Array2<f64>; 10] {
    let paper = || Array2::zeros((IMAGE_SIDE, IMAGE_SIDE));
    std::array::from_fn(|digit| as_in_mnist(&drawing(digit), SIDE).unwrap_or_else(paper))
}

/// A digit drawn on paper of [`SIDE`] × [`SIDE`] points.
///
/// # Panics
/// If it isn't from 0 to 9.
pub(crate) fn drawing(digit: usize) -> Vec<f64> {
    let place = |(x, y): Point| (CORNER + UNIT * x, CORNER + UNIT * y);
    let lines: Vec<(Point, Point)> = STROKES[digit]
        .iter()
        .flat_map(|stroke| stroke.windows(2).map(|pair| (place(pair[0]), place(pair[1]))))
        .collect();
    let ink = |at: usize| {
        let point = ((at % SIDE) as f64 + 0.5, (at / SIDE) as f64 + 0.5);
        let distance = lines.iter().map(|&line| distance(point, line)).fold(f64::INFINITY, f64::min);
        (RADIUS + 0.5 - distance).clamp(0.0, 1.0)
    };
    (0..SIDE * SIDE).map(ink).collect()
}

/// From a point to the nearest of a line.
fn distance((x, y): Point, (from, to): (Point, Point)) -> f64 {
    let along = (to.0 - from.0, to.1 - from.1);
    let share = ((x - from.0) * along.0 + (y - from.1) * along.1)
        / (along.0 * along.0 + along.1 * along.1).max(1e-12);
    let share = share.clamp(0.0, 1.0);
    hypot(x - from.0 - share * along.0, y - from.1 - share * along.1)
}
