//! Is `ch05-backprop` right? All its tests are one program, since each further one would be compiled and linked by itself.

mod chapter;
mod golden_layers;
mod golden_training;
mod graduation;
mod section_5_1_to_5_5;
mod section_5_6_and_5_7;
