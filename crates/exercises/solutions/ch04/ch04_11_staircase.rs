//! # The staircase and the ramp
//!
//! A network gets 32 of 100 digits right. You change a weight a little: it still gets 32 right, or suddenly 33; never
//! 32.4. Its loss was 0.92543 and is 0.92541 now. Write both, the accuracy and the loss, and count how many different
//! values each of them takes while one weight moves from −3 to 3 in 601 values.
//!
//! `ch04::staircase::sweep()` yields the predictions of a small network for the same 100 digits at each of the 601
//! values.
//!
//! First write down two numbers. Then write two functions. `measure` takes probabilities `y`, (n, classes), and n
//! labels, where `t[i]` is the right class of row `i`. It returns the **accuracy**, the share of rows whose largest
//! probability is at the label, and the **loss**, the mean of `−ln(y[i, t[i]] + 1e-7)`. `distinct` counts how many
//! different values a list holds: `[0.31, 0.32, 0.32, 0.31]` holds two.
//!
//! When all checks pass, run it: `cargo run --bin ch04_11_staircase` counts the values of your accuracies and losses.
//!
//! Book: section 4.2.5. Page: `notebooks-md/ch04.md`.

use diagnosis::ch04;
use ndarray::Array2;

/// How many different values can the accuracy of 100 samples take at most?
// exercise:
// | // TODO: your number, such as Some(7.0)
// | const MOST_ACCURACIES: Option<f64> = None;
// solution:
const MOST_ACCURACIES: Option<f64> = Some(101.0);
// end

/// How many different values does the loss of the 100 digits take in the 601 points of the sweep?
// exercise:
// | // TODO: your number
// | const LOSSES: Option<f64> = None;
// solution:
const LOSSES: Option<f64> = Some(601.0);
// end

/// Added to a probability before taking its logarithm.
const DELTA: f64 = 1e-7;

/// The accuracy and the loss.
fn measure(y: &Array2<f64>, t: &[usize]) -> (f64, f64) {
    // exercise:
    // | // TODO: for each row: is the largest probability at the label? And how small is the label's probability?
    // | let _ = (y, t, DELTA);
    // | todo!()
    // solution:
    let (mut right, mut loss) = (0, 0.0);
    for (row, &label) in y.rows().into_iter().zip(t) {
        if row.iter().all(|&other| other <= row[label]) {
            right += 1;
        }
        loss -= (row[label] + DELTA).ln();
    }
    let n = t.len() as f64;
    (right as f64 / n, loss / n)
    // end
}

/// How many different values are in the list?
fn distinct(values: &[f64]) -> usize {
    // exercise:
    // | // TODO: equal values count once, wherever they are in the list.
    // | let _ = values;
    // | todo!()
    // solution:
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    sorted.len()
    // end
}

fn main() {
    let (accuracies, losses): (Vec<f64>, Vec<f64>) =
        ch04::staircase::sweep().map(|(y, t)| measure(&y, &t)).unzip();
    println!(
        "In the sweep, the accuracy takes {} values, the loss {}.",
        distinct(&accuracies),
        distinct(&losses)
    );
    println!("1. {}", ch04::staircase::most_accuracies().explained(MOST_ACCURACIES));
    println!("2. {}", ch04::staircase::losses_of_the_sweep().explained(LOSSES));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn a_the_steps_of_the_staircase_were_predicted() -> Verdict {
        ch04::staircase::most_accuracies().check(MOST_ACCURACIES)
    }

    #[test]
    fn b_the_losses_were_predicted() -> Verdict {
        ch04::staircase::losses_of_the_sweep().check(LOSSES)
    }

    #[test]
    fn c_accuracy_and_loss_of_a_batch() -> Verdict {
        ch04::staircase::measure().check(|(y, t)| measure(y, t))
    }

    #[test]
    fn d_equal_values_count_once() -> Verdict {
        ch04::staircase::distinct().check(|values| distinct(values))
    }
}
