//! Is `core-tensor` right? One program for all questions, since each would be linked anew.

mod book_images;
mod book_numbers;
mod gradients;
mod residual;
mod shapes;
mod sum_and_mean_losses;
mod workers;
