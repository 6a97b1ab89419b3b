//! # From which end?
//!
//! Is backpropagation fast because it stores derivatives and reuses them? That is half of the answer. The other half is
//! the end at which it starts. Write `multiplications` and `paths_and_edges`, which count both.
//!
//! The chain rule makes a gradient a product of Jacobian matrices, one per layer: a layer from `a` to `b` values has a
//! matrix of shape (b, a). A matrix product (a, b) · (b, c) takes a · b · c multiplications. `widths` lists the number
//! of values from the input to the loss: `[784, 50, 50, 10, 10, 1]` has five matrices, the last of shape (1, 10). Write
//! `multiplications`: how many does the product of all matrices take, first if you start at the loss and multiply one
//! matrix after the other onto it (**reverse mode**), then if you start at the input (**forward mode**)?
//!
//! Reuse counts where paths split and meet again. A graph is a chain of stages; stage i leads to the next node along
//! `branches[i]` parallel edges. Write `paths_and_edges`: how many paths lead from the start to the end, and how many
//! edges are there? If nothing is stored, you follow every path; if each node stores its derivative, every edge once.
//!
//! Book: sections 5.1.3 and 5.7.1. Page: `notebooks-md/ch05.md`.

use diagnosis::ch05;

/// With the widths 784, 50, 50, 10, 10, 1: how many times more multiplications does the product take from the input than
/// from the loss? A guess within 2 % is good enough.
// exercise:
// | // TODO: your guess, such as Some(2.0). You may write the function first.
// | const TIMES: Option<f64> = None;
// solution:
const TIMES: Option<f64> = Some(57.6);
// end

/// The multiplications from the loss, and from the input. There are at least three widths.
fn multiplications(widths: &[usize]) -> (usize, usize) {
    // exercise:
    // | // TODO: the shape of the product so far, times the next matrix, from either end.
    // | let _ = widths;
    // | todo!()
    // solution:
    let n = widths.len();
    let (mut from_the_loss, mut from_the_input) = (0, 0);
    for i in 0..n - 2 {
        from_the_loss += widths[n - 1] * widths[i + 1] * widths[i];
        from_the_input += widths[i + 2] * widths[i + 1] * widths[0];
    }
    (from_the_loss, from_the_input)
    // end
}

/// The paths from the start to the end, and the edges.
fn paths_and_edges(branches: &[usize]) -> (usize, usize) {
    // exercise:
    // | // TODO: a path chooses one branch at each stage.
    // | let _ = branches;
    // | todo!()
    // solution:
    (branches.iter().product(), branches.iter().sum())
    // end
}

fn main() {
    println!("{}", ch05::order::how_many_times().explained(TIMES));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_the_product_costs_less_from_one_end() -> Verdict {
        ch05::order::multiplications().check(|widths| multiplications(widths))
    }

    #[test]
    fn b_there_are_fewer_edges_than_paths() -> Verdict {
        ch05::order::paths_and_edges().check(|branches| paths_and_edges(branches))
    }

    #[test]
    fn c_the_factor_was_predicted() -> Verdict {
        ch05::order::how_many_times().check(TIMES)
    }
}
