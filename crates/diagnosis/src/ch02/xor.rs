//! How do you wire three gates to get XOR?

use crate::question::Question;

/// `x1` and `x2`, 0 or 1 each.
pub type Input = (u8, u8);

/// XOR from two layers (book §2.5).
pub fn gate() -> Question<Input, u8> {
    Question::new("xor", |draw| (u8::from(draw.coin()), u8::from(draw.coin())), |(x1, x2)| x1 ^ x2)
        .inputs(["x1", "x2"])
        .parts(["y"])
        .example(|| (0, 0))
        .example(|| (1, 0))
        .example(|| (0, 1))
        .example(|| (1, 1))
        .mistake(
            "follows x1",
            "The output is always x1, whatever x2 is. So one input reaches the last gate without being changed by the \
             first layer.",
            |(x1, _)| *x1,
        )
        .mistake(
            "follows x2",
            "The output is always x2, whatever x1 is. So one input reaches the last gate without being changed by the \
             first layer.",
            |(_, x2)| *x2,
        )
        .mistake(
            "OR",
            "This is OR: it also fires for 1 and 1. One gate must say no when both inputs are 1.",
            |(x1, x2)| x1 | x2,
        )
        .mistake(
            "NAND",
            "This is NAND: it also fires for 0 and 0. One gate must say no when both inputs are 0.",
            |(x1, x2)| 1 - (x1 & x2),
        )
        .mistake(
            "always 1",
            "It always fires. One of the two gates of the first layer always does; the last gate has to require both.",
            |_| 1,
        )
        .mistake(
            "XOR inverted",
            "It fires when both inputs are the same: every output is inverted (XNOR). One gate is the opposite of \
            what it should be.",
            |(x1, x2)| 1 - (x1 ^ x2),
        )
        .mistake(
            "AND",
            "This is AND: it fires only when both inputs are 1. What does the first layer say about 1 and 1?",
            |(x1, x2)| x1 & x2,
        )
        .also_right("from four NANDs", |&(x1, x2)| {
            let nand = |a: u8, b: u8| 1 - (a & b);
            let s = nand(x1, x2);
            nand(nand(x1, s), nand(x2, s))
        })
        .also_right("by counting", |(x1, x2)| (x1 + x2) % 2)
}
