//! Who is asked when a trained network is needed? The DeepConvNet whose weights come along, or those of `--weights`.

use chapter_kit::{Run, Words, say};
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::deep_convnet;
use core_tensor::{Network, Sequential};

/// The file with the weights that come along, of `cargo xtask weights ch08`. `train_deepnet` makes such a file, too.
pub const WEIGHTS: &str = "ch08_deep_convnet.safetensors";

/// A trained network, and where it is from.
pub struct Trained {
    /// The network.
    pub network: Network<f32>,
    /// Its layers, to build it again.
    pub net: Sequential,
    /// What a reader should know of it: a sentence.
    pub origin: Words,
}

/// The network with the weights of `--weights`, or with those that come along.
///
/// A pickle is the book's own file, `deep_convnet_params.pkl`: its weights were trained with the book's dropout, and need
/// its factor at inference. Weights in another format are assumed to have been trained by this workspace.
///
/// # Errors
/// When the file is missing, damaged or holds the weights of another network.
pub fn trained(run: &Run) -> anyhow::Result<Trained> {
    let file = run.weights_file(WEIGHTS)?;
    let by_the_book = file.is_pickle();
    let net = if by_the_book { deep_convnet().dropout_of_the_book() } else { deep_convnet() };
    let mut network = net.build(SoftmaxCrossEntropy, run.streams());
    file.load_into(&mut network)?;
    let dropout = if by_the_book { " Its dropout shrinks at inference, as the book's does." } else { "" };
    let origin = say!("The book's DeepConvNet with the weights of `{}`.{dropout}", file.file_name());
    Ok(Trained { network, net, origin })
}
