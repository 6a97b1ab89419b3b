//! How small should h be? Under a magnifier that grows with 1/h the curve becomes straight, and then a staircase.

use anyhow::Result;
use ch04_loss::slope_error::{Case, cases, differences, differences_in_f32};
use figure::{Axis, Color, Figure, Legend, Marker, Panel, Series};
use portable_math::powf;

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::view::View;

pub(super) const ENTRY: Entry = Entry {
    id: "difference-step",
    title: "How small should h be?",
    invites: "Make h smaller and smaller, or drag along the V, until the slope becomes wrong again.",
    needs: Needs::NOTHING,
    make: |_| Ok(Box::new(DifferenceStep { cases: cases() })),
};

/// The end of the scale of errors: an error of 0 is drawn there.
const SMALLEST: f64 = 1e-16;
/// The magnifier shows this many h to each side, and the curve at this many points.
const REACH: f64 = 1.5;
const POINTS: usize = 97;

struct DifferenceStep {
    cases: [Case; 2],
}

/// What is computed: which function, in which precision, by which difference, and with which h.
struct Choice {
    case: Case,
    in_f32: bool,
    central: bool,
    h: f64,
}

impl Choice {
    /// Forward and central difference as they come out.
    fn difference(&self, h: f64, central: bool) -> f64 {
        let Case { f, f_in_f32, x, .. } = self.case;
        let both =
            if self.in_f32 { differences_in_f32(f_in_f32, x as f32, h as f32) } else { differences(f, x, h) };
        both[usize::from(central)]
    }

    fn error(&self, h: f64, central: bool) -> f64 {
        (self.difference(h, central) - self.case.slope).abs()
    }

    /// The rise of the computed function from `x` to `x + share · h`, in units of h.
    fn rise(&self, share: f64) -> f64 {
        let Case { f, f_in_f32, x, .. } = self.case;
        let step = share * self.h;
        let rise = if self.in_f32 {
            f64::from(f_in_f32(x as f32 + step as f32)) - f64::from(f_in_f32(x as f32))
        } else {
            f(x + step) - f(x)
        };
        rise / self.h
    }

    /// Whether adding h leaves x as it is.
    fn is_lost(&self) -> bool {
        let Case { x, .. } = self.case;
        if self.in_f32 { x as f32 + self.h as f32 == x as f32 } else { x + self.h == x }
    }
}

impl DifferenceStep {
    fn choice(&self, settings: &Settings) -> Choice {
        Choice {
            case: self.cases[settings.choice("function")],
            in_f32: settings.choice("precision") == 1,
            central: settings.choice("difference") == 1,
            h: settings.number("h"),
        }
    }
}

/// The curve around x, so much enlarged that h always has the same width; with the points of the difference.
fn magnifier(choice: &Choice) -> Panel {
    let high = 2.2 * choice.case.slope;
    let share = |i: usize| REACH * (2.0 * i as f64 / (POINTS - 1) as f64 - 1.0);
    let computed = (0..POINTS).map(|i| (share(i), choice.rise(share(i))));
    let first = if choice.central { -1.0 } else { 0.0 };
    let ends = [first, 1.0].map(|share| (share, choice.rise(share)));
    let line = |label: &'static str, slope: f64, through: (f64, f64)| {
        Series::new(label, [-REACH, REACH].map(|at| (at, through.1 + slope * (at - through.0))))
    };
    Panel::new("The curve, magnified by 1/h")
        .x(Axis::new("").range(-REACH, REACH).named_ticks([(-1.0, "x − h"), (0.0, "x"), (1.0, "x + h")]))
        .y(Axis::new("rise / h").range(-high, high))
        .line(line("true slope", choice.case.slope, (0.0, 0.0)).color(Color::GREY).dashed())
        .scatter(Series::new("", computed).color(Color::SKY).marker(Marker::Circle, 1).width(2.4))
        .line(
            line("difference", choice.difference(choice.h, choice.central), ends[0]).color(Color::VERMILION),
        )
        .scatter(Series::new("", ends).color(Color::BLACK).marker(Marker::Circle, 1).width(4.0))
        .legend(Legend::None)
}

