//! How do the two losses of the text score a right and a wrong prediction, and what does the book's 1e-7 do?
//!
//! The network is shown a 2. One prediction gives the 2 a probability of 0.6, another gives that to the 7. Both
//! losses are smaller for the first one. The last figure moves the score of a wrong class further and further ahead: the loss
//! from the scores keeps growing, the book's levels off where the probability of the right class is about 1e-7.

use crate::derive::cross_entropy_error::{
    DELTA, cross_entropy_error, cross_entropy_error_of_batch, cross_entropy_error_of_labels,
};
use crate::derive::softmax_cross_entropy::{softmax_cross_entropy, softmax_cross_entropy_of_labels};
use crate::derive::sum_squared_error::{sum_squared_error, sum_squared_error_of_batch};
use chapter_kit::figure::{Axis, Bars, Color, Corner, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use core_tensor::functions::softmax::softmax;
use core_tensor::tensor::targets::one_hot;
use ndarray::{Array1, Array2, Axis as Direction, array, stack};
use portable_math::ln;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "losses_of_the_text",
    section: "4.2",
    question: "How do the two losses of the text score a right and a wrong prediction?",
    takes: Takes::always("1 s"),
    run,
};

/// The digit in the image.
const RIGHT: usize = 2;
const CLASSES: usize = 10;
/// The network's outputs when it believes in the 2, and when it believes in the 7.
const BELIEVES_2: [f64; CLASSES] = [0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0];
const BELIEVES_7: [f64; CLASSES] = [0.1, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.6, 0.0, 0.0];
/// The 2 as likely as before, and all the rest on the 7.
const REST_ON_7: [f64; CLASSES] = [0.0, 0.0, 0.6, 0.0, 0.0, 0.0, 0.0, 0.4, 0.0, 0.0];

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let (y1, y2) = (Array1::from(BELIEVES_2.to_vec()), Array1::from(BELIEVES_7.to_vec()));
    let t = one_hot::<f64>(&[RIGHT], CLASSES).row(0).to_owned();
    let mut outcome = Outcome::new();
    outcome
        .finding("right.sum_squared_error", sum_squared_error(&y1, &t))
        .finding("right.cross_entropy_error", cross_entropy_error(&y1, &t))
        .finding("right.without_delta", -ln(y1[RIGHT]))
        .finding("wrong.sum_squared_error", sum_squared_error(&y2, &t))
        .finding("wrong.cross_entropy_error", cross_entropy_error(&y2, &t))
        .finding("wrong.without_delta", -ln(y2[RIGHT]));
    let rest = Array1::from(REST_ON_7.to_vec());
    outcome
        .finding("rest_on_7.sum_squared_error", sum_squared_error(&rest, &t))
        .finding("rest_on_7.cross_entropy_error", cross_entropy_error(&rest, &t))
        .finding("rest_on_7.without_delta", -ln(rest[RIGHT]));
    let y = stack(Direction(0), &[y1.view(), y2.view()])?;
    add_batch(&mut outcome, &y);
    let (table, figure) = (predictions(&outcome), two_predictions(&outcome));
    outcome.table(table);
    add_certainty(&mut outcome);
    outcome
        .figure(figure)
        .further_figure("right_class", right_class())
        .further_figure("confidently_wrong", confidently_wrong());
    outcome.note(
        "The sum of squared errors of a batch is a sum, the cross-entropy a mean: the book does both, and so does this \
         chapter. With a sum the gradient, and so the step, grows with the batch.",
    );
    Ok(outcome)
}

/// Both losses of the three predictions.
fn predictions(outcome: &Outcome) -> Table {
    let found = |name: String| Cell::from(outcome.get(&name).unwrap_or(f64::NAN));
    let mut table =
        Table::new("An image of a 2", ["the network says", "½ Σ (y − t)²", "cross-entropy", "−ln y₂"]);
    for (words, key) in [
        ("2 with 0.6, the rest on five classes", "right"),
        ("2 with 0.6, the rest on the 7", "rest_on_7"),
        ("7 with 0.6, 2 with 0.1", "wrong"),
    ] {
        let losses = ["sum_squared_error", "cross_entropy_error", "without_delta"];
        let cells = losses.map(|loss| found(format!("{key}.{loss}")));
        table.row([words.into()].into_iter().chain(cells));
    }
    table
}

/// The two predictions as one batch, with labels and with one-hot rows.
fn add_batch(outcome: &mut Outcome, y: &Array2<f64>) {
    let t = one_hot::<f64>(&[RIGHT, RIGHT], CLASSES);
    outcome
        .finding("batch.sum_squared_error", sum_squared_error_of_batch(y, &t))
        .finding("batch.cross_entropy_error_one_hot", cross_entropy_error_of_batch(y, &t))
        .finding("batch.cross_entropy_error_labels", cross_entropy_error_of_labels(y, &[RIGHT, RIGHT]));
}

