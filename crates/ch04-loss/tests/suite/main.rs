//! Is `ch04-loss` right? All its tests are one program, since each further one would be compiled and linked by itself.

mod chapter;
mod golden_training;
mod graduation;
mod section_4_2;
mod section_4_3;
mod section_4_4;
mod section_4_5;
