//! Is `core-tensor` right? All its tests are one program, since each further one would be compiled and linked by itself.

mod book_images;
mod book_numbers;
mod gradients;
mod residual;
mod shapes;
mod sum_and_mean_losses;
mod workers;
