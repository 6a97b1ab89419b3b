//! What does a network learn? Its parameters: each a value, the gradient of the loss with respect to it, and a role.

use crate::tensor::shape_in_words;
use crate::{Real, Tensor};
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Dimension, Ix1, Ix2};

/// What a tensor does in its layer. Only a [`Role::Weight`] is shrunk by weight decay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Multiplies inputs: `W`.
    Weight,
    /// Is added: `b`.
    Bias,
    /// Stretches a normalised value: `gamma`.
    Scale,
    /// Shifts a normalised value: `beta`.
    Shift,
    /// Belongs to the trained layer although no optimiser changes it: the running mean and variance of batch
    /// normalisation. PyTorch calls it a buffer, Keras a non-trainable weight. Its gradient is always 0.
    Buffer,
}

/// One tensor of a trained layer: a parameter, or a [buffer](Role::Buffer). The layer owns it and lends it to the optimiser;
/// nothing else holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Param<F> {
    /// The book's name, unique in a network: `W1`, `b1`, `gamma1`, … Also its key in a weights file.
    pub name: String,
    /// The parameter itself.
    pub value: Tensor<F>,
    /// dL/dvalue, written by the last backward pass; the same shape.
    pub grad: Tensor<F>,
    /// What it does.
    pub role: Role,
}

impl<F: Real> Param<F> {
    /// A parameter with this value and a gradient of zeros.
    pub fn new<D: Dimension>(name: impl Into<String>, value: ndarray::Array<F, D>, role: Role) -> Self {
        let value = value.into_dyn().as_standard_layout().into_owned();
        Self { name: name.into(), grad: Tensor::zeros(value.shape()), value, role }
    }

    /// The value as a matrix.
    ///
    /// # Panics
    /// If it is not one.
    pub fn matrix(&self) -> ArrayView2<'_, F> {
        self.value.view().into_dimensionality::<Ix2>().unwrap_or_else(|_| self.wrong_rank("a matrix"))
    }

    /// The value as a list.
    ///
    /// # Panics
    /// If it is not one.
    pub fn vector(&self) -> ArrayView1<'_, F> {
        self.value.view().into_dimensionality::<Ix1>().unwrap_or_else(|_| self.wrong_rank("a list"))
    }

    /// The gradient as a matrix to write into.
    ///
    /// # Panics
    /// If it is not one.
    pub fn grad_matrix(&mut self) -> ArrayViewMut2<'_, F> {
        match self.grad.view_mut().into_dimensionality::<Ix2>() {
            Ok(view) => view,
            Err(_) => panic!("the gradient of {} is not a matrix", self.name),
        }
    }

    /// The gradient as a list to write into.
    ///
    /// # Panics
    /// If it is not one.
    pub fn grad_vector(&mut self) -> ArrayViewMut1<'_, F> {
        match self.grad.view_mut().into_dimensionality::<Ix1>() {
            Ok(view) => view,
            Err(_) => panic!("the gradient of {} is not a list", self.name),
        }
    }

    /// The value as a list to write into.
    ///
    /// # Panics
    /// If it is not one.
    pub fn vector_mut(&mut self) -> ArrayViewMut1<'_, F> {
        match self.value.view_mut().into_dimensionality::<Ix1>() {
            Ok(view) => view,
            Err(_) => panic!("{} is not a list", self.name),
        }
    }

    /// Whether an optimiser changes it: everything but a [`Role::Buffer`].
    pub fn is_trainable(&self) -> bool {
        self.role != Role::Buffer
    }

    fn wrong_rank(&self, wanted: &str) -> ! {
        panic!("{} is not {wanted} but {}", self.name, shape_in_words(self.value.shape()))
    }
}
