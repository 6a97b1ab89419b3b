//! What is a network? Layers in a row with a loss at the end.
//!
//! Derived in: ch05 (book §5.7), as a row of layers ch06.
//!
//! ```text
//! forward    x → layer 1 → … → layer k → scores → loss(scores, t)
//! backward   the same row, from the end to the beginning
//! ```

use crate::kernels::buffer_pool::{give_back_array, take};
use crate::kernels::layout::write_row_major;
use crate::kernels::matmul::single_threaded;
use crate::layers::{Layer, LossLayer};
use crate::networks::residual::{Skips, check_blocks, in_order, steps};
use crate::networks::step::Step;
use crate::optimizers::Optimizer;
use crate::tensor::param::Role;
use crate::tensor::settings::check_not_negative;
use crate::tensor::state::{State, StateError};
use crate::tensor::{in_row_major, random, shape_in_words};
use crate::{Param, Real, Streams, Targets, Tensor};
use ndarray::{ArrayViewD, Axis};
use rayon::prelude::*;
use std::ops::Range;

/// Images per inference block: as many as stay in the processor's cache between convolution and pooling
/// (workload `deepconv_infer` of `cargo run --release -p throughput`).
const IMAGES: usize = 10;

/// A network: layers, residual blocks among them, a loss, and how strongly its weights decay. A clone has the same parameters,
/// running statistics and next random draws, and from then on is independent.
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
    /// Ranges of layers with a skip connection around them.
    blocks: Vec<Range<usize>>,
    loss: Box<dyn LossLayer<F>>,
    /// λ: `½ λ Σ W²` over all weights is added to the training loss, and `λ W` to their gradients (book §6.4.2).
    pub weight_decay: F,
    /// The shape of one input, if it is known: for the table of its layers.
    pub(crate) input: Option<Vec<usize>>,
}

impl<F: Real> Clone for Network<F> {
    fn clone(&self) -> Self {
        Self {
            layers: self.layers.clone(),
            blocks: self.blocks.clone(),
            loss: self.loss.clone(),
            weight_decay: self.weight_decay,
            input: self.input.clone(),
        }
    }
}

impl<F: Real> Network<F> {
    /// A network of these layers, without weight decay.
    ///
    /// # Panics
    /// If two tensors have the same name.
    pub fn new(layers: Vec<Box<dyn Layer<F>>>, loss: impl LossLayer<F> + 'static) -> Self {
        Self::with_residual_blocks(layers, Vec::new(), loss)
    }

    /// A network of these layers, in which the input of each of these ranges of layers is added to its output: a residual
    /// block. Blocks may lie within others.
    ///
    /// # Panics
    /// If two tensors have the same name, a block is empty or reaches beyond the layers, or two blocks overlap without one
    /// containing the other.
    pub fn with_residual_blocks(
        layers: Vec<Box<dyn Layer<F>>>,
        blocks: Vec<Range<usize>>,
        loss: impl LossLayer<F> + 'static,
    ) -> Self {
        Self::assembled(layers, blocks, Box::new(loss))
    }

