//! Slopes by trying: of one number, of a vector, of a matrix.

use crate::draw::Draw;
use crate::prediction::Choice;
use crate::question::Question;
use ndarray::{Array1, Array2, array};

/// The book's step.
const H: f64 = 1e-4;

/// `a` and `b` of the function `a x³ + b sin x`, the place `x`, and the step `h`.
pub type Place = (f64, f64, f64, f64);

fn place(draw: &mut Draw) -> Place {
    (draw.normal(), draw.normal(), draw.between(-2.0, 2.0), 10.0_f64.powf(draw.between(-4.0, -2.0)))
}

/// The function whose slope is asked: `a x³ + b sin x`.
pub fn curve(&(a, b, ..): &Place) -> impl Fn(f64) -> f64 {
    move |x| a * x * x * x + b * x.sin()
}

/// A slope by trying (book §4.3.1).
pub fn numerical_diff() -> Question<Place, f64> {
    Question::new("numerical_diff", place, |input| {
        let (f, &(.., x, h)) = (curve(input), input);
        (f(x + h) - f(x - h)) / (2.0 * h)
    })
    .inputs(["a (f is a x³ + b sin x)", "b", "x", "h"])
    .parts(["the slope"])
    .example(|| (1.0, 0.0, 2.0, 0.01))
    .tolerance(1e-7)
    .mistake(
        "forward difference",
        "That is the slope from x to x + h: it lies to one side of x, and its error falls only with h. Take x + h and x − h: \
         the errors of both sides cancel.",
        |input| {
            let (f, &(.., x, h)) = (curve(input), input);
            (f(x + h) - f(x)) / h
        },
    )
    .mistake(
        "backward difference",
        "That is the slope from x − h to x: it lies to one side of x. Take x + h and x − h: the errors of both sides cancel.",
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
        "It was divided by 2 and then multiplied by h: `/ 2.0 * h` goes from left to right. The whole way, (2.0 * h), needs \
         its brackets.",
        |input| {
            let (f, &(.., x, h)) = (curve(input), input);
            (f(x + h) - f(x - h)) / 2.0 * h
        },
    )
    .mistake(
        "h added to the height",
        "h was added to the height f(x), not to the place: f(x) + h. That gives 1 for any function.",
        |_| 1.0,
    )
    .mistake(
        "not divided",
        "That is the difference of the heights. A slope is the rise divided by the way.",
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

/// With which step does the central difference come nearest to the slope of sin at 1 (book §4.3.1)?
pub fn step_size() -> Choice {
    Choice::new("With which h does the central difference come nearest to the slope of sin at 1?", || {
        let error = |h: f64| (((1.0 + h).sin() - (1.0 - h).sin()) / (2.0 * h) - 1.0_f64.cos()).abs();
        let steps = [('a', 1e-1), ('b', 1e-5), ('c', 1e-10), ('d', 1e-15)];
        steps.into_iter().min_by(|a, b| error(a.1).total_cmp(&error(b.1))).map_or('?', |(letter, _)| letter)
    })
    .option(
        'a',
        "A tenth is a long way: the curve bends on it, and the line between its ends has another slope. Off by about h²/6, \
         here 1e-3.",
    )
    .option(
        'b',
        "Small enough that the curve hardly bends: off by about h²/6, 1e-11. Large enough that both heights differ in many \
         digits: rounding is off by about 1e-16 / h, 1e-11 as well. Where both errors are alike, their sum is smallest.",
    )
    .option(
        'c',
        "On paper a smaller h is nearer to the truth. But the two heights agree in the first 10 of their 16 digits. Only 6 are \
         left of their difference.",
    )
    .option(
        'd',
        "On paper it would be. In the computer both heights agree in all but the last digit of 16: what is left of their difference is \
         rounding, divided by a tiny number.",
    )
}

/// The place `x`, and the factors `c` of a function of it, (n) each.
pub type Point = (Array1<f64>, Array1<f64>);
/// The gradient, and `x` as it is afterwards, (n) each.
pub type Left = (Array1<f64>, Array1<f64>);

fn point(draw: &mut Draw) -> Point {
    let n = draw.size(2..=5);
    (draw.vector(n), draw.vector(n))
}

/// The function whose gradient is asked: `Σ c x² + Σ x · (its neighbour)`.
pub fn land(c: &Array1<f64>) -> impl Fn(&Array1<f64>) -> f64 + '_ {
    move |x| {
        let squares: f64 = x.iter().zip(c).map(|(x, c)| c * x * x).sum();
        let pairs: f64 = x.iter().zip(x.iter().skip(1)).map(|(a, b)| a * b).sum();
        squares + pairs
    }
}

/// The gradient as one finds it who leaves each entry at its place plus `left · h`.
fn left_behind((x, c): &Point, left: f64) -> Left {
    let (mut x, f) = (x.clone(), land(c));
    let mut slopes = Array1::zeros(x.len());
    for i in 0..x.len() {
        let value = x[i];
        x[i] = value + H;
        let above = f(&x);
        x[i] = value - H;
        let below = f(&x);
        x[i] = value + left * H;
        slopes[i] = (above - below) / (2.0 * H);
    }
    (slopes, x)
}

/// The gradient of a function of many numbers (book §4.4).
pub fn numerical_gradient() -> Question<Point, Left> {
    Question::new("numerical_gradient", point, |input| left_behind(input, 0.0))
        .inputs(["x", "c (f is Σ c x² + Σ x · its neighbour)"])
        .parts(["the gradient", "x afterwards"])
        .example(|| (array![3.0, 4.0], array![1.0, 1.0]))
        .tolerance(1e-7)
        .mistake(
            "x is moved for good",
            "Each entry of x is left a little below its place. Every slope behind it is then taken somewhere else, and the \
             caller gets other weights than were handed in.",
            |input| left_behind(input, -1.0),
        )
        .mistake(
            "x is left above",
            "Each entry of x is left a little above its place. It has to be again what it was before it was moved.",
            |input| left_behind(input, 1.0),
        )
        .mistake(
            "all moved at once",
            "All entries were moved together, so each place shows the sum of all slopes. Move one entry at a time.",
            |(x, c)| {
                let f = land(c);
                let slope = (f(&(x + H)) - f(&(x - H))) / (2.0 * H);
                (Array1::from_elem(x.len(), slope), x.clone())
            },
        )
        .also_right("by formula", |(x, c)| {
            let neighbours = |i: usize| x.get(i.wrapping_sub(1)).unwrap_or(&0.0) + x.get(i + 1).unwrap_or(&0.0);
            ((0..x.len()).map(|i| 2.0 * c[i] * x[i] + neighbours(i)).collect(), x.clone())
        })
}

/// The weights `w` (in, out), an input `x` (in), and what was wanted, `t` (out).
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

/// The slopes by trying, if each entry moves those that `moves` says, and is left at its place plus `left · h`.
fn tried(
    (w, x, t): &Net,
    left: f64,
    moves: fn(at: (usize, usize), other: (usize, usize)) -> bool,
) -> Array2<f64> {
    let mut w = w.clone();
    let mut slopes = Array2::zeros(w.dim());
    for at in ndarray::indices(w.dim()) {
        let moved = |by: f64| {
            Array2::from_shape_fn(w.dim(), |other| w[other] + if moves(at, other) { by } else { 0.0 })
        };
        slopes[at] = (loss(&moved(H), x, t) - loss(&moved(-H), x, t)) / (2.0 * H);
        w[at] += left * H;
    }
    slopes
}

/// The gradient of a network's loss by each of its weights (book §4.4.2).
pub fn weight_gradient() -> Question<Net, Array2<f64>> {
    Question::new("weight_gradient", net, |input| tried(input, 0.0, |at, other| at == other))
        .inputs(["w", "x", "t"])
        .parts(["dw"])
        .example(|| (array![[0.5, -0.3, 0.2], [0.1, 0.4, -0.6]], array![0.6, 0.9], array![0.0, 0.0, 1.0]))
        .tolerance(1e-6)
        .mistake(
            "a whole row at once",
            "A whole row of w was moved together, so all its entries show the same slope. Every single entry is moved alone: \
             two loops, one for the rows and one for the columns.",
            |input| tried(input, 0.0, |at, other| at.0 == other.0),
        )
        .mistake(
            "all at once",
            "All weights were moved together, so every entry shows the same slope. Move one entry at a time.",
            |input| tried(input, 0.0, |_, _| true),
        )
        .mistake(
            "not put back",
            "The first slopes are right, those behind them are a little off: an entry was not put back to its place before \
             the next one moved.",
            |input| tried(input, -1.0, |at, other| at == other),
        )
        .mistake(
            "forward difference",
            "Each slope is a little off, to the same side: only w + h was looked at. Take w + h and w − h, and divide by 2h.",
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
