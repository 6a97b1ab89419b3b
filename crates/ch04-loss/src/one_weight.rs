//! One weight of a network, moved: what do the accuracy and the loss do?

use chapter_kit::figure::Series;
use ndarray::Array2;

use crate::derive::accuracy::correct_predictions;
use crate::derive::softmax_cross_entropy::softmax_cross_entropy;
use crate::derive::two_layer_net::TwoLayerNet;
use crate::digits::Digits;

/// How far the sweep reaches to both sides.
pub const REACH: f64 = 3.0;

/// A network of which one weight of `W2` is moved.
#[derive(Clone, Debug)]
pub struct Sweep {
    net: TwoLayerNet,
    /// The hidden activations, which `W2` does not change.
    z1: Array2<f64>,
    t: Array2<f64>,
    index: [usize; 2],
}

impl Sweep {
    /// The right predictions out of 100, and the loss, when the weight is moved by `change`.
    pub fn at(&self, change: f64) -> (usize, f64) {
        let mut net = self.net.clone();
        net.w2[self.index] += change;
        let scores = net.scores_of_hidden(&self.z1);
        (correct_predictions(&scores, &self.t), softmax_cross_entropy(&scores, &self.t))
    }

    /// At `points` evenly spaced changes from `-reach` to `reach`: the change, correct predictions, loss.
    pub fn over(&self, reach: f64, points: usize) -> Vec<(f64, usize, f64)> {
        let change = |i: usize| reach * (2.0 * i as f64 / (points - 1) as f64 - 1.0);
        (0..points).map(change).map(|change| (change, self.at(change))).map(|(w, (a, l))| (w, a, l)).collect()
    }
}

/// Of all 500 weights of `W2`, the one whose sweep changes the accuracy the most: its best case.
pub fn sweep_of(net: TwoLayerNet, images: &Digits) -> Sweep {
    let z1 = net.hidden(&images.x);
    // Only W2 moves, so the hidden activations stay the same; a network without W1 is quickly copied.
    let net = TwoLayerNet { w1: Array2::zeros((0, 0)), ..net };
    let mut sweep = Sweep { z1, t: images.t.clone(), index: [0, 0], net };
    let mut best = (0, [0, 0]);
    for (unit, class) in ndarray::indices(sweep.net.w2.dim()) {
        sweep.index = [unit, class];
        let correct = sweep.over(REACH, 13).into_iter().map(|point| point.1);
        let (least, most) = correct.fold((100, 0), |(least, most), n| (n.min(least), n.max(most)));
        if most - least > best.0 {
            best = (most - least, sweep.index);
        }
    }
    sweep.index = best.1;
    sweep
}

/// The accuracy with vertical risers: it stays the same and jumps, it never climbs.
pub fn stair_line(points: &[(f64, usize, f64)]) -> Series {
    let risers = points.windows(2).flat_map(|pair| {
        let middle = 0.5 * (pair[0].0 + pair[1].0);
        [(middle, pair[0].1 as f64), (middle, pair[1].1 as f64)]
    });
    Series::new("accuracy", risers)
}
