//! Every experiment of the chapter keeps what the chapters promise: well-named findings that are the same in every run
//! and for any number of threads, and figures that can be drawn.

#[test]
fn every_experiment_keeps_the_promises_of_a_chapter() {
    chapter_kit::check::chapter(&ch04_loss::CHAPTER);
}

/// `--data` may name a set of any size and of any classes.
#[test]
fn every_experiment_runs_on_small_and_one_sided_sets_or_says_what_it_needs() {
    chapter_kit::check::small_sets(&ch04_loss::CHAPTER);
}
