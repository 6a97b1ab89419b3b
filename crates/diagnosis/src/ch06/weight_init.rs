//! Are these first weights spread as He asks?

use crate::draw::Draw;
use crate::{Diagnosis, Verdict, panic};
use ndarray::Array2;

/// Judges the first weights of a layer with ReLU: `make(inputs, outputs, draw)` gives them, (inputs, outputs), where
/// `draw` gives normal numbers (book §6.2.3).
///
/// # Errors
/// If the weights are equal, or their spread is not He's.
pub fn check(make: impl Fn(usize, usize, &mut Draw) -> Array2<f64>) -> Verdict {
    let mut draw = Draw::new();
    for (inputs, outputs) in [(400, 100), (100, 400), (200, 200)] {
        let w = panic::caught(|| make(inputs, outputs, &mut draw))
            .map_err(|panic| panic.told("weight_init", ""))?;
        judge(&w, inputs, outputs)?;
    }
    Ok(())
}

fn judge(w: &Array2<f64>, inputs: usize, outputs: usize) -> Verdict {
    if w.dim() != (inputs, outputs) {
        let shape = w.shape();
        let text = format!(
            "weight_init: the shape is {shape:?} where [{inputs}, {outputs}] is right: (inputs, outputs)."
        );
        return Err(Diagnosis::of("shape", text));
    }
    let mean = w.sum() / w.len() as f64;
    let std = w.mapv(|w| (w - mean).powi(2)).sum().sqrt() / (w.len() as f64).sqrt();
    let n = inputs as f64;
    let right = (2.0 / n).sqrt();
    // 40,000 draws: the spread is known to 0.4 %, the mean to 0.5 % of the spread.
    let is = |spread: f64| (std / spread - 1.0).abs() < 0.03;
    let seen = format!(
        "weight_init({inputs}, {outputs}): the standard deviation is {std:.4} where {right:.4} is right."
    );
    let told = |name: &str, says: &str| Err(Diagnosis::of(name, format!("{seen}\n{says}")));
    if std == 0.0 {
        return told(
            "all equal",
            "All weights are equal. Then all units of the layer are one unit, many times, and stay so for ever.",
        );
    }
    if w.column(0) == w.column(1) || w.row(0) == w.row(1) {
        return told(
            "drawn too seldom",
            "Whole rows or columns are equal. Draw a new number for every weight.",
        );
    }
    if mean.abs() > 0.05 * std {
        return told(
            "not around 0",
            "The weights do not lie around 0, so the sums grow in one direction from layer to layer. The draws have mean 0: \
             only multiply them.",
        );
    }
    if is(right) {
        return Ok(());
    }
    let known = [
        (
            "the variance",
            2.0 / n,
            "That is the variance, 2 / n. A draw is multiplied by the standard deviation, its root.",
        ),
        (
            "Xavier",
            (1.0 / n).sqrt(),
            "That is Xavier's √(1 / n). ReLU throws half of the signal away; He makes up for it.",
        ),
        (
            "drawn and no more",
            1.0,
            "The draws are as they came. Multiply them, or the signal grows at every layer.",
        ),
        (
            "the book's 0.01",
            0.01,
            "0.01 for every layer, however many inputs: the signal dies on its way through.",
        ),
        (
            "by the outputs",
            (2.0 / outputs as f64).sqrt(),
            "It was counted by the outputs. A unit's sum has as many terms as it has inputs: those must be counted.",
        ),
        ("the factor outside the root", 2.0 / n.sqrt(), "That is 2 / √n. The 2 belongs under the root."),
    ];
    for (name, spread, says) in known {
        if is(spread) {
            return told(name, says);
        }
    }
    told(
        "another spread",
        "For ReLU the variance of the weights should be 2 / n, n the number of inputs of a unit.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(make: fn(usize, usize, &mut Draw) -> Array2<f64>) -> Option<String> {
        check(make).err().and_then(|told| told.mistake().map(str::to_owned))
    }

    #[test]
    fn each_mistake_is_told() {
        assert_eq!(told(|n, m, draw| draw.matrix(n, m) * (2.0 / n as f64).sqrt()), None);
        assert_eq!(told(|n, m, _| Array2::zeros((n, m))).unwrap(), "all equal");
        assert_eq!(told(|n, m, draw| draw.matrix(n, m) * (2.0 / n as f64)).unwrap(), "the variance");
        assert_eq!(told(|n, m, draw| draw.matrix(n, m) * (1.0 / n as f64).sqrt()).unwrap(), "Xavier");
        assert_eq!(told(|n, m, draw| draw.matrix(n, m) * (2.0 / m as f64).sqrt()).unwrap(), "by the outputs");
        assert_eq!(told(|n, m, draw| draw.matrix(n, m)).unwrap(), "drawn and no more");
        assert_eq!(told(|n, m, draw| draw.matrix(n, m) * 0.01).unwrap(), "the book's 0.01");
        assert_eq!(told(|n, m, draw| draw.matrix(n, m).mapv(f64::abs)).unwrap(), "not around 0");
        assert_eq!(told(|n, m, draw| draw.matrix(m, n)).unwrap(), "shape");
        assert_eq!(told(|_, _, _| panic!("not yet implemented")).unwrap(), "not written yet");
    }
}
