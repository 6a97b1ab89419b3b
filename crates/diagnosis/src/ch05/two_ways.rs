//! A number that goes two ways forward: what comes back to it?

use crate::draw::Draw;
use crate::question::Question;

/// `x`, `y` and `z`.
pub type Input = (f64, f64, f64);
/// The slopes by `x`, `y` and `z`.
pub type Slopes = (f64, f64, f64);

fn draw(draw: &mut Draw) -> Input {
    (draw.normal(), draw.normal(), draw.normal())
}

fn height(x: f64, y: f64, z: f64) -> f64 {
    (x + y) * y.max(z)
}

fn right(&(x, y, z): &Input) -> Slopes {
    let (sum, largest) = (x + y, y.max(z));
    if y > z { (largest, largest + sum, 0.0) } else { (largest, largest, sum) }
}

/// The slopes of `(x + y) · max(y, z)` (book §5.3: what a node has to know).
pub fn slopes() -> Question<Input, Slopes> {
    Question::new("slopes", draw, right)
        .inputs(["x", "y", "z"])
        .parts(["dx", "dy", "dz"])
        .example(|| (1.0, 3.0, 2.0))
        .example(|| (1.0, 2.0, 3.0))
        .mistake(
            "the later way wins",
            "Only one of the two ways to y is in it, wherever y is the larger one. y went into the sum and into the \
             maximum: what happened to that which had already come back?",
            |&(x, y, z)| {
                let (sum, largest) = (x + y, y.max(z));
                if y > z { (largest, sum, 0.0) } else { (largest, largest, sum) }
            },
        )
        .mistake(
            "only through the sum",
            "That is what comes back through the sum alone. Where y is larger than z, y is the maximum as well, and moves \
             the product a second time.",
            |&(x, y, z)| (y.max(z), y.max(z), if y > z { 0.0 } else { x + y }),
        )
        .mistake(
            "through the maximum always",
            "The maximum's part is in it even where z is the larger one. There the maximum does not move with y at all.",
            |&(x, y, z)| (y.max(z), y.max(z) + x + y, x + y),
        )
        .mistake(
            "multiplied instead of added",
            "The two ways were multiplied. Slopes one behind the other multiply; slopes that come back on two ways side by \
             side add up.",
            |&(x, y, z)| {
                let (sum, largest) = (x + y, y.max(z));
                if y > z { (largest, largest * sum, 0.0) } else { (largest, largest, sum) }
            },
        )
        .also_right("by trying, nearer than the kink is", |&(x, y, z)| {
            // The function is a parabola on each side of y = z, and of a parabola the central difference is exact.
            let h = (y - z).abs().min(1.0) / 2.0;
            let slope = |above: f64, below: f64| (above - below) / (2.0 * h);
            (
                slope(height(x + h, y, z), height(x - h, y, z)),
                slope(height(x, y + h, z), height(x, y - h, z)),
                slope(height(x, y, z + h), height(x, y, z - h)),
            )
        })
        .tolerance(1e-6)
}
