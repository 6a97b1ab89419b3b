//! What is a network? A row of layers with a loss at the end.
//!
//! Derived in: ch05 (book §5.7), as layers in a row ch06.
//!
//! ```text
//! forward    x → layer 1 → … → layer k → scores → loss(scores, t)
//! backward   the same row, walked from the end
//! ```

use crate::kernels::buffer_pool::{leave_memory_of, memory};
use crate::kernels::layer_order::order;
use crate::kernels::layout::write_row_major;
use crate::kernels::matmul::single_threaded;
use crate::layers::{Layer, LossLayer};
use crate::optimizers::Optimizer;
use crate::tensor::param::Role;
use crate::tensor::settings::check_not_negative;
use crate::tensor::state::{State, StateError};
use crate::tensor::{in_row_major, shape_in_words};
use crate::{Param, Real, Targets, Tensor};
use ndarray::{ArrayViewD, ArrayViewMutD, Axis};
use rayon::prelude::*;

/// So many images at a time go through convolution and pooling at inference.
const IMAGES: usize = 10;

/// A network: layers, a loss, and how strongly its weights decay. A clone goes on by itself, from the same parameters,
/// running averages and random draws.
///
/// ```
/// use core_tensor::layers::{Affine, Relu, SoftmaxCrossEntropy};
/// use core_tensor::{Init, Network, Streams, Vector};
/// let mut rng = Streams::new(1).rng("weights");
/// let affine = |number, inputs, outputs, rng: &mut _| {
///     Affine::<f32>::new(number, Init::He.matrix(inputs, outputs, rng), Vector::zeros(outputs))
/// };
/// let (first, second) = (affine(1, 784, 50, &mut rng), affine(2, 50, 10, &mut rng));
/// let network = Network::new(vec![Box::new(first), Box::new(Relu::new(1)), Box::new(second)], SoftmaxCrossEntropy);
/// let names: Vec<&str> = network.params().iter().map(|param| param.name.as_str()).collect();
/// assert_eq!(names, ["W1", "b1", "W2", "b2"]);
/// ```
pub struct Network<F> {
    layers: Vec<Box<dyn Layer<F>>>,
    loss: Box<dyn LossLayer<F>>,
    /// λ: `½ λ Σ W²` over all weights is added to the training loss, and `λ W` to their gradients (book §6.4.2).
    pub weight_decay: F,
}

impl<F: Real> Clone for Network<F> {
    fn clone(&self) -> Self {
        Self { layers: self.layers.clone(), loss: self.loss.clone(), weight_decay: self.weight_decay }
    }
}

impl<F: Real> Network<F> {
    /// A network of these layers, without weight decay.
    ///
    /// # Panics
    /// If two parameters have the same name.
    pub fn new(layers: Vec<Box<dyn Layer<F>>>, loss: impl LossLayer<F> + 'static) -> Self {
        let network = Self { layers, loss: Box::new(loss), weight_decay: F::zero() };
        let mut names: Vec<_> = network.params().iter().map(|param| param.name.clone()).collect();
        names.sort();
        for pair in names.windows(2) {
            assert!(pair[0] != pair[1], "two parameters of the network are called {}", pair[0]);
        }
        network
    }

    /// The layers, first to last.
    pub fn layers(&self) -> &[Box<dyn Layer<F>>] {
        &self.layers
    }

    /// The layers, to be changed.
    pub fn layers_mut(&mut self) -> &mut [Box<dyn Layer<F>>] {
        &mut self.layers
    }