/// The errors of both differences over h, and where we are.
fn errors(choice: &Choice) -> Panel {
    let widths = || (0..=128).map(|i| powf(10.0, -f64::from(i) / 8.0));
    let curve =
        |central: bool| widths().map(move |h| (h, choice.error(h, central))).filter(|point| point.1 > 0.0);
    let series = |central: bool| {
        let name = if central { "central" } else { "forward" };
        let line = Series::new(name, curve(central)).palette(usize::from(central));
        if choice.central == central { line.width(2.6) } else { line.opacity(0.35).dashed() }
    };
    let here = (choice.h, choice.error(choice.h, choice.central).max(SMALLEST));
    Panel::new("The error over h")
        .x(Axis::new("h").log10().range(1e-16, 1.0))
        .y(Axis::new("error of the slope").log10().range(SMALLEST, 10.0))
        .line(series(false))
        .line(series(true))
        .scatter(Series::new("", [here]).color(Color::BLACK).marker(Marker::Circle, 1).width(5.0))
        .legend(Legend::None)
}

fn sentence(choice: &Choice) -> &'static str {
    let error = choice.error(choice.h, choice.central) / choice.case.slope;
    // Twice the h shows on which side of the V we are.
    let wider = choice.error(2.0 * choice.h, choice.central) / choice.case.slope;
    let digits = if choice.in_f32 { 2e-4 } else { 1e-9 };
    match error {
        _ if choice.is_lost() => {
            "x + h is rounded to x: both points are the same number, and the difference is 0."
        }
        _ if error == 0.0 => {
            "By chance the rounding errors cancel here, and the difference is exact; a little to the left or right it isn't."
        }
        _ if choice.h > 1e-5 && wider > 1.6 * error && error > 1e-3 => {
            "h is too large: the curve bends between the two points, so the line through them misses its slope."
        }
        _ if error > 0.03 => {
            "h is too small: magnified this much, the computed function is a staircase, and the difference only measures its rounding."
        }
        _ if error < digits => {
            "About right: the curve looks straight under the magnifier, and no stairs can be seen yet."
        }
        _ if wider < error || error > 1e-3 => {
            "h is too small already: the two values differ only in their last digits, and rounding has taken the others."
        }
        _ => "Good, and a smaller h would still be better: rounding hasn't taken over yet.",
    }
}

impl Demo for DifferenceStep {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::log_slider("h", "h", 1e-16, 1.0, 0.125, 1.0),
            Control::choice("precision", "precision", &["f64 (16 digits)", "f32 (7 digits)"], 0),
            Control::choice("difference", "difference", &["forward", "central"], 0),
            Control::choice("function", "function", &["0.01 x² + 0.1 x at 5", "sin x at 1"], 1),
        ]
    }

    fn draggable(&self) -> &[(usize, usize)] {
        &[(0, 1)]
    }

    fn drag(&self, _panel: (usize, usize), (h, _): (f64, f64), _settings: &Settings) -> Vec<Move> {
        vec![("h", h)]
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let choice = self.choice(settings);
        let difference = choice.difference(choice.h, choice.central);
        let figure = Figure::new("A slope by differences").panel(magnifier(&choice)).panel(errors(&choice));
        Ok(View::new()
            .figure(figure.columns(2).panel_size(260.0, 260.0))
            .number("difference", "numerical derivative", difference, 10)
            .number("slope", "derivative", choice.case.slope, 10)
            .number("error", "error", choice.error(choice.h, choice.central), 3)
            .says(sentence(&choice)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Assets, Open};
    use ch04_loss::derive::numerical_diff::{central_difference, forward_difference};
    use portable_math::sin;
    use serde_json::json;

    fn value(open: &Open, name: &str) -> f64 {
        open.view().unwrap().value(name).unwrap()
    }

    #[test]
    fn the_error_is_a_v_and_in_f32_its_tip_is_at_a_larger_h() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        let mut error = |h: f64, precision: usize, difference: usize| {
            open.set(&json!({ "h": h, "precision": precision, "difference": difference }));
            value(&open, "error")
        };
        assert!(error(1e-5, 0, 1) < error(1e-1, 0, 1) && error(1e-5, 0, 1) < error(1e-12, 0, 1));
        assert!(error(1e-2, 1, 1) < error(1e-5, 1, 1));
        assert!(error(1e-4, 0, 1) < error(1e-4, 0, 0));
    }

    #[test]
    fn the_slope_is_the_chapters_and_with_the_smallest_h_it_is_0() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        open.set(&json!({ "h": 1e-4 }));
        assert_eq!(value(&open, "difference"), forward_difference(sin, 1.0, 1e-4));
        open.set(&json!({ "difference": 1 }));
        assert_eq!(value(&open, "difference"), central_difference(sin, 1.0, 1e-4));
        open.set(&json!({ "h": 1e-16, "difference": 0 }));
        assert_eq!(value(&open, "difference"), 0.0);
    }
}
