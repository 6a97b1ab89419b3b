//! Whose filters are looked at? Those of the SimpleConvNet whose weights come along, or those of `--weights`.
//!
//! While no such file is there, a short training stands in, and the experiments say so.

use crate::learning::{digits, learn, steps};
use anyhow::{Context, ensure};
use chapter_kit::Run;
use core_data::Weights;
use core_tensor::Network;
use core_tensor::simple_convnet::simple_convnet;
use ndarray::{Array3, Axis, Ix4};
use std::path::Path;

/// The file with the weights that come along; `train_convnet` makes such a file.
pub const WEIGHTS: &str = "ch07_simple_convnet.safetensors";

/// A trained SimpleConvNet, and where it is from.
pub struct Trained {
    /// The network.
    pub network: Network<f32>,
    /// What a reader should know of it: a sentence.
    pub origin: String,
}

/// The network with the weights of `--weights`, or with those that come along, or after a short training.
///
/// # Errors
/// When a file is damaged or holds the weights of another network, or the digits cannot be read.
pub fn trained(run: &Run) -> anyhow::Result<Trained> {
    let bundled = Weights::bundled(WEIGHTS).ok();
    match run.weights().map(Path::to_owned).or(bundled) {
        Some(path) => {
            let mut network = simple_convnet().build(run.streams());
            load_into(&mut network, &path)?;
            let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            Ok(Trained { network, origin: format!("The weights are those of `{file}`.") })
        }
        None => short_training(run),
    }
}

/// Replaces every parameter by the array of its name.
///
/// # Errors
/// When the file cannot be read, or does not hold the network's parameters.
pub fn load_into(network: &mut Network<f32>, path: &Path) -> anyhow::Result<()> {
    let weights = Weights::load(path)?;
    for param in network.params_mut() {
        let array = weights.get(&param.name).with_context(|| {
            format!("{} has no array `{}`, which a SimpleConvNet has", path.display(), param.name)
        })?;
        ensure!(
            array.shape() == param.value.shape(),
            "{}: `{}` has the shape {:?}, a SimpleConvNet's has {:?}; was the file made by another network?",
            path.display(),
            param.name,
            array.shape(),
            param.value.shape()
        );
        ensure!(
            array.iter().all(|w| w.is_finite()),
            "{}: `{}` holds a number that is not finite",
            path.display(),
            param.name
        );
        param.value.assign(array);
    }
    Ok(())
}

fn short_training(run: &Run) -> anyhow::Result<Trained> {
    let (images, epochs) = run.scale().pick((1_000, 2), (6_000, 3), (60_000, 5));
    let (train, _) = digits(run, images, 0)?;
    let progress = run.progress("a stand-in for the weights", steps(&train, epochs));
    let network = learn(&simple_convnet(), run.streams(), &train, epochs, &progress)?;
    let origin = format!(
        "There is no file `{WEIGHTS}`, so this is a SimpleConvNet after {epochs} epochs on {images} digits; \
         `train_convnet` trains it in full."
    );
    Ok(Trained { network, origin })
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
