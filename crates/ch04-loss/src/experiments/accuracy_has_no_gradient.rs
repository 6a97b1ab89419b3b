//! Which of the 500 weights of `W2` would move if we trained on the accuracy instead of the loss?
//!
//! The second figure moves the weights further, up to 1 in either direction. To change the accuracy at all, a weight must
//! move hundreds of times further than 0.0001, and then the difference only says that some prediction has turned on the
//! way, not in which direction the next one would turn.

use crate::derive::accuracy::accuracy;
use crate::derive::numerical_diff::{H, central_difference};
use crate::derive::softmax_cross_entropy::softmax_cross_entropy;
use crate::derive::two_layer_net::TwoLayerNet;
use crate::half_trained::{half_trained, hundred_images};
use chapter_kit::figure::{Axis, Figure, HeatMap, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use ndarray::Array2;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "accuracy_has_no_gradient",
    section: "4.2.5",
    question: "For how many of the 500 weights of W2 is the derivative of the accuracy not 0, and for how many that of the loss?",
    takes: Takes::always("1 s"),
    run,
};

/// Values of h, up to a step of 1 in a weight.
const WIDTHS: [f64; 9] = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0];

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let net = half_trained(run)?;
    let images = hundred_images(run)?;
    let z1 = net.hidden(&images.x);
    // Only W2 moves, so the hidden activations stay the same; a network without W1 is quickly copied.
    let net = TwoLayerNet { w1: Array2::zeros((0, 0)), ..net };
    let accuracy_gradient =
        |h: f64| gradient_of(&net, h, |net| accuracy(&net.scores_of_hidden(&z1), &images.t));
    let loss_gradient =
        |h: f64| gradient_of(&net, h, |net| softmax_cross_entropy(&net.scores_of_hidden(&z1), &images.t));
    let (of_accuracy, of_loss) = (accuracy_gradient(H), loss_gradient(H));
    let mut outcome = Outcome::new();
    outcome
        .count("weights", net.w2.len())
        .count("accuracy.derivatives_exactly_0", zeros(&of_accuracy))
        .count("loss.derivatives_exactly_0", zeros(&of_loss))
        .finding("loss.largest_gradient", of_loss.iter().fold(0.0, |most: f64, derivative| most.max(derivative.abs())))
        .claim(
            Source::Book("4.2.5"), "the derivative of the accuracy is 0 nearly everywhere, so it cannot tell the weights where to move",
            say!(
                "of {} derivatives of the accuracy {} are exactly 0, of the loss {}",
                net.w2.len(),
                zeros(&of_accuracy),
                zeros(&of_loss)
            ),
            zeros(&of_accuracy) > 9 * net.w2.len() / 10 && zeros(&of_loss) == 0,
        );
    let felt = |gradient: &Array2<f64>| 1.0 - zeros(gradient) as f64 / gradient.len() as f64;
    let shares: Vec<[f64; 3]> = WIDTHS
        .iter()
        .step_by(run.scale().pick(4, 1, 1))
        .map(|&h| [h, felt(&accuracy_gradient(h)), felt(&loss_gradient(h))])
        .collect();
    for [h, accuracy, _] in &shares {
        outcome.percent(format!("h_{h}.weights_that_change_the_accuracy"), *accuracy);
    }
    outcome.table(table(&shares));
    outcome.figure(maps(&of_accuracy, &of_loss)).further_figure("widths", widths(&shares));
    Ok(outcome)
}

/// The central difference of `goal` with respect to each weight of `W2`.
fn gradient_of(net: &TwoLayerNet, h: f64, goal: impl Fn(&TwoLayerNet) -> f64) -> Array2<f64> {
    Array2::from_shape_fn(net.w2.dim(), |index| {
        let moved = |w: f64| {
            let mut net = net.clone();
            net.w2[index] = w;
            goal(&net)
        };
        central_difference(moved, net.w2[index], h)
    })
}

fn zeros(gradient: &Array2<f64>) -> usize {
    gradient.iter().filter(|&&derivative| derivative == 0.0).count()
}

fn table(shares: &[[f64; 3]]) -> Table {
    let heads = ["h", "weights that change the accuracy", "weights that change the loss"];
    let mut table = Table::new("How far must a weight move until something changes?", heads);
    for &[h, accuracy, loss] in shares {
        table.row([h.into(), Cell::percent(accuracy), Cell::percent(loss)]);
    }
    table
}

fn maps(accuracy: &Array2<f64>, loss: &Array2<f64>) -> Figure {
    let largest = loss.iter().fold(0.0, |most: f64, derivative| most.max(derivative.abs()));
    let panel = |title: &str, gradient: &Array2<f64>| {
        Panel::new(say!("{title}: {} of {} derivatives are exactly 0", zeros(gradient), gradient.len()))
            .x(Axis::new("hidden unit")
                .named_ticks([0, 10, 20, 30, 40, 49].map(|i| (f64::from(i), Words::name(i)))))
            .y(Axis::new("class"))
            .heat_map(
                HeatMap::diverging(gradient.t().to_owned())
                    .value_range(-largest, largest)
                    .bar_label("derivative"),
            )
    };
    Figure::new("The accuracy gives 500 weights no direction, the loss gives each of them one")
        .caption(
            "The difference between moving a weight of W2 up and down by h = 1e-4, divided by 2h; on 100 images. In the loss, red: \
             the weight should shrink; blue: it should grow.",
        )
        .panel(panel("accuracy", accuracy))
        .panel(panel("loss", loss))
        .columns(1)
        .panel_size(640.0, 160.0)
}

fn widths(shares: &[[f64; 3]]) -> Figure {
    let line = |name: &'static str, which: usize| {
        Series::new(name, shares.iter().map(|share| (share[0], 100.0 * share[which])))
    };
    let panel = Panel::new("")
        .x(Axis::new("h, how far the weight is moved to each side").log10())
        .y(Axis::new("weights with a difference (%)").range(-5.0, 105.0))
        .line(line("loss", 2).marker(Marker::Circle, 1))
        .line(line("accuracy", 1).marker(Marker::Square, 1))
        .legend(Legend::Best);
    Figure::single("The loss responds to every move of a weight, the accuracy only to large ones", panel)
}
