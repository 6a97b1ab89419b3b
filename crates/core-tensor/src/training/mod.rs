//! How does a network learn? A [`Trainer`] takes batches, gradients and steps until it is done.
//!
//! | to find | look in |
//! |---|---|
//! | the one training loop | [`trainer`] for its settings, [`training_run`] for its steps |
//! | what happened in it | [`history`] |
//! | mini-batches, learning-rate schedules, augmented images | [`batches`], [`schedule`], [`augmentation`] |
//! | several workers | [`data_parallel`] |
//! | loss and accuracy | [`evaluation`] |
//! | a loss that became infinite or `NaN` | [`divergence`] |
//! | stopping today and resuming tomorrow | [`checkpoint`] |
//! | whether a backward pass is right | [`gradient_check`] |

pub mod augmentation;
pub mod batches;
pub mod checkpoint;
pub mod data_parallel;
pub mod divergence;
pub mod evaluation;
pub mod gradient_check;
pub mod history;
pub mod schedule;
pub mod settings;
pub mod trainer;
pub mod training_run;

pub use divergence::Divergence;
pub use history::{Evaluated, Event, History};
pub use schedule::Schedule;
pub use settings::{Evaluate, Length};
pub use trainer::Trainer;
pub use training_run::{Best, Sets, Training};
