//! What do a multiplication and an addition send back?

use crate::draw::Draw;
use crate::question::Question;

/// `x`, `y` and `dout`.
pub type Input = (f64, f64, f64);
/// The output, `dx` and `dy`.
pub type Out = (f64, f64, f64);

fn draw(draw: &mut Draw) -> Input {
    (draw.normal(), draw.normal(), draw.normal())
}

/// The question for a node with two inputs, without the mistakes.
fn node(name: &'static str, right: fn(&Input) -> Out) -> Question<Input, Out> {
    Question::new(name, draw, right)
        .inputs(["x", "y", "dout"])
        .parts(["the output", "dx", "dy"])
        .example(|| (10.0, 5.0, 1.3))
}

/// A multiplication as a layer (book §5.4.1).
pub fn multiplication() -> Question<Input, Out> {
    node("Mul", |&(x, y, dout)| (x * y, dout * y, dout * x))
        .mistake(
            "not swapped",
            "You multiplied dout by the input itself. The derivative of x · y with respect to x is y: each input gets \
             dout times the other one.",
            |&(x, y, dout)| (x * y, dout * x, dout * y),
        )
        .mistake(
            "dout forgotten",
            "That is the local derivative. Multiply it by the upstream gradient dout: derivatives in a row \
             multiply.",
            |&(x, y, _)| (x * y, y, x),
        )
        .mistake(
            "passed on unchanged",
            "You passed dout on unchanged. That is what an addition does. The larger y is, the faster a product \
             changes with x.",
            |&(x, y, dout)| (x * y, dout, dout),
        )
        .mistake(
            "nothing stored",
            "It is 0: the layer has stored 0 for its inputs. Does forward write x and y into self before it returns?",
            |&(x, y, _)| (x * y, 0.0, 0.0),
        )
        .mistake(
            "times both",
            "You multiplied dout by both inputs, that is, by the output. Multiply by the other input only.",
            |&(x, y, dout)| (x * y, dout * x * y, dout * x * y),
        )
        .also_right("by moving each input by 1", |&(x, y, dout)| {
            (x * y, dout * ((x + 1.0) * y - x * y), dout * (x * (y + 1.0) - x * y))
        })
}

/// An addition as a layer (book §5.4.2).
pub fn addition() -> Question<Input, Out> {
    node("Add", |&(x, y, dout)| (x + y, dout, dout))
        .mistake(
            "divided between both",
            "You divided dout between the inputs. It isn't shared: the sum moves by 1 if x moves by 1, whatever y \
             does. Each gets all of it.",
            |&(x, y, dout)| (x + y, dout / 2.0, dout / 2.0),
        )
        .mistake(
            "swapped as in a product",
            "You multiplied dout by the other input. That is what a product does. How much does x + y move when x \
             moves by 1?",
            |&(x, y, dout)| (x + y, dout * y, dout * x),
        )
        .mistake(
            "dout forgotten",
            "The local derivative of a sum is 1, but you still have to multiply by the upstream gradient: 1 · dout.",
            |&(x, y, _)| (x + y, 1.0, 1.0),
        )
        .mistake(
            "times its own input",
            "You multiplied dout by the input itself. The derivative of x + y with respect to x is 1, whatever x is.",
            |&(x, y, dout)| (x + y, dout * x, dout * y),
        )
        .also_right("by moving each input by 1", |&(x, y, dout)| {
            let derivative = (x + 1.0 + y) - (x + y);
            (x + y, dout * derivative, dout * derivative)
        })
}
