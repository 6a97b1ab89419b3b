//! What is in a network? A table with a row for each layer: its name, the shape of its output, and how many parameters it has.

use crate::networks::network::Network;
use crate::tensor::shape_in_words;
use crate::{Real, Tensor};
use std::fmt;

/// One layer of a network, as its table shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSummary {
    /// The layer's name.
    pub name: String,
    /// The shape of its output for one sample; `None` if the network does not know the shape of its input.
    pub output: Option<Vec<usize>>,
    /// How many values its parameters have together.
    pub parameters: usize,
    /// How many residual blocks it is inside of.
    pub depth: usize,
}

impl<F: Real> Network<F> {
    /// The layers, with the shapes of their outputs if the network was [built](crate::Sequential::build) for inputs of a known
    /// shape.
    pub fn summary(&self) -> Vec<LayerSummary> {
        let mut shapes = self.input.as_ref().map(|input| {
            let x = Tensor::zeros([&[1], &input[..]].concat());
            self.activations(&x).into_iter().map(|(_, y)| y.shape()[1..].to_vec())
        });
        let mut layers = Vec::with_capacity(self.layers().len());
        for (i, layer) in self.layers().iter().enumerate() {
            let trainable = layer.params().into_iter().filter(|param| param.is_trainable());
            layers.push(LayerSummary {
                name: layer.name().to_owned(),
                output: shapes.as_mut().and_then(Iterator::next),
                parameters: trainable.map(|param| param.value.len()).sum(),
                depth: self.residual_blocks().iter().filter(|block| block.contains(&i)).count(),
            });
        }
        layers
    }
}

/// A table of the layers; layers in a residual block are indented.
///
/// ```
/// use core_tensor::layers::SoftmaxCrossEntropy;
/// use core_tensor::{Sequential, Streams};
/// let net = Sequential::new([4]).affine(3).relu().residual(|block| block.affine(3)).affine(2);
/// let net = net.build::<f32>(SoftmaxCrossEntropy, &Streams::new(1));
/// let table = "\
/// layer      output  parameters
/// affine1    3               15
/// relu1      3                0
///   affine2  3               12   + input
/// affine3    2                8
/// softmax_cross_entropy, 35 parameters";
/// assert_eq!(format!("{net:?}"), table);
/// ```
impl<F: Real> fmt::Debug for Network<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<[String; 4]> =
            self.summary().into_iter().enumerate().map(|row| self.row(row)).collect();
        let heads = ["layer", "output", "parameters", ""].map(str::to_owned);
        let width = |column: usize| {
            rows.iter().chain([&heads]).map(|row| row[column].chars().count()).max().unwrap_or(0)
        };
        let [names, outputs, parameters] = [0, 1, 2].map(width);
        for [name, output, count, note] in [&heads].into_iter().chain(&rows) {
            let line = format!("{name:names$}  {output:outputs$}  {count:>parameters$}{note}");
            writeln!(f, "{}", line.trim_end())?;
        }
        write!(f, "{}, {} parameters", self.loss_layer().name(), grouped(self.count_parameters()))
    }
}

impl<F: Real> Network<F> {
    fn row(&self, (i, layer): (usize, LayerSummary)) -> [String; 4] {
        let ends = self.residual_blocks().iter().filter(|block| block.end == i + 1).count();
        [
            "  ".repeat(layer.depth) + &layer.name,
            layer.output.as_deref().map_or_else(|| "?".to_owned(), shape_in_words),
            grouped(layer.parameters),
            "   + input".repeat(ends),
        ]
    }
}

/// 433890 → 433,890.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|g| str::from_utf8(g).unwrap_or("")).collect();
    groups.join(",")
}