    /// The scores of a batch, as at inference: `(n, …)` → `(n, outputs)`.
    pub fn predict(&self, x: &Tensor<F>) -> Tensor<F> {
        let order = order(&self.layers);
        let (of_images, others_than_images) = order.split_at(self.image_layers());
        if of_images.is_empty() || x.shape().first().is_none_or(|&n| n <= IMAGES) {
            return self.through(&order, x);
        }
        let (first, rest) = x.view().split_at(Axis(0), IMAGES);
        let first = self.through(of_images, &first.to_owned());
        let mut shape = first.shape().to_vec();
        shape[0] = x.shape()[0];
        let mut all = memory::<F>(shape.iter().product());
        let (room, others) = all.split_at_mut(first.len());
        let parts = others.par_chunks_mut(room.len().max(1)).zip(rest.axis_chunks_iter(Axis(0), IMAGES));
        write_row_major(first, room);
        parts.for_each(|(room, few)| {
            single_threaded(|| write_row_major(self.through(of_images, &few.to_owned()), room));
        });
        let all = in_row_major(all, &shape);
        let scores = self.through(others_than_images, &all);
        leave_memory_of(all);
        scores
    }

    /// Through the layers at these places, as at inference.
    fn through(&self, places: &[usize], x: &Tensor<F>) -> Tensor<F> {
        match places.split_first() {
            None => x.clone(),
            Some((&first, rest)) => {
                let y = self.layers[first].predict(x);
                rest.iter().fold(y, |x, &i| self.layers[i].predict_in_place(x))
            }
        }
    }

    /// The loss at its end.
    pub fn loss_layer(&self) -> &dyn LossLayer<F> {
        self.loss.as_ref()
    }

