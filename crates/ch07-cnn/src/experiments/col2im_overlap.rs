//! Why does col2im not give the image back?
//!
//! The figure shows `col2im(im2col(x))` for an image of ones, so each cell is the number of windows that cover the pixel.
//! The counts fall towards the edge, rise with the size of the window, and are never above 1 where windows don't overlap.
//! The last column of the table tests, for random x and c, that col2im is the adjoint of im2col.

use crate::derive::im2col::{col2im, im2col};
use crate::drawing::{most, numbers};
use chapter_kit::figure::Figure;
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use ndarray::{Array2, Array4, s};
use rand::RngExt;

/// Section 7.4.2.
pub const EXPERIMENT: Experiment = Experiment {
    name: "col2im_overlap",
    section: "7.4.2",
    question: "Why does col2im not give the image back?",
    takes: Takes::always("1 s"),
    run,
};

const SIDE: usize = 7;
/// Window, stride, padding.
const CASES: [(usize, usize, usize); 6] = [(3, 1, 0), (3, 2, 0), (3, 3, 0), (2, 2, 0), (5, 1, 2), (3, 1, 1)];

/// The number of windows that cover each pixel.
fn counts(window: usize, stride: usize, pad: usize) -> Array2<f64> {
    let ones = Array4::ones((1, 1, SIDE, SIDE));
    let col = im2col(&ones, window, window, stride, pad);
    col2im(&col, (1, 1, SIDE, SIDE), (window, window), stride, pad).slice_move(s![0, 0, .., ..])
}

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let mut table = Table::new(
        "Images of 7 × 7: windows over a pixel, and the two sides of the adjoint",
        ["window", "stride", "padding", "most windows", "pixels under none", "⟨im2col x, c⟩ − ⟨x, col2im c⟩"],
    );
    let (mut to_counts, mut to_adjoint, mut to_image) = (0.0f64, 0.0f64, 0.0f64);
    for (window, stride, pad) in CASES {
        let key = format!("window_{window}_stride_{stride}_pad_{pad}");
        let counts = counts(window, stride, pad);
        let mut rng = run.rng(&key);
        let mut random = || rng.random_range(-1.0..1.0);
        let x = Array4::from_shape_simple_fn((2, 3, SIDE, SIDE), &mut random);
        let col = im2col(&x, window, window, stride, pad);
        let c = Array2::from_shape_simple_fn(col.dim(), &mut random);
        let back = |c: &Array2<f64>| col2im(c, x.dim(), (window, window), stride, pad);
        let product = (&col * &c).sum() - (&x * &back(&c)).sum();
        to_adjoint = to_adjoint.max(product.abs());
        let (back_again, expected) = (back(&col), &x * &counts);
        to_counts = largest_difference(&back_again, &expected).max(to_counts);
        to_image = largest_difference(&back_again, &x).max(to_image);
        let most = counts.iter().copied().fold(0.0, f64::max);
        let unseen = counts.iter().filter(|&&count| count == 0.0).count();
        outcome.finding(format!("{key}.most"), most).count(format!("{key}.unseen"), unseen);
        table.row([
            say!("{window} × {window}").into(),
            Cell::count(stride),
            Cell::count(pad),
            most.into(),
            Cell::count(unseen),
            product.into(),
        ]);
    }
    outcome
        .finding("largest_difference_to_counts", to_counts)
        .finding("largest_difference_to_image", to_image)
        .finding("largest_difference_of_products", to_adjoint)
        .claim(
            Source::OftenSaid, "col2im undoes im2col",
            say!(
                "col2im goes the other way, but col2im(im2col(x)) differs from x by up to {to_image:.1}: it is x times the \
                 number of windows over each pixel"
            ),
            to_image < 1e-12,
        )
        .claim(
            Source::ThisPage, "col2im is the adjoint of im2col: ⟨im2col x, c⟩ = ⟨x, col2im c⟩",
            say!("the two sides differ by at most {to_adjoint:.0e}, which is rounding"),
            to_adjoint < 1e-12,
        )
        .table(table)
        .figure(figure());
    Ok(outcome)
}

fn largest_difference(a: &Array4<f64>, b: &Array4<f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

fn figure() -> Figure {
    let figure = Figure::new("col2im(im2col(1)) counts the windows over each pixel: it is 1 only where none overlap")
        .columns(3)
        .panel_size(200.0, 200.0)
        .caption(
            "7 × 7 pixels. Where the count is above 1, the gradients of several windows are added. A pixel with 0 is in no \
             window. Equal counts have equal greys.",
        );
    let all = CASES.map(|(window, stride, pad)| counts(window, stride, pad));
    let most = most(&all);
    CASES.into_iter().zip(&all).fold(figure, |figure, ((window, stride, pad), counts)| {
        let title = match pad {
            0 => say!("{0} × {0}, stride {stride}", window),
            _ => say!("{0} × {0}, stride {stride}, padding {pad}", window),
        };
        figure.panel(numbers(title, counts, (7.2, 7.2), most))
    })
}
