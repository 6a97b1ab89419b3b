//! How do uniform random bits become normal ones? By throwing darts at the bell curve, cut into 256 layers of equal area.
//!
//! ```text
//!  ▂▂▂           height e^(−x²/2)       A layer is drawn by 8 of the bits, a place in it by the others. Left of the layer above,
//!  █████▂                               the place is under the curve for certain: done, without computing the curve at all, in
//!  ████████▂▂                           99 of 100 draws. Else the height decides whether the dart hit. The lowest layer has the
//!  █████████████▂▂▂▂▂ → tail            tail, beyond 3.65, which is drawn by a formula of its own.
//! ```
//!
//! The method is the *ziggurat* of Marsaglia and Tsang (2000) in Doornik's form (2005). It draws the same numbers from the same
//! bits as the `rand_distr` crate, up to the last digit; but its `exp` and `ln` are the same on every machine.

use portable_math::{exp, ln};
use rand::distr::{Distribution, Open01};
use rand::{Rng, RngExt};
use std::sync::LazyLock;

/// How many layers there are: as many as 8 bits can tell apart.
const LAYERS: usize = 256;

/// Where the tail begins.
const TAIL: f64 = 3.654_152_885_361_009;

/// The area of each layer, that of the lowest with the tail.
const AREA: f64 = 0.004_928_673_233_99;

/// The standard normal distribution: mean 0, standard deviation 1.
///
/// ```
/// use core_tensor::{StandardNormal, Streams};
/// use rand::RngExt;
///
/// let mut rng = Streams::new(42).rng("init");
/// let w: f64 = 0.01 * rng.sample::<f64, _>(StandardNormal);
/// assert!(w.abs() < 0.1);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct StandardNormal;

impl Distribution<f64> for StandardNormal {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let Layers { x, height } = &*ZIGGURAT;
        loop {
            let bits = rng.next_u64();
            let layer = bits as usize % LAYERS;
            // 52 of the bits, as a number of −1 to 1.
            let u = (bits >> 12) as f64 / (1_u64 << 51) as f64 - 1.0;
            let dart = u * x[layer];
            if dart.abs() < x[layer + 1] {
                return dart;
            }
            if layer == 0 {
                return if u < 0.0 { -tail(rng) } else { tail(rng) };
            }
            let thrown = height[layer + 1] + (height[layer] - height[layer + 1]) * rng.random::<f64>();
            if thrown < density(dart) {
                return dart;
            }
        }
    }
}

/// A number beyond [`TAIL`], drawn from the tail of the curve (Marsaglia 1964).
fn tail<R: Rng + ?Sized>(rng: &mut R) -> f64 {
    loop {
        let beyond = -ln::<f64>(rng.sample(Open01)) / TAIL;
        let y = -ln::<f64>(rng.sample(Open01));
        if 2.0 * y >= beyond * beyond {
            return TAIL + beyond;
        }
    }
}

/// The bell curve, 1 at its top.
fn density(x: f64) -> f64 {
    exp(-x * x / 2.0)
}

/// The layers from the lowest, widest one to the top.
struct Layers {
    /// Where each ends on the right.
    x: [f64; LAYERS + 1],
    /// The curve's height there.
    height: [f64; LAYERS + 1],
}

static ZIGGURAT: LazyLock<Layers> = LazyLock::new(|| {
    let mut x = [0.0; LAYERS + 1];
    // The lowest layer as wide as a rectangle of its height would be, the tail's area included.
    x[0] = AREA / density(TAIL);
    x[1] = TAIL;
    for layer in 2..LAYERS {
        let height = density(x[layer - 1]) + AREA / x[layer - 1];
        x[layer] = (-2.0 * ln(height)).sqrt();
    }
    Layers { x, height: x.map(density) }
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Streams;

    #[test]
    fn the_draws_are_those_of_rand_distr_up_to_the_last_digits() {
        let (mut ours, mut theirs) = (Streams::new(7).rng("normal"), Streams::new(7).rng("normal"));
        for _ in 0..1_000_000 {
            let (x, y): (f64, f64) = (ours.sample(StandardNormal), theirs.sample(rand_distr::StandardNormal));
            assert!((x - y).abs() <= 4.0 * f64::EPSILON, "{x} and {y}");
        }
        assert_eq!(ours.get_word_pos(), theirs.get_word_pos(), "as many bits were drawn");
    }

    #[test]
    fn they_have_the_moments_and_the_tail_of_the_normal_distribution() {
        let mut rng = Streams::new(1).rng("normal");
        let n = 1_000_000;
        let draws: Vec<f64> = (0..n).map(|_| rng.sample(StandardNormal)).collect();
        let moment = |k: i32| draws.iter().map(|&x| portable_math::powi(x, k)).sum::<f64>() / f64::from(n);
        for (k, expected) in [(1, 0.0), (2, 1.0), (3, 0.0), (4, 3.0)] {
            assert!((moment(k) - expected).abs() < 0.02, "moment {k}: {}", moment(k));
        }
        // Beyond ±4 lie 63 of a million.
        let far = draws.iter().filter(|x| x.abs() > 4.0).count();
        assert!((35..=95).contains(&far), "{far}");
    }
}
