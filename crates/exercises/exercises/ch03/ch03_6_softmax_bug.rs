//! # A softmax that works, for one image
//!
//! This softmax takes a batch of scores, (n, classes): one row per image. For a batch of one image every value is
//! right. With two or more images, the probabilities become smaller and smaller. The predicted digits stay the same, so
//! the bug went unnoticed. Find it.
//!
//! When you have fixed it, check once more: an image whose scores are 1,000 larger must not affect its neighbours
//! either.
//!
//! Book: sections 3.5 and 3.6.3. Page: `notebooks-md/ch03.md`.

use diagnosis::ch03;
use ndarray::Array2;

/// The probabilities, (n, classes), of the scores `a`, (n, classes): one image per row.
fn softmax(a: &Array2<f64>) -> Array2<f64> {
    // TODO: this span holds the bug.
    let largest = a.fold(f64::NEG_INFINITY, |largest, &a| largest.max(a));
    let exp = a.mapv(|a| (a - largest).exp());
    let sum = exp.sum();
    exp / sum
}

fn main() {
    println!("{:.4}", softmax(&ndarray::array![[0.3, 2.9, 4.0], [0.3, 2.9, 4.0]]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn each_row_is_a_separate_image() -> Verdict {
        ch03::softmax::of_rows().check(softmax)
    }
}
