//! What do three numbers do to a line? A perceptron over four corners, to be moved until its truth table is the gate's.

use anyhow::Result;
use ch02_perceptron::decision::{Truth, plane, truth, with_gate, with_points};
use ch02_perceptron::derive::gates::{Gate, INPUTS, and, nand, or, xor};
use ch02_perceptron::derive::learning_rule::Learner;
use figure::Figure;

use crate::assets::Needs;
use crate::control::{Control, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::view::View;

pub(super) const ENTRY: Entry = Entry {
    id: "perceptron-line",
    title: "Three numbers, one line",
    invites: "Drag the line, or move the weights, until every corner is on its side. Then choose XOR.",
    needs: Needs::NOTHING,
    make: |_| Ok(Box::new(PerceptronLine::default())),
};

const NAMES: [&str; 4] = ["AND", "NAND", "OR", "XOR"];

/// A perceptron that the reader moves, or that learns from one corner after the other.
#[derive(Default)]
struct PerceptronLine {
    /// The corner that is learned from next.
    next: usize,
}

fn target(settings: &Settings) -> Truth {
    [truth(and), truth(nand), truth(or), truth(xor)][settings.choice("gate")]
}

fn gate(settings: &Settings) -> Gate {
    Gate { w: [settings.number("w1"), settings.number("w2")], b: settings.number("b") }
}

impl Demo for PerceptronLine {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::choice("gate", "target gate", &NAMES, 0),
            Control::slider("w1", "weight w1", -3.0, 3.0, 0.05, 1.0),
            Control::slider("w2", "weight w2", -3.0, 3.0, 0.05, 0.4),
            Control::slider("b", "bias b", -4.0, 4.0, 0.05, -0.2),
            Control::button("learn", "Learn from the next corner"),
        ]
    }

    fn draggable(&self) -> &[(usize, usize)] {
        &[(0, 0)]
    }

    /// The line moves to the pointer without turning: only the bias changes.
    fn drag(&self, _panel: (usize, usize), (x1, x2): (f64, f64), settings: &Settings) -> Vec<Move> {
        let [w1, w2] = gate(settings).w;
        vec![("b", -(w1 * x1 + w2 * x2))]
    }

    fn press(&mut self, _button: &str, settings: &Settings) -> Vec<Move> {
        let Gate { w, b } = gate(settings);
        let mut learner = Learner { w, b };
        let [x1, x2] = INPUTS[self.next];
        learner.see([f64::from(x1), f64::from(x2)], target(settings)[self.next]);
        self.next = (self.next + 1) % INPUTS.len();
        vec![("w1", learner.w[0]), ("w2", learner.w[1]), ("b", learner.b)]
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let (gate, target) = (gate(settings), target(settings));
        let outputs = INPUTS.map(|input| gate.output(input));
        let right = outputs.iter().zip(&target).filter(|(y, t)| y == t).count();
        let name = NAMES[settings.choice("gate")];
        let picture = with_points(with_gate(plane(""), gate, "w1 x1 + w2 x2 + b = 0"), target);
        let table = INPUTS.iter().zip(outputs).map(|([x1, x2], y)| format!("({x1}, {x2}) → {y}"));
        let says = match (right, name) {
            (4, _) => format!("This is {name}. Many other lines would do, too."),
            (3, "XOR") => "Three of four: no line does better. The ones of XOR are not linearly separable from its zeros.".to_owned(),
            _ => format!("{right} of 4 corners have the output of {name}. Blue is where the output is 1."),
        };
        Ok(View::new()
            .figure(Figure::single("A perceptron's decision boundary", picture).panel_size(300.0, 300.0))
            .count("right", format!("corners with the output of {name}"), right)
            .shown("sum_11", "truth table", gate.sum([1, 1]), table.collect::<Vec<_>>().join(", "))
            .says(says))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Assets, Open};
    use serde_json::json;

    fn right(open: &Open) -> f64 {
        open.view().unwrap().value("right").unwrap()
    }

    #[test]
    fn the_books_weights_are_an_and_and_no_learning_makes_an_xor() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        open.set(&json!({ "w1": 0.5, "w2": 0.5, "b": -0.7 }));
        assert_eq!(right(&open), 4.0);
        open.set(&json!({ "gate": 3 }));
        for _ in 0..100 {
            open.press("learn");
            assert!(right(&open) < 4.0);
        }
        open.set(&json!({ "gate": 2, "w1": 0.0, "w2": 0.0, "b": 0.0 }));
        (0..60).for_each(|_| open.press("learn"));
        assert_eq!(right(&open), 4.0, "OR is learned");
    }

    #[test]
    fn a_dragged_line_passes_through_the_pointer() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        open.drag((0, 0), (0.5, 0.25));
        let gate = gate(open.settings());
        assert!((gate.w[0] * 0.5 + gate.w[1] * 0.25 + gate.b).abs() < 1e-12);
    }
}
