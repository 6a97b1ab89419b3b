//! Is `ch03-neural-net` right? One program for all questions, since each would be linked anew.

mod chapter;
mod graduation;
mod section_3_2_to_3_5;
mod section_3_6;
