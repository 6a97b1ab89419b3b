//! How does a perceptron learn its weights?

use super::{INPUTS, fires};
use crate::draw::Draw;
use crate::panic;
use crate::question::Question;
use crate::{Diagnosis, Verdict};

/// `w`, `b`, `x`, and the target `t`, 0 or 1.
pub type Input = ([f64; 2], f64, [f64; 2], u8);
/// The new `w` and `b`.
pub type Weights = ([f64; 2], f64);

fn draw(draw: &mut Draw) -> Input {
    let mut pair = || [draw.normal(), draw.normal()];
    let (w, x) = (pair(), pair());
    (w, draw.normal(), x, u8::from(draw.coin()))
}

/// The weights moved by `error` times the input.
fn moved(([w1, w2], b, [x1, x2], _): &Input, error: f64) -> Weights {
    ([w1 + error * x1, w2 + error * x2], b + error)
}

/// `t − y`.
fn error(&(w, b, x, t): &Input) -> f64 {
    f64::from(t) - f64::from(fires(x, w, b))
}

/// One step of Rosenblatt's learning rule (beyond book §2.3).
pub fn step() -> Question<Input, Weights> {
    Question::new("learn", draw, |input| moved(input, error(input)))
        .inputs(["w", "b", "x", "t"])
        .parts(["w", "b"])
        .example(|| ([0.0, 0.0], 0.0, [1.0, 1.0], 1))
        .example(|| ([0.5, 0.5], -0.2, [1.0, 0.0], 0))
        .example(|| ([0.5, 0.5], -0.2, [1.0, 0.0], 1))
        .mistake(
            "away from the target",
            "It moves away from the target: the difference is the wrong way round. If t is 1 and the output was 0, \
            the sum has to grow.",
            |input| moved(input, -error(input)),
        )
        .mistake(
            "learns from right outputs too",
            "It moves by t alone, even when the output was right. A perceptron learns from mistakes only: t − y is 0 \
            when there is none.",
            |input| moved(input, f64::from(input.3)),
        )
        .mistake(
            "y is the sum",
            "It compares t with the weighted sum. y is the perceptron's output, 0 or 1.",
            |input| {
                let (w, b, x, t) = input;
                moved(input, f64::from(*t) - (w[0] * x[0] + w[1] * x[1] + b))
            },
        )
        .mistake(
            "one by one",
            "w1 changes before y is computed for w2 and b. Compute y once, then change all three.",
            |&(mut w, mut b, x, t)| {
                w[0] += error(&(w, b, x, t)) * x[0];
                w[1] += error(&(w, b, x, t)) * x[1];
                b += error(&(w, b, x, t));
                (w, b)
            },
        )
        .mistake(
            "w without x",
            "Both weights move by the same amount, whatever the inputs were. A weight moves in proportion to its \
            input: one whose input was 0 had no part in the mistake.",
            |input| {
                let ((w, _), error) = ((input.0, input.1), error(input));
                (w.map(|w| w + error), input.1 + error)
            },
        )
        .mistake(
            "the bias stays",
            "The bias doesn't learn. It is the weight of an input that is always 1.",
            |input| (moved(input, error(input)).0, input.1),
        )
        .mistake(
            "the inputs swapped",
            "w1 moves by x2 and w2 by x1. Each weight belongs to its own input.",
            |input| {
                let ([w1, w2], _, [x1, x2], _) = input;
                let error = error(input);
                ([w1 + error * x2, w2 + error * x1], input.1 + error)
            },
        )
        .also_right("by cases", |&(w, b, [x1, x2], t)| {
            match (t, fires([x1, x2], w, b)) {
                (1, 0) => ([w[0] + x1, w[1] + x2], b + 1.0),
                (0, 1) => ([w[0] - x1, w[1] - x2], b - 1.0),
                _ => (w, b),
            }
        })
}

/// A gate to learn: its name, its truth table, and the most mistakes allowed, (R / γ)².
type Gate = (&'static str, [u8; 4], usize);

/// The most mistakes by Novikoff's theorem, rounded down.
const GATES: [Gate; 3] = [("AND", [0, 0, 0, 1], 52), ("OR", [0, 1, 1, 1], 27), ("NAND", [1, 1, 1, 0], 52)];

/// Does this rule learn the three gates from zero, each with no more mistakes than the theorem allows?
///
/// # Errors
/// With the gate that isn't learnt, and its parameters.
pub fn learns_the_gates(learn: impl Fn([f64; 2], f64, [f64; 2], u8) -> Weights) -> Verdict {
    let result = panic::caught(|| GATES.iter().try_for_each(|gate| learns(gate, &learn)));
    result.unwrap_or_else(|panic| Err(panic.diagnosis("learn", "\nThe other test says for which example.")))
}

fn learns(&(name, truth, most): &Gate, learn: &impl Fn([f64; 2], f64, [f64; 2], u8) -> Weights) -> Verdict {
    let (mut w, mut b, mut mistakes) = ([0.0, 0.0], 0.0, 0);
    loop {
        let before = mistakes;
        for (x, t) in INPUTS.iter().zip(truth) {
            let x = x.map(f64::from);
            mistakes += usize::from(fires(x, w, b) != t);
            (w, b) = learn(w, b, x, t);
        }
        if mistakes == before {
            return Ok(());
        }
        if mistakes > most {
            let [w1, w2] = w;
            return Err(Diagnosis::of(
                "does not learn",
                format!(
                    "learn: {name} was not learnt. Starting from zero, it takes at most {most} mistakes; after \
                    {mistakes} it still makes some, with w = [{w1:.2}, {w2:.2}] and b = {b:.2}.\nThe other test \
                    checks a single step."
                ),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_learns_and_its_mistakes_do_not() {
        let right = |w, b, x, t| step().answer(&(w, b, x, t));
        assert_eq!(learns_the_gates(right), Ok(()));
        let no_bias = |w, b, x, t| (step().answer(&(w, b, x, t)).0, b);
        assert_eq!(learns_the_gates(no_bias).unwrap_err().mistake(), Some("does not learn"));
        let away = |w, b, x, t| moved(&(w, b, x, t), -error(&(w, b, x, t)));
        assert_eq!(learns_the_gates(away).unwrap_err().mistake(), Some("does not learn"));
        let overflows = |w, b, x, t: u8| moved(&(w, b, x, t), f64::from(t.checked_sub(1).unwrap()));
        assert_eq!(learns_the_gates(overflows).unwrap_err().mistake(), Some("panicked"));
        assert_eq!(
            learns_the_gates(|_, _, _, _| panic!("not yet implemented")).unwrap_err().mistake(),
            Some("not written yet")
        );
        assert!(learns_the_gates(|w, b, _, _| (w, b)).unwrap_err().text().contains("AND was not learnt"));
    }
}
