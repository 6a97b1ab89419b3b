//! Is NAND enough to build a computer?
//!
//! NAND is enough to add, at least. Every gate of the circuit is a perceptron with the weights of section 2.3, and every
//! possible sum is checked. Each bit waits for the carry of the bit to its right, so some sums take longer than others.

use chapter_kit::figure::{Axis, Figure, Graph, HeatMap, Legend, Panel};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, Words, say};
use ndarray::Array2;

use super::xor_is_not_linear::thousands;
use crate::derive::adders::Board;

/// A claim of 2.6.
pub const EXPERIMENT: Experiment = Experiment {
    name: "nand_is_enough",
    section: "2.6",
    question: "Is NAND enough to build a computer?",
    takes: Takes::always("1 s"),
    run,
};

/// The number of 8-bit numbers.
const NUMBERS: usize = 256;
/// The figure of the carries shows 7-bit numbers.
const SHOWN: usize = 128;

/// A circuit of NAND gates, checked on every possible input.
struct Checked {
    name: &'static str,
    key: &'static str,
    nands: usize,
    inputs: usize,
    right: usize,
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let checked = all_checked();
    let waits = waits();
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "Circuits of NAND alone, checked on every input",
        ["circuit", "NAND gates", "inputs", "right"],
    );
    for circuit in &checked {
        let key = circuit.key;
        outcome
            .count(format!("{key}.nands"), circuit.nands)
            .count(format!("{key}.inputs"), circuit.inputs)
            .count(format!("{key}.right"), circuit.right);
        table.row([
            circuit.name.into(),
            Cell::count(circuit.nands),
            Cell::count(circuit.inputs),
            Cell::count(circuit.right),
        ]);
    }
    outcome.finding("longest_carry.mean", waits.iter().sum::<f64>() / waits.len() as f64);
    outcome.count("longest_carry.through_all_8_bits", waits.iter().filter(|wait| **wait == 8.0).count());
    outcome.table(table).figure(half_adder()).further_figure("carries", carries(&waits));
    outcome.note(
        "A computer needs more than this: memory, which takes a loop of NAND gates. No truth table shows that, and it isn't \
         tested here.",
    );
    outcome.note(
        "A carry propagates through all 8 bits in 3⁷ = 2,187 of the sums: the lowest bits must both be 1, and three \
         of the four pairs of each higher bit pass the carry on.",
    );
    let all_right = checked.iter().all(|circuit| circuit.right == circuit.inputs);
    outcome.claim(
        Source::Book("2.6"),
        "perceptrons alone can be combined into a circuit that adds",
        say!(
            "{} NAND perceptrons add two 8-bit numbers; {} of {} sums are right",
            checked[6].nands,
            thousands(checked[6].right),
            thousands(checked[6].inputs)
        ),
        all_right,
    );
    Ok(outcome)
}

/// Every circuit on every input.
fn all_checked() -> [Checked; 7] {
    [
        checked("NOT", "not", 1, |board, x| board.not(low(x, 0)) == 1 - low(x, 0)),
        checked("AND", "and", 2, |board, x| board.and(low(x, 0), low(x, 1)) == u8::from(x == 3)),
        checked("OR", "or", 2, |board, x| board.or(low(x, 0), low(x, 1)) == u8::from(x != 0)),
        checked("XOR", "xor", 2, |board, x| {
            board.xor_and_nand(low(x, 0), low(x, 1)).0 == u8::from(x == 1 || x == 2)
        }),
        checked("half adder", "half_adder", 2, |board, x| {
            let (sum, carry) = board.half_adder(low(x, 0), low(x, 1));
            2 * carry + sum == low(x, 0) + low(x, 1)
        }),
        checked("full adder", "full_adder", 3, |board, x| {
            let (sum, carry) = board.full_adder(low(x, 0), low(x, 1), low(x, 2));
            2 * carry + sum == low(x, 0) + low(x, 1) + low(x, 2)
        }),
        checked("8-bit adder", "adder_8", 16, |board, x| {
            let (x1, x2) = ((x / NUMBERS) as u8, (x % NUMBERS) as u8);
            let (sum, carry) = board.add_8_bits(x1, x2);
            256 * u16::from(carry) + u16::from(sum) == u16::from(x1) + u16::from(x2)
        }),
    ]
}

