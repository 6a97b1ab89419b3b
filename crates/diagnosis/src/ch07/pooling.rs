//! Max pooling, and where its gradient goes back to.

use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array2, array};

/// The image (h, w), both even, and `dout` (h/2, w/2).
pub type Input = (Array2<f64>, Array2<f64>);

fn image(draw: &mut Draw) -> Array2<f64> {
    let (h, w) = (2 * draw.size(1..=3), 2 * draw.size(1..=3));
    // Integers, so that ties for the largest are frequent.
    draw.matrix(h, w).mapv(|x| if draw.coin() { x } else { x.round() })
}

/// The four values of a window, row by row.
fn window(x: &Array2<f64>, row: usize, column: usize) -> [f64; 4] {
    [0, 1, 2, 3].map(|k| x[[2 * row + k / 2, 2 * column + k % 2]])
}

fn pooled(x: &Array2<f64>, of: impl Fn([f64; 4]) -> f64) -> Array2<f64> {
    Array2::from_shape_fn((x.nrows() / 2, x.ncols() / 2), |(row, column)| of(window(x, row, column)))
}

fn largest(window: [f64; 4]) -> usize {
    (0..4).fold(0, |best, k| if window[k] > window[best] { k } else { best })
}

/// Max pooling of windows of 2 × 2 (book §7.3).
pub fn forward() -> Question<Array2<f64>, Array2<f64>> {
    Question::new("pooled", image, |x| pooled(x, |window| window[largest(window)]))
        .inputs(["x"])
        .parts(["out"])
        .example(|| array![[1.0, 2.0, 1.0, 0.0], [0.0, 1.0, 2.0, 3.0], [3.0, 0.0, 1.0, 2.0], [2.0, 4.0, 0.0, 1.0]])
        .example(|| array![[-1.0, -2.0], [-3.0, -4.0]])
        .mistake("the mean", "That is average pooling: the mean of each window. Max pooling takes the largest.", |x| {
            pooled(x, |window| window.iter().sum::<f64>() / 4.0)
        })
        .mistake(
            "the search starts at 0",
            "Where all four values are negative it returns 0, which isn't in the window. Start the search at one of \
             them, or at `f64::NEG_INFINITY`.",
            |x| pooled(x, |window| window.iter().fold(0.0, |most: f64, x| most.max(*x))),
        )
        .mistake("the smallest", "That is the smallest of each window.", |x| {
            pooled(x, |window| window.iter().fold(f64::INFINITY, |least, x| least.min(*x)))
        })
        .mistake("by magnitude", "It takes the value furthest from 0. −3 is less than 1.", |x| {
            pooled(x, |window| window.iter().fold(0.0, |most: f64, x| if x.abs() > most.abs() { *x } else { most }))
        })
        .also_right("largest of each pair, twice", |x| {
            Array2::from_shape_fn((x.nrows() / 2, x.ncols() / 2), |(i, j)| {
                let of_row = |i| f64::max(x[[i, 2 * j]], x[[i, 2 * j + 1]]);
                of_row(2 * i).max(of_row(2 * i + 1))
            })
        })
}

/// Each window's `dout`, distributed by `share`: a factor for each of the four positions.
fn sent_back((x, dout): &Input, share: impl Fn([f64; 4]) -> [f64; 4]) -> Array2<f64> {
    Array2::from_shape_fn(x.dim(), |(i, j)| {
        let shares = share(window(x, i / 2, j / 2));
        dout[[i / 2, j / 2]] * shares[2 * (i % 2) + j % 2]
    })
}

fn to_the(index: usize) -> [f64; 4] {
    [0, 1, 2, 3].map(|k| if k == index { 1.0 } else { 0.0 })
}

/// Max pooling backward: all of `dout` goes to the largest value; in a tie, to the first, row by row (book §7.3).
pub fn backward() -> Question<Input, Array2<f64>> {
    Question::new(
        "backward",
        |draw| {
            let x = image(draw);
            let dout = draw.matrix(x.nrows() / 2, x.ncols() / 2);
            (x, dout)
        },
        |input| sent_back(input, |window| to_the(largest(window))),
    )
    .inputs(["x", "dout"])
    .parts(["dx"])
    .example(|| (array![[5.0, 5.0], [1.0, 5.0]], array![[3.0]]))
    .mistake(
        "to all that are largest",
        "In a tie each of the largest gets all of dout. The forward pass took only one: the first.",
        |input| {
            sent_back(input, |window| window.map(|x| if x == window[largest(window)] { 1.0 } else { 0.0 }))
        },
    )
    .mistake(
        "shared by all that are largest",
        "In a tie the largest share dout. The forward pass took only one: the first.",
        |input| {
            sent_back(input, |window| {
                let is_largest = window.map(|x| if x == window[largest(window)] { 1.0 } else { 0.0 });
                is_largest.map(|share| share / is_largest.iter().sum::<f64>())
            })
        },
    )
    .mistake(
        "to the last that is largest",
        "In a tie the last one gets it. Forward took the first: compare with `>`, not `>=`.",
        |input| {
            sent_back(input, |window| {
                to_the((0..4).fold(0, |best, k| if window[k] >= window[best] { k } else { best }))
            })
        },
    )
    .mistake(
        "shared by four",
        "All four share dout. That is average pooling; the three smaller values didn't matter, so nothing goes back \
         to them.",
        |input| sent_back(input, |_| [0.25; 4]),
    )
    .mistake(
        "to the whole window",
        "All four get dout. The three smaller values didn't matter, so nothing goes back to them.",
        |input| sent_back(input, |_| [1.0; 4]),
    )
    .mistake(
        "to the first position",
        "It goes to the upper left corner of each window. Send it to where the largest value was.",
        |input| sent_back(input, |_| to_the(0)),
    )
    .mistake(
        "the value itself",
        "That is x where it is largest. Send back dout.",
        |input| sent_back(&(input.0.clone(), pooled(&input.0, |window| window[largest(window)])), |window| to_the(largest(window))),
    )
    .also_right("window by window", |(x, dout)| {
        let mut dx = Array2::zeros(x.dim());
        for ((row, column), &d) in dout.indexed_iter() {
            let index = largest(window(x, row, column));
            dx[[2 * row + index / 2, 2 * column + index % 2]] = d;
        }
        dx
    })
}
