//! How does a trained network get into a file, and back?

use super::{Element, Weights, WeightsError};
use core_tensor::Network;
use std::path::Path;

impl<F: Element> Weights<F> {
    /// The network's [state dict](Network::state_dict): its parameters, and the running statistics of its batch
    /// normalisations, under their names: `W1`, `b1`, `gamma1`, `beta1`, `running_mean1`, `running_var1`, …
    pub fn of(network: &Network<F>) -> Self {
        network.state_dict().into_iter().map(|(name, value)| (name, value.to_owned())).collect()
    }

    /// Reads a file that must hold exactly the network's parameters and running statistics, and gives them to it.
    ///
    /// ```
    /// use core_data::Weights;
    /// use core_tensor::{MultiLayerNet, Streams};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("trained.safetensors");
    /// let net = MultiLayerNet::new(4, &[3], 2).batch_norm();
    /// let [learnt, mut other] = [1, 2].map(|seed| net.build::<f64>(&Streams::new(seed)));
    /// Weights::of(&learnt).save(&path)?;
    /// Weights::load_into(&path, &mut other)?;
    /// assert_eq!(Weights::of(&other), Weights::of(&learnt));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// `running_mean` and `running_var` are what PyTorch calls by these names, the latter unbiased in both; its count of
    /// batches, `num_batches_tracked`, is passed over, as inference does not use it.
    ///
    /// # Errors
    /// As [`load_expected`](Weights::load_expected). The network is then as it was.
    pub fn load_into(path: impl AsRef<Path>, network: &mut Network<F>) -> Result<(), WeightsError> {
        let expected = Self::of(network);
        let expected: Vec<(&str, &[usize])> =
            expected.iter().map(|(name, array)| (name, array.shape())).collect();
        let mut weights = Self::load_all(path.as_ref(), &expected)?;
        network.load_state_dict(|name| weights.take(name));
        Ok(())
    }
}
