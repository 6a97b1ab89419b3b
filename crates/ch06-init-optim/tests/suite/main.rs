//! Is `ch06-init-optim` right? All its tests are one program, since each further one would be compiled and linked by itself.

mod chapter;
mod claims_at_default_scale;
mod golden_training;
mod graduation;
mod section_6_1;
mod section_6_2;
mod section_6_3_to_6_5;
