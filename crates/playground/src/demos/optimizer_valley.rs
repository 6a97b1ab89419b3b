//! Which way do six optimisers take through the same valley? Each is given the same start, and walks when the reader says so.

use anyhow::Result;
use ch06_init_optim::valley::{self, Path, Point, X, Y};
use core_tensor::optimizers::{AdaGrad, Adam, Momentum, Nesterov, Optimizer, RmsProp, Sgd};
use core_tensor::{Param, Role, Vector};
use figure::{Axis, Figure, Legend, Marker, Panel, Series, Trajectory};

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::view::{View, readable};

pub(super) const ENTRY: Entry = Entry {
    id: "optimizer-valley",
    title: "Six optimisers in one valley",
    invites: "Press Play and watch which paths zigzag and which overshoot. Then click another start, or double the learning rates.",
    needs: Needs::NOTHING,
    make: |_| Ok(Box::new(OptimizerValley::default())),
};

const PLAY: &str = "play";
const PAUSE: &str = "pause";
const STEP: &str = "step";
const REWIND: &str = "rewind";
/// Most steps of a path.
const MOST: f64 = 100.0;
/// Frames from one step to the next: slow enough to follow.
const FRAMES: usize = 3;
/// The ends of the scale of heights, and of the scale of step lengths.
const HEIGHTS: (f64, f64) = (1e-6, 1e2);
const LENGTHS: (f64, f64) = (1e-4, 1e1);
/// Beyond this nothing is drawn.
const FAR: f64 = 1e3;

/// One of the six, with the learning rate that suits this valley: the book's where it has one.
struct Walker {
    name: &'static str,
    key: &'static str,
    lr: f64,
    make: fn(f64, &Settings) -> Box<dyn Optimizer<f64>>,
}

const WALKERS: [Walker; 6] = [
    Walker { name: "SGD", key: "f_sgd", lr: 0.95, make: |lr, _| Box::new(Sgd::new(lr)) },
    Walker {
        name: "Momentum",
        key: "f_momentum",
        lr: 0.1,
        make: |lr, settings| {
            let mut momentum = Momentum::new(lr);
            momentum.momentum = settings.number("alpha");
            Box::new(momentum)
        },
    },
    Walker {
        name: "Nesterov",
        key: "f_nesterov",
        lr: 0.1,
        make: |lr, settings| {
            let mut nesterov = Nesterov::new(lr);
            nesterov.momentum = settings.number("alpha");
            Box::new(nesterov)
        },
    },
    Walker { name: "AdaGrad", key: "f_adagrad", lr: 1.5, make: |lr, _| Box::new(AdaGrad::new(lr)) },
    Walker { name: "RMSProp", key: "f_rmsprop", lr: 0.1, make: |lr, _| Box::new(RmsProp::new(lr)) },
    Walker {
        name: "Adam",
        key: "f_adam",
        lr: 0.3,
        make: |lr, settings| {
            let mut adam = Adam::book(lr);
            adam.beta1 = settings.number("alpha");
            adam.beta2 = settings.number("beta2");
            adam.bias_correction = settings.is_on("correction");
            Box::new(adam)
        },
    },
];

impl Walker {
    fn lr(&self, settings: &Settings) -> f64 {
        self.lr * settings.number("lr")
    }

    fn path(&self, settings: &Settings, steps: usize) -> Path {
        let start = [settings.number("x"), settings.number("y")];
        let mut optimizer = (self.make)(self.lr(settings), settings);
        let mut param = Param::new("w", Vector::from(start.to_vec()), Role::Weight);
        valley::walk_from(start, steps, |point, gradient| {
            param.grad.iter_mut().zip(gradient).for_each(|(kept, g)| *kept = *g);
            optimizer.step(&mut [&mut param]);
            point.iter_mut().zip(&param.value).for_each(|(w, value)| *w = *value);
        })
    }
}

/// A walker that is shown, in its colour of the palette, with its path so far.
struct Shown {
    walker: &'static Walker,
    color: usize,
    path: Path,
}

impl Shown {
    fn height(&self) -> f64 {
        valley::height(self.path.end())
    }

    fn has_left(&self) -> bool {
        let [x, y] = self.path.end();
        !(x.abs() < FAR && y.abs() < FAR)
    }
}

/// How far the walk has come.
#[derive(Default)]
struct OptimizerValley {
    /// Steps that are shown.
    at: usize,
    /// Steps of the whole walk, as the control said last.
    steps: usize,
    frame: usize,
    plays: bool,
}

fn shown(settings: &Settings, steps: usize) -> Vec<Shown> {
    let all = WALKERS.iter().enumerate();
    let chosen = all.filter(|(i, _)| settings.choice("show") == 0 || settings.choice("show") == i + 1);
    chosen.map(|(color, walker)| Shown { walker, color, path: walker.path(settings, steps) }).collect()
}

