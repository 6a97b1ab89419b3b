//! Is `ch02-perceptron` right? All its tests are one program, since each further one would be compiled and linked by itself.

mod chapter;
mod gates;
mod nand_and_learning;
