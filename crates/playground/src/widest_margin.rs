//! Which line separates two points from two others with the most room on both sides?

use ch02_perceptron::derive::gates::Gate;
use portable_math::hypot;

type Point = [f64; 2];

/// Closer than this, two points are one.
const NEAR: f64 = 1e-6;

/// A perceptron that is 1 at `ones` and 0 at `zeros`, with its line half-way between them; none if no line separates them.
pub(crate) fn line_between(zeros: [Point; 2], ones: [Point; 2]) -> Option<Gate> {
    // Of two segments that don't cross, the closest points include an end of one of them.
    let from_zeros = zeros.map(|zero| (zero, closest(zero, ones)));
    let from_ones = ones.map(|one| (closest(one, zeros), one));
    let length = |&(p, q): &(Point, Point)| hypot(q[0] - p[0], q[1] - p[1]);
    let (p, q) = from_zeros.into_iter().chain(from_ones).min_by(|a, b| length(a).total_cmp(&length(b)))?;
    if length(&(p, q)) < NEAR {
        return None;
    }
    let w = [q[0] - p[0], q[1] - p[1]];
    let b = -0.5 * (w[0] * (p[0] + q[0]) + w[1] * (p[1] + q[1]));
    let sum = |x: Point| w[0] * x[0] + w[1] * x[1] + b;
    (zeros.iter().all(|&x| sum(x) < 0.0) && ones.iter().all(|&x| sum(x) > 0.0)).then_some(Gate { w, b })
}

/// The point of a segment that is closest to `x`.
fn closest(x: Point, [from, to]: [Point; 2]) -> Point {
    let along = [to[0] - from[0], to[1] - from[1]];
    let square = along[0] * along[0] + along[1] * along[1];
    let dot = along[0] * (x[0] - from[0]) + along[1] * (x[1] - from[1]);
    let share = if square > 0.0 { (dot / square).clamp(0.0, 1.0) } else { 0.0 };
    [from[0] + share * along[0], from[1] + share * along[1]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_of_xor_have_no_line_and_those_of_its_hidden_plane_have_one() {
        assert_eq!(line_between([[0.0, 0.0], [1.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]), None);
        assert_eq!(
            line_between([[0.0, 0.0], [1.0, 1.0]], [[1.0, 1.0], [0.0, 1.0]]),
            None,
            "two have become one"
        );
        let line = line_between([[1.0, 0.0], [0.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]).unwrap();
        assert_eq!((line.w, line.b), ([0.5, 0.5], -0.75));
    }
}