fn map(shown: &[Shown]) -> Panel {
    let panel = valley::stretched_map("The valley from above", (61, 41)).legend(Legend::None);
    let panel = shown.iter().fold(panel, |panel, shown| {
        let near = |&&[x, y]: &&Point| x.abs() < FAR && y.abs() < FAR;
        let points = shown.path.0.iter().take_while(near).map(|&[x, y]| (x, y));
        panel.trajectory(Trajectory::new(shown.walker.name, points).palette(shown.color))
    });
    panel.point(0.0, 0.0, Marker::Plus)
}

fn curves(
    title: &'static str,
    label: &'static str,
    (low, high): (f64, f64),
    shown: &[Shown],
    of: impl Fn(&Path) -> Vec<f64>,
) -> Panel {
    let panel =
        Panel::new(title).x(Axis::new("step").range(0.0, MOST)).y(Axis::new(label).log10().range(low, high));
    shown.iter().fold(panel.legend(Legend::None), |panel, shown| {
        let points = of(&shown.path).into_iter().enumerate().map(|(step, y)| (step as f64, y));
        let line = Series::new(shown.walker.name, points.collect::<Vec<_>>()).palette(shown.color);
        panel.line(line.marker(MARKERS[shown.color], 8))
    })
}

/// The sign of each optimiser, as the map has it; in a curve at every eighth step.
const MARKERS: [Marker; 6] =
    [Marker::Circle, Marker::Triangle, Marker::Square, Marker::Diamond, Marker::Cross, Marker::Plus];

/// How far each step went along one axis.
fn lengths(path: &Path, axis: usize) -> Vec<f64> {
    path.0.windows(2).map(|step| (step[1][axis] - step[0][axis]).abs()).collect()
}

fn of_all(shown: &[Shown], at: usize) -> String {
    let mut standing: Vec<&Shown> = shown.iter().filter(|shown| !shown.has_left()).collect();
    standing.sort_by(|a, b| a.height().total_cmp(&b.height()));
    let left: Vec<&str> =
        shown.iter().filter(|shown| shown.has_left()).map(|shown| shown.walker.name).collect();
    let left = match left[..] {
        [] => String::new(),
        _ => format!(
            " Diverged, since every step overshoots the valley by more than the one before: {}.",
            left.join(", ")
        ),
    };
    let (Some(lowest), Some(highest)) = (standing.first(), standing.last()) else {
        return format!("All of them have left the valley.{left}");
    };
    format!(
        "After {at} steps {} is lowest and {} highest; with other learning rates the order changes.{left}",
        lowest.walker.name, highest.walker.name
    )
}

fn of_one(shown: &Shown, settings: &Settings) -> String {
    let (name, lr, path) = (shown.walker.name, shown.walker.lr(settings), &shown.path);
    let (flips, steps) = (path.flips(Y), path.0.len() - 1);
    if shown.has_left() {
        let why = match name {
            "SGD" => format!(
                ": across the valley the learning rate times the curvature is {}, more than 2",
                readable(lr * valley::CURVATURES[Y], 2)
            ),
            _ => String::new(),
        };
        return format!("{name} diverges: every step ends farther from the minimum{why}.");
    }
    match name {
        "SGD" if 2 * flips > steps => {
            format!("SGD zigzags: it crosses the valley's floor in {flips} of {steps} steps, and the way along the valley is slow.")
        }
        "SGD" => "SGD doesn't zigzag with this learning rate, but along the flat valley its steps are tiny.".to_owned(),
        "Momentum" | "Nesterov" => format!(
            "{name} rolls: pushes along the valley add up; across it, it overshoots {flips} times. With a smaller α it swings less."
        ),
        "AdaGrad" => "AdaGrad's first step is equally long along both axes; then each axis has its own learning rate, which only falls.".to_owned(),
        "RMSProp" => "RMSProp starts with steps ten times the learning rate, since its mean of squares starts at 0; it never settles quite.".to_owned(),
        _ if settings.is_on("correction") => "Adam's first step is as long as the learning rate along both axes, whatever the gradient.".to_owned(),
        _ => {
            let too_long = (1.0 - settings.number("alpha")) / (1.0 - settings.number("beta2")).sqrt();
            format!("Without the bias correction Adam's first step is {} times as long as the learning rate.", readable(too_long, 2))
        }
    }
}

fn sentence(shown: &[Shown], at: usize, settings: &Settings) -> String {
    match shown {
        _ if at == 0 => {
            "All start at the ring. The minimum is at the +, but downhill points across the valley."
                .to_owned()
        }
        [one] => of_one(one, settings),
        all => of_all(all, at),
    }
}

