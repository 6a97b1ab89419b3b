//! A summary of a network: the output shape, parameters and multiplications of each layer.

use core_tensor::{Network, Tensor};

/// One layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerSummary {
    /// Its name: `convolution1`.
    pub name: String,
    /// Its output shape for one image: `[16, 28, 28]`.
    pub shape: Vec<usize>,
    /// The number of parameters.
    pub parameters: usize,
    /// Multiplications for one image in the forward pass: a filter's weights once per position.
    pub multiplications: usize,
}

/// The layers of a network for images of `[channels, height, width]`.
pub fn summary(network: &Network<f32>, [channels, height, width]: [usize; 3]) -> Vec<LayerSummary> {
    let one = Tensor::zeros(vec![1, channels, height, width]);
    let outputs = network.activations(&one).into_iter();
    outputs
        .zip(network.layers())
        .map(|((name, y), layer)| {
            let shape = y.shape()[1..].to_vec();
            // A feature map `(c, h, w)` has h · w positions, a vector one.
            let positions: usize = shape.iter().skip(1).product();
            let params = layer.params();
            LayerSummary {
                name,
                parameters: params.iter().filter(|p| p.is_trainable()).map(|p| p.value.len()).sum(),
                multiplications: params.first().map_or(0, |w| w.value.len() * positions),
                shape,
            }
        })
        .collect()
}

/// All multiplications for one image in the forward pass.
pub fn multiplications(layers: &[LayerSummary]) -> usize {
    layers.iter().map(|layer| layer.multiplications).sum()
}
