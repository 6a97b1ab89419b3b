//! Is `ch08-deep` right? One program for all questions, since each would be linked anew.

mod chapter;
mod claims_after_training;
mod golden_deep;
mod graduation;
mod section_8_1;
mod section_8_2_and_8_3;
mod train_deepnet;
