//! How many multiplications does a gradient cost, from either end of the chain?

use crate::prediction::Prediction;
use crate::question::Question;

/// The widths of the chain from the input to the loss: `[784, 50, 50, 10, 10, 1]`.
pub type Widths = Vec<usize>;
/// The multiplications from the loss (reverse mode), and from the input (forward mode).
pub type Multiplications = (usize, usize);

/// Each Jacobian matrix has a row for each output and a column for each input of its layer.
fn jacobians(widths: &[usize]) -> Vec<(usize, usize)> {
    widths.windows(2).map(|pair| (pair[1], pair[0])).collect()
}

fn reverse(widths: &Widths) -> usize {
    let rows = widths.last().copied().unwrap_or(0);
    jacobians(widths).iter().rev().skip(1).map(|(m, n)| rows * m * n).sum()
}

fn forward(widths: &Widths) -> usize {
    let columns = widths.first().copied().unwrap_or(0);
    jacobians(widths).iter().skip(1).map(|(m, n)| m * n * columns).sum()
}

/// The product of a chain of Jacobian matrices from both ends (book §5.1.3).
pub fn multiplications() -> Question<Widths, Multiplications> {
    Question::<Widths, Multiplications>::new(
        "multiplications",
        |draw| {
            let n = draw.size(4..=7);
            (0..n).map(|_| draw.size(1..=30)).collect()
        },
        |widths| (reverse(widths), forward(widths)),
    )
    .inputs(["widths"])
    .parts(["the count from the loss (reverse mode)", "the count from the input (forward mode)"])
    .example(|| vec![784, 50, 50, 10, 10, 1])
    .example(|| vec![2, 3, 1])
    .example(|| vec![1, 10, 10, 784])
    .mistake("swapped", "The two are swapped: the count from the loss (reverse mode) comes first.", |widths| {
        (forward(widths), reverse(widths))
    })
    .mistake(
        "the sizes of the matrices",
        "You added up the entries of the matrices. A product of (a, b) and (b, c) takes a · b · c multiplications.",
        |widths| {
            let all = jacobians(widths).iter().map(|(m, n)| m * n).sum();
            (all, all)
        },
    )
    .mistake(
        "one product too many",
        "You counted a product for every matrix. The first matrix of the chain isn't multiplied by anything yet: k \
         matrices need k − 1 products.",
        |widths| {
            let all: usize = jacobians(widths).iter().map(|(m, n)| m * n).sum();
            (all * widths[widths.len() - 1], all * widths[0])
        },
    )
    .mistake(
        "only neighbours",
        "You multiplied each matrix with its neighbour. What is multiplied next is the *product so far*, which keeps its \
         outer side: the rows of the last matrix if you start at the loss, the columns of the first if you start at the \
         input.",
        |widths| {
            let all = widths.windows(3).map(|three| three[0] * three[1] * three[2]).sum();
            (all, all)
        },
    )
    .mistake(
        "sides of the sum",
        "You added the sides of the matrices. Each entry of the product is a sum of b products: a · b · c in all.",
        |widths| {
            let (first, last) = (widths[0], widths[widths.len() - 1]);
            let matrices = jacobians(widths);
            let from_the_loss = matrices.iter().rev().skip(1).map(|(m, n)| last + m + n).sum();
            (from_the_loss, matrices.iter().skip(1).map(|(m, n)| m + n + first).sum())
        },
    )
    .mistake(
        "a scalar at the end assumed",
        "Your count from the loss assumes a single output. The chain ends with the last width; the product so far has as \
         many rows.",
        |widths| {
            (jacobians(widths).iter().rev().skip(1).map(|(m, n)| m * n).sum(), forward(widths))
        },
    )
    .also_right("with the product's shape", |widths| {
        let n = widths.len();
        let from_the_loss = (0..n - 2).map(|i| widths[n - 1] * widths[i + 1] * widths[i]).sum();
        let from_the_input = (2..n).map(|i| widths[i] * widths[i - 1] * widths[0]).sum();
        (from_the_loss, from_the_input)
    })
}

/// Paths and edges of a chain of stages with this many branches each (book §5.1.3).
pub fn paths_and_edges() -> Question<Vec<usize>, (usize, usize)> {
    Question::<Vec<usize>, (usize, usize)>::new(
        "paths_and_edges",
        |draw| {
            let n = draw.size(3..=8);
            (0..n).map(|_| draw.size(1..=4)).collect()
        },
        |branches| (branches.iter().product(), branches.iter().sum()),
    )
    .inputs(["branches"])
    .parts(["the number of paths", "the number of edges"])
    .example(|| vec![2; 12])
    .example(|| vec![2, 3])
    .mistake("swapped", "The two are swapped: paths first, then edges.", |branches| {
        (branches.iter().sum(), branches.iter().product())
    })
    .mistake(
        "a sum of paths",
        "You added the branches. At each stage a path chooses one of them, whatever it chose before: the choices \
         multiply.",
        |branches| (branches.iter().sum(), branches.iter().sum()),
    )
    .mistake(
        "two branches everywhere",
        "That fits if every stage has two branches. This one has stages with others.",
        |branches| (1 << branches.len(), 2 * branches.len()),
    )
    .mistake(
        "edges of all paths",
        "You counted an edge once for each path that uses it. Stored, its derivative is needed only once.",
        |branches| (branches.iter().product(), branches.iter().product::<usize>() * branches.len()),
    )
    .mistake(
        "only the stages",
        "You counted one edge per stage. A stage has an edge for each branch.",
        |branches| (branches.iter().product(), branches.len()),
    )
    .also_right("stage by stage", |branches| {
        branches.iter().fold((1, 0), |(paths, edges), branch| (paths * branch, edges + branch))
    })
}

/// How many times cheaper is the gradient from the loss for the book's network (book §5.1.3)?
pub fn how_many_times() -> Prediction {
    Prediction::new(
        "The chain of the book's network has the widths 784, 50, 50, 10, 10, 1. How many times more multiplications does \
         its product need from the input than from the loss?",
        || {
            let widths = vec![784, 50, 50, 10, 10, 1];
            forward(&widths) as f64 / reverse(&widths) as f64
        },
        "2,438,240 against 42,300. Both directions store and reuse what they computed; the difference is the order of the \
         product. From the loss, which is a single number, the product so far is always one row. From the input it has 784 \
         columns. That is why it is *back*propagation.",
    )
    .within(0.02)
    .wrong_guess("equal", || 1.0, "The result is equal, the cost isn't: matrix products may be grouped in any order.")
    .wrong_guess(
        "by the inputs",
        || 784.0,
        "A row instead of 784 columns does save that, in the product with a given matrix. But from the loss you also have \
         to multiply by the largest matrix, (50, 784), which the other order has at its start.",
    )
}
