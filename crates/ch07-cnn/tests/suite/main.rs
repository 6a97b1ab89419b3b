//! Is `ch07-cnn` right? All its tests are one program, since each further one would be compiled and linked by itself.

mod chapter;
mod golden_layers;
mod graduation;
mod section_7_2;
mod section_7_3_and_7_4;
mod section_7_5_to_7_7;
mod train_convnet;
