//! Is `ch07-cnn` right? One program for all questions, since each would be linked anew.

mod chapter;
mod golden_layers;
mod graduation;
mod section_7_2;
mod section_7_3_and_7_4;
mod section_7_5_to_7_7;
mod train_convnet;
