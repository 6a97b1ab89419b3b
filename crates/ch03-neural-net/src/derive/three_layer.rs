//! 3.4.3 How does a signal pass through three layers? Product, bias, activation; and again; and again.
//!
//! ```text
//! a1 = x  · W1 + b1    (2,) · (2, 3) → (3,)     z1 = sigmoid(a1)
//! a2 = z1 · W2 + b2    (3,) · (3, 2) → (2,)     z2 = sigmoid(a2)
//! a3 = z2 · W3 + b3    (2,) · (2, 2) → (2,)     y  = a3, the identity
//! ```

use super::sigmoid::sigmoid;
use ndarray::{Array1, Array2, array};

/// Three layers of weights and biases.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// From the inputs to the first layer, `(2, 3)`.
    pub w1: Array2<f64>,
    /// Bias of the first layer, `(3,)`.
    pub b1: Array1<f64>,
    /// From the first layer to the second, `(3, 2)`.
    pub w2: Array2<f64>,
    /// Bias of the second layer, `(2,)`.
    pub b2: Array1<f64>,
    /// From the second layer to the outputs, `(2, 2)`.
    pub w3: Array2<f64>,
    /// Bias of the outputs, `(2,)`.
    pub b3: Array1<f64>,
}

/// The weights of the book's text.
pub fn init_network() -> Network {
    Network {
        w1: array![[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]],
        b1: array![0.1, 0.2, 0.3],
        w2: array![[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]],
        b2: array![0.1, 0.2],
        w3: array![[0.1, 0.3], [0.2, 0.4]],
        b3: array![0.1, 0.2],
    }
}

/// The intermediate values of a forward pass.
#[derive(Clone, Debug, PartialEq)]
pub struct Signals {
    /// Weighted sums of the first layer.
    pub a1: Array1<f64>,
    /// Activations of the first layer.
    pub z1: Array1<f64>,
    /// Weighted sums of the second layer.
    pub a2: Array1<f64>,
    /// Activations of the second layer.
    pub z2: Array1<f64>,
    /// The outputs.
    pub y: Array1<f64>,
}

/// Passes `x`, `(2,)`, through the network.
pub fn forward(network: &Network, x: &Array1<f64>) -> Signals {
    let a1 = x.dot(&network.w1) + &network.b1;
    let z1 = sigmoid(&a1);
    let a2 = z1.dot(&network.w2) + &network.b2;
    let z2 = sigmoid(&a2);
    let a3 = z2.dot(&network.w3) + &network.b3;
    let y = identity_function(&a3);
    Signals { a1, z1, a2, z2, y }
}

/// The output activation for regression: it changes nothing (book §3.5.1).
pub fn identity_function(x: &Array1<f64>) -> Array1<f64> {
    x.clone()
}
