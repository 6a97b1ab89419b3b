//! Is `ch02-perceptron` right? One program for all questions, since each would be linked anew.

mod chapter;
mod gates;
mod nand_and_learning;
