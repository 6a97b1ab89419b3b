//! Is each claim met four times: guessed on a card, run, seen in a figure, and practised in an exercise?
//!
//! A card belongs to a claim if one of the claim's experiments stands in it; an exercise, if its list says that one of
//! them shows what it teaches.

use crate::claims::Claim;
use crate::{exercises, pages};
use anyhow::{Result, ensure};

/// The claims of the reader's first question, which have to be met in every way.
const FULLY_MET: u32 = 37;

/// What the pages ask and the exercises teach.
pub(crate) struct Practice {
    /// Each card: the page, its name, and what stands in it.
    cards: Vec<(String, String, String)>,
    /// Each exercise: its name, its folder, and the experiments that show what it teaches.
    exercises: Vec<(String, String, Vec<String>)>,
}

impl Practice {
    /// Reads the pages and the course.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub(crate) fn read() -> Result<Self> {
        let mut cards = Vec::new();
        for (path, text) in pages::texts()? {
            let page = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let of_page = pages::cards(&text);
            cards.extend(of_page.map(|(name, inside)| (page.clone(), name.to_owned(), inside.to_owned())));
        }
        Ok(Self { cards, exercises: exercises::taught()? })
    }

    /// Refuses a claim that no card asks about or no exercise practises, if it is one of those that must be.
    ///
    /// # Errors
    /// With what is missing.
    pub(crate) fn has(&self, claim: &Claim) -> Result<()> {
        let number = claim.id.trim_start_matches('S').trim_end_matches(char::is_alphabetic).parse::<u32>()?;
        if number <= FULLY_MET {
            ensure!(self.cards_of(claim).next().is_some(), "no card asks about it");
            ensure!(self.exercises_of(claim).next().is_some(), "no exercise practises it");
        }
        Ok(())
    }

    /// Links to the pages whose cards ask about a claim, with the cards' names.
    pub(crate) fn cards(&self, claim: &Claim) -> String {
        let links = self
            .cards_of(claim)
            .map(|(page, name, _)| format!("[{}](notebooks-md/{page})", name.replace('-', " ")));
        links.collect::<Vec<_>>().join(", ")
    }

    /// Links to the exercises that practise a claim.
    pub(crate) fn exercises(&self, claim: &Claim) -> String {
        let links = self
            .exercises_of(claim)
            .map(|(name, folder, _)| format!("[`{name}`](crates/exercises/exercises/{folder}/{name}.rs)"));
        links.collect::<Vec<_>>().join(", ")
    }

    fn cards_of<'a>(&'a self, claim: &'a Claim) -> impl Iterator<Item = &'a (String, String, String)> {
        self.cards.iter().filter(|(_, _, inside)| {
            keys(claim)
                .any(|key| inside.contains(&format!("{key}/")) || inside.contains(&format!(": {key} -->")))
        })
    }

    fn exercises_of<'a>(
        &'a self,
        claim: &'a Claim,
    ) -> impl Iterator<Item = &'a (String, String, Vec<String>)> {
        self.exercises.iter().filter(|(_, _, taught)| keys(claim).any(|key| taught.contains(&key)))
    }
}

/// The experiments of a claim as pages name them: `ch06/sgd_zigzag`.
fn keys(claim: &Claim) -> impl Iterator<Item = String> {
    claim.experiments.iter().map(|experiment| format!("ch{:02}/{experiment}", claim.chapter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_of_the_readers_question_is_guessed_and_practised() {
        let practice = Practice::read().unwrap();
        let unmet: Vec<String> = crate::claims::CLAIMS
            .iter()
            .filter_map(|claim| Some(format!("{}: {}", claim.id, practice.has(claim).err()?)))
            .collect();
        assert!(unmet.is_empty(), "{}", unmet.join("\n"));
    }

    const CLAIM: Claim = Claim { id: "S5b", says: "", chapter: 6, experiments: &["coin"], tests: &[] };

    fn practice(inside: &str, taught: &str) -> Practice {
        let card = ("ch06.md".to_owned(), "half-of-all".to_owned(), inside.to_owned());
        Practice {
            cards: vec![card],
            exercises: vec![("ch06_1".to_owned(), "ch06".to_owned(), vec![taught.to_owned()])],
        }
    }

    #[test]
    fn a_claim_without_a_card_or_an_exercise_is_refused() {
        practice("number ch06/coin/share %d", "ch06/coin").has(&CLAIM).unwrap();
        practice("<!-- run: ch06/coin -->", "ch06/coin").has(&CLAIM).unwrap();
        assert!(practice("ch06/coins/share", "ch06/coin").has(&CLAIM).is_err());
        assert!(practice("ch06/coin/share", "ch06/die").has(&CLAIM).is_err());
        practice("", "").has(&Claim { id: "S38", ..CLAIM }).unwrap();
    }
}
