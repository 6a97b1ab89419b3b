//! Which experiments does the command line ask for? And which did it mean, if there is none of that name?

use chapter_kit::Experiment;

use crate::stop::Stop;

/// The experiments of these names, each once, in the order asked for; all of them when no name is given.
pub(crate) fn select<'a>(
    experiments: &'a [Experiment],
    names: &[String],
) -> Result<Vec<&'a Experiment>, Stop> {
    if names.is_empty() {
        return Ok(experiments.iter().collect());
    }
    let mut selected: Vec<&Experiment> = Vec::new();
    for name in names {
        let experiment = find(experiments, name)?;
        if selected.iter().all(|other| other.name != experiment.name) {
            selected.push(experiment);
        }
    }
    Ok(selected)
}

fn find<'a>(experiments: &'a [Experiment], name: &str) -> Result<&'a Experiment, Stop> {
    let found = experiments.iter().find(|experiment| experiment.name == name);
    found.ok_or_else(|| Stop::WrongCommandLine(unknown(experiments, name)))
}

fn unknown(experiments: &[Experiment], name: &str) -> String {
    let hint = match nearest(experiments, name) {
        Some(nearest) => format!(": did you mean `{nearest}`?"),
        None => ";".to_owned(),
    };
    let count = experiments.len();
    format!("no experiment is called `{name}`{hint} `--list` shows all {count}")
}

/// The most similar name, if any is similar at all. A part of a name is more similar than a misspelling of another.
fn nearest(experiments: &[Experiment], name: &str) -> Option<&'static str> {
    let asked = name.to_lowercase().replace('-', "_");
    let similarity = |candidate: &str| {
        let is_part = asked.len() >= 3 && candidate.contains(&asked);
        strsim::normalized_damerau_levenshtein(candidate, &asked) + if is_part { 1.0 } else { 0.0 }
    };
    experiments
        .iter()
        .map(|experiment| (similarity(experiment.name), experiment.name))
        .filter(|(similarity, _)| *similarity > 0.3)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chapter_kit::{Outcome, Takes};

    const fn named(name: &'static str) -> Experiment {
        let run = |_: &chapter_kit::Run| Ok(Outcome::new());
        Experiment { name, section: "1", question: "Why?", takes: Takes::always("1 s"), run }
    }

    const ALL: [Experiment; 3] =
        [named("optimizer_compare_naive"), named("optimizer_compare_mnist"), named("weight_init_compare")];

    fn select_names(names: &[&str]) -> Result<Vec<&'static str>, Stop> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        select(&ALL, &names).map(|selected| selected.iter().map(|experiment| experiment.name).collect())
    }

    #[test]
    fn no_name_means_all() {
        assert_eq!(select_names(&[]).unwrap().len(), ALL.len());
    }

    #[test]
    fn names_keep_their_order_and_count_once() {
        let names = ["weight_init_compare", "optimizer_compare_mnist", "weight_init_compare"];
        assert_eq!(select_names(&names).unwrap(), names[..2]);
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        for (asked, meant) in [
            ("wieght_init_compare", "weight_init_compare"),
            ("Optimizer-Compare-MNIST", "optimizer_compare_mnist"),
            ("naive", "optimizer_compare_naive"),
        ] {
            let sentence =
                format!("no experiment is called `{asked}`: did you mean `{meant}`? `--list` shows all 3");
            assert_eq!(select_names(&[asked]), Err(Stop::WrongCommandLine(sentence)));
        }
    }

    #[test]
    fn a_name_like_no_other_gets_no_guess() {
        let sentence = "no experiment is called `zzz`; `--list` shows all 3".to_owned();
        assert_eq!(select_names(&["zzz"]), Err(Stop::WrongCommandLine(sentence)));
    }
}
