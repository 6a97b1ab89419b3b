//! Numerical differentiation: with respect to one variable, a vector, a matrix.

use crate::draw::Draw;
use crate::prediction::Choice;
use crate::question::Question;
use ndarray::{Array1, Array2, array};

/// The book's step.
const H: f64 = 1e-4;

/// `a` and `b` of the function `a x³ + b sin x`, the point `x`, and the step `h`.
pub type CurvePoint = (f64, f64, f64, f64);

fn curve_point(draw: &mut Draw) -> CurvePoint {
    (draw.normal(), draw.normal(), draw.between(-2.0, 2.0), 10.0_f64.powf(draw.between(-4.0, -2.0)))
}

/// The function to differentiate: `a x³ + b sin x`.
pub fn curve(&(a, b, ..): &CurvePoint) -> impl Fn(f64) -> f64 {
    move |x| a * x * x * x + b * x.sin()
}

/// A numerical derivative (book §4.3.1).
pub fn numerical_diff() -> Question<CurvePoint, f64> {
    Question::new("numerical_diff", curve_point, |input| {
        let (f, &(.., x, h)) = (curve(input), input);
        (f(x + h) - f(x - h)) / (2.0 * h)
    })
    .inputs(["a (f is a x³ + b sin x)", "b", "x", "h"])
    .parts(["the derivative"])
    .example(|| (1.0, 0.0, 2.0, 0.01))
    .tolerance(1e-7)
    .mistake(
        "forward difference",
        "That is the slope from x to x + h: it is one-sided, and its error only falls with h. Use x + h and x − h: \
         the errors of the two sides cancel.",
        |input| {
            let (f, &(.., x, h)) = (curve(input), input);
            (f(x + h) - f(x)) / h
        },
    )
    .mistake(
        "backward difference",
        "That is the slope from x − h to x: it is one-sided. Use x + h and x − h: the errors of the two sides cancel.",
        |input| {
            let (f, &(.., x, h)) = (curve(input), input);
            (f(x) - f(x - h)) / h
        },
    )
    .mistake(
        "divided by h",
        "It is twice the slope. How far is it from x − h to x + h?",
        |input| {
            let (f, &(.., x, h)) = (curve(input), input);
            (f(x + h) - f(x - h)) / h
        },
    )
    .mistake(
        "brackets",
        "You divided by 2 and then multiplied by h: `/ 2.0 * h` is evaluated from left to right. The distance, (2.0 * \
         h), needs its brackets.",
        |input| {
            let (f, &(.., x, h)) = (curve(input), input);
            (f(x + h) - f(x - h)) / 2.0 * h
        },
    )
    .mistake(
        "h added to f(x)",
        "You added h to f(x), not to x: f(x) + h. That gives 1 for any function.",
        |_| 1.0,
    )
    .mistake(
        "not divided",
        "That is the difference of the two values of f. A slope is the rise divided by the run.",
        |input| {
            let (f, &(.., x, h)) = (curve(input), input);
            f(x + h) - f(x - h)
        },
    )
    .also_right("the mean of both sides", |input| {
        let (f, &(.., x, h)) = (curve(input), input);
        ((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h) / 2.0
    })
}

/// With which step is the central difference closest to the derivative of sin at 1 (book §4.3.1)?
pub fn step_size() -> Choice {
    Choice::new("With which h is the central difference closest to the derivative of sin at 1?", || {
        let error = |h: f64| (((1.0 + h).sin() - (1.0 - h).sin()) / (2.0 * h) - 1.0_f64.cos()).abs();
        let steps = [('a', 1e-1), ('b', 1e-5), ('c', 1e-10), ('d', 1e-15)];
        steps.into_iter().min_by(|a, b| error(a.1).total_cmp(&error(b.1))).map_or('?', |(letter, _)| letter)
    })
    .option(
        'a',
        "A tenth is a large step: the curve bends within it, and the line between its ends has a different slope. It \
         is off by about h²/6, here 1e-3.",
    )
    .option(
        'b',
        "Small enough that the curve hardly bends: the truncation error is about h²/6, 1e-11. Large enough that the \
         two values of f differ in many digits: the rounding error is about 1e-16 / h, also 1e-11. The sum of the two \
         is smallest where they are about equal.",
    )
    .option(
        'c',
        "On paper a smaller h is more accurate. But the two values of f agree in the first 10 of their 16 digits. \
         Their difference has only 6 left.",
    )
    .option(
        'd',
        "On paper it would be. In floating point the two values of f agree in all but the last of their 16 digits: \
         their difference is rounding error, divided by a tiny number.",
    )
}

/// The point `x`, and the coefficients `c` of a function of it, (n) each.
pub type Point = (Array1<f64>, Array1<f64>);
/// The gradient, and `x` as it is afterwards, (n) each.
pub type Left = (Array1<f64>, Array1<f64>);

fn point(draw: &mut Draw) -> Point {
    let n = draw.size(2..=5);
    (draw.vector(n), draw.vector(n))
}

/// The function to differentiate: `Σ c x² + Σ x · (its neighbour)`.
pub fn land(c: &Array1<f64>) -> impl Fn(&Array1<f64>) -> f64 + '_ {
    move |x| {
        let squares: f64 = x.iter().zip(c).map(|(x, c)| c * x * x).sum();
        let pairs: f64 = x.iter().zip(x.iter().skip(1)).map(|(a, b)| a * b).sum();
        squares + pairs
    }
}

