//! How far is one gradient from another, measured so that it says something?

use crate::draw::Draw;
use crate::panic::judged;
use crate::question::Question;
use crate::{Diagnosis, Verdict};
use ndarray::{Array1, Zip, array};

/// The gradient by trying and the one of backward, (n) each.
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

/// 0 where both are equal, so also where both are 0.
fn relative(a: f64, b: f64) -> f64 {
    if a == b { 0.0 } else { (a - b).abs() / a.abs().max(b.abs()) }
}

/// The largest relative error of two gradients (book §5.7.3, made to say something about gradients of any size).
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
                // `f64::max` forgets NaN, so it is carried on by hand.
                errors.try_fold(0.0, |most: f64, error| if error.is_nan() { None } else { Some(most.max(error)) }).unwrap_or(f64::NAN)
            },
        )
        .mistake(
            "not relative",
            "That is the largest difference itself. Where gradients are about 1e-8, a wrong one differs by 1e-8 as well, \
             and seems right. Divide by the larger of |a| and |b|.",
            |input| largest(input, |a, b| (a - b).abs()),
        )
        .mistake(
            "the mean",
            "That is the mean over the entries. One wrong entry among 40,000 vanishes in it: take the largest.",
            |(a, b)| Zip::from(a).and(b).map_collect(|&a, &b| relative(a, b)).mean().unwrap_or(0.0),
        )
        .mistake(
            "the sign decides",
            "Only entries where backward is the smaller one count. Take the absolute value of the difference.",
            |input| largest(input, |a, b| if a == b { 0.0 } else { (a - b) / a.abs().max(b.abs()) }),
        )
        .mistake(
            "divided by one of them",
            "It is divided by the numerical slope. Where that is 0, the error is infinite. Divide by the larger of |a| and \
             |b|; then it is never more than 2.",
            |input| largest(input, |a, b| if a == b { 0.0 } else { (a - b).abs() / a.abs() }),
        )
        .mistake(
            "divided by the sum",
            "It is divided by |a| + |b|, so the error is about half of what is asked. Divide by the larger of |a| and |b|.",
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

/// A layer's backward to be checked: what it is, whether it is right, by trying, and by backward.
struct Suspect {
    name: &'static str,
    is_right: bool,
    numerical: Array1<f64>,
    backward: Array1<f64>,
}

/// Layers of the chapter, right ones and broken ones, at one place.
fn suspects() -> Vec<Suspect> {
    let x = array![-1.5, -0.4, 0.3, 0.8, 2.0];
    let by_trying = |f: fn(f64) -> f64, size: f64| x.mapv(|x| size * (f(x + 1e-4) - f(x - 1e-4)) / 2e-4);
    let relu = |x: f64| x.max(0.0);
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let slope = x.mapv(|x| sigmoid(x) * (1.0 - sigmoid(x)));
    let suspect =
        |name, is_right, numerical: Array1<f64>, backward| Suspect { name, is_right, numerical, backward };
    let mut last_is_off = slope.clone();
    last_is_off[4] *= 1.01;
    vec![
        suspect("a sigmoid", true, by_trying(sigmoid, 1.0), slope.clone()),
        suspect(
            "a sigmoid deep in a network, its slopes are about 1e-9",
            true,
            by_trying(sigmoid, 1e-8),
            &slope * 1e-8,
        ),
        suspect(
            "a ReLU, with slopes that are 0",
            true,
            by_trying(relu, 1.0),
            x.mapv(|x| f64::from(u8::from(x > 0.0))),
        ),
        suspect(
            "a sigmoid with the input in place of the output",
            false,
            by_trying(sigmoid, 1.0),
            x.mapv(|x| x * (1.0 - x)),
        ),
        suspect(
            "a sigmoid deep in a network, twice too steep",
            false,
            by_trying(sigmoid, 1e-8),
            &slope * 2e-8,
        ),
        suspect("a sigmoid with one slope of five off by 1 %", false, by_trying(sigmoid, 1.0), last_is_off),
        suspect("a ReLU that is open everywhere", false, by_trying(relu, 1.0), Array1::ones(5)),
        suspect("a layer that sends back nothing", false, by_trying(sigmoid, 1.0), Array1::zeros(5)),
        suspect("a layer with the sign exchanged", false, by_trying(sigmoid, 1.0), -&slope),
    ]
}

/// Checks right and broken layers with `worst`: below 1e-5 a layer passes.
///
/// # Errors
/// With the layers that were missed, or accused without reason.
pub fn catches_what_is_broken(worst: impl Fn(&Array1<f64>, &Array1<f64>) -> f64) -> Verdict {
    judged("worst", || {
        let mut missed = Vec::new();
        for Suspect { name, is_right, numerical, backward } in suspects() {
            let error = worst(&numerical, &backward);
            match (error < 1e-5, is_right) {
                (true, false) => missed.push(format!("let pass, with an error of {error:.1e}: {name}")),
                (false, true) => {
                    missed.push(format!("accused without reason, with an error of {error:.1e}: {name}"));
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
    fn the_right_measure_judges_all_layers_and_others_do_not() {
        let judge = |measure: fn(f64, f64) -> f64| {
            catches_what_is_broken(|a, b| largest(&(a.clone(), b.clone()), measure))
        };
        assert_eq!(judge(relative), Ok(()));
        let told = judge(|a, b| (a - b).abs()).unwrap_err();
        assert!(told.text().contains("let pass") && told.text().contains("twice too steep"), "{told}");
        let told = catches_what_is_broken(|a, b| {
            Zip::from(a).and(b).map_collect(|a, b| (a - b).abs() / a.abs().max(b.abs())).sum()
        });
        assert!(told.unwrap_err().text().contains("without reason"));
    }
}