/// Builds the circuit afresh for each input of `bits` bits, and counts gates and right outputs.
fn checked(
    name: &'static str,
    key: &'static str,
    bits: u32,
    is_right: impl Fn(&mut Board, usize) -> bool,
) -> Checked {
    let inputs = 1 << bits;
    let mut nands = 0;
    let right = (0..inputs)
        .filter(|&x| {
            let mut board = Board::new();
            let right = is_right(&mut board, x);
            nands = board.nands;
            right
        })
        .count();
    Checked { name, key, nands, inputs, right }
}

/// The bit of `x` at this index.
fn low(x: usize, index: u32) -> u8 {
    ((x >> index) & 1) as u8
}

/// For each pair of numbers, the longest run of bits through which a carry propagates.
fn waits() -> Vec<f64> {
    (0..NUMBERS * NUMBERS).map(|x| longest_carry(x / NUMBERS, x % NUMBERS)).collect()
}

/// The longest run of carries in `x1 + x2`.
fn longest_carry(x1: usize, x2: usize) -> f64 {
    // A digit of the sum differs from XOR of the digits exactly where a carry came in; bit 8 is the last carry out.
    let carries = (x1 ^ x2 ^ (x1 + x2)) >> 1;
    let mut run: u32 = 0;
    let mut longest = 0;
    for index in 0..8 {
        run = if low(carries, index) == 1 { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    f64::from(longest)
}

/// The circuit of the half adder, with what its wires carry for 1 + 1.
fn half_adder() -> Figure {
    Figure::single(
        "A half adder: five NAND perceptrons",
        Panel::new("").graph(half_adder_circuit(1, 1)).legend(Legend::None),
    )
    .panel_size(700.0, 260.0)
    .caption("On the wires: 1 + 1. The sum is 0, the carry 1: binary 10. A single wire goes to both inputs.")
}

fn half_adder_circuit(x1: u8, x2: u8) -> Graph {
    let mut board = Board::new();
    let mut nand = |x1: u8, x2: u8| board.nand(x1, x2);
    let s = nand(x1, x2);
    let (left, right) = (nand(x1, s), nand(x2, s));
    let (sum, carry) = (nand(left, right), nand(s, s));
    let mut graph = Graph::new();
    let (from_1, from_2) = (graph.words((0.0, 2.0), "x1"), graph.words((0.0, 0.0), "x2"));
    let first = graph.block((1.5, 1.0), "NAND");
    let (above, below) = (graph.block((3.2, 2.0), "NAND"), graph.block((3.2, 0.0), "NAND"));
    let (last, inverted) = (graph.block((5.9, 1.0), "NAND"), graph.block((3.2, 1.0), "NAND"));
    let (to_sum, to_carry) = (graph.words((7.1, 1.0), "sum"), graph.words((4.6, 1.0), "carry"));
    for (from, to, value) in [
        (from_1, first, x1),
        (from_2, first, x2),
        (from_1, above, x1),
        (from_2, below, x2),
        (first, above, s),
        (first, below, s),
        (above, last, left),
        (below, last, right),
        (first, inverted, s),
        (last, to_sum, sum),
        (inverted, to_carry, carry),
    ] {
        graph.edge(from, to, Words::name(value), "");
    }
    graph
}

/// How far the carry propagates, for the smaller half of the numbers.
fn carries(waits: &[f64]) -> Figure {
    let ticks = [0.0, 32.0, 64.0, 96.0, 127.0];
    // The rows of a heat map go downwards; here the first number grows upwards.
    let last = SHOWN - 1;
    let map = Array2::from_shape_fn((SHOWN, SHOWN), |(row, x2)| waits[NUMBERS * (last - row) + x2]);
    let upwards = ticks.map(|tick| (tick - last as f64, Words::name(tick)));
    let panel = Panel::new("")
        .x(Axis::new("second number").ticks(ticks))
        .y(Axis::new("first number").named_ticks(upwards))
        .equal_aspect()
        .heat_map(
            HeatMap::sequential(map).value_range(0.0, 7.0).bar_label("bits that the longest carry passes"),
        );
    Figure::single("Some sums need no carry, in others a carry goes through all seven bits", panel)
        .panel_size(384.0, 384.0)
        .caption(
            "All pairs of 7-bit numbers, 0 to 127. The bits of a sum wait for each other: a dark sum is ready at once, a \
             light one has to wait.",
        )
}
