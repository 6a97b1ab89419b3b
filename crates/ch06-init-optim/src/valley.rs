//! The function that the optimisers of 6.1 minimise: the book's long valley, twenty times steeper across than along:
//!
//! ```text
//! f(x, y) = x² / 20 + y²,    gradient (x / 10, 2y),    minimum at (0, 0)
//! ```
//!
//! Both axes are independent here, so you can understand each alone; they only share the learning rate.

use chapter_kit::Words;
use chapter_kit::figure::{Axis, Contour, Grid, Marker, Panel, Trajectory};
use portable_math::{atan2, hypot};

/// A point in the valley: `[x, y]`.
pub type Point = [f64; 2];

/// Along the valley.
pub const X: usize = 0;
/// Across the valley.
pub const Y: usize = 1;

/// The book's starting point.
pub const START: Point = [-7.0, 2.0];
/// The book's number of steps.
pub const STEPS: usize = 30;
/// The curvature (second derivative) along x and along y.
pub const CURVATURES: Point = [0.1, 2.0];
/// The contours that the book's figures show: everything above 7 is cut off.
const CONTOURS: [f64; 7] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];

/// The height of the ground, `f`.
pub fn height([x, y]: Point) -> f64 {
    x * x / 20.0 + y * y
}

/// The gradient. It points uphill.
pub fn gradient([x, y]: Point) -> Point {
    [CURVATURES[X] * x, CURVATURES[Y] * y]
}

/// The points of a path, including the start.
#[derive(Clone, Debug, PartialEq)]
pub struct Path(pub Vec<Point>);

/// Walks from [`START`]: `update` moves the point by one step, given the gradient there.
///
/// ```
/// use ch06_init_optim::{derive::sgd::Sgd, valley};
/// let sgd = Sgd { lr: 0.95 };
/// let path = valley::walk(valley::STEPS, |w, g| sgd.update(w, g));
/// assert_eq!(path.flips(valley::Y), 30);
/// ```
pub fn walk(steps: usize, update: impl FnMut(&mut [f64], &[f64])) -> Path {
    walk_from(START, steps, update)
}

/// As [`walk`], from any point.
pub fn walk_from(start: Point, steps: usize, mut update: impl FnMut(&mut [f64], &[f64])) -> Path {
    let mut point = start;
    let mut points = vec![point];
    for _ in 0..steps {
        let gradient = gradient(point);
        update(&mut point, &gradient);
        points.push(point);
    }
    Path(points)
}

impl Path {
    /// The end of the path.
    pub fn end(&self) -> Point {
        self.0.last().copied().unwrap_or(START)
    }

    /// The length of the path: the sum of the lengths of all steps.
    pub fn length(&self) -> f64 {
        self.0.windows(2).map(|step| distance(step[0], step[1])).sum()
    }

    /// How often a coordinate changed its sign, overshooting the valley's floor.
    pub fn flips(&self, axis: usize) -> usize {
        self.0.windows(2).filter(|step| step[0][axis] * step[1][axis] < 0.0).count()
    }

    /// The height before each step and after the last.
    pub fn heights(&self) -> Vec<f64> {
        self.0.iter().copied().map(height).collect()
    }

    /// One coordinate before each step and after the last.
    pub fn along(&self, axis: usize) -> Vec<f64> {
        self.0.iter().map(|point| point[axis]).collect()
    }

    /// The points of the path, to draw.
    pub fn points(&self) -> Vec<(f64, f64)> {
        self.0.iter().map(|&[x, y]| (x, y)).collect()
    }
}

/// The distance of two points.
pub fn distance(a: Point, b: Point) -> f64 {
    hypot(a[X] - b[X], a[Y] - b[Y])
}

/// The angle between two directions, in degrees.
pub fn angle_between(a: Point, b: Point) -> f64 {
    let cross = a[X] * b[Y] - a[Y] * b[X];
    let dot = a[X] * b[X] + a[Y] * b[Y];
    atan2(cross.abs(), dot).to_degrees()
}

/// What the maps show: all paths, and little around them. The book's go from −10 to 10 in both directions.
const SHOWN: [(f64, f64); 2] = [(-8.0, 8.0), (-3.0, 3.0)];

/// A map of the valley. Both axes have the same scale, so that angles are true.
pub fn map(title: impl Into<Words>) -> Panel {
    stretched_map(title, (171, 121)).equal_aspect()
}

/// The map in any shape, from heights at this many positions along and across: angles are not true, but in a small picture
/// there is room across the valley.
pub fn stretched_map(title: impl Into<Words>, (along, across): (usize, usize)) -> Panel {
    let ground = Grid::of((-8.5, 8.5, along), (-3.0, 3.0, across), |x, y| height([x, y]));
    let axis = |name: &'static str, axis: usize, ticks: [f64; 5]| {
        Axis::new(name).range(SHOWN[axis].0, SHOWN[axis].1).ticks(ticks)
    };
    Panel::new(title)
        .x(axis("x", X, [-8.0, -4.0, 0.0, 4.0, 8.0]))
        .y(axis("y", Y, [-2.0, -1.0, 0.0, 1.0, 2.0]))
        .contour(Contour::new(ground, CONTOURS).grey())
}

/// The size of a map that is so wide.
pub fn map_size(width: f64) -> (f64, f64) {
    let [across, down] = SHOWN.map(|(low, high)| high - low);
    (width, width * down / across)
}

/// Where the maps of the book's figures differ from these.
pub const BOOKS_MAP: &str =
    "The book's maps go from −10 to 10 in both directions; here is the part with the paths.";

/// The map with a path, in this colour of the palette, and a `+` at the minimum.
pub fn path_on_map(title: impl Into<Words>, path: &Path, color: usize) -> Panel {
    map(title).trajectory(Trajectory::new("", path.points()).palette(color)).point(0.0, 0.0, Marker::Plus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_that_of_the_height() {
        let h = 1e-4;
        let [gx, gy] = gradient(START);
        let [x, y] = START;
        assert!((gx - (height([x + h, y]) - height([x - h, y])) / (2.0 * h)).abs() < 1e-8);
        assert!((gy - (height([x, y + h]) - height([x, y - h])) / (2.0 * h)).abs() < 1e-8);
    }

    #[test]
    fn a_path_knows_its_length_and_its_flips() {
        let path = Path(vec![[0.0, 1.0], [3.0, -3.0], [3.0, 4.0]]);
        assert_eq!((path.length(), path.flips(X), path.flips(Y)), (12.0, 0, 2));
        assert_eq!(path.end(), [3.0, 4.0]);
    }

    #[test]
    fn angles_are_between_directions() {
        assert!((angle_between([1.0, 0.0], [0.0, 2.0]) - 90.0).abs() < 1e-12);
        assert!((angle_between([1.0, 0.0], [-3.0, 0.0]) - 180.0).abs() < 1e-12);
    }
}
