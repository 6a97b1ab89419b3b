//! Every experiment of the chapter keeps what the chapters promise: well-named findings that are the same in every run
//! and for any number of threads, and figures that can be drawn.

#[test]
fn every_experiment_keeps_the_promises_of_a_chapter() {
    chapter_kit::check::chapter(&ch07_cnn::CHAPTER);
}
