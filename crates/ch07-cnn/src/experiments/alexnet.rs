//! Where does the network that started deep learning have its parameters, and where its computation?
//!
//! AlexNet (2012) has LeNet's structure on a larger scale: five convolution layers, three of them followed by max pooling,
//! and three fully connected layers, with ReLU and dropout. The table follows one photograph through it. The last pooling
//! leaves 256 feature maps of 6 × 6, and connecting those to 4,096 units alone takes more than half of all parameters.

use crate::derive::output_size::{output_size, receptive_field};
use chapter_kit::figure::{Axis, Bars, Figure, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};

/// Section 7.7.2.
pub const EXPERIMENT: Experiment = Experiment {
    name: "alexnet",
    section: "7.7.2",
    question: "Where does the network that started deep learning have its parameters, and where its computation?",
    takes: Takes::always("1 s"),
    run,
};

/// One step of the network.
#[derive(Clone, Copy)]
enum Step {
    /// Filters, their size, stride, padding.
    Convolution(usize, usize, usize, usize),
    /// Kernel size and stride.
    Pooling(usize, usize),
    /// Outputs.
    Affine(usize),
}

/// The paper's network, as if on one graphics card: the paper split it into two halves, and some filters only saw the
/// channels of their half.
const STEPS: [Step; 11] = [
    Step::Convolution(96, 11, 4, 0),
    Step::Pooling(3, 2),
    Step::Convolution(256, 5, 1, 2),
    Step::Pooling(3, 2),
    Step::Convolution(384, 3, 1, 1),
    Step::Convolution(384, 3, 1, 1),
    Step::Convolution(256, 3, 1, 1),
    Step::Pooling(3, 2),
    Step::Affine(4096),
    Step::Affine(4096),
    Step::Affine(1000),
];

/// A photograph: channels, and pixels along a side.
const PHOTOGRAPH: (usize, usize) = (3, 227);

/// The output, parameters and multiplications of one layer.
struct Row {
    name: String,
    channels: usize,
    side: usize,
    /// Pixels along a side of what an output depends on; none for a fully connected layer, which sees everything.
    field: Option<usize>,
    parameters: usize,
    products: usize,
}

/// The rows of all steps.
fn rows() -> Vec<Row> {
    let (mut channels, mut side) = PHOTOGRAPH;
    let (mut counts, mut windows) = ([0; 3], Vec::new());
    let mut next = |kind: usize| {
        counts[kind] += 1;
        counts[kind]
    };
    let row = |step: &Step| {
        let (name, out, weights, uses) = match *step {
            Step::Convolution(filters, size, stride, pad) => {
                let out = output_size(side, size, stride, pad);
                (format!("conv{}", next(0)), (filters, out), filters * channels * size * size, out * out)
            }
            Step::Pooling(size, stride) => {
                (format!("pool{}", next(1)), (channels, output_size(side, size, stride, 0)), 0, 0)
            }
            Step::Affine(outputs) => {
                (format!("affine{}", next(2)), (outputs, 1), outputs * channels * side * side, 1)
            }
        };
        (channels, side) = out;
        let field = match *step {
            Step::Convolution(_, size, stride, _) | Step::Pooling(size, stride) => {
                windows.push((size, stride));
                Some(receptive_field(&windows))
            }
            Step::Affine(_) => None,
        };
        let biases = if weights > 0 { channels } else { 0 };
        Row { name, channels, side, field, parameters: weights + biases, products: weights * uses }
    };
    STEPS.iter().map(row).collect()
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let rows = rows();
    let mut outcome = Outcome::new();
    let title = say!("AlexNet, for a photograph of {} × {} × {}", PHOTOGRAPH.0, PHOTOGRAPH.1, PHOTOGRAPH.1);
    let mut table =
        Table::new(title, ["layer", "output", "receptive field", "parameters", "multiplications"]);
    for row in &rows {
        if let Some(field) = row.field {
            outcome.count(format!("{}.receptive_field", row.name), field);
        }
        outcome
            .count(format!("{}.activations", row.name), row.channels * row.side * row.side)
            .count(format!("{}.parameters", row.name), row.parameters)
            .count(format!("{}.products", row.name), row.products);
        table.row([
            row.name.clone().into(),
            if row.side > 1 {
                format!("{} × {} × {}", row.channels, row.side, row.side)
            } else {
                row.channels.to_string()
            }
            .into(),
            row.field.map_or("all".into(), |field| say!("{field} × {field}").into()),
            Cell::count(row.parameters),
            Cell::count(row.products),
        ]);
    }
    let sum = |rows: &[&Row], of: fn(&Row) -> usize| rows.iter().map(|row| of(row)).sum::<usize>();
    let all: Vec<&Row> = rows.iter().collect();
    let filters: Vec<&Row> = rows.iter().filter(|row| row.name.starts_with("conv")).collect();
    let (parameters, products) = (sum(&all, |row| row.parameters), sum(&all, |row| row.products));
    let of_parameters = sum(&filters, |row| row.parameters) as f64 / parameters as f64;
    let of_products = sum(&filters, |row| row.products) as f64 / products as f64;
    outcome
        .count("parameters", parameters)
        .count("products", products)
        .percent("filters.share_of_parameters", of_parameters)
        .percent("filters.share_of_products", of_products)
        .table(table)
        .claim(
            Source::Book("8.3.1"),
            "most of AlexNet's time goes into its convolution layers",
            say!(
                "the convolution layers have {:.0} % of the multiplications, and {:.0} % of the parameters",
                100.0 * of_products,
                100.0 * of_parameters
            ),
            of_products > 0.5,
        )
        .figure(figure(&rows))
        .note(
            "The paper's network was spread over two graphics cards, so that some filters were connected to only \
             half of the channels; that saves about 1.4 million parameters. It also normalised neighbouring channels, which later \
             networks dropped.",
        );
    Ok(outcome)
}

fn figure(rows: &[Row]) -> Figure {
    let learning = || rows.iter().filter(|row| row.parameters > 0);
    let panel = |title: &'static str, label: &'static str, of: fn(&Row) -> usize| {
        let bars: Vec<(Words, f64)> =
            learning().map(|row| (Words::name(&row.name), of(row) as f64 / 1e6)).collect();
        let highest = bars.iter().map(|bar| bar.1).fold(0.0, f64::max);
        Panel::new(title).y(Axis::new(label).range(0.0, 1.15 * highest)).bars(Bars::new(bars).decimals(2))
    };
    Figure::new(
        "AlexNet has its parameters in the fully connected layers, its multiplications in the convolutions",
    )
    .columns(1)
    .panel(panel("parameters", "millions", |row| row.parameters))
    .panel(panel("multiplications for one photograph", "millions", |row| row.products))
    .panel_size(560.0, 190.0)
}
