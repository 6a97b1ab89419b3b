//! What happens to the weights of a network while it learns? Watch all six of them.
//!
//! The column of the right class grows, the other two shrink. As the prediction improves, the gradient fades, and with it
//! the steps: training slows down by itself when there is little left to learn. The gradient is computed twice at every
//! step, numerically and by formula; the last column of the table is the largest difference between the two.

use super::gradient_simplenet::{input, matrix, target, weights_of_the_text};
use crate::derive::simple_net::SimpleNet;
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes, say};
use ndarray::{Array1, Array2};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "watch_simplenet_learn",
    section: "4.4.2",
    question: "What happens to the six weights of the simple network, and to their gradient, while it learns?",
    takes: Takes::always("1 s"),
    run,
};

const LR: f64 = 0.5;
const STEPS: usize = 50;
/// The steps that the figure shows.
const SHOWN: [usize; 5] = [0, 1, 5, 15, 50];

/// The network at one step.
struct Moment {
    w: Array2<f64>,
    dw: Array2<f64>,
    y: Array1<f64>,
    loss: f64,
    /// The largest difference between the two gradients.
    difference: f64,
}

fn watch() -> Vec<Moment> {
    let (x, t) = (input(), target());
    let mut net = SimpleNet { w: weights_of_the_text() };
    let mut moments = Vec::new();
    for _ in 0..=STEPS {
        let dw = net.numerical_gradient(&x, &t);
        let difference = (&dw - &net.gradient(&x, &t)).iter().fold(0.0, |most: f64, d| most.max(d.abs()));
        let (y, loss) = (net.probabilities(&x), net.loss(&x, &t));
        moments.push(Moment { w: net.w.clone(), dw: dw.clone(), y, loss, difference });
        net.w.scaled_add(-LR, &dw);
    }
    moments
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let moments = watch();
    let mut outcome = Outcome::new();
    let heads = ["step", "loss", "probability of class 2", "largest derivative", "gradients differ by"];
    let mut table = Table::new("Learning one sample", heads);
    for step in SHOWN {
        let moment = &moments[step];
        let steepest = moment.dw.iter().fold(0.0, |most: f64, derivative| most.max(derivative.abs()));
        outcome
            .finding(format!("step_{step}.loss"), moment.loss)
            .finding(format!("step_{step}.probability_of_the_right_class"), moment.y[2])
            .finding(format!("step_{step}.largest_gradient"), steepest);
        table.row([
            Cell::count(step),
            moment.loss.into(),
            moment.y[2].into(),
            steepest.into(),
            say!("{:.1e}", moment.difference).into(),
        ]);
    }
    let worst = moments.iter().map(|moment| moment.difference).fold(0.0, f64::max);
    let falls = moments.windows(2).filter(|pair| pair[1].loss < pair[0].loss).count();
    outcome
        .finding("largest_difference_of_the_gradients", worst)
        .count("steps", STEPS)
        .count("steps_in_which_the_loss_fell", falls)
        .table(table)
        .figure(matrices(&moments))
        .further_figure("curves", curves(&moments));
    Ok(outcome)
}

fn matrices(moments: &[Moment]) -> Figure {
    let figure = Figure::new("The weights of the right class grow, and the gradient fades")
        .columns(SHOWN.len())
        .column_labels(SHOWN.map(|step| say!("step {step}")))
        .row_labels(["W", "dL/dW"])
        .shared_axes()
        .panel_size(210.0, 125.0)
        .caption(say!(
            "Red: above 0, blue: below. In each step a weight moves by −{LR} times its derivative, which stands below it."
        ));
    let figure = SHOWN.iter().fold(figure, |figure, &step| figure.panel(matrix("", &moments[step].w, 5.0)));
    SHOWN.iter().fold(figure, |figure, &step| figure.panel(matrix("", &moments[step].dw, 1.2)))
}

fn curves(moments: &[Moment]) -> Figure {
    let steps = || Axis::new("steps").range(0.0, STEPS as f64);
    let over = |value: fn(&Moment) -> f64| {
        moments.iter().enumerate().map(move |(i, moment)| (i as f64, value(moment)))
    };
    let probabilities: [fn(&Moment) -> f64; 3] =
        [|moment| moment.y[0], |moment| moment.y[1], |moment| moment.y[2]];
    let mut panel =
        Panel::new("the network's prediction").x(steps()).y(Axis::new("probability").range(0.0, 1.0));
    for (k, probability) in probabilities.into_iter().enumerate() {
        let name = if k == 2 { "class 2 (right)".into() } else { say!("class {k}") };
        let marker = [Marker::Triangle, Marker::Square, Marker::Circle][k];
        panel = panel.line(Series::new(name, over(probability)).palette(k).marker(marker, 10));
    }
    let loss = Panel::new("the loss").x(steps()).y(Axis::new("loss").range(0.0, 1.0));
    Figure::new("The right class gains, and the loss falls")
        .panel(panel.legend(Legend::Best))
        .panel(loss.line(Series::new("", over(|moment| moment.loss)).palette(0)))
        .columns(2)
}