    /// What each layer gives for this batch, as at inference, with the layer's name.
    pub fn activations(&self, x: &Tensor<F>) -> Vec<(String, Tensor<F>)> {
        let mut outputs: Vec<(String, Tensor<F>)> = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let y = layer.predict(outputs.last().map_or(x, |(_, y)| y));
            outputs.push((layer.name().to_owned(), y));
        }
        outputs
    }

    /// The loss of a batch as at inference, without the weight decay term: the mean over the samples or their sum, as
    /// the loss [says](LossLayer::reduction). [`Network::evaluate`] gives the mean of either.
    pub fn loss(&self, x: &Tensor<F>, t: &Targets<F>) -> F {
        self.loss.loss(&self.predict(x), t)
    }

    /// The weight decay term of the training loss, `½ λ Σ W²`.
    ///
    /// # Panics
    /// If λ is negative, infinite or `NaN`.
    pub fn penalty(&self) -> F {
        check_not_negative("network", "weight decay", self.weight_decay);
        if self.weight_decay == F::zero() {
            return F::zero();
        }
        let squares = |param: &&Param<F>| param.value.iter().map(|&w| w * w).sum::<F>();
        let sum = self.params().iter().filter(|param| param.role == Role::Weight).map(squares).sum::<F>();
        F::of(0.5) * self.weight_decay * sum
    }

    /// The loss as training sees it: random layers draw, batch normalisation looks at this batch, weights are charged.
    pub fn training_loss(&mut self, x: Tensor<F>, t: &Targets<F>) -> F {
        let scores = self.forward(x);
        self.loss.loss(&scores, t) + self.penalty()
    }

    /// The scores, as training sees them.
    fn forward(&mut self, x: Tensor<F>) -> Tensor<F> {
        order(&self.layers).into_iter().fold(x, |x, i| self.layers[i].forward(x))
    }

    /// Forward and backward: gives the training loss and leaves each parameter's gradient in its `grad`.
    pub fn gradient(&mut self, x: Tensor<F>, t: &Targets<F>) -> F {
        let scores = self.forward(x);
        let (loss, dscores) = self.loss_and_gradient(scores, t);
        if let Some((&first, rest)) = order(&self.layers).split_first() {
            let dout = rest.iter().rev().fold(dscores, |dout, &i| self.layers[i].backward(dout));
            self.layers[first].backward_of_first(dout);
        }
        self.add_decay_to_gradients();
        loss
    }

    /// As [`Network::gradient`], and gives dL/dx too.
    pub fn gradient_with_input(&mut self, x: Tensor<F>, t: &Targets<F>) -> (F, Tensor<F>) {
        let scores = self.forward(x);
        let (loss, dscores) = self.loss_and_gradient(scores, t);
        let dx = order(&self.layers).iter().rev().fold(dscores, |dout, &i| self.layers[i].backward(dout));
        self.add_decay_to_gradients();
        (loss, dx)
    }

    /// How many layers there are up to the last one that looks at images.
    fn image_layers(&self) -> usize {
        self.layers.iter().rposition(|layer| layer.looks_at_images()).map_or(0, |last| last + 1)
    }

    /// The training loss of these scores, and dL/dscores.
    pub(crate) fn loss_and_gradient(&self, scores: Tensor<F>, t: &Targets<F>) -> (F, Tensor<F>) {
        let (loss, dscores) = self.loss.loss_and_gradient(scores, t);
        (loss + self.penalty(), dscores)
    }

    /// The slope of [`Network::penalty`], `λ W`, on top of the gradients.
    pub(crate) fn add_decay_to_gradients(&mut self) {
        let decay = self.weight_decay;
        if decay == F::zero() {
            return;
        }
        for param in self.params_mut() {
            if param.role == Role::Weight {
                param.grad.zip_mut_with(&param.value, |g, &w| *g += decay * w);
            }
        }
    }

    /// All that the next training step depends on: every parameter under its own name, and what layers keep beside
    /// them under theirs.
    pub fn state(&self) -> State {
        let mut state = self.layers_state();
        for param in self.params() {
            state.put_tensor(param.name.clone(), &param.value);
        }
        state
    }

    /// Takes back what [`Network::state`] gave.
    ///
    /// # Errors
    /// If it is the state of another network; this one may then be half changed.
    pub fn restore(&mut self, state: &State) -> Result<(), StateError> {
        state.refuse_strangers(&self.state())?;
        for param in self.params_mut() {
            param.value = state.tensor(&param.name, param.value.shape())?;
        }
        self.restore_layers(state)
    }

    /// What layers keep beside their parameters.
    pub(crate) fn layers_state(&self) -> State {
        let mut state = State::new();
        for layer in &self.layers {
            state.put_part(layer.name(), layer.state());
        }
        state
    }

    /// Takes back what [`Network::layers_state`] gave.
    pub(crate) fn restore_layers(&mut self, state: &State) -> Result<(), StateError> {
        self.layers.iter_mut().try_for_each(|layer| layer.restore(&state.part(layer.name())))
    }

    /// One step of learning: gradient, then the optimiser. Gives the training loss *before* the step.
    pub fn train_step(&mut self, x: Tensor<F>, t: &Targets<F>, optimizer: &mut dyn Optimizer<F>) -> F {
        let loss = self.gradient(x, t);
        optimizer.step(&mut self.params_mut());
        loss
    }

    /// All parameters, from the first layer to the last.
    pub fn params(&self) -> Vec<&Param<F>> {
        self.layers.iter().flat_map(|layer| layer.params()).collect()
    }

    /// All parameters, to be changed.
    pub fn params_mut(&mut self) -> Vec<&mut Param<F>> {
        self.layers.iter_mut().flat_map(|layer| layer.params_mut()).collect()
    }

    /// The tensors that belong to the trained network although no optimiser changes them, with their names, from the
    /// first layer to the last: the running statistics of batch normalisation.
    pub fn buffers(&self) -> Vec<(String, ArrayViewD<'_, F>)> {
        self.layers.iter().flat_map(|layer| layer.buffers()).collect()
    }

    /// The same, to be set.
    pub fn buffers_mut(&mut self) -> Vec<(String, ArrayViewMutD<'_, F>)> {
        self.layers.iter_mut().flat_map(|layer| layer.buffers_mut()).collect()
    }

    /// The values of the buffers, to be put back by [`Network::set_buffer_values`].
    pub(crate) fn buffer_values(&self) -> Vec<Tensor<F>> {
        self.buffers().into_iter().map(|(_, buffer)| buffer.to_owned()).collect()
    }

    pub(crate) fn set_buffer_values(&mut self, values: &[Tensor<F>]) {
        for ((_, mut buffer), value) in self.buffers_mut().into_iter().zip(values) {
            buffer.assign(value);
        }
    }

    /// All that a trained network is, its *state dict*: every parameter and every buffer under its own name, layer by
    /// layer. This is what a weights file holds.
    ///
    /// ```
    /// use core_tensor::{MultiLayerNet, Streams};
    /// let net = MultiLayerNet::new(784, &[100], 10).batch_norm().build::<f32>(&Streams::new(1));
    /// let names: Vec<String> = net.state_dict().into_iter().map(|(name, _)| name).collect();
    /// assert_eq!(names, ["W1", "b1", "gamma1", "beta1", "running_mean1", "running_var1", "W2", "b2"]);
    /// ```
    pub fn state_dict(&self) -> Vec<(String, ArrayViewD<'_, F>)> {
        fn of_layer<F: Real>(layer: &dyn Layer<F>) -> Vec<(String, ArrayViewD<'_, F>)> {
            let params = layer.params().into_iter().map(|param| (param.name.clone(), param.value.view()));
            params.chain(layer.buffers()).collect()
        }
        self.layers.iter().flat_map(|layer| of_layer(&**layer)).collect()
    }

    /// Takes every parameter and every buffer from `take`, which is given a name and must give a tensor of the shape
    /// that [`state_dict`](Network::state_dict) has under it.
    ///
    /// # Panics
    /// If a tensor has another shape.
    pub fn load_state_dict(&mut self, mut take: impl FnMut(&str) -> Tensor<F>) {
        for param in self.params_mut() {
            let value = take(&param.name);
            check_shape(&param.name, value.shape(), param.value.shape());
            param.value = value;
        }
        for (name, mut buffer) in self.buffers_mut() {
            let value = take(&name);
            check_shape(&name, value.shape(), buffer.shape());
            buffer.assign(&value);
        }
    }

    /// The parameter of this name.
    pub fn param(&self, name: &str) -> Option<&Param<F>> {
        self.params().into_iter().find(|param| param.name == name)
    }

    /// The parameter of this name, to be changed.
    pub fn param_mut(&mut self, name: &str) -> Option<&mut Param<F>> {
        self.params_mut().into_iter().find(|param| param.name == name)
    }

    /// Makes every layer repeat its last random draw; see [`Layer::freeze`].
    pub fn freeze(&mut self, frozen: bool) {
        for layer in &mut self.layers {
            layer.freeze(frozen);
        }
    }
}

