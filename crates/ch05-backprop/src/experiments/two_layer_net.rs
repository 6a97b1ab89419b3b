//! What flows through the book's network in one forward and one backward pass?
//!
//! On every edge the gradient has the shape of the value. With the book's initial weights the network knows nothing:
//! all ten digits get about the same probability, and the loss is near ln 10 = 2.303.

use crate::digits::{self, SIZES, batch};
use crate::drawing;
use chapter_kit::figure::Graph;
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use ndarray::Array2;
use portable_math::ln;

/// The book's `two_layer_net.py`.
pub const EXPERIMENT: Experiment = Experiment {
    name: "two_layer_net",
    section: "5.7.2",
    question: "What flows through the book's network in one forward and one backward pass?",
    takes: Takes::always("1 s"),
    run,
};

/// The batch size.
const BATCH: usize = 100;
/// The book's learning rate.
const LR: f64 = 0.1;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let train = run.mnist()?.train.first(BATCH).samples::<f64>().one_hot(10);
    let (x, t) = batch(&train, &(0..train.len()).collect::<Vec<_>>())?;
    let mut net = digits::two_layer_net(SIZES, run.streams());
    let before = net.gradient(&x, &t);
    let mut table = Table::new(
        "The gradients of the first batch",
        ["parameter", "shape", "entries", "mean of |gradient|", "share at 0"],
    );
    let mut outcome = Outcome::new();
    outcome.finding("loss.before", before).finding("loss.ln_10", ln(10.0));
    let row = |matrix: &ndarray::Array1<f64>| matrix.clone().insert_axis(ndarray::Axis(0));
    let gradients = [
        ("W1", net.affine1.dw.clone()),
        ("b1", row(&net.affine1.db)),
        ("W2", net.affine2.dw.clone()),
        ("b2", row(&net.affine2.db)),
    ];
    let mut parameters = 0;
    for (name, gradient) in &gradients {
        let (mean, zero) = (mean_size(gradient), share_of_zeros(gradient));
        parameters += gradient.len();
        let key = name.to_lowercase();
        outcome.finding(format!("gradient.{key}"), mean).percent(format!("zeros.{key}"), zero);
        // The biases are shown as rows here, but have a single axis.
        let shape = match gradient.dim() {
            (1, columns) => format!("({columns})"),
            (rows, columns) => format!("({rows}, {columns})"),
        };
        table.row([
            (*name).into(),
            shape.into(),
            Cell::count(gradient.len()),
            mean.into(),
            Cell::percent(zero),
        ]);
    }
    let blocked = share(&net.relu1.mask);
    net.update(LR);
    let after = net.loss(&x, &t);
    outcome
        .count("parameters", parameters)
        .percent("relu1.blocked", blocked)
        .finding("loss.after_one_step", after)
        .table(table)
        .claim(
            Source::ThisPage,
            "one step of gradient descent makes the loss of its own batch smaller",
            say!("it is {before:.4} before and {after:.4} after, on the same {} images", train.len()),
            after < before,
        )
        .note(
            "The entries of dW1 that are exactly 0 belong to pixels that are empty in every image of the batch: \
             dW1 = xᵀ · dout, and their x is 0.",
        )
        .figure(drawing::figure("What flows back has the shape of what flowed forward", graph(train.len()), (900.0, 130.0)));
    Ok(outcome)
}

fn mean_size(gradient: &Array2<f64>) -> f64 {
    gradient.mapv(f64::abs).sum() / gradient.len() as f64
}

fn share_of_zeros(gradient: &Array2<f64>) -> f64 {
    gradient.iter().filter(|&&gradient| gradient == 0.0).count() as f64 / gradient.len() as f64
}

fn share(mask: &Array2<bool>) -> f64 {
    mask.iter().filter(|&&blocked| blocked).count() as f64 / mask.len() as f64
}

fn graph(images: usize) -> Graph {
    let mut graph = Graph::new();
    let of = |columns: usize| say!("({images}, {columns})");
    let x = graph.words((0.0, 1.0), "images");
    let affine1 = graph.block((3.0, 1.0), "Affine1");
    let relu1 = graph.block((6.0, 1.0), "Relu1");
    let affine2 = graph.block((9.0, 1.0), "Affine2");
    let last = graph.block((12.4, 1.0), "SoftmaxWithLoss");
    let (w1, w2) = (graph.words((3.0, 0.0), "W1, b1"), graph.words((9.0, 0.0), "W2, b2"));
    let (t, loss) = (graph.words((12.4, 0.0), "labels"), graph.words((15.2, 1.0), "L"));
    graph
        .edge(x, affine1, of(784), of(784))
        .edge(affine1, relu1, of(50), of(50))
        .edge(relu1, affine2, of(50), of(50))
        .edge(affine2, last, of(10), of(10))
        .edge(last, loss, "a scalar", "1")
        .edge(w1, affine1, "(784, 50), (50)", "dW1, db1")
        .edge(w2, affine2, "(50, 10), (10)", "dW2, db2")
        .edge(t, last, of(10), "");
    graph
}
