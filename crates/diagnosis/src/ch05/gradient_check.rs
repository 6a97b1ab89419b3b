//! How far is one gradient from another, in a measure that means something?

use crate::draw::Draw;
use crate::panic::judged;
use crate::question::Question;
use crate::{Diagnosis, Verdict};
use ndarray::{Array1, Zip, array};

/// The numerical gradient and the one from backward, (n) each.
pub type Input = (Array1<f64>, Array1<f64>);

fn draw(draw: &mut Draw) -> Input {
    let n = draw.size(2..=6);
    let size = 10.0_f64.powf(draw.between(-8.0, 2.0));
    let numerical = draw.vector(n) * size;
    let off = draw.vector(n) * size * 10.0_f64.powf(draw.between(-3.0, 0.5));
    let backward = &numerical + &off;
    (numerical, backward)
}

fn largest((numerical, backward): &Input, each: fn(a: f64, b: f64) -> f64) -> f64 {
    numerical
        .iter()
        .zip(backward)
        .fold(0.0, |most, (&a, &b)| if each(a, b) > most { each(a, b) } else { most })
}

/// 0 where both are equal, including where both are 0.
fn relative(a: f64, b: f64) -> f64 {
    if a == b { 0.0 } else { (a - b).abs() / a.abs().max(b.abs()) }
}

/// The largest relative error of two gradients (book §5.7.3, made to work for gradients of any size).
pub fn worst() -> Question<Input, f64> {
    Question::new("worst", draw, |input| largest(input, relative))
        .inputs(["numerical", "backward"])
        .parts(["the worst relative error"])
        .example(|| (array![1.0, 0.0, -2.0], array![1.0, 0.0, -2.5]))
        .example(|| (array![0.0, 0.0], array![0.0, 0.0]))
        .example(|| (array![0.0, 3.0], array![1e-9, 3.0]))
        .example(|| (array![1.0, 2.0], array![-1.0, 2.0]))
        .mistake(
            "0 / 0",
            "Where both gradients are 0 it divides 0 by 0, which is NaN. Two zeros agree: their error is 0.",
            |(a, b)| {
                let mut errors = a.iter().zip(b).map(|(a, b)| (a - b).abs() / a.abs().max(b.abs()));
                // `f64::max` drops NaN, so it is propagated by hand.
                errors.try_fold(0.0, |most: f64, error| if error.is_nan() { None } else { Some(most.max(error)) }).unwrap_or(f64::NAN)
            },
        )
        .mistake(
            "not relative",
            "That is the largest absolute difference. Where gradients are about 1e-8, a wrong one also differs by \
             only 1e-8, and looks right. Divide by the larger of |a| and |b|.",
            |input| largest(input, |a, b| (a - b).abs()),
        )
        .mistake(
            "the mean",
            "That is the mean over the entries. One wrong entry among 40,000 disappears in it: take the largest.",
            |(a, b)| Zip::from(a).and(b).map_collect(|&a, &b| relative(a, b)).mean().unwrap_or(0.0),
        )
        .mistake(
            "the sign decides",
            "Only entries where backward is the smaller one count. Take the absolute value of the difference.",
            |input| largest(input, |a, b| if a == b { 0.0 } else { (a - b) / a.abs().max(b.abs()) }),
        )
        .mistake(
            "divided by one of them",
            "You divided by the numerical gradient. Where that is 0, the error is infinite. Divide by the larger of \
             |a| and |b|; then it is never more than 2.",
            |input| largest(input, |a, b| if a == b { 0.0 } else { (a - b).abs() / a.abs() }),
        )
        .mistake(
            "divided by the sum",
            "You divided by |a| + |b|, so the error is about half of the right one. Divide by the larger of |a| and \
             |b|.",
            |input| largest(input, |a, b| if a == b { 0.0 } else { (a - b).abs() / (a.abs() + b.abs()) }),
        )
        .mistake(
            "divided by the larger number",
            "The larger of a and b is not the larger of |a| and |b|: of −3 and −2 it is −2.",
            |input| largest(input, |a, b| if a == b { 0.0 } else { (a - b).abs() / a.max(b) }),
        )
        .also_right("entry by entry, sorted", |(a, b)| {
            let mut errors: Vec<f64> = a.iter().zip(b).map(|(&a, &b)| {
                let (small, large) = if a.abs() < b.abs() { (a, b) } else { (b, a) };
                if large == 0.0 { 0.0 } else { (1.0 - small / large).abs() }
            }).collect();
            errors.sort_by(f64::total_cmp);
            errors.last().copied().unwrap_or(0.0)
        })
}