/// Two classes; the wrong one is ahead by `gap`. The loss with the book's 1e-7 and without.
fn losses_at(gap: f64) -> (f64, f64) {
    let scores = array![[0.0, gap]];
    let (y, t) = (softmax(scores.view()), array![[1.0, 0.0]]);
    (cross_entropy_error_of_batch(&y, &t), softmax_cross_entropy(&scores, &t))
}

fn add_certainty(outcome: &mut Outcome) {
    let gaps = [1.0, 10.0, 20.0, 100.0, 1000.0];
    let heads = ["ahead by", "y of the right class", "with 1e-7 (book)", "from the scores"];
    let mut table = Table::new("Cross-entropy when the score of the wrong class is ahead", heads);
    for gap in gaps {
        let y = softmax(array![[0.0, gap]].view())[[0, 0]];
        let (book, exact) = losses_at(gap);
        table.row([gap.into(), y.into(), book.into(), exact.into()]);
    }
    outcome.table(table);
    let (book, exact) = losses_at(1000.0);
    let labels = softmax_cross_entropy_of_labels(&array![[0.0, 1000.0]], &[0]);
    outcome
        .finding("gap_1000.book", book)
        .finding("gap_1000.from_scores", exact)
        .finding("gap_1000.from_scores_labels", labels)
        .claim(
            Source::ThisPage,
            "the 1e-7 that keeps the logarithm from −∞ also puts a ceiling on the loss",
            say!(
                "with the wrong class 1,000 ahead the loss is {book:.2} instead of {exact:.0}; it never gets above {:.2}, and up \
                 there its gradient is 0. At a probability of 0.6 the 1e-7 takes only {:.1e} off",
                -ln(DELTA),
                -ln(0.6) + ln(0.6 + DELTA),
            ),
            book < exact,
        );
}

fn two_predictions(outcome: &Outcome) -> Figure {
    let found = |name: &str| outcome.get(name).unwrap_or(f64::NAN);
    let bars = |y: [f64; CLASSES], key: &str| {
        let title = say!(
            "squared error {:.4}, cross-entropy {:.4}",
            found(&format!("{key}.sum_squared_error")),
            found(&format!("{key}.cross_entropy_error"))
        );
        let named = y.iter().enumerate().map(|(digit, &y)| (Words::name(digit), y));
        Panel::new(title)
            .x(Axis::new("class"))
            .y(Axis::new("probability y").range(0.0, 0.75))
            .bars(Bars::new(named))
    };
    Figure::new("Two predictions for the image of a 2: the right one has the smaller losses")
        .panel(bars(BELIEVES_2, "right"))
        .panel(bars(BELIEVES_7, "wrong"))
        .columns(2)
        .panel_size(370.0, 220.0)
}

/// Both losses as functions of the probability of the right class.
fn right_class() -> Figure {
    let curve = (1..=200).map(|i| f64::from(i) / 200.0);
    let point = |y: f64, name: &'static str| Series::new(name, [(y, -ln(y))]).marker(Marker::Circle, 1);
    let panel = Panel::new("")
        .x(Axis::new("probability y of the right class").range(0.0, 1.0))
        .y(Axis::new("loss").range(0.0, 5.0))
        .line(Series::new("−ln y", curve.clone().map(|y| (y, -ln(y)))))
        .line(Series::new("½ (1 − y)²", curve.map(|y| (y, 0.5 * (1.0 - y) * (1.0 - y)))).dashed())
        .line(point(BELIEVES_2[RIGHT], "believes in the 2").color(Color::GREEN))
        .line(point(BELIEVES_7[RIGHT], "believes in the 7").color(Color::ORANGE))
        .legend(Legend::In(Corner::TopRight));
    Figure::single("Cross-entropy is far stricter than half the squared error when y is near 0", panel)
        .caption("Dashed: the squared error's part that comes from the right class.")
        .panel_size(400.0, 260.0)
}

fn confidently_wrong() -> Figure {
    let gaps = (0..=160).map(|i| 0.25 * f64::from(i));
    let panel = Panel::new("")
        .x(Axis::new("how far the score of the wrong class is ahead").range(0.0, 40.0))
        .y(Axis::new("cross-entropy").range(0.0, 42.0))
        .line(Series::new("from the scores (log-softmax)", gaps.clone().map(|gap| (gap, losses_at(gap).1))))
        .line(Series::new("ln(y + 1e-7), the book's code", gaps.map(|gap| (gap, losses_at(gap).0))).dashed())
        .hline(-ln(DELTA))
        .legend(Legend::In(Corner::TopLeft));
    Figure::single("With 1e-7 the loss goes flat where the network is most wrong", panel)
        .caption(say!("The grey dashed line is at −ln 1e-7 = {:.2}.", -ln(DELTA)))
}
