//! # How large is the output?
//!
//! A filter slides over an input with `pad` zeros on each side, `stride` pixels at a time. Along one direction the
//! input has `input` values and the filter `filter`. Write the function that returns the number of outputs, or `None`
//! if the filter is larger than the padded input, or its last step doesn't end exactly at the edge.
//!
//! Book: section 7.2.5. Page: `notebooks-md/ch07.md`.

use diagnosis::ch07;

/// The size of the output along one direction, or `None` if it doesn't fit.
fn output_size(input: usize, filter: usize, pad: usize, stride: usize) -> Option<usize> {
    // exercise:
    // | // TODO: how far can the filter move, and how many steps is that?
    // | let _ = (input, filter, pad, stride);
    // | todo!()
    // solution:
    let way = (input + 2 * pad).checked_sub(filter)?;
    if way % stride == 0 { Some(way / stride + 1) } else { None }
    // end
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_size_is_right_or_there_is_none() -> Verdict {
        ch07::output_size::output_size().check(|&(input, filter, pad, stride)| {
            output_size(input, filter, pad, stride).map(|size| size as i64)
        })
    }
}
