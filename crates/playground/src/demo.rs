//! What is a demo? Controls, a state, and what it shows; the page is the same for all of them.

use anyhow::Result;
use serde_json::{Value, json};

use crate::assets::{Assets, Needs};
use crate::control::{Control, Settings};
use crate::view::View;

/// A demo in one state.
///
/// Most demos only compute what they show from the settings: they need nothing but `view`. What trains or plays has a state of its
/// own, changed by `press` and `advance`.
pub trait Demo {
    /// What the reader can move.
    fn controls(&self) -> Vec<Control>;

    /// What the settings, and what has happened since, look like.
    ///
    /// # Errors
    /// If something that the demo needs isn't there.
    fn view(&self, settings: &Settings) -> Result<View>;

    /// The panels on which a reader can drag, each as figure and panel, from 0.
    fn draggable(&self) -> &[(usize, usize)] {
        &[]
    }

    /// The pointer was dragged to this point of such a panel: which controls follow it.
    fn drag(&self, _panel: (usize, usize), _point: (f64, f64), _settings: &Settings) -> Vec<Move> {
        Vec::new()
    }

    /// Some settings have changed.
    fn change(&mut self, _settings: &Settings) {}

    /// A button was pressed: which controls it moves.
    fn press(&mut self, _button: &str, _settings: &Settings) -> Vec<Move> {
        Vec::new()
    }

    /// Takes up to `steps` more steps of what plays or trains. Whether it goes on.
    fn advance(&mut self, _steps: usize, _settings: &Settings) -> bool {
        false
    }
}

/// A control that is moved, by its name, to this value.
pub type Move = (&'static str, f64);

/// A demo that the page can open.
pub struct Entry {
    /// The end of its element's id: `symmetry`.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What to do first, in one sentence.
    pub invites: &'static str,
    /// The data that it needs.
    pub needs: Needs,
    /// Makes it.
    pub make: fn(&Assets) -> Result<Box<dyn Demo>>,
}

/// A demo that is open, with its settings.
pub struct Open {
    demo: Box<dyn Demo>,
    settings: Settings,
    width: f64,
}

impl Open {
    /// The demo of this entry in its first state.
    ///
    /// # Errors
    /// If something that it needs isn't there.
    pub fn new(entry: &Entry, assets: &Assets) -> Result<Self> {
        let mut demo = (entry.make)(assets)?;
        let settings = Settings::start(&demo.controls());
        demo.change(&settings);
        Ok(Self { demo, settings, width: f64::INFINITY })
    }

    /// For a page on which figures have this width, in CSS pixels.
    #[must_use]
    pub fn within(self, width: f64) -> Self {
        Self { width, ..self }
    }

    /// Its controls, and the panels on which a reader can drag.
    pub fn controls(&self) -> Value {
        let controls: Vec<Value> = self.demo.controls().iter().map(Control::json).collect();
        json!({ "controls": controls, "draggable": self.demo.draggable() })
    }

    /// Takes over what the page sent of the settings.
    pub fn set(&mut self, sent: &Value) {
        self.take(self.settings.changed(&self.demo.controls(), sent));
    }

    /// Presses a button.
    pub fn press(&mut self, button: &str) {
        let moves = self.demo.press(button, &self.settings);
        self.take(self.settings.moved(&self.demo.controls(), &moves));
    }

    /// Drags the pointer to a point of a panel.
    pub fn drag(&mut self, panel: (usize, usize), point: (f64, f64)) {
        let moves = self.demo.drag(panel, point, &self.settings);
        self.take(self.settings.moved(&self.demo.controls(), &moves));
    }

    fn take(&mut self, settings: Settings) {
        if settings != self.settings {
            self.settings = settings;
            self.demo.change(&self.settings);
        }
    }

    /// Goes on by `steps`. Whether there is more to do.
    pub fn advance(&mut self, steps: usize) -> bool {
        self.demo.advance(steps, &self.settings)
    }

    /// What it shows.
    ///
    /// # Errors
    /// If something that it needs isn't there.
    pub fn view(&self) -> Result<View> {
        self.demo.view(&self.settings)
    }

    /// What it shows, and where its controls are, for the page.
    ///
    /// # Errors
    /// If something that it needs isn't there.
    pub fn json(&self) -> Result<Value> {
        let mut shown = self.view()?.json(self.width)?;
        shown["settings"] = self.settings.json();
        Ok(shown)
    }

    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}
