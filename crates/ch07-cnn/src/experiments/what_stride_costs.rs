//! What does a larger stride save, and what does it cost?
//!
//! Four networks, each a layer of 12 filters of 5 × 5 and one fully connected layer, are trained with strides 1 to 4. The
//! multiplications of the filters fall roughly as one over the square of the stride. The error rate rises, most of all from stride
//! 1 to 2.

use crate::derive::output_size::output_size;
use crate::learning::{digits, learn_all};
use chapter_kit::figure::{Axis, Bars, Figure, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use core_tensor::{Sequential, Window};

/// Section 7.2.4.
pub const EXPERIMENT: Experiment = Experiment {
    name: "what_stride_costs",
    section: "7.2.4",
    question: "What does a larger stride save, and what does it cost?",
    takes: Takes::new("1 s", "3 s", "60 s"),
    run,
};

/// The strides to compare.
const STRIDES: [usize; 4] = [1, 2, 3, 4];
const FILTERS: usize = 12;
const SIZE: usize = 5;
const PAD: usize = 2;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let (train, test, epochs) = run.scale().pick((800, 500, 4), (8_000, 10_000, 3), (60_000, 10_000, 6));
    let (train, test) = digits(run, train, test)?;
    let nets = STRIDES.map(|stride| {
        let net = Sequential::new([1, 28, 28]).conv(FILTERS, Window::square(SIZE).stride(stride).pad(PAD));
        net.relu().affine(10)
    });
    let lessons: Vec<_> = nets.iter().map(|net| (net, run.streams(), &train)).collect();
    let networks = learn_all(run, "four strides", &lessons, epochs)?;
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "12 filters of 5 × 5 with padding 2, then one fully connected layer",
        ["stride", "result", "multiplications", "parameters", "test accuracy"],
    );
    let (mut products_of, mut wrong) = (Vec::new(), Vec::new());
    for (stride, network) in STRIDES.into_iter().zip(&networks) {
        let out = output_size(28, SIZE, stride, PAD);
        let products = out * out * FILTERS * SIZE * SIZE;
        let accuracy = network.evaluate(&test).accuracy();
        outcome
            .count(format!("stride_{stride}.products"), products)
            .count(format!("stride_{stride}.parameters"), network.count_parameters())
            .percent(format!("stride_{stride}.test_accuracy"), accuracy);
        table.row([
            Cell::count(stride),
            say!("{FILTERS} × {out} × {out}").into(),
            Cell::count(products),
            Cell::count(network.count_parameters()),
            Cell::percent(accuracy),
        ]);
        products_of.push((say!("stride {stride}"), products as f64 / 1000.0));
        wrong.push((say!("stride {stride}"), 100.0 * (1.0 - accuracy)));
    }
    let saved = products_of[0].1 / products_of[1].1;
    outcome
        .claim(
            Source::Book("7.2.4"),
            "a larger stride makes the result smaller",
            say!(
                "stride 2 gives 14 × 14 outputs instead of 28 × 28; stride 1 needs {saved:.1} times as many multiplications"
            ),
            saved > 3.5,
        )
        .table(table)
        .figure(figure(products_of, wrong))
        .note("Multiplications are those of the filters, for one image.");
    Ok(outcome)
}

fn figure(products: Vec<(Words, f64)>, wrong: Vec<(Words, f64)>) -> Figure {
    let highest = |bars: &[(Words, f64)]| 1.15 * bars.iter().map(|bar| bar.1).fold(0.0, f64::max);
    let panel = |title: &'static str, label: &'static str, decimals: usize, bars: Vec<(Words, f64)>| {
        Panel::new(title)
            .y(Axis::new(label).range(0.0, highest(&bars)))
            .bars(Bars::new(bars).decimals(decimals))
    };
    Figure::new("A larger stride saves most of the multiplications, and costs accuracy")
        .columns(2)
        .panel(panel("multiplications", "thousands of multiplications per image", 0, products))
        .panel(panel("errors", "test error rate (%)", 1, wrong))
        .caption(
            "One training each. As the stride grows, the fully connected layer after the filters shrinks, too.",
        )
}
