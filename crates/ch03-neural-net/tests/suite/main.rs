//! Is `ch03-neural-net` right? All its tests are one program, since each further one would be compiled and linked by itself.

mod chapter;
mod graduation;
mod section_3_2_to_3_5;
mod section_3_6;