    /// As [`Network::with_residual_blocks`].
    pub(super) fn assembled(
        layers: Vec<Box<dyn Layer<F>>>,
        blocks: Vec<Range<usize>>,
        loss: Box<dyn LossLayer<F>>,
    ) -> Self {
        check_blocks(&blocks, layers.len());
        let network = Self { layers, blocks, loss, weight_decay: F::zero(), input: None };
        let mut names: Vec<_> = network.tensors().map(|param| param.name.clone()).collect();
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

    /// The ranges of layers that are residual blocks.
    pub fn residual_blocks(&self) -> &[Range<usize>] {
        &self.blocks
    }

    /// The loss at its end.
    pub fn loss_layer(&self) -> &dyn LossLayer<F> {
        self.loss.as_ref()
    }

    /// The steps of a forward pass.
    pub(crate) fn steps(&self) -> Vec<Step> {
        steps(&self.layers, &self.blocks)
    }

    /// The scores of a batch, as at inference: `(n, …)` → `(n, outputs)`.
    pub fn predict(&self, x: &Tensor<F>) -> Tensor<F> {
        self.scores(x.clone())
    }

    /// As [`Network::predict`], of an `x` whose memory may be used.
    pub(crate) fn scores(&self, x: Tensor<F>) -> Tensor<F> {
        let steps = self.steps();
        let (spatial, rest) = steps.split_at(self.end_of_spatial(&steps));
        if spatial.is_empty() || x.shape().first().is_none_or(|&n| n <= IMAGES) {
            return self.through(&steps, x);
        }
        let (first, others) = x.view().split_at(Axis(0), IMAGES);
        let first = self.through(spatial, first.to_owned());
        let mut shape = first.shape().to_vec();
        shape[0] = x.shape()[0];
        let mut all = take::<F>(shape.iter().product());
        let (room, others_room) = all.split_at_mut(first.len());
        let parts =
            others_room.par_chunks_mut(room.len().max(1)).zip(others.axis_chunks_iter(Axis(0), IMAGES));
        write_row_major(first, room);
        parts.for_each(|(room, few)| {
            single_threaded(|| write_row_major(self.through(spatial, few.to_owned()), room));
        });
        give_back_array(x);
        self.through(rest, in_row_major(all, &shape))
    }

    /// How many steps there are up to the last layer that works on images, and to the end of its residual block.
    fn end_of_spatial(&self, steps: &[Step]) -> usize {
        let is_spatial = |step: &Step| matches!(step, Step::Layer(i) if self.layers[*i].hints().is_spatial);
        let mut end = steps.iter().rposition(is_spatial).map_or(0, |last| last + 1);
        let count = |wanted: Step, end: usize| steps[..end].iter().filter(|&&step| step == wanted).count();
        while count(Step::Branch, end) > count(Step::Add, end) {
            end += 1;
        }
        end
    }

    /// Through these steps, as at inference. Every block that begins in them ends in them.
    fn through(&self, steps: &[Step], x: Tensor<F>) -> Tensor<F> {
        let mut skips = Skips::new();
        steps.iter().fold(x, |x, step| match *step {
            Step::Layer(i) => self.layers[i].predict(x),
            Step::Branch => skips.branch(x),
            Step::Add => skips.add(x),
        })
    }

    /// What each layer returns for this batch, as at inference, with the layer's name. Of the last layer of a residual block
    /// that is its output before the addition.
    pub fn activations(&self, x: &Tensor<F>) -> Vec<(String, Tensor<F>)> {
        let (mut outputs, mut skips) = (Vec::with_capacity(self.layers.len()), Skips::new());
        in_order(self.layers.len(), &self.blocks).into_iter().fold(x.clone(), |x, step| match step {
            Step::Layer(i) => {
                let y = self.layers[i].predict(x);
                outputs.push((self.layers[i].name().to_owned(), y.clone()));
                y
            }
            Step::Branch => skips.branch(x),
            Step::Add => skips.add(x),
        });
        outputs
    }

    /// The loss of a batch as at inference, without the weight decay term: the mean over the samples or their sum, as
    /// the loss [says](LossLayer::reduction). [`Network::evaluate`] returns the mean of either.
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

    /// The loss as training sees it: random layers draw, batch normalisation uses this batch, weight decay is added.
    pub fn training_loss(&mut self, x: Tensor<F>, t: &Targets<F>) -> F {
        let steps = self.steps();
        let scores = self.forward(&steps, &mut Skips::new(), x);
        self.loss.loss(&scores, t) + self.penalty()
    }

    /// Forward and backward: returns the training loss and leaves each parameter's gradient in its `grad`.
    pub fn gradient(&mut self, x: Tensor<F>, t: &Targets<F>) -> F {
        let steps = self.steps();
        let scores = self.forward(&steps, &mut Skips::new(), x);
        let (loss, dscores) = self.loss_and_gradient(scores, t);
        self.backward_params(&steps, &mut Skips::new(), dscores);
        self.add_decay_to_gradients();
        loss
    }

    /// As [`Network::gradient`], and returns dL/dx too.
    pub fn gradient_with_input(&mut self, x: Tensor<F>, t: &Targets<F>) -> (F, Tensor<F>) {
        let steps = self.steps();
        let scores = self.forward(&steps, &mut Skips::new(), x);
        let (loss, dscores) = self.loss_and_gradient(scores, t);
        let dx = self.backward(&steps, &mut Skips::new(), dscores);
        self.add_decay_to_gradients();
        (loss, dx)
    }

    /// Forward through these steps, as training sees it.
    pub(crate) fn forward(&mut self, steps: &[Step], skips: &mut Skips<F>, x: Tensor<F>) -> Tensor<F> {
        steps.iter().fold(x, |x, step| match *step {
            Step::Layer(i) => self.layers[i].forward(x),
            Step::Branch => skips.branch(x),
            Step::Add => skips.add(x),
        })
    }

    /// Backward through these steps: what is a sum forward is a branch backward, and the other way round.
    pub(crate) fn backward(&mut self, steps: &[Step], skips: &mut Skips<F>, dout: Tensor<F>) -> Tensor<F> {
        steps.iter().rev().fold(dout, |dout, step| match *step {
            Step::Layer(i) => self.layers[i].backward(dout),
            Step::Add => skips.branch(dout),
            Step::Branch => skips.add(dout),
        })
    }

    /// Backward through the first steps of the network, whose dL/dx is not needed.
    pub(crate) fn backward_params(&mut self, steps: &[Step], skips: &mut Skips<F>, dout: Tensor<F>) {
        let Some((&first, rest)) = steps.split_first() else { return };
        let dout = self.backward(rest, skips, dout);
        let Step::Layer(i) = first else { return };
        match self.layers[i].hooks().backward_params {
            Some(layer) => layer.backward_params(dout),
            None => drop(self.layers[i].backward(dout)),
        }
    }

    /// The training loss of these scores, and dL/dscores.
    pub(crate) fn loss_and_gradient(&self, scores: Tensor<F>, t: &Targets<F>) -> (F, Tensor<F>) {
        let (loss, dscores) = self.loss.loss_and_gradient(scores, t);
        (loss + self.penalty(), dscores)
    }

    /// Adds the gradient of [`Network::penalty`], `λ W`, to the gradients.
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

    /// All that the next training step depends on: every parameter and buffer under its own name, and how far random layers
    /// have drawn.
    pub fn state(&self) -> State {
        let mut state = self.random_state();
        for param in self.tensors() {
            state.put_tensor(param.name.clone(), &param.value);
        }
        state
    }

    /// Takes back what [`Network::state`] returned.
    ///
    /// # Errors
    /// If it is the state of another network; this one may then be half changed.
    pub fn restore(&mut self, state: &State) -> Result<(), StateError> {
        state.reject_unknown_keys(&self.state())?;
        for param in self.tensors_mut() {
            param.value = state.tensor(&param.name, param.value.shape())?;
        }
        self.restore_random_state(state)
    }

    /// How far each random layer has drawn, under the layer's name.
    pub(crate) fn random_state(&self) -> State {
        let mut state = State::new();
        for layer in &self.layers {
            if let Some(stream) = layer.hints().random_stream {
                state.put_part(layer.name(), random::state_of(stream));
            }
        }
        state
    }

    /// Takes back what [`Network::random_state`] returned.
    pub(crate) fn restore_random_state(&mut self, state: &State) -> Result<(), StateError> {
        for layer in &mut self.layers {
            let part = state.part(layer.name());
            if let Some(stream) = layer.hooks().random_stream {
                random::restore(stream, &part)?;
            }
        }
        Ok(())
    }

    /// Gives each random layer a new stream, that of its name. Workers with copies of one network need this, or all would
    /// draw the same.
    pub fn reseed(&mut self, streams: &Streams) {
        for layer in &mut self.layers {
            let stream = streams.rng(layer.name());
            if let Some(own) = layer.hooks().random_stream {
                *own = stream;
            }
        }
    }

    /// One step of learning: gradient, then the optimiser. Returns the training loss *before* the step.
    pub fn train_step(&mut self, x: Tensor<F>, t: &Targets<F>, optimizer: &mut dyn Optimizer<F>) -> F {
        let loss = self.gradient(x, t);
        optimizer.step(&mut self.params_mut());
        loss
    }

    /// All parameters, from the first layer to the last.
    pub fn params(&self) -> Vec<&Param<F>> {
        self.tensors().filter(|param| param.is_trainable()).collect()
    }

    /// All parameters, to be changed.
    pub fn params_mut(&mut self) -> Vec<&mut Param<F>> {
        self.tensors_mut().filter(|param| param.is_trainable()).collect()
    }

    /// All [buffers](Role::Buffer), from the first layer to the last: the running statistics of batch normalisation.
    pub fn buffers(&self) -> Vec<&Param<F>> {
        self.tensors().filter(|param| !param.is_trainable()).collect()
    }

    /// How many values its parameters have together.
    pub fn count_parameters(&self) -> usize {
        self.params().iter().map(|param| param.value.len()).sum()
    }

    /// Parameters and buffers, layer by layer.
    fn tensors(&self) -> impl Iterator<Item = &Param<F>> {
        self.layers.iter().flat_map(|layer| layer.params())
    }

    fn tensors_mut(&mut self) -> impl Iterator<Item = &mut Param<F>> {
        self.layers.iter_mut().flat_map(|layer| layer.params_mut())
    }

    /// The values of the buffers, to be put back by [`Network::set_buffer_values`].
    pub(crate) fn buffer_values(&self) -> Vec<Tensor<F>> {
        self.buffers().into_iter().map(|buffer| buffer.value.clone()).collect()
    }

    pub(crate) fn set_buffer_values(&mut self, values: &[Tensor<F>]) {
        let buffers = self.tensors_mut().filter(|param| !param.is_trainable());
        for (buffer, value) in buffers.zip(values) {
            buffer.value.assign(value);
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
        self.tensors().map(|param| (param.name.clone(), param.value.view())).collect()
    }

    /// Takes every parameter and every buffer from `take`, which is given a name and must return a tensor of the shape
    /// that [`state_dict`](Network::state_dict) has under it.
    ///
    /// # Panics
    /// If a tensor has another shape.
    pub fn load_state_dict(&mut self, mut take: impl FnMut(&str) -> Tensor<F>) {
        for param in self.tensors_mut() {
            let value = take(&param.name);
            check_shape(&param.name, value.shape(), param.value.shape());
            param.value = value;
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
    use crate::training::evaluation::correct_predictions;

    #[test]
    fn a_dead_network_is_right_about_nothing() {
        let mut network = MultiLayerNet::new(4, &[5], 3).build::<f32>(&Streams::new(1));
        network.params_mut()[0].value.fill(f32::NAN);
        let samples = Samples::from_values(Tensor::ones(vec![3, 4]), Targets::Labels(vec![0; 3]));
        assert_eq!(network.evaluate(&samples).correct(), 0);
        let scores = ndarray::array![[f32::NAN, 0.0], [1.0, f32::NAN], [1.0, 0.0]].into_dyn();
        assert_eq!(correct_predictions(&scores, &Targets::Labels(vec![0; 3])), 1);
    }

    #[test]
    fn the_loss_of_no_samples_is_zero_and_not_minus_zero() {
        let network = MultiLayerNet::new(4, &[5], 3).build::<f32>(&Streams::new(1));
        let none = Samples::from_values(Tensor::zeros(vec![0, 4]), Targets::Labels(Vec::new()));
        let evaluation = network.evaluate(&none);
        assert_eq!((evaluation.loss.to_bits(), evaluation.samples), (0.0_f64.to_bits(), 0));
    }
}
