//! Why does a network need a nonlinear activation function?
//!
//! The figure shows the output along a straight line in the input space. With `h(x) = c x` between the layers the output draws
//! a straight line, too. With a sigmoid or ReLU between the same weights it bends. The table measures that: it compares the
//! output halfway between two inputs with the mean of their two outputs, which on a straight line are equal.
//!
//! The three layers collapse into one, and not even into a full one. Everything has to pass through the layer of two units:
//! the rank of the product `W1 W2 W3` (how many of its rows are linearly independent) is at most the width of the narrowest
//! layer.

use crate::derive::{affine::affine, relu::relu, sigmoid::sigmoid};
use chapter_kit::figure::{Axis, Color, Figure, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::StandardNormal;
use ndarray::{Array1, Array2, Axis as Along};
use rand::distr::Distribution;

/// What the text of 3.2.6 says.
pub const EXPERIMENT: Experiment = Experiment {
    name: "linear_collapse",
    section: "3.2.6",
    question: "Why does a network need a nonlinear activation function?",
    takes: Takes::always("1 s"),
    run,
};

/// The sizes of inputs, two hidden layers and outputs. The second hidden layer is the bottleneck.
const SIZES: [usize; 4] = [5, 4, 2, 5];
/// The number of inputs to compare on.
const INPUTS: usize = 1_000;
/// The book's `c`.
const C: f64 = 0.5;

/// One layer: its weights and its bias.
type Layer = (Array2<f64>, Array1<f64>);
/// An activation function, for a whole batch.
type Activation = fn(&Array2<f64>) -> Array2<f64>;

/// The activation functions to compare, with their names in findings and figures.
const ACTIVATIONS: [(&str, &str, Activation); 3] =
    [("linear", "h(x) = 0.5 x", times_c), ("sigmoid", "sigmoid", sigmoid), ("relu", "ReLU", relu)];

fn times_c(x: &Array2<f64>) -> Array2<f64> {
    x * C
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let layers = random_layers(run);
    let x = normal(INPUTS, SIZES[0], run, "inputs");
    let (w, b) = as_one_layer(&layers);
    let one_layer = affine(&x, &w, &b);
    let mut outcome = Outcome::new();
    outcome.count("one_layer.rank", rank(&w)).count("one_layer.narrowest_width", SIZES[2]);
    let linear = through(&layers, &x, times_c);
    outcome.finding("one_layer.differs_by", largest_difference(&linear, &one_layer));
    for (key, _, h) in ACTIVATIONS {
        outcome.finding(format!("{key}.bends_by"), bend(&layers, &x, h));
    }
    add_claims(&mut outcome);
    let table = table(&outcome);
    outcome.table(table).figure(figure(&layers, run));
    Ok(outcome)
}

fn normal(rows: usize, columns: usize, run: &Run, name: &str) -> Array2<f64> {
    let mut rng = run.rng(name);
    Array2::from_shape_simple_fn((rows, columns), || StandardNormal.sample(&mut rng))
}

fn random_layers(run: &Run) -> Vec<Layer> {
    let layer = |(number, size): (usize, &[usize])| {
        let w = normal(size[0], size[1], run, &format!("W{}", number + 1));
        let b = normal(1, size[1], run, &format!("b{}", number + 1)).remove_axis(Along(0));
        (w, b)
    };
    SIZES.windows(2).enumerate().map(layer).collect()
}

/// The outputs for a batch, with `h` after every layer but the last.
fn through(layers: &[Layer], x: &Array2<f64>, h: Activation) -> Array2<f64> {
    let last = layers.len() - 1;
    let one = |x: Array2<f64>, (number, (w, b)): (usize, &Layer)| {
        let a = affine(&x, w, b);
        if number < last { h(&a) } else { a }
    };
    layers.iter().enumerate().fold(x.clone(), one)
}

/// The single layer that does the same as all `layers` with `h(x) = c x` between them.
fn as_one_layer(layers: &[Layer]) -> Layer {
    let ((w1, first_b), rest) = (&layers[0], &layers[1..]);
    // c (x W + b) V + d  =  x (c W V) + (c b V + d)
    let join = |(w, b): Layer, (v, d): &Layer| (C * w.dot(v), C * b.dot(v) + d);
    rest.iter().fold((w1.clone(), first_b.clone()), join)
}

fn largest_difference(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// The largest distance between the output at the midpoint of two inputs and the midpoint of their outputs: 0 for a
/// linear function. The pairs are each input and the next.
fn bend(layers: &[Layer], x: &Array2<f64>, h: Activation) -> f64 {
    let pairs = |y: &Array2<f64>| {
        let (before, after) = (y.slice(ndarray::s![..-1, ..]), y.slice(ndarray::s![1.., ..]));
        (&before + &after) / 2.0
    };
    let of_middle = through(layers, &pairs(x), h);
    largest_difference(&of_middle, &pairs(&through(layers, x, h)))
}

/// The rank of a matrix, by Gaussian elimination with full pivoting.
pub fn rank(matrix: &Array2<f64>) -> usize {
    let mut rest = matrix.clone();
    let nothing = 1e-12 * rest.iter().fold(0.0, |largest: f64, n| largest.max(n.abs()));
    for found in 0..rest.nrows().min(rest.ncols()) {
        let left = rest.indexed_iter().filter(|((row, _), _)| *row >= found);
        let pivot = left.max_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs())).map(|(index, &n)| (index, n));
        let Some(((row, column), number)) = pivot.filter(|(_, number)| number.abs() > nothing) else {
            return found;
        };
        let (a, b) = (rest.row(found).to_owned(), rest.row(row).to_owned());
        rest.row_mut(row).assign(&a);
        rest.row_mut(found).assign(&b);
        for below in found + 1..rest.nrows() {
            let share = rest[[below, column]] / number;
            rest.row_mut(below).scaled_add(-share, &b);
        }
    }
    rest.nrows().min(rest.ncols())
}