fn check_shape(name: &str, found: &[usize], expected: &[usize]) {
    assert!(
        found == expected,
        "{name} is {}, but the network needs {}",
        shape_in_words(found),
        shape_in_words(expected)
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Samples;
    use crate::Streams;
    use crate::networks::multi_layer_net::MultiLayerNet;
    use crate::training::evaluation::correct_answers;

    #[test]
    fn a_dead_network_is_right_about_nothing() {
        let mut network = MultiLayerNet::new(4, &[5], 3).build::<f32>(&Streams::new(1));
        network.params_mut()[0].value.fill(f32::NAN);
        let samples = Samples::from_numbers(Tensor::ones(vec![3, 4]), Targets::Labels(vec![0; 3]));
        assert_eq!(network.evaluate(&samples).correct(), 0);
        let scores = ndarray::array![[f32::NAN, 0.0], [1.0, f32::NAN], [1.0, 0.0]].into_dyn();
        assert_eq!(correct_answers(&scores, &Targets::Labels(vec![0; 3])), 1);
    }

    #[test]
    fn the_loss_of_no_samples_is_zero_and_not_minus_zero() {
        let network = MultiLayerNet::new(4, &[5], 3).build::<f32>(&Streams::new(1));
        let none = Samples::from_numbers(Tensor::zeros(vec![0, 4]), Targets::Labels(Vec::new()));
        let evaluation = network.evaluate(&none);
        assert_eq!((evaluation.loss.to_bits(), evaluation.samples), (0.0_f64.to_bits(), 0));
    }
}
