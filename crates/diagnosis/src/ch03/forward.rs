//! How does a signal pass through three layers?

use super::network::Network;
use crate::question::Question;
use ndarray::{Array1, Array2, array};

/// `x` (in) and the network.
pub type Input = (Array1<f64>, Network);

/// The activation function of a layer.
type Activation = fn(f64) -> f64;

fn sigmoid(a: f64) -> f64 {
    1.0 / (1.0 + (-a).exp())
}

fn identity(a: f64) -> f64 {
    a
}

/// The three layers with these activation functions.
fn through((x, network): &Input, [h1, h2, h3]: [Activation; 3]) -> Array1<f64> {
    let z1 = (x.dot(&network.w1) + &network.b1).mapv(h1);
    let z2 = (z1.dot(&network.w2) + &network.b2).mapv(h2);
    (z2.dot(&network.w3) + &network.b3).mapv(h3)
}

/// The three layers without some of the biases.
fn without((x, network): &Input, biases: [bool; 3]) -> Array1<f64> {
    let mut network = network.clone();
    for (b, is_left_out) in [&mut network.b1, &mut network.b2, &mut network.b3].into_iter().zip(biases) {
        if is_left_out {
            b.fill(0.0);
        }
    }
    through(&(x.clone(), network), [sigmoid, sigmoid, identity])
}

/// The forward pass of three layers (book §3.4).
pub fn output() -> Question<Input, Array1<f64>> {
    Question::new(
        "forward",
        |draw| {
            let network = Network::drawn(draw);
            (draw.vector(network.w1.nrows()), network)
        },
        |input| through(input, [sigmoid, sigmoid, identity]),
    )
    .inputs(["x", "w1", "b1", "w2", "b2", "w3", "b3"])
    .parts(["y"])
    .example(|| (array![1.0, 0.5], Network::book()))
    .mistake(
        "sigmoid at the end too",
        "The outputs went through a sigmoid too. The last layer's activation is the identity here: in a regression \
        the output may be any number.",
        |input| through(input, [sigmoid; 3]),
    )
    .mistake(
        "no activation",
        "There is no activation function at all. Three linear layers are worth one.",
        |input| through(input, [identity; 3]),
    )
    .mistake(
        "no activation after the first layer",
        "The first layer's weighted sums are passed on unchanged. There is a sigmoid between the first and the second \
        layer.",
        |input| through(input, [identity, sigmoid, identity]),
    )
    .mistake(
        "no activation after the second layer",
        "The second layer's weighted sums are passed on unchanged. There is a sigmoid between the second and the \
        third layer.",
        |input| through(input, [sigmoid, identity, identity]),
    )
    .mistake(
        "no biases",
        "No bias is added.",
        |input| without(input, [true; 3]),
    )
    .mistake("b1 is missing", "b1 is not added.", |input| without(input, [true, false, false]))
    .mistake("b2 is missing", "b2 is not added.", |input| without(input, [false, true, false]))
    .mistake("b3 is missing", "b3 is not added.", |input| without(input, [false, false, true]))
    .mistake(
        "the biases come after the activation",
        "The biases are added after the sigmoid. They belong to the weighted sum: first z · W + b, then the \
        activation.",
        |(x, network)| {
            let z1 = x.dot(&network.w1).mapv(sigmoid) + &network.b1;
            let z2 = z1.dot(&network.w2).mapv(sigmoid) + &network.b2;
            z2.dot(&network.w3) + &network.b3
        },
    )
    .mistake(
        "softmax at the end",
        "The outputs went through softmax. That is for classification; here the last activation is the identity.",
        |input| {
            let exp = through(input, [sigmoid, sigmoid, f64::exp]);
            let sum = exp.sum();
            exp / sum
        },
    )
    .also_right("one neuron at a time", |(x, network)| {
        let layer = |x: &[f64], w: &Array2<f64>, b: &Array1<f64>, h: Activation| -> Vec<f64> {
            let neuron = |j: usize| h(b[j] + x.iter().zip(w.column(j)).map(|(x, w)| x * w).sum::<f64>());
            (0..b.len()).map(neuron).collect()
        };
        let z1 = layer(&x.to_vec(), &network.w1, &network.b1, sigmoid);
        let z2 = layer(&z1, &network.w2, &network.b2, sigmoid);
        layer(&z2, &network.w3, &network.b3, identity).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_books_input_gives_the_books_output() {
        let y = output().answer(&(array![1.0, 0.5], Network::book()));
        assert!((&y - &array![0.31682708, 0.69627909]).iter().all(|error| error.abs() < 1e-8), "{y}");
    }
}