fn add_claims(outcome: &mut Outcome) {
    let get = |name: &str| outcome.get(name).unwrap_or(f64::NAN);
    let (linear, sigmoid) = (get("one_layer.differs_by"), get("sigmoid.bends_by"));
    let (straight, relu, rank) = (get("linear.bends_by"), get("relu.bends_by"), get("one_layer.rank"));
    outcome.claim(
        Source::Book("3.2.6"), "With linear activation functions there is always a network without a hidden layer that does the same",
        say!("on a thousand inputs the three layers and the single one differ by at most {linear:.0e}"),
        linear < 1e-12,
    );
    outcome.claim(
        Source::Book("3.2.6"), "Activation functions must be nonlinear, or more layers are useless",
        say!(
            "halfway between two inputs the output is off the straight line by up to {straight:.0e} with h(x) = {C} x, \
             {sigmoid:.2} with the sigmoid, {relu:.2} with ReLU"
        ),
        straight < 1e-12 && sigmoid > 0.1 && relu > 0.1,
    );
    outcome.claim(
        Source::ThisPage,
        "The rank of the product of the weights is at most the width of the narrowest layer",
        say!("5 inputs, 5 outputs, and a layer of {} units between: rank {rank}", SIZES[2]),
        rank == SIZES[2] as f64,
    );
}

/// How far from linear each network is.
fn table(outcome: &Outcome) -> Table {
    let mut table = Table::new(
        "Three layers, 5-4-2-5: the output halfway between two inputs",
        ["activation function", "off the straight line by at most"],
    );
    for (key, name, _) in ACTIVATIONS {
        let bends = outcome.get(&format!("{key}.bends_by")).unwrap_or(f64::NAN);
        table.row([name.into(), Cell::from(bends)]);
    }
    table
}

/// The first output along a straight line in input space.
fn figure(layers: &[Layer], run: &Run) -> Figure {
    let direction = normal(1, SIZES[0], run, "direction");
    let steps: Vec<f64> = (-120..=120).map(|i| f64::from(i) / 40.0).collect();
    let x = Array2::from_shape_fn((steps.len(), SIZES[0]), |(i, j)| steps[i] * direction[[0, j]]);
    let curve = |h: Activation| -> Vec<(f64, f64)> {
        steps.iter().copied().zip(through(layers, &x, h).column(0).to_vec()).collect()
    };
    let panel = |(_, name, h): (&str, &'static str, Activation)| {
        let points = curve(h);
        let chord = [points[0], points[points.len() - 1]];
        Panel::new(name)
            .x(Axis::new("position on the line").range(-3.0, 3.0))
            .y(Axis::new("first output"))
            .line(Series::new("", points).color(Color::BLUE).width(2.4))
            .line(Series::new("", chord).color(Color::VERMILION).dashed())
    };
    let spans = ACTIVATIONS.map(|(_, _, h)| {
        let ys = || curve(h).into_iter().map(|point| point.1);
        ys().fold(f64::NEG_INFINITY, f64::max) - ys().fold(f64::INFINITY, f64::min)
    });
    let figure = Figure::new(
        "Without a nonlinear activation function, any number of layers draws a straight line",
    )
    .caption(say!(
        "Along a straight line in the input space of a 5-4-2-5 network, with the same random weights each time. Dashed: \
         straight from end to end; on the left both lines are one. Mind the vertical axes: they span {:.2}, {:.2} and {:.1}.",
        spans[0],
        spans[1],
        spans[2]
    ));
    ACTIVATIONS.into_iter().map(panel).fold(figure.columns(3), Figure::panel)
}