/// The numerical gradient if each entry is left at its value plus `left · h`.
fn central_differences((x, c): &Point, left: f64) -> Left {
    let (mut x, f) = (x.clone(), land(c));
    let mut gradient = Array1::zeros(x.len());
    for i in 0..x.len() {
        let value = x[i];
        x[i] = value + H;
        let above = f(&x);
        x[i] = value - H;
        let below = f(&x);
        x[i] = value + left * H;
        gradient[i] = (above - below) / (2.0 * H);
    }
    (gradient, x)
}

/// The gradient of a function of several variables (book §4.4).
pub fn numerical_gradient() -> Question<Point, Left> {
    Question::new("numerical_gradient", point, |input| central_differences(input, 0.0))
        .inputs(["x", "c (f is Σ c x² + Σ x · its neighbour)"])
        .parts(["the gradient", "x afterwards"])
        .example(|| (array![3.0, 4.0], array![1.0, 1.0]))
        .tolerance(1e-7)
        .mistake(
            "x is moved for good",
            "Each entry of x is left a little below its value. Every later derivative is then taken at a different \
             point, and the caller's weights are changed.",
            |input| central_differences(input, -1.0),
        )
        .mistake(
            "x is left above",
            "Each entry of x is left a little above its value. Restore it exactly to what it was before.",
            |input| central_differences(input, 1.0),
        )
        .mistake(
            "all moved at once",
            "All entries were moved together, so each entry of the gradient is the sum of all derivatives. Move one \
             entry at a time.",
            |(x, c)| {
                let f = land(c);
                let gradient = (f(&(x + H)) - f(&(x - H))) / (2.0 * H);
                (Array1::from_elem(x.len(), gradient), x.clone())
            },
        )
        .also_right("by formula", |(x, c)| {
            let neighbours = |i: usize| x.get(i.wrapping_sub(1)).unwrap_or(&0.0) + x.get(i + 1).unwrap_or(&0.0);
            ((0..x.len()).map(|i| 2.0 * c[i] * x[i] + neighbours(i)).collect(), x.clone())
        })
}

/// The weights `w` (in, out), an input `x` (in), and the target `t` (out).
pub type Net = (Array2<f64>, Array1<f64>, Array1<f64>);

fn net(draw: &mut Draw) -> Net {
    let (inputs, outputs) = (draw.size(2..=4), draw.size(3..=5));
    (draw.matrix(inputs, outputs), draw.vector(inputs), draw.one_hot(1, outputs).row(0).to_owned())
}

/// The loss of the smallest network: half the squared error of `x · w`.
pub fn loss(w: &Array2<f64>, x: &Array1<f64>, t: &Array1<f64>) -> f64 {
    let d = x.dot(w) - t;
    0.5 * d.dot(&d)
}

/// The numerical gradient if moving an entry also moves those given by `moves`, and each is left at its value plus
/// `left · h`.
fn numerical(
    (w, x, t): &Net,
    left: f64,
    moves: fn(at: (usize, usize), other: (usize, usize)) -> bool,
) -> Array2<f64> {
    let mut w = w.clone();
    let mut gradient = Array2::zeros(w.dim());
    for at in ndarray::indices(w.dim()) {
        let moved = |by: f64| {
            Array2::from_shape_fn(w.dim(), |other| w[other] + if moves(at, other) { by } else { 0.0 })
        };
        gradient[at] = (loss(&moved(H), x, t) - loss(&moved(-H), x, t)) / (2.0 * H);
        w[at] += left * H;
    }
    gradient
}

/// The gradient of a network's loss with respect to its weights (book §4.4.2).
pub fn weight_gradient() -> Question<Net, Array2<f64>> {
    Question::new("weight_gradient", net, |input| numerical(input, 0.0, |at, other| at == other))
        .inputs(["w", "x", "t"])
        .parts(["dw"])
        .example(|| (array![[0.5, -0.3, 0.2], [0.1, 0.4, -0.6]], array![0.6, 0.9], array![0.0, 0.0, 1.0]))
        .tolerance(1e-6)
        .mistake(
            "a whole row at once",
            "A whole row of w was moved together, so all its entries have the same derivative. Move every entry on \
             its own: two loops, one over the rows and one over the columns.",
            |input| numerical(input, 0.0, |at, other| at.0 == other.0),
        )
        .mistake(
            "all at once",
            "All weights were moved together, so every entry has the same derivative. Move one entry at a time.",
            |input| numerical(input, 0.0, |_, _| true),
        )
        .mistake(
            "not restored",
            "The first derivative is right, the later ones are a little off: an entry wasn't restored before the next \
             one moved.",
            |input| numerical(input, -1.0, |at, other| at == other),
        )
        .mistake(
            "forward difference",
            "Each derivative is a little off, in the same direction: you only used w + h. Use w + h and w − h, and \
             divide by 2h.",
            |(w, x, t)| {
                let mut moved = w.clone();
                Array2::from_shape_fn(w.dim(), |at| {
                    moved[at] = w[at] + H;
                    let above = loss(&moved, x, t);
                    moved[at] = w[at];
                    (above - loss(w, x, t)) / H
                })
            },
        )
        .also_right("by formula", |(w, x, t)| {
            let d = x.dot(w) - t;
            Array2::from_shape_fn(w.dim(), |(i, k)| x[i] * d[k])
        })
}
