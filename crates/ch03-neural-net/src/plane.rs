//! What can be seen of a transformation of the plane? A grid, the unit square with its area, and the four points of XOR.

use ndarray::{Array2, array, s};

/// The four inputs of XOR; the target is 0 for the first two, 1 for the others.
pub fn xor_points() -> Array2<f64> {
    array![[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
}

/// The unit square's corners, in order around it.
pub fn square() -> Array2<f64> {
    array![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
}

/// The area inside corners given in order, by the shoelace formula; negative if they run clockwise.
pub fn area(corners: &Array2<f64>) -> f64 {
    let n = corners.nrows();
    let cross = |i: usize| {
        let j = (i + 1) % n;
        corners[[i, 0]] * corners[[j, 1]] - corners[[j, 0]] * corners[[i, 1]]
    };
    (0..n).map(cross).sum::<f64>() / 2.0
}

/// Whether parallel lines stay parallel: how much the images of two opposite sides of the square differ.
pub fn sides_differ_by(corners: &Array2<f64>) -> f64 {
    let side = |from: usize, to: usize| &corners.row(to) - &corners.row(from);
    let differences = [side(0, 1) - side(3, 2), side(0, 3) - side(1, 2)];
    differences.iter().flatten().fold(0.0, |worst: f64, d| worst.max(d.abs()))
}

/// The midpoint of the first two of four points minus that of the others: 0 means that no line separates them.
pub fn middles_apart(points: &Array2<f64>) -> f64 {
    let middle = |from: usize| points.slice(s![from..from + 2, ..]).sum_axis(ndarray::Axis(0)) / 2.0;
    (middle(0) - middle(2)).iter().fold(0.0, |largest: f64, d| largest.max(d.abs()))
}

/// How far the grid lines reach on all sides: beyond every panel.
const FAR: i32 = 12;

/// The grid lines at the integers, each as `pieces` straight pieces, so that they can be bent.
pub fn grid_lines(pieces: usize) -> Vec<Array2<f64>> {
    let line = |fixed: i32, is_upright: bool| {
        Array2::from_shape_fn((pieces + 1, 2), |(i, axis)| {
            let moving = f64::from(FAR) * (2.0 * i as f64 / pieces as f64 - 1.0);
            if (axis == 0) == is_upright { f64::from(fixed) } else { moving }
        })
    };
    (-FAR..=FAR).flat_map(|fixed| [line(fixed, true), line(fixed, false)]).collect()
}

/// Points as pairs of numbers.
pub fn pairs(points: &Array2<f64>) -> Vec<(f64, f64)> {
    points.rows().into_iter().map(|row| (row[0], row[1])).collect()
}
