//! Is NAND enough to add numbers? Each circuit below consists of NAND perceptrons and wires, nothing else.
//!
//! ```text
//! half adder   x1 + x2           = 2 · carry + sum     5 NAND
//! full adder   x1 + x2 + carry   = 2 · carry + sum     9 NAND
//! 8 bits       one full adder per bit, from the lowest up, each passing its carry to the next
//! ```

use super::gates;

/// A board for NAND gates that counts them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Board {
    /// The number of gates so far.
    pub nands: usize,
}

impl Board {
    /// An empty board.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more NAND gate, the perceptron of 2.3.
    pub fn nand(&mut self, x1: u8, x2: u8) -> u8 {
        self.nands += 1;
        gates::nand(x1, x2)
    }

    /// 1 if the input is 0: one gate, both of whose inputs are wired together.
    pub fn not(&mut self, x: u8) -> u8 {
        self.nand(x, x)
    }

    /// AND is NAND with its output inverted: two gates.
    pub fn and(&mut self, x1: u8, x2: u8) -> u8 {
        let s = self.nand(x1, x2);
        self.not(s)
    }

    /// OR is NAND with its inputs inverted: three gates.
    pub fn or(&mut self, x1: u8, x2: u8) -> u8 {
        let (left, right) = (self.not(x1), self.not(x2));
        self.nand(left, right)
    }

    /// XOR: four gates. The first of them, NAND of the inputs, is returned too, for reuse: `(xor, nand)`.
    pub fn xor_and_nand(&mut self, x1: u8, x2: u8) -> (u8, u8) {
        let s = self.nand(x1, x2);
        let (left, right) = (self.nand(x1, s), self.nand(x2, s));
        (self.nand(left, right), s)
    }

    /// Adds two bits: `(sum, carry)`. The sum is XOR, the carry is AND.
    pub fn half_adder(&mut self, x1: u8, x2: u8) -> (u8, u8) {
        let (sum, s) = self.xor_and_nand(x1, x2);
        (sum, self.not(s))
    }

    /// Adds two bits and the carry from the right: `(sum, carry)`. It carries when either addition does.
    pub fn full_adder(&mut self, x1: u8, x2: u8, carry: u8) -> (u8, u8) {
        let (half, s) = self.xor_and_nand(x1, x2);
        let (sum, r) = self.xor_and_nand(half, carry);
        (sum, self.nand(s, r))
    }

    /// Adds two 8-bit numbers: 8 bits and the carry, so 0 to 510.
    pub fn add_8_bits(&mut self, x1: u8, x2: u8) -> (u8, u8) {
        let (mut total, mut carry) = (0, 0);
        for index in 0..8 {
            let (sum, next) = self.full_adder(bit(x1, index), bit(x2, index), carry);
            total += sum << index;
            carry = next;
        }
        (total, carry)
    }
}

/// The bit of `number` at this index, counted from the lowest.
fn bit(number: u8, index: u32) -> u8 {
    (number >> index) & 1
}