/// A backward pass to check: what it is, whether it is right, its numerical gradient, and its own.
struct Suspect {
    name: &'static str,
    is_right: bool,
    numerical: Array1<f64>,
    backward: Array1<f64>,
}

/// Layers of the chapter, right ones and broken ones, at one point.
fn suspects() -> Vec<Suspect> {
    let x = array![-1.5, -0.4, 0.3, 0.8, 2.0];
    let numerical = |f: fn(f64) -> f64, size: f64| x.mapv(|x| size * (f(x + 1e-4) - f(x - 1e-4)) / 2e-4);
    let relu = |x: f64| x.max(0.0);
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let exact = x.mapv(|x| sigmoid(x) * (1.0 - sigmoid(x)));
    let suspect =
        |name, is_right, numerical: Array1<f64>, backward| Suspect { name, is_right, numerical, backward };
    let mut last_is_off = exact.clone();
    last_is_off[4] *= 1.01;
    vec![
        suspect("a sigmoid", true, numerical(sigmoid, 1.0), exact.clone()),
        suspect(
            "a sigmoid deep in a network, with gradients of about 1e-9",
            true,
            numerical(sigmoid, 1e-8),
            &exact * 1e-8,
        ),
        suspect(
            "a ReLU, with gradients that are 0",
            true,
            numerical(relu, 1.0),
            x.mapv(|x| f64::from(u8::from(x > 0.0))),
        ),
        suspect(
            "a sigmoid with the input instead of the output",
            false,
            numerical(sigmoid, 1.0),
            x.mapv(|x| x * (1.0 - x)),
        ),
        suspect(
            "a sigmoid deep in a network, with twice its gradient",
            false,
            numerical(sigmoid, 1e-8),
            &exact * 2e-8,
        ),
        suspect("a sigmoid with one entry of five off by 1 %", false, numerical(sigmoid, 1.0), last_is_off),
        suspect("a ReLU that is open everywhere", false, numerical(relu, 1.0), Array1::ones(5)),
        suspect("a layer that sends back 0", false, numerical(sigmoid, 1.0), Array1::zeros(5)),
        suspect("a layer with the sign flipped", false, numerical(sigmoid, 1.0), -&exact),
    ]
}

/// Checks right and broken layers with `worst`: below 1e-5 a layer passes.
///
/// # Errors
/// With the broken layers that passed, and the right ones that failed.
pub fn catches_what_is_broken(worst: impl Fn(&Array1<f64>, &Array1<f64>) -> f64) -> Verdict {
    judged("worst", || {
        let mut missed = Vec::new();
        for Suspect { name, is_right, numerical, backward } in suspects() {
            let error = worst(&numerical, &backward);
            match (error < 1e-5, is_right) {
                (true, false) => {
                    missed.push(format!("broken, but passed with an error of {error:.1e}: {name}"));
                }
                (false, true) => {
                    missed.push(format!("right, but failed with an error of {error:.1e}: {name}"));
                }
                _ => {}
            }
        }
        if missed.is_empty() {
            return Ok(());
        }
        let text =
            format!("Three right layers and six broken ones were checked.\n    {}", missed.join("\n    "));
        Err(Diagnosis::of("misjudged", text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_measure_classifies_all_layers_and_others_do_not() {
        let judge = |measure: fn(f64, f64) -> f64| {
            catches_what_is_broken(|a, b| largest(&(a.clone(), b.clone()), measure))
        };
        assert_eq!(judge(relative), Ok(()));
        let diagnosis = judge(|a, b| (a - b).abs()).unwrap_err();
        assert!(
            diagnosis.text().contains("broken, but passed")
                && diagnosis.text().contains("with twice its gradient"),
            "{diagnosis}"
        );
        let diagnosis = catches_what_is_broken(|a, b| {
            Zip::from(a).and(b).map_collect(|a, b| (a - b).abs() / a.abs().max(b.abs())).sum()
        });
        assert!(diagnosis.unwrap_err().text().contains("right, but failed"));
    }
}
