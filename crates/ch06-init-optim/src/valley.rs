//! Where do the optimisers of 6.1 walk? Through the book's long valley, twenty times steeper across than along:
//!
//! ```text
//! f(x, y) = x² / 20 + y²,    slope (x / 10, 2y),    lowest at (0, 0)
//! ```
//!
//! Both axes are independent here, so each can be understood alone; what they share is the learning rate.

use chapter_kit::figure::{Axis, Contour, Grid, Marker, Panel, Trajectory};

/// A place in the valley: `[x, y]`.
pub type Place = [f64; 2];

/// Along the valley.
pub const X: usize = 0;
/// Across the valley.
pub const Y: usize = 1;

/// Where the book's walkers start.
pub const START: Place = [-7.0, 2.0];
/// How many steps the book's walkers take.
pub const STEPS: usize = 30;
/// How fast the slope changes along x and along y.
pub const CURVATURES: Place = [0.1, 2.0];
/// The contours that the book's figures show: what is higher than 7 is cut off.
const CONTOURS: [f64; 7] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];

/// The height of the ground, `f`.
pub fn height([x, y]: Place) -> f64 {
    x * x / 20.0 + y * y
}

/// The slope of the ground. It points uphill.
pub fn slope([x, y]: Place) -> Place {
    [CURVATURES[X] * x, CURVATURES[Y] * y]
}

/// The places of a walk, the start included.
#[derive(Clone, Debug, PartialEq)]
pub struct Path(pub Vec<Place>);

/// Walks from [`START`]: `update` moves the place by one step, given the slope there.
///
/// ```
/// use ch06_init_optim::{derive::sgd::Sgd, valley};
/// let sgd = Sgd { lr: 0.95 };
/// let path = valley::walk(valley::STEPS, |w, g| sgd.update(w, g));
/// assert_eq!(path.flips(valley::Y), 30);
/// ```
pub fn walk(steps: usize, mut update: impl FnMut(&mut [f64], &[f64])) -> Path {
    let mut place = START;
    let mut places = vec![place];
    for _ in 0..steps {
        let slope = slope(place);
        update(&mut place, &slope);
        places.push(place);
    }
    Path(places)
}

impl Path {
    /// Where the walk ended.
    pub fn end(&self) -> Place {
        self.0.last().copied().unwrap_or(START)
    }

    /// How far was walked: the sum of all steps' lengths.
    pub fn length(&self) -> f64 {
        self.0.windows(2).map(|step| distance(step[0], step[1])).sum()
    }

    /// How often a coordinate changed its sign: the walker overshot the valley's floor.
    pub fn flips(&self, axis: usize) -> usize {
        self.0.windows(2).filter(|step| step[0][axis] * step[1][axis] < 0.0).count()
    }

    /// The height before each step and after the last.
    pub fn heights(&self) -> Vec<f64> {
        self.0.iter().copied().map(height).collect()
    }

    /// One coordinate before each step and after the last.
    pub fn along(&self, axis: usize) -> Vec<f64> {
        self.0.iter().map(|place| place[axis]).collect()
    }

    /// The places as points of a line; the first `n` of them.
    pub fn points(&self, n: usize) -> Vec<(f64, f64)> {
        self.0.iter().take(n).map(|&[x, y]| (x, y)).collect()
    }
}

/// How far two places are apart.
pub fn distance(a: Place, b: Place) -> f64 {
    (a[X] - b[X]).hypot(a[Y] - b[Y])
}

/// The angle between two directions, in degrees.
pub fn angle_between(a: Place, b: Place) -> f64 {
    let cross = a[X] * b[Y] - a[Y] * b[X];
    let dot = a[X] * b[X] + a[Y] * b[Y];
    cross.abs().atan2(dot).to_degrees()
}

/// The book's map of the valley. Both axes have the same scale, so that angles are true.
pub fn map(title: &str) -> Panel {
    const TICKS: [f64; 5] = [-8.0, -4.0, 0.0, 4.0, 8.0];
    let ground = Grid::of((-12.0, 12.0, 241), (-3.0, 3.0, 121), |x, y| height([x, y]));
    Panel::new(title)
        .x(Axis::new("x").range(-10.0, 10.0).ticks(TICKS))
        .y(Axis::new("y").range(-10.0, 10.0).ticks(TICKS))
        .equal_aspect()
        .contour(Contour::new(ground, CONTOURS).grey())
}

/// The map with the first `n` places of a path, in this colour of the palette, and a `+` at the lowest place.
pub fn path_on_map(title: &str, path: &Path, n: usize, color: usize) -> Panel {
    map(title).trajectory(Trajectory::new("", path.points(n)).palette(color)).point(0.0, 0.0, Marker::Plus)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_is_that_of_the_height() {
        let h = 1e-4;
        let [gx, gy] = slope(START);
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
