//! Does it matter where Adam's ε is added?
//!
//! For gradients well above the acting ε it makes no difference where ε is added. In a deep network with small initial
//! weights the first layers' gradients are smaller, and there the two forms train differently.

use chapter_kit::figure::{Axis, Figure, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use core_tensor::optimizers::{Adam, Optimizer};
use core_tensor::tensor::single_threaded;
use core_tensor::tensor::state::{State, StateError};
use core_tensor::training::{Evaluate, Trainer};
use core_tensor::{Init, MultiLayerNet, Param, Role, Samples, Vector};
use portable_math::{powf, powi};
use rayon::prelude::*;

/// The book's formula beside the paper's, 6.1.6.
pub const EXPERIMENT: Experiment = Experiment {
    name: "adam_epsilon",
    section: "6.1.6",
    question: "Does it matter where Adam's ε is added?",
    takes: Takes::new("1 s", "5 s", "5 s"),
    run,
};

/// The book's learning rate for digits.
const LR: f64 = 0.001;
/// The book's ε.
const EPSILON: f64 = 1e-7;
const BETA2: f64 = 0.999;
const BATCH: usize = 100;
/// The initial weights: name in findings, title, and rule.
const STARTS: [(&str, &str, Init); 2] =
    [("std_0_01", "std 0.01", Init::Normal(0.01)), ("he", "He", Init::He)];

/// A form of Adam: where and how ε is added.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// The book's code: ε = 1e-7, before the correction.
    Book,
    /// The paper's, with this ε in every step.
    Paper(f64),
    /// The paper's, with `1e-7 / √(1 − β₂ᵗ)` in step t: equivalent to the book's form.
    Fading,
}

/// The forms to compare: name in findings and title.
const FORMS: [(&str, &str, Form); 3] = [
    ("paper_1e_8", "ε = 1e-8, to the corrected root (paper)", Form::Paper(1e-8)),
    ("paper_1e_7", "ε = 1e-7, to the corrected root", Form::Paper(EPSILON)),
    ("fading", "ε = 1e-7 / √(1 − β₂ᵗ), to the corrected root", Form::Fading),
];

impl Form {
    /// Adam in this form, ready for step `t` (from 1).
    fn prepare(self, adam: &mut Adam<f64>, t: usize) {
        match self {
            Self::Book => {}
            Self::Paper(epsilon) => adam.epsilon = epsilon,
            Self::Fading => adam.epsilon = EPSILON / (1.0 - powi(BETA2, t as i32)).sqrt(),
        }
    }

    fn adam(self) -> Adam<f64> {
        match self {
            Self::Book => Adam::book(LR),
            Self::Paper(_) | Self::Fading => Adam::new(LR),
        }
    }
}

/// A training run: the loss of each batch before its step, and the final accuracy.
struct Learned {
    losses: Vec<f64>,
    accuracy: f64,
}

/// The training runs from the same initial weights: the book's form, and the others in the order of [`FORMS`].
struct Compared {
    book: Learned,
    others: Vec<Learned>,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let steps = run.scale().pick(60, 300, 300);
    let mnist = run.mnist()?;
    let sets = (mnist.train.samples(), mnist.test.samples());
    let mut outcome = Outcome::new();
    add_first_steps(&mut outcome);
    let compared: Vec<Compared> = STARTS
        .into_iter()
        .map(|(_, _, init)| compare(run, init, &sets, steps))
        .collect::<anyhow::Result<_>>()?;
    for ((start, ..), compared) in STARTS.iter().zip(&compared) {
        outcome.percent(format!("{start}.book.test_accuracy"), compared.book.accuracy);
        for ((form, ..), learned) in FORMS.iter().zip(&compared.others) {
            outcome
                .finding(format!("{start}.{form}.loss_apart"), loss_apart(&compared.book, learned))
                .percent(format!("{start}.{form}.test_accuracy"), learned.accuracy);
        }
    }
    let (small, he) = (&compared[0], &compared[1]);
    outcome.figure(first_step_figure()).further_figure("losses", losses(&compared));
    for table in tables(&compared, steps) {
        outcome.table(table);
    }
    outcome.claim(
        Source::OftenSaid,
        "Adam's ε does nothing but prevent a division by 0",
        say!(
            "where it is added changes the losses of the same training by up to {:.2} from weights of std 0.01, and \
             by up to {:.4} from He's; an ε that fades like the book's changes them by up to {:.0e}",
            loss_apart(&small.book, &small.others[0]),
            loss_apart(&he.book, &he.others[0]),
            loss_apart(&small.book, &small.others[2])
        ),
        loss_apart(&small.book, &small.others[0]) < 1e-6,
    );
    Ok(outcome)
}

