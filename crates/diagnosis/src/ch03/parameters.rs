//! How many parameters does the network of 784, 50, 100 and 10 units have?

use super::network::Network;
use crate::prediction::Prediction;

/// The parameters of the network that reads digits (book §3.6.2).
pub fn count() -> Prediction {
    Prediction::new(
        "How many parameters, weights and biases together, does the network of 784, 50, 100 and 10 units have?",
        || Network::trained().numbers() as f64,
        "Each layer has in · out weights and out biases: 39,250 in the first, 5,100 in the second, 1,010 in the third. \
         Nearly nine tenths are in the first layer, where the pixels come in: that is why chapter 7 looks for \
         something more frugal there.",
    )
    .wrong_guess(
        "without the biases",
        || 45_200.0,
        "These are the weights. Each unit of the last three layers also has a bias.",
    )
    .wrong_guess(
        "pixels have biases",
        || 46_144.0,
        "Pixels are inputs: nothing is added to them. Only the 50, 100 and 10 units have a bias.",
    )
    .wrong_guess("the first layer", || 39_250.0, "That is the first layer. Two more follow.")
    .wrong_guess(
        "units",
        || 944.0,
        "These are the units. Each connection between two layers has its own weight.",
    )
    .wrong_guess(
        "one bias per layer",
        || 45_203.0,
        "A layer doesn't share one bias. Each unit has its own.",
    )
    .wrong_guess(
        "all multiplied",
        || 39_200_000.0,
        "Don't multiply all four sizes: a unit is connected to the layer before it, not to all paths from the pixels. \
         Multiply neighbours, and add.",
    )
}
