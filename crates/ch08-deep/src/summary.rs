//! What is a network made of? For each layer: what comes out, how many numbers it learns, how much it multiplies.

use core_tensor::{Network, Tensor};

/// One layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Organ {
    /// Its name: `convolution1`.
    pub name: String,
    /// What it gives for one image: `[16, 28, 28]`.
    pub shape: Vec<usize>,
    /// How many numbers it learns.
    pub parameters: usize,
    /// Multiplications for one image on the way forward: a filter's weights once for each of its places.
    pub multiplications: usize,
}

/// The layers of a network for images of `(channels, height, width)`.
pub fn summary(network: &Network<f32>, (channels, height, width): (usize, usize, usize)) -> Vec<Organ> {
    let one = Tensor::zeros(vec![1, channels, height, width]);
    let outputs = network.activations(&one).into_iter();
    outputs
        .zip(network.layers())
        .map(|((name, y), layer)| {
            let shape = y.shape()[1..].to_vec();
            // A picture `(c, h, w)` was made at h · w places, a list at one.
            let places: usize = shape.iter().skip(1).product();
            let params = layer.params();
            Organ {
                name,
                parameters: params.iter().map(|param| param.value.len()).sum(),
                multiplications: params.first().map_or(0, |w| w.value.len() * places),
                shape,
            }
        })
        .collect()
}

/// All that a network learns.
pub fn parameters(network: &Network<f32>) -> usize {
    network.params().iter().map(|param| param.value.len()).sum()
}

/// All multiplications for one image on the way forward.
pub fn multiplications(organs: &[Organ]) -> usize {
    organs.iter().map(|organ| organ.multiplications).sum()
}
