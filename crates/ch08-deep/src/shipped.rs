//! Who is asked when a trained network is needed? The DeepConvNet whose weights come along, or those of `--weights`.

use chapter_kit::Run;
use core_data::Weights;
use core_tensor::deep_convnet::deep_convnet;
use core_tensor::{ConvNet, Network};

/// The file with the weights that come along, of `cargo xtask weights ch08`. `train_deepnet` makes such a file, too.
pub const WEIGHTS: &str = "ch08_deep_convnet.safetensors";

/// A trained network, and where it is from.
pub struct Trained {
    /// The network.
    pub network: Network<f32>,
    /// Its layers, to build it again.
    pub net: ConvNet,
    /// What a reader should know of it: a sentence.
    pub origin: String,
}

/// The network with the weights of `--weights`, or with those that come along.
///
/// # Errors
/// When the file is missing, damaged or holds the weights of another network.
pub fn trained(run: &Run) -> anyhow::Result<Trained> {
    let path = run.weights_file(WEIGHTS)?;
    let net = deep_convnet();
    let mut network = net.build(run.streams());
    Weights::load_into(&path, &mut network)?;
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let origin = format!("The book's DeepConvNet with the weights of `{file}`.");
    Ok(Trained { network, net, origin })
}
