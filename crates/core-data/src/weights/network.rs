//! Which arrays does a trained network consist of?

use super::{Element, Weights};
use core_tensor::Network;

impl<F: Element> Weights<F> {
    /// The network's [state dict](Network::state_dict): its parameters, and the running statistics of its batch
    /// normalisations, under their names: `W1`, `b1`, `gamma1`, `beta1`, `running_mean1`, `running_var1`, …
    pub fn of(network: &Network<F>) -> Self {
        network.state_dict().into_iter().map(|(name, value)| (name, value.to_owned())).collect()
    }
}
