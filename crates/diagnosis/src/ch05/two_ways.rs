//! A value that takes two paths forward: what comes back to it?

use crate::draw::Draw;
use crate::question::Question;

/// `x`, `y` and `z`.
pub type Input = (f64, f64, f64);
/// The derivatives with respect to `x`, `y` and `z`.
pub type Gradients = (f64, f64, f64);

fn draw(draw: &mut Draw) -> Input {
    (draw.normal(), draw.normal(), draw.normal())
}

fn height(x: f64, y: f64, z: f64) -> f64 {
    (x + y) * y.max(z)
}

fn right(&(x, y, z): &Input) -> Gradients {
    let (sum, largest) = (x + y, y.max(z));
    if y > z { (largest, largest + sum, 0.0) } else { (largest, largest, sum) }
}

/// The gradient of `(x + y) · max(y, z)` (book §5.3: what a node has to know).
pub fn gradients() -> Question<Input, Gradients> {
    Question::new("gradient", draw, right)
        .inputs(["x", "y", "z"])
        .parts(["dx", "dy", "dz"])
        .example(|| (1.0, 3.0, 2.0))
        .example(|| (1.0, 2.0, 3.0))
        .mistake(
            "the later path overwrites",
            "Only one of the two paths to y is included where y is the larger one. y went into the sum and into the \
             maximum: what happened to the derivative that had already come back?",
            |&(x, y, z)| {
                let (sum, largest) = (x + y, y.max(z));
                if y > z { (largest, sum, 0.0) } else { (largest, largest, sum) }
            },
        )
        .mistake(
            "only through the sum",
            "That is what comes back through the sum alone. Where y is larger than z, y is also the maximum, and \
             changes the product a second time.",
            |&(x, y, z)| (y.max(z), y.max(z), if y > z { 0.0 } else { x + y }),
        )
        .mistake(
            "through the maximum always",
            "The maximum's part is included even where z is the larger one. There the maximum doesn't change with y \
             at all.",
            |&(x, y, z)| (y.max(z), y.max(z) + x + y, x + y),
        )
        .mistake(
            "multiplied instead of added",
            "The two paths were multiplied. Derivatives along one path multiply; derivatives that come back on \
             parallel paths add up.",
            |&(x, y, z)| {
                let (sum, largest) = (x + y, y.max(z));
                if y > z { (largest, largest * sum, 0.0) } else { (largest, largest, sum) }
            },
        )
        .also_right("numerically, closer than the kink", |&(x, y, z)| {
            // The function is quadratic on each side of y = z, where the central difference is exact.
            let h = (y - z).abs().min(1.0) / 2.0;
            let derivative = |above: f64, below: f64| (above - below) / (2.0 * h);
            (
                derivative(height(x + h, y, z), height(x - h, y, z)),
                derivative(height(x, y + h, z), height(x, y - h, z)),
                derivative(height(x, y, z + h), height(x, y, z - h)),
            )
        })
        .tolerance(1e-6)
}
