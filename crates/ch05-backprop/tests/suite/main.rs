//! Is `ch05-backprop` right? One program for all questions, since each would be linked anew.

mod chapter;
mod golden_layers;
mod golden_training;
mod graduation;
mod section_5_1_to_5_5;
mod section_5_6_and_5_7;
