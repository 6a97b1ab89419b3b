//! What happens to the weights of a network while it learns? Watch all six of them.
//!
//! At every step the gradient is computed twice, by differences and by formula, and each weight moves against its slope.
//! The right class's column grows, the others shrink, and the gradient fades as the answer gets better: the network stops
//! by itself when there is nothing left to learn.

use super::gradient_simplenet::{answer, input, matrix, weights_of_the_text};
use crate::derive::simple_net::SimpleNet;
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Table, Takes};
use ndarray::{Array1, Array2};

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "watch_simplenet_learn",
    section: "4.4.2",
    question: "What happens to the six weights of the simple network, and to their slopes, while it learns?",
    takes: Takes::always("1 s"),
    run,
};

const LR: f64 = 0.5;
const STEPS: usize = 50;
/// The steps of which pictures are shown.
const SHOWN: [usize; 5] = [0, 1, 5, 15, 50];

/// One moment of the learning.
struct Look {
    w: Array2<f64>,
    dw: Array2<f64>,
    y: Array1<f64>,
    loss: f64,
    /// The largest difference between the two gradients.
    difference: f64,
}

fn watch() -> Vec<Look> {
    let (x, t) = (input(), answer());
    let mut net = SimpleNet { w: weights_of_the_text() };
    let mut looks = Vec::new();
    for _ in 0..=STEPS {
        let dw = net.numerical_gradient(&x, &t);
        let difference = (&dw - &net.gradient(&x, &t)).iter().fold(0.0, |most: f64, d| most.max(d.abs()));
        let (y, loss) = (net.probabilities(&x), net.loss(&x, &t));
        looks.push(Look { w: net.w.clone(), dw: dw.clone(), y, loss, difference });
        net.w.scaled_add(-LR, &dw);
    }
    looks
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let looks = watch();
    let mut outcome = Outcome::new();
    let heads = ["step", "loss", "probability of class 2", "largest slope", "numeric − formula"];
    let mut table = Table::new("Learning one sample", heads);
    for step in SHOWN {
        let look = &looks[step];
        let steepest = look.dw.iter().fold(0.0, |most: f64, slope| most.max(slope.abs()));
        outcome
            .finding(format!("step_{step}.loss"), look.loss)
            .finding(format!("step_{step}.probability_of_the_right_class"), look.y[2])
            .finding(format!("step_{step}.largest_slope"), steepest);
        table.row([
            Cell::count(step),
            look.loss.into(),
            look.y[2].into(),
            steepest.into(),
            format!("{:.1e}", look.difference).into(),
        ]);
    }
    let worst = looks.iter().map(|look| look.difference).fold(0.0, f64::max);
    let falls = looks.windows(2).filter(|pair| pair[1].loss < pair[0].loss).count();
    outcome
        .finding("largest_difference_of_the_gradients", worst)
        .count("steps", STEPS)
        .count("steps_in_which_the_loss_fell", falls)
        .table(table)
        .figure(matrices(&looks))
        .further_figure("curves", curves(&looks));
    Ok(outcome)
}

fn matrices(looks: &[Look]) -> Figure {
    let figure = Figure::new("Six weights learn that (0.6, 0.9) is class 2")
        .columns(SHOWN.len())
        .column_labels(SHOWN.map(|step| format!("step {step}")))
        .row_labels(["W", "dL/dW"])
        .panel_size(210.0, 125.0)
        .caption(format!("Red above 0, blue below. Each weight moves by −{LR} times the number below it."));
    let figure = SHOWN.iter().fold(figure, |figure, &step| figure.panel(matrix("", &looks[step].w, 5.0)));
    SHOWN.iter().fold(figure, |figure, &step| figure.panel(matrix("", &looks[step].dw, 1.2)))
}

fn curves(looks: &[Look]) -> Figure {
    let steps = || Axis::new("steps").range(0.0, STEPS as f64);
    let over =
        |value: fn(&Look) -> f64| looks.iter().enumerate().map(move |(i, look)| (i as f64, value(look)));
    let answers: [fn(&Look) -> f64; 3] = [|look| look.y[0], |look| look.y[1], |look| look.y[2]];
    let mut panel =
        Panel::new("what the network answers").x(steps()).y(Axis::new("probability").range(0.0, 1.0));
    for (k, answer) in answers.into_iter().enumerate() {
        let name = if k == 2 { "class 2 (right)".to_owned() } else { format!("class {k}") };
        let marker = [Marker::Triangle, Marker::Square, Marker::Circle][k];
        panel = panel.line(Series::new(name, over(answer)).palette(k).marker(marker, 10));
    }
    let loss = Panel::new("the loss").x(steps()).y(Axis::new("loss").range(0.0, 1.0));
    Figure::new("The simple network learns its one sample")
        .panel(panel.legend(Legend::Best))
        .panel(loss.line(Series::new("", over(|look| look.loss)).palette(0)))
        .columns(2)
}
