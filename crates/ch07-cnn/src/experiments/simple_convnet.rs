//! What is in the book's convolutional network, and where are its parameters?
//!
//! The figure and the table follow one image through the layers. A layer's multiplications are its weights times the
//! number of positions at which each is used.

use chapter_kit::figure::{Axis, Figure, Graph, Legend, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::simple_convnet as core_simple_convnet;
use core_tensor::tensor::shape_in_words;
use core_tensor::{Network, Tensor};

/// The book's library file.
pub const EXPERIMENT: Experiment = Experiment {
    name: "simple_convnet",
    section: "7.5",
    question: "What is in the book's convolutional network, and where are its parameters?",
    takes: Takes::always("1 s"),
    run,
};

/// One layer: name, output shape, parameters, multiplications for one image.
struct Row {
    name: String,
    shape: Vec<usize>,
    parameters: usize,
    products: usize,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let network = core_simple_convnet().build::<f32>(SoftmaxCrossEntropy, run.streams());
    let rows = layers(&network);
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "SimpleConvNet, for one image of 1 × 28 × 28",
        ["layer", "output", "parameters", "multiplications"],
    );
    for row in &rows {
        outcome
            .count(format!("{}.activations", row.name), row.shape.iter().product())
            .count(format!("{}.parameters", row.name), row.parameters)
            .count(format!("{}.products", row.name), row.products);
        table.row([
            row.name.clone().into(),
            shape_in_words(&row.shape).into(),
            Cell::count(row.parameters),
            Cell::count(row.products),
        ]);
    }
    let total = network.count_parameters();
    let products: usize = rows.iter().map(|row| row.products).sum();
    let (filters, hidden) = (&rows[0], &rows[3]);
    outcome
        .count("parameters", total)
        .count("products", products)
        .percent("filters.share_of_parameters", filters.parameters as f64 / total as f64)
        .percent("filters.share_of_products", filters.products as f64 / products as f64)
        .percent("hidden_layer.share_of_parameters", hidden.parameters as f64 / total as f64)
        .table(table)
        .claim(
            Source::ThisPage,
            "the book's network has 433,890 parameters, as counted in its code",
            say!("the network here has {}", core_data::grouped(total)),
            total == 433_890,
        )
        .note(
            "The initial weights are normal with a standard deviation of 0.01, as in the book's code, and the biases \
             0. Where a filter doesn't fit evenly, the sizes round down.",
        )
        .figure(diagram(&rows));
    Ok(outcome)
}

fn layers(network: &Network<f32>) -> Vec<Row> {
    let activations = network.activations(&Tensor::zeros(vec![1, 1, 28, 28]));
    let rows = network.layers().iter().zip(activations);
    rows.map(|(layer, (name, y))| {
        let params = layer.params();
        // Each weight is used once at each position of the result.
        let positions: usize = if y.ndim() == 4 { y.shape()[2..].iter().product() } else { 1 };
        let weights = params.first().map_or(0, |w| w.value.len());
        Row {
            name,
            shape: y.shape()[1..].to_vec(),
            parameters: params.iter().map(|param| param.value.len()).sum(),
            products: weights * positions,
        }
    })
    .collect()
}

/// Two rows of boxes: the layers on images, and those on flat vectors.
fn diagram(rows: &[Row]) -> Figure {
    const WORDS: [&str; 6] = ["30 filters 5 × 5", "ReLU", "max pooling 2 × 2", "affine", "ReLU", "affine"];
    let mut graph = Graph::new();
    let mut from = graph.words((0.0, 1.0), "image");
    let mut shape = Words::from("1 × 28 × 28");
    for (k, (row, words)) in rows.iter().zip(WORDS).enumerate() {
        let (x, y) = if k < 3 { (1.0 + k as f64, 1.0) } else { (k as f64 - 2.0, 0.0) };
        if k == 3 {
            // The line of boxes breaks here; the flattened shape starts the second one.
            let end = graph.words((4.0, 1.0), "…");
            graph.edge(from, end, shape, "");
            from = graph.words((0.0, 0.0), "…");
            shape = Words::name(core_data::grouped(rows[2].shape.iter().product::<usize>()));
        }
        let counted = if row.parameters > 0 {
            say!("{words}: {}", core_data::grouped(row.parameters))
        } else {
            words.into()
        };
        let node = graph.block((x, y), counted);
        graph.edge(from, node, shape, "");
        (from, shape) = (node, Words::name(shape_in_words(&row.shape)));
    }
    let scores = graph.words((4.0, 0.0), "softmax");
    graph.edge(from, scores, shape, "");
    let hidden = || Axis::new("").hide();
    let panel = Panel::new("")
        .x(hidden().range(-0.25, 4.3))
        .y(hidden().range(-0.5, 1.5))
        .legend(Legend::None)
        .graph(graph);
    Figure::single("SimpleConvNet has nearly all of its parameters in one fully connected layer", panel)
        .panel_size(920.0, 150.0)
        .caption("Shapes are on the arrows, numbers of parameters in the boxes. After pooling the 30 feature maps of 12 × 12 are flattened to a vector of 4,320 values.")
}