/// The largest difference between the losses of two training runs.
fn loss_apart(one: &Learned, other: &Learned) -> f64 {
    one.losses.iter().zip(&other.losses).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

fn compare(
    run: &Run,
    init: Init,
    sets: &(Samples<f64>, Samples<f64>),
    steps: usize,
) -> anyhow::Result<Compared> {
    let forms: Vec<Form> = [Form::Book].into_iter().chain(FORMS.map(|(_, _, form)| form)).collect();
    let learn = |form: Form| single_threaded(|| learn(run, form, init, sets, steps));
    let mut learned = forms.into_par_iter().map(learn).collect::<anyhow::Result<Vec<Learned>>>()?;
    Ok(Compared { book: learned.remove(0), others: learned })
}

/// A training run of the chapter's five-layer network. All start from the same weights and see the same batches.
fn learn(
    run: &Run,
    form: Form,
    init: Init,
    (train, test): &(Samples<f64>, Samples<f64>),
    steps: usize,
) -> anyhow::Result<Learned> {
    let mut network = MultiLayerNet::new(784, &[100; 4], 10).init(init).build(run.streams());
    let trainer = Trainer::new(AdamInForm { form, adam: form.adam(), t: 0 }).iterations(steps);
    let trainer = trainer.batch_size(BATCH).evaluate(Evaluate::Never).streams(run.streams());
    let losses = trainer.fit(&mut network, train, test)?.losses;
    Ok(Learned { losses, accuracy: network.evaluate(test).accuracy() })
}

/// Adam in one of the forms, with the ε of each step.
#[derive(Clone, Debug)]
struct AdamInForm {
    form: Form,
    adam: Adam<f64>,
    t: usize,
}

impl Optimizer<f64> for AdamInForm {
    fn step(&mut self, params: &mut [&mut Param<f64>]) {
        self.t += 1;
        self.form.prepare(&mut self.adam, self.t);
        self.adam.step(params);
    }

    fn lr(&self) -> f64 {
        self.adam.lr
    }

    fn set_lr(&mut self, lr: f64) {
        self.adam.lr = lr;
    }

    fn state(&self) -> State {
        self.adam.state()
    }

    fn restore(&mut self, state: &State, params: &[&Param<f64>]) -> Result<(), StateError> {
        self.adam.restore(state, params)
    }
}

/// How long the first step is for a gradient of this size, in learning rates.
fn first_step(form: Form, gradient: f64) -> f64 {
    let mut param = Param::new("w", Vector::zeros(1), Role::Weight);
    param.grad.fill(gradient);
    let mut adam = form.adam();
    form.prepare(&mut adam, 1);
    adam.step(&mut [&mut param]);
    -param.value[[0]] / LR
}

fn add_first_steps(outcome: &mut Outcome) {
    // The gradient at which half of the step remains is the effective ε.
    let acting = EPSILON / (1.0 - BETA2).sqrt();
    outcome
        .finding("first_step.acting_epsilon", acting)
        .finding("first_step.book_at_acting_epsilon", first_step(Form::Book, acting))
        .finding("first_step.paper_at_acting_epsilon", first_step(Form::Paper(1e-8), acting))
        .finding("first_step.book_at_1e_3", first_step(Form::Book, 1e-3));
}

/// One table for each of the initial weights.
fn tables(compared: &[Compared], steps: usize) -> Vec<Table> {
    let table = |((_, start, _), compared): (&(&str, &'static str, Init), &Compared)| {
        let title = say!("{steps} steps of Adam, initial weights: {start}");
        let mut table = Table::new(title, ["form", "losses differ from the book's by", "test accuracy"]);
        let book = Cell::percent(compared.book.accuracy);
        table.row(["ε = 1e-7, before the correction (book)".into(), "–".into(), book]);
        for ((_, form, _), learned) in FORMS.iter().zip(&compared.others) {
            let apart = say!("up to {:.1e}", loss_apart(&compared.book, learned));
            table.row([(*form).into(), Cell::from(apart), Cell::percent(learned.accuracy)]);
        }
        table
    };
    STARTS.iter().zip(compared).map(table).collect()
}

fn first_step_figure() -> Figure {
    let gradients = || (0..=240).map(|k| powf(10.0, -10.0 + f64::from(k) / 30.0));
    let line =
        |name: &'static str, form: Form| Series::new(name, gradients().map(|g| (g, first_step(form, g))));
    let acting = EPSILON / (1.0 - BETA2).sqrt();
    let panel = Panel::new("")
        .x(Axis::new("size of the gradient").log10())
        .y(Axis::new("length of the first step / learning rate").range(0.0, 1.05))
        .hline(0.5)
        .vline(acting)
        .line(line("ε = 1e-8, to the corrected root (paper)", FORMS[0].2).palette(0))
        .line(line("ε = 1e-7, to the corrected root", FORMS[1].2).palette(2).dashed())
        .line(line("ε = 1e-7, before the correction (book)", Form::Book).palette(1));
    let times = acting / EPSILON;
    Figure::single(
        say!("Before the correction, ε acts {times:.0} times as strongly in the first step"),
        panel,
    )
    .legend(Legend::OutsideTop)
    .caption(say!(
        "Vertical dashes: 1e-7 / √(1 − β₂) = {acting:.1e}, where half of the book's step is left (horizontal dashes)."
    ))
}

/// How far the losses of each form have been from those of the book's, at most, up to each step.
fn losses(compared: &[Compared]) -> Figure {
    const COLORS: [usize; 3] = [0, 2, 4];
    const NAMES: [&str; 3] = ["paper, ε = 1e-8", "paper, ε = 1e-7", "paper, ε fades"];
    let figure =
        Figure::new("After the correction a constant ε trains differently; one that fades trains as in the book")
            .columns(2)
            .shared_axes()
            .caption(
                "The largest difference so far between the losses of a form and those of the book's, from the same \
                 initial weights and on the same batches; a difference of exactly 0 has no place on the logarithmic \
                 axis. The ε that fades is 1e-7 / √(1 − β₂^t): the book's form, written as the paper's.",
            );
    STARTS.iter().zip(compared).fold(figure, |figure, ((_, start, _), compared)| {
        let panel = Panel::new(say!("initial weights: {start}"))
            .x(Axis::new("step"))
            .y(Axis::new("losses differ by up to").log10());
        let lines = NAMES.into_iter().zip(COLORS).zip(&compared.others);
        figure.panel(lines.fold(panel, |panel, ((name, color), learned)| {
            panel.line(Series::new(name, apart_so_far(&compared.book, learned)).palette(color))
        }))
    })
}

fn apart_so_far(one: &Learned, other: &Learned) -> Vec<(f64, f64)> {
    let mut largest = 0.0f64;
    let differences = one.losses.iter().zip(&other.losses).map(|(a, b)| {
        largest = largest.max((a - b).abs());
        largest
    });
    (0..).map(f64::from).zip(differences).collect()
}
