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

/// A node with two inputs: its question, without the mistakes.
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
            "Each input was multiplied by itself. How much x · y moves with x is y: each input gets dout times the \
             other one.",
            |&(x, y, dout)| (x * y, dout * x, dout * y),
        )
        .mistake(
            "dout forgotten",
            "That is the node's own slope. What arrives from behind, dout, has to be multiplied in: slopes in a row \
             multiply.",
            |&(x, y, _)| (x * y, y, x),
        )
        .mistake(
            "passed on unchanged",
            "dout was passed on unchanged. That is what an addition does. A product moves faster with x the larger y is.",
            |&(x, y, dout)| (x * y, dout, dout),
        )
        .mistake(
            "nothing kept",
            "It is 0: the layer remembers 0 for its inputs. Does forward write x and y into self before it returns?",
            |&(x, y, _)| (x * y, 0.0, 0.0),
        )
        .mistake(
            "times both",
            "dout was multiplied by both inputs, that is, by the output. Only the other input belongs there.",
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
            "dout was divided between the inputs. It is no cake: the sum moves by 1 if x moves by 1, whatever y does. Each \
             gets all of it.",
            |&(x, y, dout)| (x + y, dout / 2.0, dout / 2.0),
        )
        .mistake(
            "swapped as in a product",
            "dout was multiplied by the other input. That is what a product does. How much does x + y move when x moves by 1?",
            |&(x, y, dout)| (x + y, dout * y, dout * x),
        )
        .mistake(
            "dout forgotten",
            "The slope of a sum is 1, but what arrives from behind has to be multiplied in: 1 · dout.",
            |&(x, y, _)| (x + y, 1.0, 1.0),
        )
        .mistake(
            "times its own input",
            "dout was multiplied by the input itself. The slope of x + y by x is 1, wherever x is.",
            |&(x, y, dout)| (x + y, dout * x, dout * y),
        )
        .also_right("by moving each input by 1", |&(x, y, dout)| {
            let slope = (x + 1.0 + y) - (x + y);
            (x + y, dout * slope, dout * slope)
        })
}
