//! What is left of a window of 2 × 2, and where does its gradient go back to?

use crate::draw::Draw;
use crate::question::Question;
use ndarray::{Array2, array};

/// The image (h, w), both even, and `dout` (h/2, w/2).
pub type Input = (Array2<f64>, Array2<f64>);

fn image(draw: &mut Draw) -> Array2<f64> {
    let (h, w) = (2 * draw.size(1..=3), 2 * draw.size(1..=3));
    // Whole numbers, so that the largest is often there twice.
    draw.matrix(h, w).mapv(|x| if draw.coin() { x } else { x.round() })
}

/// The four numbers of a window, row by row.
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
        .mistake("the mean", "That is average pooling: the mean of each window. Asked is the largest.", |x| {
            pooled(x, |window| window.iter().sum::<f64>() / 4.0)
        })
        .mistake(
            "the search starts at 0",
            "Where all four numbers are negative it says 0, which is not in the window. Start the search at one of them, or at \
             `f64::NEG_INFINITY`.",
            |x| pooled(x, |window| window.iter().fold(0.0, |most: f64, x| most.max(*x))),
        )
        .mistake("the smallest", "That is the smallest of each window.", |x| {
            pooled(x, |window| window.iter().fold(f64::INFINITY, |least, x| least.min(*x)))
        })
        .mistake("by magnitude", "It takes the number furthest from 0. −3 is less than 1.", |x| {
            pooled(x, |window| window.iter().fold(0.0, |most: f64, x| if x.abs() > most.abs() { *x } else { most }))
        })
        .also_right("largest of each pair, twice", |x| {
            Array2::from_shape_fn((x.nrows() / 2, x.ncols() / 2), |(i, j)| {
                let of_row = |i| f64::max(x[[i, 2 * j]], x[[i, 2 * j + 1]]);
                of_row(2 * i).max(of_row(2 * i + 1))
            })
        })
}

/// Each window's `dout`, shared out as `share` says: a factor for each of the four places.
fn sent_back((x, dout): &Input, share: impl Fn([f64; 4]) -> [f64; 4]) -> Array2<f64> {
    Array2::from_shape_fn(x.dim(), |(i, j)| {
        let shares = share(window(x, i / 2, j / 2));
        dout[[i / 2, j / 2]] * shares[2 * (i % 2) + j % 2]
    })
}

fn to_the(place: usize) -> [f64; 4] {
    [0, 1, 2, 3].map(|k| if k == place { 1.0 } else { 0.0 })
}

/// Max pooling backward: all of `dout` goes to the largest; of several, to the first, row by row (book §7.3).
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
        "Where several are equally large, each gets all of dout. Only one was taken on the way forward: the first.",
        |input| {
            sent_back(input, |window| window.map(|x| if x == window[largest(window)] { 1.0 } else { 0.0 }))
        },
    )
    .mistake(
        "shared by all that are largest",
        "Where several are equally large, they share dout. Only one was taken on the way forward: the first.",
        |input| {
            sent_back(input, |window| {
                let is_largest = window.map(|x| if x == window[largest(window)] { 1.0 } else { 0.0 });
                is_largest.map(|share| share / is_largest.iter().sum::<f64>())
            })
        },
    )
    .mistake(
        "to the last that is largest",
        "Where several are equally large, the last one gets it. Forward took the first: look for `>`, not `>=`.",
        |input| {
            sent_back(input, |window| {
                to_the((0..4).fold(0, |best, k| if window[k] >= window[best] { k } else { best }))
            })
        },
    )
    .mistake(
        "shared by four",
        "dout is shared by all four. That is average pooling; the three smaller numbers did not matter, so nothing goes back \
         to them.",
        |input| sent_back(input, |_| [0.25; 4]),
    )
    .mistake(
        "to the whole window",
        "All four get dout. The three smaller numbers did not matter, so nothing goes back to them.",
        |input| sent_back(input, |_| [1.0; 4]),
    )
    .mistake(
        "to the first place",
        "It goes to the upper left corner of each window. It goes back to where the largest number was.",
        |input| sent_back(input, |_| to_the(0)),
    )
    .mistake(
        "the number itself",
        "That is x where it is largest. What goes back is dout.",
        |input| sent_back(&(input.0.clone(), pooled(&input.0, |window| window[largest(window)])), |window| to_the(largest(window))),
    )
    .also_right("window by window", |(x, dout)| {
        let mut dx = Array2::zeros(x.dim());
        for ((row, column), &d) in dout.indexed_iter() {
            let place = largest(window(x, row, column));
            dx[[2 * row + place / 2, 2 * column + place % 2]] = d;
        }
        dx
    })
}
