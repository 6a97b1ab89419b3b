//! Is `ch04-loss` right? One program for all questions, since each would be linked anew.

mod chapter;
mod golden_training;
mod graduation;
mod section_4_2;
mod section_4_3;
mod section_4_4;
mod section_4_5;
