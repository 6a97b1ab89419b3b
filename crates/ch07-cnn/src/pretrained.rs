//! Whose filters are looked at? Those of the SimpleConvNet whose weights come along, or those of `--weights`.

use anyhow::{Context, ensure};
use chapter_kit::{Run, Words, say};
use core_tensor::Network;
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::simple_convnet;
use ndarray::{Array3, Axis, Ix4};

/// The file with the weights that come along, of `cargo xtask weights ch07`. `train_convnet` makes such a file, too.
pub const WEIGHTS: &str = "ch07_simple_convnet.safetensors";

/// A trained SimpleConvNet, and where it is from.
pub struct Trained {
    /// The network.
    pub network: Network<f32>,
    /// What a reader should know of it: a sentence.
    pub origin: Words,
}

/// The network with the weights of `--weights`, or with those that come along.
///
/// # Errors
/// When the file is missing, damaged or holds the weights of another network.
pub fn trained(run: &Run) -> anyhow::Result<Trained> {
    let file = run.weights_file(WEIGHTS)?;
    let mut network = simple_convnet().build(SoftmaxCrossEntropy, run.streams());
    file.load_into(&mut network)?;
    Ok(Trained { network, origin: say!("The weights are those of `{}`.", file.file_name()) })
}

/// The filters of the first layer, `(filters, fh, fw)`, as numbers of `f64`.
///
/// # Errors
/// If the network does not begin with a convolution over one channel.
pub fn filters(network: &Network<f32>) -> anyhow::Result<Array3<f64>> {
    let w = network.param("W1").context("the network has no W1")?;
    let w = w.value.mapv(f64::from).into_dimensionality::<Ix4>().context("W1 is no set of filters")?;
    ensure!(w.dim().1 == 1, "the filters look at {} channels, not at one", w.dim().1);
    Ok(w.index_axis_move(Axis(1), 0))
}
