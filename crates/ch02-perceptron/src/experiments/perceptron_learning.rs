//! Can a perceptron learn its weights, and when does learning never end?
//!
//! For AND, OR and NAND the rule stops at *a* separating line, not at the best one. The random sets show how the number of
//! mistakes depends on the room that is left between the samples and the line with which they were made.

use anyhow::ensure;
use chapter_kit::figure::{Axis, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use portable_math::{cos, sin};
use rand::{Rng, RngExt};

use super::xor_is_not_linear::XOR;
use crate::decision::{self, ONE, Truth, ZERO};
use crate::derive::gates::{Gate, INPUTS};
use crate::derive::learning_rule::Learner;
use crate::triples;

/// Beyond the book.
pub const EXPERIMENT: Experiment = Experiment {
    name: "perceptron_learning",
    section: "2.7",
    question: "Can a perceptron learn its weights, and when does learning never end?",
    takes: Takes::new("1 s", "1 s", "5 s"),
    run,
};

/// The gates that can be learned.
const GATES: [(&str, &str, Truth); 3] =
    [("AND", "and", [0, 0, 0, 1]), ("OR", "or", [0, 1, 1, 1]), ("NAND", "nand", [1, 1, 1, 0])];
/// For each of them a perceptron with the widest margin in the space of (x1, x2, 1).
const WIDEST: [Gate; 3] =
    [Gate { w: [2.0, 2.0], b: -3.0 }, Gate { w: [2.0, 2.0], b: -1.0 }, Gate { w: [-2.0, -2.0], b: 3.0 }];
/// The number of passes through the four samples to show.
const PASSES: usize = 12;
/// The least distance of the samples of a random set from its line.
const GAPS: [f64; 6] = [0.3, 0.2, 0.1, 0.05, 0.02, 0.01];
/// The number of samples in a random set.
const SAMPLES: usize = 200;

/// A sample: a point and its target.
type Sample = ([f64; 2], u8);

/// The record of a perceptron's learning.
struct Learned {
    /// Mistakes in each pass; the last pass has none.
    mistakes: Vec<usize>,
    learner: Learner,
}

/// A random set of samples, the line they were made with, and the learning record.
struct RandomSet {
    samples: Vec<Sample>,
    hidden: Gate,
    gap: f64,
    separation: f64,
    bound: f64,
    learned: Learned,
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    add_gates(&mut outcome)?;
    add_xor(&mut outcome);
    let sets = random_sets(run)?;
    add_random_sets(&mut outcome, &sets);
    outcome.figure(learning()).further_figure("random_sets", random_figure(&sets));
    Ok(outcome)
}

/// The four inputs of a gate with its outputs.
fn samples_of(truth: Truth) -> Vec<Sample> {
    INPUTS.iter().zip(truth).map(|(&[x1, x2], t)| ([f64::from(x1), f64::from(x2)], t)).collect()
}

impl Learned {
    /// Passes through the samples until a pass has no mistake.
    ///
    /// # Errors
    /// If there are more mistakes than `bound`: then the samples aren't separable with that margin.
    fn until_right(samples: &[Sample], bound: f64) -> anyhow::Result<Self> {
        let mut learned = Self { mistakes: Vec::new(), learner: Learner::default() };
        loop {
            let mistakes = learned.learner.pass(samples);
            learned.mistakes.push(mistakes);
            ensure!(
                learned.total() as f64 <= bound,
                "the perceptron made {} mistakes, more than the bound {bound:.1}: are the samples linearly separable?",
                learned.total()
            );
            if mistakes == 0 {
                return Ok(learned);
            }
        }
    }

    fn total(&self) -> usize {
        self.mistakes.iter().sum()
    }
}

/// Novikoff's bound for samples that some line separates with this margin.
fn bound(samples: &[Sample], separation: f64) -> f64 {
    let squared = |([x1, x2], _): &Sample| x1 * x1 + x2 * x2 + 1.0;
    samples.iter().map(squared).fold(0.0, f64::max) / (separation * separation)
}

/// The best separation that a perceptron of the grid gives.
fn best_separation(samples: &[Sample]) -> f64 {
    triples::all().map(|gate| triples::separation(gate, samples)).fold(f64::NEG_INFINITY, f64::max)
}

fn add_gates(outcome: &mut Outcome) -> anyhow::Result<()> {
    let heads = ["gate", "passes", "mistakes", "(R / γ)²", "w1", "w2", "b"];
    let mut table = Table::new("Gates that a perceptron learns, from w1 = w2 = b = 0", heads);
    for ((name, key, truth), widest) in GATES.into_iter().zip(WIDEST) {
        let samples = samples_of(truth);
        let lowest = bound(&samples, triples::separation(widest, &samples));
        let bound = bound(&samples, best_separation(&samples));
        let learned = Learned::until_right(&samples, bound)?;
        let Learner { w, b } = learned.learner;
        let right = triples::right(Gate { w, b }, truth);
        outcome
            .count(format!("{key}.passes"), learned.mistakes.len())
            .count(format!("{key}.mistakes"), learned.total())
            .finding(format!("{key}.bound"), bound)
            .finding(format!("{key}.lowest_bound"), lowest)
            .count(format!("{key}.right"), right);
        let passes = Cell::count(learned.mistakes.len());
        table.row([
            name.into(),
            passes,
            learned.total().into(),
            lowest.into(),
            w[0].into(),
            w[1].into(),
            b.into(),
        ]);
    }
    outcome.table(table);
    Ok(())
}

/// XOR: earlier weights come again, so the rule cycles forever.
fn add_xor(outcome: &mut Outcome) {
    let samples = samples_of(XOR);
    let mut learner = Learner::default();
    let mut seen: Vec<Learner> = Vec::new();
    // The weights are integers, and they can't grow without bound: some state has to come twice.
    while !seen.contains(&learner) {
        seen.push(learner);
        learner.pass(&samples);
    }
    let first = seen.iter().position(|earlier| *earlier == learner).unwrap_or(0);
    let round = seen.len() - first;
    let mistakes: usize = (0..round).map(|_| learner.pass(&samples)).sum();
    let every_round = if round == 1 { "every pass".to_owned() } else { format!("every {round} passes") };
    outcome
        .count("xor.passes_before_the_circle", first)
        .count("xor.passes_round_the_circle", round)
        .count("xor.mistakes_round_the_circle", mistakes)
        .claim(
            Source::ThisPage,
            "where no line separates the samples, learning never ends",
            say!(
                "on XOR the weights after pass {} are those after pass {first}; from there on the rule makes {mistakes} \
                 mistakes in {every_round}, forever",
                first + round
            ),
            mistakes > 0,
        );
}

/// Random sets for each gap, each from its own random stream.
fn random_sets(run: &Run) -> anyhow::Result<Vec<RandomSet>> {
    let sets = run.scale().pick(5, 20, 100);
    let pairs = GAPS.iter().flat_map(|&gap| (0..sets).map(move |set| (gap, set)));
    pairs.map(|(gap, set)| random_set(gap, &mut run.rng(&format!("gap {gap}, set {set}")))).collect()
}

fn random_set(gap: f64, rng: &mut impl Rng) -> anyhow::Result<RandomSet> {
    let angle = rng.random_range(0.0..std::f64::consts::TAU);
    let hidden = Gate { w: [cos(angle), sin(angle)], b: rng.random_range(-0.5..0.5) };
    let mut samples = Vec::with_capacity(SAMPLES);
    while samples.len() < SAMPLES {
        let x: [f64; 2] = [rng.random_range(-1.0..1.0), rng.random_range(-1.0..1.0)];
        let side = hidden.w[0] * x[0] + hidden.w[1] * x[1] + hidden.b;
        if side.abs() >= gap {
            samples.push((x, u8::from(side > 0.0)));
        }
    }
    let separation = triples::separation(hidden, &samples);
    let bound = bound(&samples, separation);
    let learned = Learned::until_right(&samples, bound)?;
    Ok(RandomSet { samples, hidden, gap, separation, bound, learned })
}

fn add_random_sets(outcome: &mut Outcome, sets: &[RandomSet]) {
    let heads = ["gap", "sets", "mistakes, median", "mistakes, most", "largest share of its bound"];
    let mut table = Table::new(
        say!("Random sets of {SAMPLES} samples; none is nearer to the hidden line than the gap"),
        heads,
    );
    for gap in GAPS {
        let here: Vec<&RandomSet> = sets.iter().filter(|set| set.gap == gap).collect();
        let mut mistakes: Vec<usize> = here.iter().map(|set| set.learned.total()).collect();
        mistakes.sort_unstable();
        let (median, most) = (mistakes[mistakes.len() / 2], mistakes[mistakes.len() - 1]);
        let closest = here.iter().map(|set| set.learned.total() as f64 / set.bound).fold(0.0, f64::max);
        outcome.count(format!("gap_{gap}.median_mistakes"), median);
        table.row([gap.into(), here.len().into(), median.into(), most.into(), Cell::percent(closest)]);
    }
    let within = sets.iter().filter(|set| set.learned.total() as f64 <= set.bound).count();
    let closest = sets.iter().map(|set| set.learned.total() as f64 / set.bound).fold(0.0, f64::max);
    outcome
        .count("random.sets", sets.len())
        .count("random.within_bound", within)
        .percent("random.closest_to_bound", closest)
        .table(table)
        .claim(
            Source::ThisPage,
            "the rule makes at most (R / γ)² mistakes (Novikoff)",
            say!(
                "{within} of {} random sets stay within the bound; the closest uses {:.1} % of it",
                sets.len(),
                100.0 * closest
            ),
            within == sets.len(),
        );
}

/// The lines while learning AND, and the mistakes of each pass.
fn learning() -> Figure {
    Figure::new("Rosenblatt's learning rule: after each mistake, a step towards the target")
        .panel(intermediate_lines())
        .panel(mistakes_by_pass())
        .columns(2)
        .panel_size(340.0, 340.0)
        .caption(
            "Left: a triangle should be 1, a disc 0. The later a line, the darker; some lie outside the picture. The last is \
             dashed, and above it the output is 1. It passes through (0, 1): a sum of exactly 0 gives 0, which is right there. \
             Right: a line ends with the first pass without a mistake; XOR's never ends. From pass 2 on, AND (broad and pale) \
             lies under NAND; up to there NAND lies under XOR.",
        )
}

fn intermediate_lines() -> Panel {
    let (_, _, truth) = GATES[0];
    let samples = samples_of(truth);
    let mut learner = Learner::default();
    let mut lines: Vec<Gate> = Vec::new();
    while triples::right(Gate { w: learner.w, b: learner.b }, truth) < INPUTS.len() {
        for (x, t) in &samples {
            if learner.see(*x, *t) {
                lines.push(Gate { w: learner.w, b: learner.b });
            }
        }
    }
    let last = lines.len().saturating_sub(1);
    let panel = lines.iter().enumerate().fold(
        decision::plane("Learning AND: the line after each mistake").legend(Legend::None),
        |panel, (i, gate)| {
            if i == last {
                return decision::with_gate(panel, *gate, "final");
            }
            let share = (i + 1) as f64 / (last + 1) as f64;
            let label = if i == 0 { "earlier" } else { "" };
            panel.line(decision::border(*gate, label).palette(4).opacity(0.25 + 0.65 * share).width(1.3))
        },
    );
    decision::with_points(panel, truth)
}

fn mistakes_by_pass() -> Panel {
    let panel = Panel::new("Mistakes in each pass through the four samples")
        .x(Axis::new("pass").range(0.5, PASSES as f64 + 0.5).ticks((1..=PASSES).map(|pass| pass as f64)))
        .y(Axis::new("mistakes").range(0.0, 4.4).ticks([0.0, 1.0, 2.0, 3.0, 4.0]));
    let all = GATES.into_iter().chain([("XOR", "xor", XOR)]);
    let markers = [Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond];
    all.zip(markers).fold(panel, |panel, ((name, _, truth), marker)| {
        let samples = samples_of(truth);
        let mut learner = Learner::default();
        let mut points = Vec::new();
        for pass in 1..=PASSES {
            let mistakes = learner.pass(&samples);
            points.push((pass as f64, mistakes as f64));
            if mistakes == 0 {
                break;
            }
        }
        let series = Series::new(name, points).marker(marker, 1);
        panel.line(if name == "NAND" { series.dashed() } else { series })
    })
}

fn random_figure(sets: &[RandomSet]) -> Figure {
    Figure::new("No set takes more mistakes than the bound, which rises as the margin narrows")
        .panel(one_set(&sets[sets.len() / GAPS.len() * 2]))
        .panel(mistakes_by_separation(sets))
        .columns(2)
        .panel_size(340.0, 340.0)
        .caption(
            "Left: the hidden line is the one with which the set was made; the rule only sees the points. Right: two marks for each \
             set, one above the other. γ is the margin of the hidden line; the best line's is at least as wide, so its bound is \
             lower still, or the same.",
        )
}

/// One random set, with the line it was made with and the line that was learned.
fn one_set(set: &RandomSet) -> Panel {
    let axis = |label: &'static str| Axis::new(label).range(-1.0, 1.0);
    let side = |wanted: u8| {
        let points = set.samples.iter().filter(move |(_, t)| *t == wanted);
        points.map(|([x1, x2], _)| (*x1, *x2)).collect::<Vec<_>>()
    };
    let Learner { w, b } = set.learned.learner;
    let title = say!("One set, gap {}, learned with {} mistakes", set.gap, set.learned.total());
    Panel::new(title)
        .x(axis("x1"))
        .y(axis("x2"))
        .equal_aspect()
        .scatter(Series::new("y = 0", side(0)).color(ZERO).marker(Marker::Circle, 1).width(3.0))
        .scatter(Series::new("y = 1", side(1)).color(ONE).marker(Marker::Triangle, 1).width(3.0))
        .line(decision::border(set.hidden, "the hidden line").dashed())
        .line(decision::border(Gate { w, b }, "the learned line"))
}

fn mistakes_by_separation(sets: &[RandomSet]) -> Panel {
    let mistakes = sets.iter().map(|set| (set.separation, set.learned.total() as f64));
    let bounds = sets.iter().map(|set| (set.separation, set.bound));
    Panel::new(say!("{} random sets", sets.len()))
        .x(Axis::new("margin γ of the hidden line").log10())
        .y(Axis::new("mistakes until all are right").log10())
        .scatter(Series::new("(R / γ)²", bounds).marker(Marker::Plus, 1).palette(6).width(3.0))
        .scatter(Series::new("mistakes", mistakes).marker(Marker::Circle, 1).palette(2).width(3.0))
}
