//! Is `ch01-ndarray` right? All its tests are one program, since each further one would be compiled and linked by itself.

mod arrays;
mod broadcast_rule;
mod chapter;
mod figures;
