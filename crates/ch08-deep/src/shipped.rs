//! Who is asked when a trained network is needed? The DeepConvNet whose weights come along, or those of `--weights`.
//!
//! While no such file is there, a small training stands in, and the experiments say so.

use crate::digits::first_images;
use crate::learning::Lesson;
use crate::nets::deep;
use anyhow::{Context, ensure};
use chapter_kit::Run;
use core_data::Weights;
use core_tensor::deep_convnet::deep_convnet;
use core_tensor::tensor::shape_in_words;
use core_tensor::{ConvNet, Network};
use std::path::Path;

/// The file with the weights that come along; `train_deepnet` makes such a file.
pub const WEIGHTS: &str = "ch08_deep_convnet.safetensors";

/// A trained network, and where it is from.
pub struct Trained {
    /// The network.
    pub network: Network<f32>,
    /// Its layers, to build it again.
    pub net: ConvNet,
    /// What a reader should know of it: a sentence.
    pub origin: String,
    /// Whether it is the book's DeepConvNet with weights of a file.
    pub from_file: bool,
}

/// The network with the weights of `--weights`, or with those that come along, or a short training's.
///
/// # Errors
/// When a file is damaged or holds the weights of another network, or the digits cannot be read.
pub fn trained(run: &Run) -> anyhow::Result<Trained> {
    match (run.weights(), Weights::bundled(WEIGHTS)) {
        (Some(path), _) => from_file(run, path),
        (None, Ok(path)) => from_file(run, &path),
        (None, Err(_)) => stand_in(run),
    }
}

fn from_file(run: &Run, path: &Path) -> anyhow::Result<Trained> {
    let mut network = deep_convnet().build(run.streams());
    load_into(&mut network, path)?;
    let file =
        path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
    Ok(Trained {
        network,
        net: deep_convnet(),
        origin: format!("The book's DeepConvNet with the weights of `{file}`."),
        from_file: true,
    })
}

/// Replaces every parameter by the array of its name.
///
/// # Errors
/// When the file cannot be read, or does not hold exactly the network's parameters.
pub fn load_into(network: &mut Network<f32>, path: &Path) -> anyhow::Result<()> {
    let weights = Weights::load(path)?;
    let names: Vec<String> = network.params().iter().map(|param| param.name.clone()).collect();
    for param in network.params_mut() {
        let name = param.name.clone();
        let array = weights.get(&name).with_context(|| {
            let found = weights.iter().map(|(name, _)| name).collect::<Vec<_>>().join(", ");
            format!("`{}` has no array `{name}`, only {found}: is it of another network?", path.display())
        })?;
        ensure!(
            array.shape() == param.value.shape(),
            "`{}`: `{name}` is {}, the network needs {}",
            path.display(),
            shape_in_words(array.shape()),
            shape_in_words(param.value.shape())
        );
        ensure!(array.iter().all(|w| w.is_finite()), "`{}`: `{name}` is not finite", path.display());
        param.value.assign(array);
    }
    let stranger = weights.iter().find(|(name, _)| !names.iter().any(|known| known == name));
    ensure!(
        stranger.is_none(),
        "`{}` has an array `{}` that the network has no place for",
        path.display(),
        stranger.map_or("", |(name, _)| name)
    );
    Ok(())
}

/// A DeepConvNet with a quarter of the filters, after a few hundred steps.
fn stand_in(run: &Run) -> anyhow::Result<Trained> {
    let images = run.scale().pick(1_000, 20_000, 60_000);
    let (train, _) = first_images(run, images, 0)?;
    let net = deep([4, 8, 16], 50, false);
    let lesson = Lesson { lr: 0.003, ..Lesson::new(&train, 1) };
    let progress = run.progress("iterations", lesson.iterations());
    let network = lesson.learn(&net, &run.streams().fork("stand-in"), &progress)?.network;
    let origin = format!(
        "No trained weights lie in `datasets/weights/{WEIGHTS}`: a network with a quarter of the filters stands in, \
         after one epoch of {images} images."
    );
    Ok(Trained { network, net, origin, from_file: false })
}
