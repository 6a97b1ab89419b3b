//! How many numbers does the network of 784, 50, 100 and 10 units hold?

use super::network::Network;
use crate::prediction::Prediction;

/// The weights and biases of the network that reads digits (book §3.6.2).
pub fn count() -> Prediction {
    Prediction::new(
        "How many numbers, weights and biases together, does the network of 784, 50, 100 and 10 units hold?",
        || Network::trained().numbers() as f64,
        "Each layer has in · out weights and out biases: 39,250 in the first, 5,100 in the second, 1,010 in the third. \
         Nearly nine tenths lie in the first layer, where the pixels come in: that is why chapter 7 looks for something \
         more frugal there.",
    )
    .wrong_guess(
        "without the biases",
        || 45_200.0,
        "These are the weights. Each unit of the last three layers has a bias besides.",
    )
    .wrong_guess(
        "pixels have biases",
        || 46_144.0,
        "Pixels come from outside: nothing is added to them. Only the 50, 100 and 10 units have a bias.",
    )
    .wrong_guess("the first layer", || 39_250.0, "That is the first layer. Two more follow.")
    .wrong_guess(
        "units",
        || 944.0,
        "These are the units. Each connection between two layers has a weight of its own.",
    )
    .wrong_guess(
        "one bias a layer",
        || 45_203.0,
        "A bias is not one number for the whole layer. Each unit has its own.",
    )
    .wrong_guess(
        "all multiplied",
        || 39_200_000.0,
        "Not all four sizes are multiplied: a unit is connected to the layer before it, not to all paths from the pixels on. \
         Multiply neighbours, and add.",
    )
}