impl Demo for OptimizerValley {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::button(PLAY, "Play from the start"),
            Control::button(PAUSE, "Pause"),
            Control::button(STEP, "One step"),
            Control::button(REWIND, "Rewind"),
            Control::choice(
                "show",
                "show",
                &["all six", "SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"],
                0,
            ),
            Control::log_slider("lr", "learning rates, as multiples of the book's", 0.1, 10.0, 0.02, 1.0),
            Control::slider("steps", "steps", 1.0, MOST, 1.0, valley::STEPS as f64),
            Control::slider("x", "start: x", -8.0, 8.0, 0.1, valley::START[X]),
            Control::slider("y", "start: y", -3.0, 3.0, 0.1, valley::START[Y]),
            Control::slider("alpha", "momentum's α, Adam's β₁", 0.0, 0.99, 0.01, 0.9),
            Control::slider("beta2", "Adam's β₂", 0.9, 0.999, 0.001, 0.999),
            Control::switch("correction", "Adam's bias correction", true),
        ]
    }

    fn draggable(&self) -> &[(usize, usize)] {
        &[(0, 0)]
    }

    fn drag(&self, _panel: (usize, usize), (x, y): (f64, f64), _settings: &Settings) -> Vec<Move> {
        vec![("x", x), ("y", y)]
    }

    /// A walk that is shown whole stays whole.
    fn change(&mut self, settings: &Settings) {
        let steps = settings.number("steps").round() as usize;
        self.at = if self.at == self.steps && !self.plays { steps } else { self.at.min(steps) };
        self.steps = steps;
    }

    fn press(&mut self, button: &str, _settings: &Settings) -> Vec<Move> {
        self.plays = button == PLAY;
        match button {
            PLAY if self.at < self.steps => {}
            PLAY | REWIND => (self.at, self.frame) = (0, 0),
            STEP => self.at = (self.at + 1).min(self.steps),
            _ => {}
        }
        Vec::new()
    }

    fn advance(&mut self, frames: usize, _settings: &Settings) -> bool {
        if self.plays {
            self.frame += frames;
            self.at = (self.at + self.frame / FRAMES).min(self.steps);
            self.frame %= FRAMES;
            self.plays = self.at < self.steps;
        }
        self.plays
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let shown = shown(settings, self.at);
        let figure = Figure::new("Paths through the valley")
            .panel(map(&shown))
            .panel(curves("f after each step", "f", HEIGHTS, &shown, Path::heights))
            .panel(curves("Length of a step along x", "length", LENGTHS, &shown, |path| lengths(path, X)))
            .panel(curves("Length of a step along y", "length", LENGTHS, &shown, |path| lengths(path, Y)))
            .legend(Legend::OutsideTop)
            .columns(2)
            .panel_size(270.0, 180.0);
        let view = View::new().figure(figure).count("step", "step", self.at);
        let view = shown.iter().fold(view, |view, shown| {
            let label =
                format!("{}, learning rate {}: f", shown.walker.name, readable(shown.walker.lr(settings), 2));
            view.number(shown.walker.key, label, shown.height(), 4)
        });
        Ok(view.says(sentence(&shown, self.at, settings)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Assets, Open};
    use ch06_init_optim::derive::{adagrad, adam, momentum, sgd};
    use serde_json::json;

    fn value(open: &Open, name: &str) -> f64 {
        open.view().unwrap().value(name).unwrap()
    }

    #[test]
    fn the_paths_are_those_of_the_chapters_derived_optimisers() {
        let open = Open::new(&ENTRY, &Assets::new()).unwrap();
        let sgd = sgd::Sgd { lr: 0.95 };
        let (mut momentum, mut adagrad, mut adam) =
            (momentum::Momentum::new(0.1), adagrad::AdaGrad::new(1.5), adam::Adam::new(0.3));
        let derived = [
            ("f_sgd", valley::walk(30, |w, g| sgd.update(w, g))),
            ("f_momentum", valley::walk(30, |w, g| momentum.update(w, g))),
            ("f_adagrad", valley::walk(30, |w, g| adagrad.update(w, g))),
            ("f_adam", valley::walk(30, |w, g| adam.update(w, g))),
        ];
        for (name, path) in derived {
            let (shown, expected) = (value(&open, name), valley::height(path.end()));
            assert!((shown - expected).abs() <= 1e-9 * expected, "{name}: {shown} {expected}");
        }
    }

    #[test]
    fn sgd_diverges_from_a_learning_rate_of_1_and_is_explained() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        open.set(&json!({ "show": 1, "lr": 10.0, "steps": 100 }));
        assert!(open.view().unwrap().sentence().contains("19.00, more than 2"));
        open.set(&json!({ "show": 0 }));
        assert!(open.view().unwrap().sentence().contains("Diverged"));
    }

    #[test]
    fn it_plays_to_the_end_and_stops_there() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        open.press(PLAY);
        assert_eq!(value(&open, "step"), 0.0);
        assert!(open.advance(2 * FRAMES));
        assert_eq!(value(&open, "step"), 2.0);
        open.press(PAUSE);
        assert!(!open.advance(FRAMES));
        open.press(STEP);
        assert_eq!(value(&open, "step"), 3.0);
        open.press(PLAY);
        assert!(!open.advance(100 * FRAMES));
        assert_eq!(value(&open, "step"), 30.0);
    }
}
