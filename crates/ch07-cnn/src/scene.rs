//! A picture to apply filters to: a house by the sea, drawn by a formula in greys.
//!
//! It has all kinds of edges: long horizontal and vertical ones, slanted ones, round ones, narrow stripes, and uniform
//! surfaces.

use ndarray::Array2;
use portable_math::{hypot, sin};

/// Samples along each side of a pixel; their mean makes smooth edges.
const POINTS: usize = 3;

/// The picture, `size × size`, row 0 on top: 0 is black, 1 is white.
pub fn scene(size: usize) -> Array2<f64> {
    Array2::from_shape_fn((size, size), |(row, column)| {
        let at = |pixel: usize, part: usize| {
            (pixel as f64 + (part as f64 + 0.5) / POINTS as f64) / size.max(1) as f64
        };
        let points = (0..POINTS * POINTS).map(|k| grey(at(column, k % POINTS), at(row, k / POINTS)));
        points.sum::<f64>() / (POINTS * POINTS) as f64
    })
}

/// The brightness at a point, x to the right and y down, both from 0 to 1. Nearer objects come first.
fn grey(x: f64, y: f64) -> f64 {
    fence(x, y)
        .or_else(|| lighthouse(x, y))
        .or_else(|| house(x, y))
        .or_else(|| sun(x, y))
        .unwrap_or_else(|| background(x, y))
}

fn inside(x: f64, y: f64, (left, right): (f64, f64), (top, bottom): (f64, f64)) -> bool {
    (left..right).contains(&x) && (top..bottom).contains(&y)
}

/// Upright boards on two rails.
fn fence(x: f64, y: f64) -> Option<f64> {
    let board = (x * 18.0).fract() < 0.42 && (0.80..0.97).contains(&y) && x < 0.56;
    let rail = x < 0.58 && ((0.84..0.86).contains(&y) || (0.91..0.93).contains(&y));
    if board { Some(0.95) } else { rail.then_some(0.75) }
}

/// A tower with bands, narrower at the top, under a lantern.
fn lighthouse(x: f64, y: f64) -> Option<f64> {
    let from_axis = (x - 0.78).abs();
    if inside(x, y, (0.735, 0.825), (0.20, 0.23)) {
        return Some(0.1);
    }
    if (0.15..0.20).contains(&y) && from_axis < 0.028 {
        return Some(0.98);
    }
    // The roof is a triangle.
    if (0.10..0.15).contains(&y) && from_axis < 0.7 * (y - 0.10) {
        return Some(0.15);
    }
    let half_width = 0.035 + 0.05 * (y - 0.23);
    let band = ((y - 0.23) / 0.095).floor() as i64 % 2 == 0;
    ((0.23..0.80).contains(&y) && from_axis < half_width).then_some(if band { 0.95 } else { 0.25 })
}

/// Walls, roof, a door and two windows with crosses.
fn house(x: f64, y: f64) -> Option<f64> {
    let roof = (0.42..0.56).contains(&y) && (x - 0.30).abs() < 0.06 + 1.15 * (y - 0.42);
    if roof {
        return Some(0.30);
    }
    if !inside(x, y, (0.12, 0.48), (0.56, 0.80)) {
        return None;
    }
    if inside(x, y, (0.27, 0.34), (0.66, 0.80)) {
        return Some(0.15);
    }
    for left in [0.155, 0.375] {
        if inside(x, y, (left, left + 0.08), (0.62, 0.70)) {
            let cross = (x - left - 0.04).abs() < 0.006 || (y - 0.66).abs() < 0.006;
            return Some(if cross { 0.9 } else { 0.2 });
        }
    }
    Some(0.80)
}

fn sun(x: f64, y: f64) -> Option<f64> {
    (hypot(x - 0.20, y - 0.20) < 0.09).then_some(1.0)
}

/// A sky that grows brighter towards the sea, the sea, and the meadow.
fn background(x: f64, y: f64) -> f64 {
    let shore = 0.76 + 0.02 * sin(7.0 * x);
    if y < 0.62 {
        return 0.50 + 0.30 * y / 0.62;
    }
    if y < shore { 0.38 } else { 0.55 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scene_is_between_black_and_white_and_has_horizontal_and_vertical_edges() {
        let scene = scene(64);
        assert!(scene.iter().all(|grey| (0.0..=1.0).contains(grey)));
        let steps = |a: ndarray::ArrayView2<f64>, b: ndarray::ArrayView2<f64>| {
            a.iter().zip(b).filter(|(a, b)| (**a - **b).abs() > 0.3).count()
        };
        let (upper, lower) = (scene.slice(ndarray::s![..-1, ..]), scene.slice(ndarray::s![1.., ..]));
        let (left, right) = (scene.slice(ndarray::s![.., ..-1]), scene.slice(ndarray::s![.., 1..]));
        assert!(steps(upper, lower) > 50 && steps(left, right) > 50);
    }
}
