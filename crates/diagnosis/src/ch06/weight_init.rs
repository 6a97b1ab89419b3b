//! Do these initial weights have He's standard deviation?

use crate::draw::Draw;
use crate::{Diagnosis, Verdict, panic};
use ndarray::Array2;

/// Checks the initial weights of a layer with ReLU: `make(inputs, outputs, draw)` returns them, (inputs, outputs),
/// where `draw` gives standard normal values (book §6.2.3).
///
/// # Errors
/// If the weights are equal, or their standard deviation isn't He's.
pub fn check(make: impl Fn(usize, usize, &mut Draw) -> Array2<f64>) -> Verdict {
    let mut draw = Draw::new();
    for (inputs, outputs) in [(400, 100), (100, 400), (200, 200)] {
        let w = panic::caught(|| make(inputs, outputs, &mut draw))
            .map_err(|panic| panic.diagnosis("weight_init", ""))?;
        judge(&w, inputs, outputs)?;
    }
    Ok(())
}

fn judge(w: &Array2<f64>, inputs: usize, outputs: usize) -> Verdict {
    if w.dim() != (inputs, outputs) {
        let shape = w.shape();
        let text = format!(
            "weight_init: the shape is {shape:?}, but should be [{inputs}, {outputs}]: (inputs, outputs)."
        );
        return Err(Diagnosis::of("shape", text));
    }
    let mean = w.sum() / w.len() as f64;
    let std = w.mapv(|w| (w - mean).powi(2)).sum().sqrt() / (w.len() as f64).sqrt();
    let n = inputs as f64;
    let right = (2.0 / n).sqrt();
    // 40,000 draws: the standard deviation is known to 0.4 %, the mean to 0.5 % of it.
    let is = |wanted: f64| (std / wanted - 1.0).abs() < 0.03;
    let seen = format!(
        "weight_init({inputs}, {outputs}): the standard deviation is {std:.4}, but should be {right:.4}."
    );
    let diagnosis = |name: &str, says: &str| Err(Diagnosis::of(name, format!("{seen}\n{says}")));
    if std == 0.0 {
        return diagnosis(
            "all equal",
            "All weights are equal. Then all units of the layer are the same unit, and stay so forever.",
        );
    }
    if w.column(0) == w.column(1) || w.row(0) == w.row(1) {
        return diagnosis(
            "too few draws",
            "Whole rows or columns are equal. Draw a new value for every weight.",
        );
    }
    if mean.abs() > 0.05 * std {
        return diagnosis(
            "not around 0",
            "The weights don't have mean 0, so the sums grow in one direction from layer to layer. The draws have \
             mean 0: only multiply them.",
        );
    }
    if is(right) {
        return Ok(());
    }
    let known = [
        (
            "the variance",
            2.0 / n,
            "That is the variance, 2 / n. Multiply a draw by the standard deviation, its root.",
        ),
        (
            "Xavier",
            (1.0 / n).sqrt(),
            "That is Xavier's √(1 / n). ReLU discards half of the signal; He makes up for it.",
        ),
        ("not scaled", 1.0, "The draws aren't scaled. Multiply them, or the signal grows at every layer."),
        (
            "the book's 0.01",
            0.01,
            "0.01 for every layer, however many inputs: the signal vanishes on its way through.",
        ),
        (
            "by the outputs",
            (2.0 / outputs as f64).sqrt(),
            "You used the number of outputs. A unit's sum has one term per input: use the number of inputs.",
        ),
        ("the factor outside the root", 2.0 / n.sqrt(), "That is 2 / √n. The 2 belongs under the root."),
    ];
    for (name, std, says) in known {
        if is(std) {
            return diagnosis(name, says);
        }
    }
    diagnosis(
        "another standard deviation",
        "For ReLU the variance of the weights should be 2 / n, n the number of inputs of a unit.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnosis(make: fn(usize, usize, &mut Draw) -> Array2<f64>) -> Option<String> {
        check(make).err().and_then(|diagnosis| diagnosis.mistake().map(str::to_owned))
    }

    #[test]
    fn each_mistake_is_recognised() {
        assert_eq!(diagnosis(|n, m, draw| draw.matrix(n, m) * (2.0 / n as f64).sqrt()), None);
        assert_eq!(diagnosis(|n, m, _| Array2::zeros((n, m))).unwrap(), "all equal");
        assert_eq!(diagnosis(|n, m, draw| draw.matrix(n, m) * (2.0 / n as f64)).unwrap(), "the variance");
        assert_eq!(diagnosis(|n, m, draw| draw.matrix(n, m) * (1.0 / n as f64).sqrt()).unwrap(), "Xavier");
        assert_eq!(
            diagnosis(|n, m, draw| draw.matrix(n, m) * (2.0 / m as f64).sqrt()).unwrap(),
            "by the outputs"
        );
        assert_eq!(diagnosis(|n, m, draw| draw.matrix(n, m)).unwrap(), "not scaled");
        assert_eq!(diagnosis(|n, m, draw| draw.matrix(n, m) * 0.01).unwrap(), "the book's 0.01");
        assert_eq!(diagnosis(|n, m, draw| draw.matrix(n, m).mapv(f64::abs)).unwrap(), "not around 0");
        assert_eq!(diagnosis(|n, m, draw| draw.matrix(m, n)).unwrap(), "shape");
        assert_eq!(diagnosis(|_, _, _| panic!("not yet implemented")).unwrap(), "not written yet");
    }
}
