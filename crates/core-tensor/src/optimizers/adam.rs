//! What do momentum and a learning rate for each parameter give together?
//!
//! Derived in: ch06 (book §6.1.6); D. Kingma and J. Ba, "Adam", 2015, algorithm 1.
//!
//! ```text
//! m ← β₁ m + (1 − β₁) g        m̂ = m / (1 − β₁ᵗ)
//! v ← β₂ v + (1 − β₂) g²       v̂ = v / (1 − β₂ᵗ)
//! W ← W − lr · m̂ / (√v̂ + ε)               AdamEpsilon::Paper
//! W ← W − lr · m̂ / (√v̂ + ε / √(1 − β₂ᵗ))  AdamEpsilon::Book
//! ```

use super::Optimizer;
use super::memory::{Memory, unless_faded};
use crate::tensor::settings::{check_not_negative, check_share_below_one};
use crate::tensor::state::{State, StateError};
use crate::{Param, Real};
use portable_math::powi;

/// To which root ε is added.
///
/// The two are not the same up to the size of ε: added to the root that is not corrected yet, ε acts like `ε / √(1 − β₂ᵗ)`.
/// In the first step that is 31.6 times as much, 3.2e-6 for the book's 1e-7, and it takes some thousand steps to fade. A
/// gradient of that size, as small initial weights give in deep networks, is then stepped along by half of what the other form
/// steps; `cargo run -p ch06-init-optim adam_epsilon` measures what becomes of two trainings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AdamEpsilon {
    /// To the corrected root, `√v̂ + ε`, as in algorithm 1 of the paper and in PyTorch.
    #[default]
    Paper,
    /// To the root before its correction, `√v + ε`, as in the book's code and in Keras; the paper calls this ε `ε̂` (section 2,
    /// last paragraph). For golden numbers of the book.
    Book,
}

/// Adam as in the paper. Its first step is `lr` long in every direction, whatever the size of the gradient, as long as that is
/// well above ε.
///
/// ```
/// use core_tensor::optimizers::{Optimizer, Adam};
/// use core_tensor::{Param, Role};
/// let mut w = Param::new("W1", ndarray::array![1.0], Role::Weight);
/// let mut optimizer = Adam::new(0.001);
/// w.grad.fill(7.0);
/// optimizer.step(&mut [&mut w]);
/// let first: f64 = 1.0 - w.value[[0]];
/// assert!((first - 0.001).abs() < 1e-9, "the first step is the learning rate, whatever the gradient");
/// ```
#[derive(Clone, Debug)]
pub struct Adam<F> {
    /// Learning rate.
    pub lr: f64,
    /// The share of the old mean gradient that is kept, β₁.
    pub beta1: F,
    /// The share of the old mean square that is kept, β₂.
    pub beta2: F,
    /// Keeps the division from meeting 0, ε.
    pub epsilon: F,
    /// To which root ε is added.
    pub epsilon_form: AdamEpsilon,
    /// Whether m and v are corrected for starting at 0. Without it the first step is not shorter, as one might
    /// think, but `(1 − β₁) / √(1 − β₂)` = 3.16 times too long.
    pub bias_correction: bool,
    t: i32,
    memory: Memory<F, 2>,
}

impl<F: Real> Adam<F> {
    /// With learning rate `lr` (the default of the paper and the book is 0.001), β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
    pub fn new(lr: f64) -> Self {
        Self {
            lr,
            beta1: F::of(0.9),
            beta2: F::of(0.999),
            epsilon: F::of(1e-8),
            epsilon_form: AdamEpsilon::Paper,
            bias_correction: true,
            t: 0,
            memory: Memory::new(),
        }
    }

    /// As in the book's code: as [`Adam::new`], but ε = 1e-7 is added to the root before its correction. Its steps are the
    /// book's to the last digits; see [`AdamEpsilon`].
    ///
    /// ```
    /// use core_tensor::optimizers::{Adam, Optimizer};
    /// use core_tensor::{Param, Role, Vector};
    /// let first_step = |mut adam: Adam<f64>, gradient: f64| {
    ///     let mut w = Param::new("W1", Vector::zeros(1), Role::Weight);
    ///     w.grad.fill(gradient);
    ///     adam.step(&mut [&mut w]);
    ///     -w.value[[0]]
    /// };
    /// // For an ordinary gradient they step alike; for a tiny one the book's form steps half as far.
    /// assert!((first_step(Adam::book(0.001), 1.0) - first_step(Adam::new(0.001), 1.0)).abs() < 1e-8);
    /// assert!(first_step(Adam::book(0.001), 3e-6) < 0.5 * first_step(Adam::new(0.001), 3e-6));
    /// ```
    pub fn book(lr: f64) -> Self {
        Self { epsilon: F::of(1e-7), epsilon_form: AdamEpsilon::Book, ..Self::new(lr) }
    }
}

impl<F: Real> Adam<F> {
    pub(super) fn check_settings(&self) {
        check_not_negative("Adam", "learning rate", self.lr);
        check_share_below_one("Adam", "beta1", self.beta1);
        check_share_below_one("Adam", "beta2", self.beta2);
        check_not_negative("Adam", "epsilon", self.epsilon);
    }
}

impl<F: Real> Optimizer<F> for Adam<F> {
    fn step(&mut self, params: &mut [&mut Param<F>]) {
        self.check_settings();
        self.t += 1;
        let (beta1, beta2) = (self.beta1, self.beta2);
        let correct = |beta: F| if self.bias_correction { F::one() - powi(beta, self.t) } else { F::one() };
        // The two corrections are the same for all elements: one factor for m̂, one for √v̂.
        let lr = F::of(self.lr) / correct(beta1);
        let stretch = F::one() / correct(beta2).sqrt();
        // `lr √(1 − β₂ᵗ) m / (√v + ε)`, the book's form, is `lr m / (√v̂ + ε / √(1 − β₂ᵗ))`.
        let epsilon = match self.epsilon_form {
            AdamEpsilon::Paper => self.epsilon,
            AdamEpsilon::Book => self.epsilon * stretch,
        };
        self.memory.step_each(params, |w, g, [m, v]| {
            *m = unless_faded(*m + (F::one() - beta1) * (g - *m));
            *v = unless_faded(*v + (F::one() - beta2) * (g * g - *v));
            *w -= lr * *m / (v.sqrt() * stretch + epsilon);
        });
    }

    fn lr(&self) -> f64 {
        self.lr
    }

    fn set_lr(&mut self, lr: f64) {
        self.lr = lr;
    }

    fn state(&self) -> State {
        let mut state = State::new();
        // Before the first step there is nothing, as in the rules without a clock.
        if self.t > 0 {
            state.put_part("memory", self.memory.state(["m", "v"]));
            state.put_integers("t", [self.t as u64]);
        }
        state
    }

    fn restore(&mut self, state: &State, params: &[&Param<F>]) -> Result<(), StateError> {
        self.memory.restore(["m", "v"], &state.part("memory"), params)?;
        self.t = 0;
        if !state.is_empty() {
            let [t] = state.exact_integers("t")?;
            let what = "a number of steps";
            self.t = i32::try_from(t).map_err(|_| StateError::Impossible { name: "t".to_owned(), what })?;
        }
        state.reject_unknown_keys(&self.state())
    }
}
