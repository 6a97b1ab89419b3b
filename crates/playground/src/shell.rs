//! What can a page ask for? One request at a time, as JSON, and always a reply: what was asked for, or a sentence that says why not.
//!
//! ```text
//! { "do": "list" }                                                     all demos and experiments
//! { "do": "open", "demo": "symmetry", "width": 690 }                   its controls and first view; or the files it misses
//! { "do": "set", "demo": "symmetry", "settings": { "std": 0.01 } }     the view after a change
//! { "do": "press", "demo": "symmetry", "button": "nudge" }             the view after a button
//! { "do": "drag", "demo": "gradient-descent", "panel": [0, 0], "point": [1.5, -2] }          the view after the pointer moved
//! { "do": "advance", "demo": "symmetry", "steps": 20 }                 the view after 20 steps, and whether it goes on
//! { "do": "run", "chapter": "ch06-init-optim", "experiment": "sgd_zigzag", "seed": 42 }      what the experiment gives
//! ```
//!
//! Every view after the first says under `running` whether the demo goes on by itself: then the page sends `advance`, frame by frame.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::assets::Assets;
use crate::demo::{Entry, Open};
use crate::demos::DEMOS;
use crate::experiment;

/// What the page lends: a clock, and a place to show how far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Outside {
    /// Seconds since some moment.
    pub seconds: fn() -> f64,
    /// A task has done this many steps of a total.
    pub progress: fn(usize, usize),
}

impl Outside {
    /// A clock that stands still, and no page to show progress.
    pub const NOTHING: Self = Self { seconds: || 0.0, progress: |_, _| {} };
}

/// The demos that are open, and the files that have been fetched.
#[derive(Default)]
pub struct Shell {
    assets: Assets,
    open: BTreeMap<&'static str, Open>,
}

impl Shell {
    /// Nothing is open.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a file that the page has fetched.
    pub fn keep(&mut self, name: impl Into<String>, bytes: Vec<u8>) {
        self.assets.insert(name, bytes);
    }

    /// Answers a request. What goes wrong is a sentence under `error`.
    pub fn answer(&mut self, request: &str, outside: Outside) -> String {
        let reply =
            self.reply(request, outside).unwrap_or_else(|error| json!({ "error": format!("{error:#}") }));
        reply.to_string()
    }

    fn reply(&mut self, request: &str, outside: Outside) -> Result<Value> {
        let request: Value = serde_json::from_str(request).context("the request isn't JSON")?;
        match text(&request, "do")? {
            "list" => Ok(list()),
            "open" => self.open(entry(&request)?, width(&request)),
            "set" => {
                let settings = request["settings"].clone();
                self.change(&request, |open| open.set(&settings))
            }
            "press" => {
                let button = text(&request, "button")?.to_owned();
                self.change(&request, |open| open.press(&button))
            }
            "drag" => {
                let pair = |key: &str| Some((request[key][0].as_f64()?, request[key][1].as_f64()?));
                let (panel, point) =
                    pair("panel").zip(pair("point")).context("a drag has a panel and a point")?;
                self.change(&request, |open| open.drag((panel.0 as usize, panel.1 as usize), point))
            }
            "advance" => {
                let steps = request["steps"].as_u64().unwrap_or(1) as usize;
                let entry = entry(&request)?;
                let open = self.opened(entry)?;
                let goes_on = open.advance(steps);
                running(open, goes_on)
            }
            "run" => {
                let seed = request["seed"].as_u64().unwrap_or(chapter_kit::DEFAULT_SEED);
                let of = (text(&request, "chapter")?, text(&request, "experiment")?);
                experiment::run(&self.assets, of, seed, width(&request), outside)
            }
            other => bail!("nothing is done for `{other}`"),
        }
    }

    fn open(&mut self, entry: &'static Entry, width: f64) -> Result<Value> {
        let missing = self.assets.missing(entry.needs);
        if !missing.is_empty() {
            return Ok(json!({ "missing": missing }));
        }
        let open = Open::new(entry, &self.assets)?.within(width);
        let mut reply = open.controls();
        reply["title"] = entry.title.into();
        reply["invites"] = entry.invites.into();
        // What learns from the digits should go on as fast as it can; what only plays, one step a frame.
        reply["trains"] = entry.needs.digits.into();
        reply["view"] = open.json()?;
        self.open.insert(entry.id, open);
        Ok(reply)
    }

    fn change(&mut self, request: &Value, change: impl FnOnce(&mut Open)) -> Result<Value> {
        let open = self.opened(entry(request)?)?;
        change(open);
        let goes_on = open.advance(0);
        running(open, goes_on)
    }

    fn opened(&mut self, entry: &Entry) -> Result<&mut Open> {
        self.open.get_mut(entry.id).with_context(|| format!("the demo {} isn't open", entry.id))
    }
}

/// The view, and whether the demo goes on by itself: then the page advances it with every frame.
fn running(open: &Open, goes_on: bool) -> Result<Value> {
    let mut reply = open.json()?;
    reply["running"] = goes_on.into();
    Ok(reply)
}

fn entry(request: &Value) -> Result<&'static Entry> {
    let id = text(request, "demo")?;
    DEMOS.iter().find(|entry| entry.id == id).with_context(|| format!("there is no demo called `{id}`"))
}

/// How wide a figure may be, in CSS pixels; without a word, as wide as it likes.
fn width(request: &Value) -> f64 {
    request["width"].as_f64().unwrap_or(f64::INFINITY)
}

fn text<'a>(request: &'a Value, key: &str) -> Result<&'a str> {
    request[key].as_str().with_context(|| format!("the request names no `{key}`"))
}

fn list() -> Value {
    let demos: Vec<Value> = DEMOS.iter().map(|demo| json!({ "id": demo.id, "title": demo.title })).collect();
    json!({ "demos": demos, "experiments": experiment::list() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(shell: &mut Shell, request: &Value) -> Value {
        serde_json::from_str(&shell.answer(&request.to_string(), Outside::NOTHING)).unwrap()
    }

    #[test]
    fn a_request_that_cannot_be_answered_gets_a_sentence() {
        let mut shell = Shell::new();
        for request in [
            "no JSON",
            "{}",
            r#"{"do":"dance"}"#,
            r#"{"do":"open","demo":"none"}"#,
            r#"{"do":"set","demo":"perceptron-line"}"#,
        ] {
            let reply = shell.answer(request, Outside::NOTHING);
            assert!(reply.starts_with(r#"{"error":"#), "{request}: {reply}");
        }
    }

    #[test]
    fn a_demo_that_needs_digits_says_which_files_it_misses() {
        let reply = answered(&mut Shell::new(), &json!({ "do": "open", "demo": "symmetry" }));
        assert_eq!(reply["missing"].as_array().map(Vec::len), Some(4));
    }

    #[test]
    fn an_experiment_runs_and_gives_its_figures_and_tables() {
        let request = json!({ "do": "run", "chapter": "ch02-perceptron", "experiment": "and_gate" });
        let reply = answered(&mut Shell::new(), &request);
        assert!(reply["figures"][0]["svg"].as_str().unwrap().starts_with("<svg"), "{reply}");
        assert!(reply["tables"][0]["rows"].as_array().is_some_and(|rows| rows.len() == 4));
    }
}
