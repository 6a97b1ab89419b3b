//! What does `y = x · W + b` do to the plane, and what does ReLU add?
//!
//! A layer with two inputs and two outputs maps every point of the plane to another one. Straight lines stay straight,
//! parallel lines stay parallel, and every area becomes |det W| times as large; `b` only shifts. With det W = 0 the plane
//! collapses onto a line, and no later layer can separate points that have fallen together.
//!
//! Nor does any affine layer make XOR linearly separable. If a line had (0, 0) and (1, 1) on one side, and (0, 1) and (1, 0)
//! on the other, the midpoint of each pair would lie on the pair's side. But both pairs have the same midpoint, and after an
//! affine layer they still do. ReLU *presses* what lies on the negative side of an axis flat onto it. That moves the two
//! midpoints apart, and for these four points one line is then enough.

use crate::derive::{
    affine::{affine, det},
    relu::relu,
};
use crate::plane::{area, grid_lines, middles_apart, pairs, sides_differ_by, square, xor_points};
use chapter_kit::figure::{Axis, Color, Figure, Legend, Marker, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use core_data::{IMAGE_SIDE, Split};
use ndarray::{Array1, Array2, array};
use portable_math::{cos, sin};

/// What learners ask at 3.3.3: what does "affine" mean?
pub const EXPERIMENT: Experiment = Experiment {
    name: "affine_geometry",
    section: "3.3.3",
    question: "What does y = x · W + b do to the plane, and what does ReLU add?",
    takes: Takes::always("1 s"),
    run,
};

/// A matrix and a vector with their title and their key in the findings.
struct Transformation {
    key: &'static str,
    title: &'static str,
    w: Array2<f64>,
    b: Array1<f64>,
}

fn transformations() -> Vec<Transformation> {
    let of = |key, title, w, b| Transformation { key, title, w, b };
    let angle = 30_f64.to_radians();
    let (cos, sin) = (cos(angle), sin(angle));
    let rotation = array![[cos, sin], [-sin, cos]];
    let shear = array![[1.0, 0.0], [0.8, 1.0]];
    let scale = array![[1.5, 0.0], [0.0, 0.6]];
    let all = scale.dot(&shear).dot(&rotation);
    let origin = array![0.0, 0.0];
    vec![
        of("as_it_is", "as it is", Array2::eye(2), origin.clone()),
        of("scaled", "scaled", scale, origin.clone()),
        of("sheared", "sheared", shear, origin.clone()),
        of("rotated", "rotated", rotation, origin.clone()),
        of("all_and_shifted", "all three, and shifted", all, array![-0.6, -0.8]),
        of("flattened", "flattened", array![[1.0, 0.5], [-0.8, -0.4]], origin),
    ]
}

/// The layer for XOR: each output is one input minus 0.8 of the other.
fn xor_layer() -> (Array2<f64>, Array1<f64>) {
    (array![[1.0, -0.8], [-0.8, 1.0]], array![0.0, 0.0])
}

/// The threshold of the next layer for the sum of the two.
const XOR_THRESHOLD: f64 = 0.7;

fn run(run: &Run) -> anyhow::Result<Outcome> {
    let transformations = transformations();
    let train = &run.mnist()?.train;
    let digit = digit_in_the_square(train);
    let mut outcome = Outcome::new();
    outcome.table(table(&transformations));
    for transformation in &transformations {
        add_measures(&mut outcome, transformation);
    }
    add_geometry_claims(&mut outcome, &transformations);
    add_xor(&mut outcome);
    let panels = transformations.iter().map(|transformation| plane(transformation, &digit));
    let figure = Figure::new("Before its activation, a layer keeps lines straight and parallel").columns(3);
    let caption = say!(
        "Orange: the unit square, with a handwritten {} in it; blue: the grid lines at the integers. Each row of W is where \
         one side of the square goes. Flattened, everything is on one line.",
        train.labels[0]
    );
    outcome.figure(panels.fold(figure, Figure::panel).shared_axes().caption(caption));
    outcome.further_figure("xor", xor_figure());
    Ok(outcome)
}

fn add_measures(outcome: &mut Outcome, Transformation { key, w, b, .. }: &Transformation) {
    let image = affine(&square(), w, b);
    outcome
        .finding(format!("{key}.det"), det(w))
        .finding(format!("{key}.area_of_square"), area(&image))
        .finding(format!("{key}.parallel_sides_differ_by"), sides_differ_by(&image));
}

fn add_geometry_claims(outcome: &mut Outcome, transformations: &[Transformation]) {
    let images: Vec<Array2<f64>> = transformations.iter().map(|t| affine(&square(), &t.w, &t.b)).collect();
    let worst = |differences: Vec<f64>| differences.into_iter().fold(0.0, f64::max);
    let areas =
        worst(images.iter().zip(transformations).map(|(image, t)| (area(image) - det(&t.w)).abs()).collect());
    let sides = worst(images.iter().map(sides_differ_by).collect());
    outcome.claim(
        Source::ThisPage,
        "An area becomes |det W| times as large",
        say!("for six matrices the unit square's area and det W differ by at most {areas:.0e}"),
        areas < 1e-12,
    );
    outcome.claim(
        Source::ThisPage,
        "Parallel lines stay parallel",
        say!("opposite sides of the square differ by at most {sides:.0e}"),
        sides < 1e-12,
    );
}

/// How far each point is above the threshold: what the layer after ReLU computes.
fn score(x: &Array2<f64>) -> Array1<f64> {
    let (w, b) = xor_layer();
    relu(&affine(x, &w, &b)).sum_axis(ndarray::Axis(1)) - XOR_THRESHOLD
}

fn add_xor(outcome: &mut Outcome) {
    let (w, b) = xor_layer();
    let before = affine(&xor_points(), &w, &b);
    let after = relu(&before);
    let scores = score(&xor_points());
    outcome.finding("xor.middles_apart_before_relu", middles_apart(&before));
    outcome.finding("xor.middles_apart_after_relu", middles_apart(&after));
    for ((x, score), name) in xor_points().rows().into_iter().zip(&scores).zip(["0_0", "1_1", "1_0", "0_1"]) {
        debug_assert_eq!(format!("{}_{}", x[0], x[1]), name);
        outcome.finding(format!("xor.score_{name}"), *score);
    }
    let is_right =
        scores.iter().zip([false, false, true, true]).all(|(&score, is_one)| (score > 0.0) == is_one);
    outcome.claim(
        Source::Book("2.5"),
        "XOR is not linearly separable; after a nonlinear layer it is",
        say!(
            "the midpoints of the two pairs fall together before ReLU and are {:.1} apart after it; the next layer gives {:.1} \
             and {:.1} where XOR is 0, {:.1} and {:.1} where it is 1",
            middles_apart(&after),
            scores[0],
            scores[1],
            scores[2],
            scores[3]
        ),
        is_right && middles_apart(&before) < 1e-12,
    );
}

fn table(transformations: &[Transformation]) -> Table {
    let mut table = Table::new("Six layers with two inputs and two outputs", ["", "W", "b", "det W"]);
    let rounded = |n: f64| format!("{:.2}", n + 0.0);
    for Transformation { title, w, b, .. } in transformations {
        let rows = w.rows().into_iter().map(|row| format!("[{}, {}]", rounded(row[0]), rounded(row[1])));
        let w_words = rows.collect::<Vec<_>>().join(" ");
        let b_words = format!("[{}, {}]", rounded(b[0]), rounded(b[1]));
        // A rounding error in place of 0 is shown as 0.
        let det = if det(w).abs() < 1e-12 { 0.0 } else { det(w) };
        table.row([Cell::from(*title), Cell::from(w_words), Cell::from(b_words), Cell::from(det)]);
    }
    table
}

/// The inked pixels of the first training image as points of the unit square.
fn digit_in_the_square(train: &Split) -> Array2<f64> {
    let side = IMAGE_SIDE as f64;
    let inked = train
        .image(0)
        .indexed_iter()
        .filter(|(_, pixel)| **pixel > 100)
        .map(|(index, _)| index)
        .collect::<Vec<_>>();
    let coordinate = |(i, axis): (usize, usize)| {
        let (row, column) = inked[i];
        if axis == 0 { (column as f64 + 0.5) / side } else { 1.0 - (row as f64 + 0.5) / side }
    };
    Array2::from_shape_fn((inked.len(), 2), coordinate)
}

fn plane(Transformation { title, w, b, .. }: &Transformation, digit: &Array2<f64>) -> Panel {
    let move_all = |x: &Array2<f64>| pairs(&affine(x, w, b));
    let axis = |name: &'static str| Axis::new(name).range(-2.0, 2.0).ticks([-1.0, 0.0, 1.0]);
    let mut outline = move_all(&square());
    outline.push(outline[0]);
    let panel = Panel::new(say!("{title}: det W = {:.1}", det(w).abs()))
        .x(axis("y₁"))
        .y(axis("y₂"))
        .equal_aspect()
        .legend(Legend::None);
    let panel = grid_lines(1).iter().fold(panel, |panel, line| {
        panel.line(Series::new("", move_all(line)).color(Color::SKY).width(0.9).opacity(0.7))
    });
    panel
        .scatter(Series::new("", move_all(digit)).color(Color::INK).marker(Marker::Square, 1).width(1.3))
        .line(Series::new("", outline).color(Color::VERMILION).width(2.4))
}

fn xor_figure() -> Figure {
    let (w, b) = xor_layer();
    let same = |x: &Array2<f64>| x.clone();
    let before = |x: &Array2<f64>| affine(x, &w, &b);
    let after = |x: &Array2<f64>| relu(&affine(x, &w, &b));
    let inputs = xor_panel("1  The inputs: not linearly separable", ("x₁", "x₂"), &same, 1);
    let layer = xor_panel("2  After the affine layer: still not", ("a₁", "a₂"), &before, 1);
    let line = [(-1.0, XOR_THRESHOLD + 1.0), (2.0, XOR_THRESHOLD - 2.0)];
    let next_layer = |points: Vec<(f64, f64)>| {
        Series::new("boundary of the next layer", points).color(Color::BLACK).dashed()
    };
    let pressed = xor_panel("3  After ReLU: linearly separable", ("z₁", "z₂"), &after, 960)
        .line(next_layer(line.to_vec()));
    let back = xor_panel("4  The same boundary in the input plane", ("x₁", "x₂"), &same, 1)
        .line(next_layer(boundary_of_the_inputs()));
    Figure::new("ReLU presses the plane onto its axes, and XOR becomes linearly separable")
        .panel(inputs)
        .panel(layer)
        .panel(pressed)
        .panel(back)
        .columns(2)
        .panel_size(290.0, 290.0)
        .legend(Legend::OutsideTop)
        .caption(
            "Light blue: the grid lines at the integers. A point with a negative coordinate in 2 lies on an axis in 3. In 4 the \
             boundary has two bends: along each long side one of the two units is above 0, along the short side both are.",
        )
}

/// The boundary of the next layer, seen in the input plane, from end to end. Outside two rays one of the two units is off;
/// where x₁ − 0.8 x₂ is 0.7, and the same with the inputs swapped, the other alone reaches the threshold. On the rays the
/// units switch on.
fn boundary_of_the_inputs() -> Vec<(f64, f64)> {
    let (w, _) = xor_layer();
    let share = -w[[0, 1]];
    let far_end = -1.0;
    let end = (XOR_THRESHOLD + share * far_end, far_end);
    let bend = XOR_THRESHOLD / (1.0 - share * share);
    let half = [end, (bend, share * bend)];
    let swapped = half.into_iter().rev().map(|(x1, x2)| (x2, x1));
    half.into_iter().chain(swapped).collect()
}

fn xor_panel(
    title: &'static str,
    (across, up): (&'static str, &'static str),
    form: &impl Fn(&Array2<f64>) -> Array2<f64>,
    pieces: usize,
) -> Panel {
    let axis = |name: &'static str| Axis::new(name).range(-1.0, 2.0).ticks([0.0, 1.0]);
    let points = pairs(&form(&xor_points()));
    let panel = Panel::new(title).x(axis(across)).y(axis(up)).equal_aspect();
    let panel = grid_lines(pieces).iter().fold(panel, |panel, line| {
        panel.line(Series::new("", pairs(&form(line))).color(Color::SKY).width(0.9).opacity(0.7))
    });
    let dots = |name: &'static str, points: &[(f64, f64)]| Series::new(name, points.to_vec()).width(6.0);
    panel
        .scatter(dots("XOR is 0", &points[..2]).color(Color::VERMILION).marker(Marker::Circle, 1))
        .scatter(dots("XOR is 1", &points[2..]).color(Color::BLUE).marker(Marker::Triangle, 1))
}
