//! How do gates add numbers?

use crate::draw::Draw;
use crate::question::Question;

/// `x1`, `x2` and the carry from the right, 0 or 1 each.
pub type Bits = (u8, u8, u8);
/// Two 8-bit numbers, lowest bit first.
pub type Numbers = ([u8; 8], [u8; 8]);

fn bit(draw: &mut Draw) -> u8 {
    u8::from(draw.coin())
}

/// A full adder, one digit of an addition: the sum bit and the carry (beyond book §2.6).
pub fn full_adder() -> Question<Bits, (u8, u8)> {
    Question::new("full_adder", |draw| (bit(draw), bit(draw), bit(draw)), |(x1, x2, carry)| {
        let total = x1 + x2 + carry;
        (total % 2, total / 2)
    })
    .inputs(["x1", "x2", "carry"])
    .parts(["the sum", "the carry"])
    .example(|| (0, 0, 0))
    .example(|| (1, 1, 1))
    .example(|| (1, 0, 1))
    .mistake(
        "the carry was not added",
        "The sum is x1 + x2 only. The carry from the right has to be added too.",
        |(x1, x2, carry)| (x1 ^ x2, (x1 + x2 + carry) / 2),
    )
    .mistake(
        "the sum is OR",
        "The sum is 1 as soon as anything is 1. In binary, 1 + 1 leaves a sum bit of 0: that is XOR, not OR.",
        |(x1, x2, carry)| (x1 | x2 | carry, (x1 + x2 + carry) / 2),
    )
    .mistake(
        "sum and carry swapped",
        "The sum bit and the carry are swapped. The sum is the bit that stays at this position.",
        |(x1, x2, carry)| ((x1 + x2 + carry) / 2, (x1 + x2 + carry) % 2),
    )
    .mistake(
        "only the first carry",
        "Only x1 and x2 produce a carry here. The second addition, of their sum and the carry, may overflow as well.",
        |(x1, x2, carry)| ((x1 + x2 + carry) % 2, x1 & x2),
    )
    .mistake(
        "only the second carry",
        "The carry of x1 + x2 is lost: 1 + 1 + 0 carries. There are two additions, and each may overflow.",
        |(x1, x2, carry)| ((x1 + x2 + carry) % 2, (x1 ^ x2) & carry),
    )
    .mistake(
        "the carry needs all three",
        "It carries only when all three are 1. Two are enough: 1 + 1 is 10 in binary.",
        |(x1, x2, carry)| ((x1 + x2 + carry) % 2, x1 & x2 & carry),
    )
    .mistake(
        "carry when any is 1",
        "It carries as soon as one of the three is 1. It takes two: 1 + 1 is 10 in binary.",
        |(x1, x2, carry)| ((x1 + x2 + carry) % 2, x1 | x2 | carry),
    )
    .mistake(
        "the half sum carries alone",
        "It carries when x1 + x2 is odd, or x1 and x2 are both 1, whatever comes from the right. The half sum alone \
        carries nothing: it needs the carry too.",
        |(x1, x2, carry)| ((x1 + x2 + carry) % 2, x1 | x2),
    )
    .also_right("from gates", |&(x1, x2, carry)| {
        let half = x1 ^ x2;
        (half ^ carry, (x1 & x2) | (half & carry))
    })
}

/// The 8 bits of a number, lowest first.
fn bits(number: u16) -> [u8; 8] {
    std::array::from_fn(|index| (number >> index & 1) as u8)
}

fn number(bits: &[u8; 8]) -> u16 {
    bits.iter().enumerate().map(|(index, &bit)| u16::from(bit) << index).sum()
}

fn sum((x1, x2): &Numbers) -> [u8; 9] {
    let total = number(x1) + number(x2);
    std::array::from_fn(|index| (total >> index & 1) as u8)
}

/// Adds bit by bit; each position hands the carry made from (x1, x2, carry) to the next.
fn ripple(
    (x1, x2): &Numbers,
    indices: impl Iterator<Item = usize>,
    carries: fn(u8, u8, u8) -> u8,
) -> [u8; 9] {
    let (mut total, mut carry) = ([0; 9], 0);
    for index in indices {
        let (a, b) = (x1[index], x2[index]);
        (total[index], carry) = (a ^ b ^ carry, carries(a, b, carry));
    }
    total[8] = carry;
    total
}

/// The carry of a full adder.
fn carried(x1: u8, x2: u8, carry: u8) -> u8 {
    (x1 + x2 + carry) / 2
}

/// The hint for a right addition with a wrong full adder.
const MEND_FIRST: &str = "Your `full_adder` returns a wrong carry, and it propagates. Fix it first: the other test \
says what is wrong.";

/// The sum of two 8-bit numbers, as 9 bits, lowest first (beyond book §2.6).
pub fn eight_bit_adder() -> Question<Numbers, [u8; 9]> {
    Question::new(
        "add",
        |draw| (std::array::from_fn(|_| bit(draw)), std::array::from_fn(|_| bit(draw))),
        sum,
    )
    .inputs(["x1 (lowest bit first)", "x2 (lowest bit first)"])
    .parts(["bit "])
    .example(|| (bits(255), bits(1)))
    .example(|| (bits(3), bits(1)))
    .example(|| (bits(200), bits(100)))
    .mistake(
        "no carry",
        "Each bit is added separately: no carry reaches the next. If the other test fails as well, fix `full_adder` \
        first. If not, pass its carry on.",
        |numbers| ripple(numbers, 0..8, |_, _, _| 0),
    )
    .mistake(
        "from the highest bit",
        "The carry runs the wrong way. Start at the lowest bit, index 0, and go up.",
        |numbers| ripple(numbers, (0..8).rev(), carried),
    )
    .mistake(
        "the last carry is lost",
        "The lower eight bits are right, the ninth is missing: 255 + 1 is 256. Where does the last carry go?",
        |numbers| {
            let mut total = sum(numbers);
            total[8] = 0;
            total
        },
    )
    .mistake(
        "always the same carry",
        "Every bit gets a carry of 0, and only the last carry is used. The carry changes from bit to bit.",
        |numbers @ (x1, x2)| {
            let mut total = ripple(numbers, 0..8, |_, _, _| 0);
            total[8] = x1[7] & x2[7];
            total
        },
    )
    .mistake("full adder with the first carry only", MEND_FIRST, |numbers| {
        ripple(numbers, 0..8, |x1, x2, _| x1 & x2)
    })
    .mistake("full adder that carries for one", MEND_FIRST, |numbers| {
        ripple(numbers, 0..8, |x1, x2, carry| x1 | x2 | carry)
    })
    .also_right("bit by bit", |numbers| ripple(numbers, 0..8, carried))
}
