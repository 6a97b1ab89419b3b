//! What is an image? An array of height × width × 3: how red, green and blue each point is, from 0 to 255.
//!
//! This one is computed, not photographed: a ball on a chequered floor. A ray goes from the eye through each point of
//! the image. Where it hits the ball or the floor, the colour depends on the angle of the sunlight there.

use ndarray::{Array2, Array3, ArrayView3};
use portable_math::exp;

/// A position or a direction in space: to the right, up, away from the eye.
type Space = [f64; 3];
/// The ball: where it is, and its radius.
const BALL: (Space, f64) = ([0.0, 1.0, 5.0], 1.0);
/// Where the eye is.
const EYE: Space = [0.0, 1.4, 0.0];
/// Towards the sun; its length is 1.
const SUN: Space = [-6.0 / 11.0, 6.0 / 11.0, -7.0 / 11.0];
/// The brightness in the shade.
const SHADE: f64 = 0.25;
/// The sky at the horizon, which the far floor fades into.
const MIST: [f64; 3] = [0.85, 0.9, 0.95];
/// The distance at which mist has taken almost two thirds of the floor's colour.
const MISTY: f64 = 20.0;
/// Rays along each side of one point of the image; their mean makes smooth edges.
const RAYS: usize = 3;

/// The image, `size × size × 3`, row 0 on top.
pub fn picture(size: usize) -> Array3<u8> {
    let mut image = Array3::zeros((size, size, 3));
    for row in 0..size {
        for column in 0..size {
            let color = mean_of_rays(size, row, column);
            for channel in 0..3 {
                image[[row, column, channel]] = (255.0 * color[channel]).round() as u8;
            }
        }
    }
    image
}

/// The perceived brightness of each point: the eye sees green as brighter than red, and red as brighter than blue.
pub fn brightness(image: ArrayView3<u8>) -> Array2<f64> {
    let (height, width, _) = image.dim();
    Array2::from_shape_fn((height, width), |(row, column)| {
        let channel = |c: usize| f64::from(image[[row, column, c]]);
        0.299 * channel(0) + 0.587 * channel(1) + 0.114 * channel(2)
    })
}

fn mean_of_rays(size: usize, row: usize, column: usize) -> [f64; 3] {
    let mut mean = [0.0; 3];
    for ray in 0..RAYS * RAYS {
        let inside = |part: usize| (part as f64 + 0.5) / RAYS as f64;
        let right = (column as f64 + inside(ray % RAYS)) / size as f64 - 0.5;
        let down = (row as f64 + inside(ray / RAYS)) / size as f64 - 0.5;
        let color = color_along([0.7 * right, -0.7 * down - 0.08, 1.0]);
        for channel in 0..3 {
            mean[channel] += color[channel] / (RAYS * RAYS) as f64;
        }
    }
    mean
}

/// What the eye sees in this direction.
fn color_along(direction: Space) -> [f64; 3] {
    if let Some(distance) = to_ball(EYE, direction) {
        let position = along(EYE, direction, distance);
        let outward = scaled(along(position, BALL.0, -1.0), 1.0 / BALL.1);
        return scaled([1.0, 0.55, 0.25], SHADE + (1.0 - SHADE) * dot(outward, SUN).max(0.0));
    }
    if direction[1] < 0.0 {
        return color_of_floor(along(EYE, direction, -EYE[1] / direction[1]));
    }
    // The sky is bluer high up.
    let height = (direction[1] / 0.4).min(1.0);
    mixed(MIST, [0.35, 0.55, 0.85], height)
}

/// The colour of the floor at this position: chequered, dark in the ball's shadow, pale far away.
fn color_of_floor(position: Space) -> [f64; 3] {
    let is_dark = (position[0].floor() + position[2].floor()).rem_euclid(2.0) == 0.0;
    let color = if is_dark { [0.25, 0.35, 0.4] } else { [0.9, 0.9, 0.85] };
    let light = if to_ball(position, SUN).is_some() { SHADE } else { 1.0 };
    let far = position[2] / MISTY;
    mixed(scaled(color, light), MIST, 1.0 - exp(-far * far))
}

/// The distance from `start` to the ball along `direction`, in lengths of `direction`, if the ray hits it.
fn to_ball(start: Space, direction: Space) -> Option<f64> {
    // |start + d direction − center|² = radius² is a quadratic equation for d.
    let offset = along(start, BALL.0, -1.0);
    let (a, half_b, c) =
        (dot(direction, direction), dot(offset, direction), dot(offset, offset) - BALL.1 * BALL.1);
    let under_root = half_b * half_b - a * c;
    let distance = (-half_b - under_root.sqrt()) / a;
    // Without a hit the root is NaN, and so is the distance.
    (distance > 1e-9).then_some(distance)
}

fn along(start: Space, direction: Space, distance: f64) -> Space {
    [0, 1, 2].map(|axis| start[axis] + distance * direction[axis])
}

/// A mixture of two colours: 0 is the first, 1 the second.
fn mixed(from: [f64; 3], to: [f64; 3], share: f64) -> [f64; 3] {
    [0, 1, 2].map(|channel| from[channel] + share * (to[channel] - from[channel]))
}

fn scaled(vector: Space, factor: f64) -> Space {
    vector.map(|part| factor * part)
}

fn dot(a: Space, b: Space) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
