//! Every experiment of the chapter keeps the rules.

#[test]
fn every_experiment_keeps_the_rules() {
    chapter_kit::check::chapter(&ch01_ndarray::CHAPTER);
}
