//! # What a deep network costs
//!
//! A network costs memory, for its parameters, and time, for its multiplications. Write `cost`: from the list of
//! layers, compute how many parameters (weights and biases) the network has, and how many multiplications one image
//! takes in the forward pass. Adding a bias isn't a multiplication; ReLU and dropout have neither and aren't listed.
//!
//! `net.input` is (channels, height, width), and `net.layers` lists three kinds of layers:
//!
//! * `Layer::Conv { filters, side, pad }`: filters of `side` × `side` over all channels, with stride 1, and `pad` rows
//!   and columns of zeros beyond each edge,
//! * `Layer::Pool`: max pooling of 2 × 2 with stride 2; a last row or column that doesn't fill a window is left out,
//! * `Layer::Affine { units }`: every unit has a weight for each value of its input.
//!
//! First predict where the DeepConvNet spends its time. It has six convolutions of 3 × 3 with 16, 16, 32, 32, 64 and 64
//! filters, with a pooling after each pair, then affine layers of 50 and 10 units: (1, 28, 28) → (16, 14, 14) → (32, 8,
//! 8) → (64, 4, 4) → 50 → 10.
//!
//! Book: section 8.1.1. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;
use diagnosis::ch08::cost::{Layer, Net};

/// How many percent of the DeepConvNet's multiplications are in its convolutions? A guess within half a percent is good enough.
// TODO: your guess, such as Some(30.0)
const SHARE: Option<f64> = None;

/// The number of parameters, and of multiplications for one image.
fn cost(net: &Net) -> (usize, usize) {
    let (mut channels, mut height, mut width) = net.input;
    let (mut parameters, mut multiplications) = (0, 0);
    for layer in &net.layers {
        match *layer {
            Layer::Conv { filters, side, pad } => {
                // TODO: the shape of the output first; then both costs.
                let _ = (filters, side, pad, &mut channels, &mut parameters, &mut multiplications);
                todo!()
            }
            Layer::Pool => {
                height /= 2;
                width /= 2;
            }
            Layer::Affine { units } => {
                // TODO: how many inputs does a unit have? Afterwards there are no rows and columns any more.
                let _ = (units, height, width);
                todo!()
            }
        }
    }
    (parameters, multiplications)
}

fn main() {
    let (parameters, multiplications) = cost(&ch08::cost::deep_convnet());
    println!("The DeepConvNet has {parameters} parameters and takes {multiplications} multiplications.");
    println!("{}", ch08::cost::share_of_the_convolutions().explained(SHARE));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_the_share_of_the_convolutions_was_predicted() -> Verdict {
        ch08::cost::share_of_the_convolutions().check(SHARE)
    }

    #[test]
    fn b_parameters_and_multiplications_are_counted() -> Verdict {
        ch08::cost::counted().check(cost)
    }
}
