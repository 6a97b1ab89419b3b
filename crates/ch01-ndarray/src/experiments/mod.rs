//! The chapter's experiments, one per file, named after the book's scripts.

pub mod array_basics;
pub mod axes;
pub mod broadcasting;
pub mod element_access;
pub mod hungry;
pub mod img_show;
pub mod man;
pub mod simple_graph;
pub mod sin_cos_graph;
pub mod sin_graph;

use chapter_kit::Experiment;

/// All of them, in the book's order.
pub const ALL: &[Experiment] = &[
    // 1.4 First scripts
    hungry::EXPERIMENT,
    man::EXPERIMENT,
    // 1.5 Arrays
    array_basics::EXPERIMENT,
    broadcasting::EXPERIMENT,
    element_access::EXPERIMENT,
    axes::EXPERIMENT,
    // 1.6 Figures
    simple_graph::EXPERIMENT,
    sin_graph::EXPERIMENT,
    sin_cos_graph::EXPERIMENT,
    img_show::EXPERIMENT,
];
