//! How do weights get from a file into a network, and back?

use super::{Weights, WeightsError};
use core_tensor::Network;
use std::path::Path;

impl Weights {
    /// All parameters of a network, under their names: `W1`, `b1`, …
    pub fn of(network: &Network<f32>) -> Self {
        network.params().into_iter().map(|param| (param.name.clone(), param.value.clone())).collect()
    }

    /// Reads a file that must hold exactly the network's parameters, and gives them to it.
    ///
    /// ```
    /// use core_data::Weights;
    /// use core_tensor::{MultiLayerNet, random::Streams};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("trained.safetensors");
    /// let [learnt, mut other] = [1, 2].map(|seed| MultiLayerNet::new(4, &[3], 2).build(&Streams::new(seed)));
    /// Weights::of(&learnt).save(&path)?;
    /// Weights::load_into(&path, &mut other)?;
    /// assert_eq!(Weights::of(&other), Weights::of(&learnt));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`load_expected`](Self::load_expected). The network is then as it was.
    pub fn load_into(path: impl AsRef<Path>, network: &mut Network<f32>) -> Result<(), WeightsError> {
        let expected = Self::of(network);
        let expected: Vec<(&str, &[usize])> =
            expected.iter().map(|(name, array)| (name, array.shape())).collect();
        let mut weights = Self::load_all(path.as_ref(), &expected)?;
        for param in network.params_mut() {
            param.value = weights.take(&param.name);
        }
        Ok(())
    }
}
