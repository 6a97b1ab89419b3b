//! A bill for apples and oranges: how does each input change the total?

use crate::draw::Draw;
use crate::question::Question;

/// `apple`, `apple_num`, `orange`, `orange_num` and `tax`.
pub type Input = (f64, f64, f64, f64, f64);
/// The total, and its derivative with respect to each of the inputs, in their order.
pub type Out = (f64, f64, f64, f64, f64, f64);

fn draw(draw: &mut Draw) -> Input {
    let mut positive = |low, high| draw.between(low, high);
    (
        positive(10.0, 200.0),
        positive(1.0, 9.0),
        positive(10.0, 200.0),
        positive(1.0, 9.0),
        positive(1.05, 1.3),
    )
}

fn paid(apple: f64, apple_num: f64, orange: f64, orange_num: f64, tax: f64) -> f64 {
    (apple * apple_num + orange * orange_num) * tax
}

fn right(&(apple, apple_num, orange, orange_num, tax): &Input) -> Out {
    let both = apple * apple_num + orange * orange_num;
    (both * tax, apple_num * tax, apple * tax, orange_num * tax, orange * tax, both)
}

/// The derivatives of a bill (book §5.4.2).
pub fn bill() -> Question<Input, Out> {
    Question::new("bill", draw, right)
        .inputs(["apple", "apple_num", "orange", "orange_num", "tax"])
        .parts(["the price", "dapple", "dapple_num", "dorange", "dorange_num", "dtax"])
        .example(|| (100.0, 2.0, 150.0, 3.0, 1.1))
        .mistake(
            "the tax is left out",
            "The tax is missing. The backward pass starts at the end of the bill: call the tax's Mul first, and pass \
             what it sends back on to the sum and to the fruits.",
            |&(apple, apple_num, orange, orange_num, tax)| {
                let both = apple * apple_num + orange * orange_num;
                (both * tax, apple_num, apple, orange_num, orange, both)
            },
        )
        .mistake(
            "one layer for two products",
            "That belongs to the oranges. Does each product have its own Mul? One that is used twice only stores the \
             inputs of the last call.",
            |input| {
                let (price, _, _, dorange, dorange_num, dtax) = right(input);
                (price, dorange, dorange_num, dorange, dorange_num, dtax)
            },
        )
        .mistake(
            "that of the apples",
            "That belongs to the apples. Does each product have its own Mul, and go back through its own?",
            |input| {
                let (price, dapple, dapple_num, _, _, dtax) = right(input);
                (price, dapple, dapple_num, dapple, dapple_num, dtax)
            },
        )
        .mistake(
            "price and number swapped",
            "The derivatives with respect to the price and to the number are swapped. backward returns them in the \
             order in which forward took the inputs.",
            |input| {
                let (price, dapple, dapple_num, dorange, dorange_num, dtax) = right(input);
                (price, dapple_num, dapple, dorange_num, dorange, dtax)
            },
        )
        .mistake(
            "starts with the price",
            "The backward pass started with the price itself. It starts with 1: when the price grows by 1, the price \
             grows by 1.",
            |input| {
                let (price, dapple, dapple_num, dorange, dorange_num, dtax) = right(input);
                (price, dapple * price, dapple_num * price, dorange * price, dorange_num * price, dtax * price)
            },
        )
        .mistake(
            "the tax as its own derivative",
            "That is the tax, or what goes back to the sum. How much larger is the total if the tax grows by 1, from \
             1.1 to 2.1?",
            |input| {
                let (price, dapple, dapple_num, dorange, dorange_num, _) = right(input);
                (price, dapple, dapple_num, dorange, dorange_num, input.4)
            },
        )
        .also_right("by moving each input by 1", |&(a, m, o, n, t)| {
            let price = paid(a, m, o, n, t);
            (
                price,
                paid(a + 1.0, m, o, n, t) - price,
                paid(a, m + 1.0, o, n, t) - price,
                paid(a, m, o + 1.0, n, t) - price,
                paid(a, m, o, n + 1.0, t) - price,
                paid(a, m, o, n, t + 1.0) - price,
            )
        })
}
