//! Is `ch08-deep` right? All its tests are one program, since each further one would be compiled and linked by itself.

mod chapter;
mod claims_after_training;
mod golden_deep;
mod graduation;
mod section_8_1;
mod section_8_2_and_8_3;
mod train_deepnet;
