//! The bank of known mistakes, proved one by one.

use diagnosis::bank;

#[test]
fn every_known_mistake_is_recognised_and_no_right_answer_is_rejected() {
    let bank = bank();
    let failed: Vec<String> = bank.questions().iter().filter_map(|question| question.prove().err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_question_knows_mistakes() {
    for question in bank().questions() {
        assert!(!question.mistakes().is_empty(), "{} knows no mistake", question.name());
    }
}
