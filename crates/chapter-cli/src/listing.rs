//! What `--list` shows: what there is to run, and what for.

use chapter_kit::{Experiment, Scale};

use crate::{
    layout::{left, paragraph, widest},
    output::Page,
};

/// One entry for each experiment: name, section, about how long it takes, and the question underneath.
pub(crate) fn list(experiments: &[&Experiment], scale: Scale, page: Page) -> String {
    let name_width = widest(experiments.iter().map(|experiment| experiment.name));
    let section_width = widest(experiments.iter().map(|experiment| experiment.section));
    let entry = |experiment: &&Experiment| {
        let name = page.bold(&left(experiment.name, name_width));
        let section = left(experiment.section, section_width);
        let takes = page.dim(&format!("about {}", experiment.takes.at(scale)));
        format!("{name}  §{section}  {takes}\n{}", paragraph(experiment.question, "    ", page.width))
    };
    experiments.iter().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chapter_kit::{Outcome, Takes};

    #[test]
    fn entries_line_up_and_questions_wrap() {
        let run = |_: &chapter_kit::Run| Ok(Outcome::new());
        let takes = Takes::new("1 s", "6 s", "2 min");
        let coin = Experiment { name: "coin", section: "1.10", question: "Is it fair?", takes, run };
        let question = "Which of the faces of a die comes up first?";
        let dice = Experiment { name: "weighted_die", section: "2", question, takes, run };
        let expected = "\
coin          §1.10  about 6 s
    Is it fair?
weighted_die  §2     about 6 s
    Which of the faces of a die comes up
    first?
";
        assert_eq!(list(&[&coin, &dice], Scale::Standard, Page::plain(40)), expected);
    }
}
