//! How small should h be?
//!
//! Each curve is a V. From right to left the truncation error falls, like h for the forward difference and like h² for the
//! central one. Then rounding takes over and the error rises again, like 1 / h, until x + h is x and the difference is 0.
//! In `f32`, with its 7 digits, it takes over much earlier. The book's own function is a parabola, whose third derivative
//! is 0: the central difference has no truncation error there, and its line has only one half of the V.

use crate::derive::numerical_diff::H;
use crate::slope_error::{Case, X, cases, differences, differences_in_f32, function_1, function_1_in_f32};
use chapter_kit::figure::{Axis, Figure, Legend, Panel, Series};
use chapter_kit::{Cell, Experiment, Outcome, Run, Source, Table, Takes, say};
use portable_math::powf;

/// The experiment.
pub const EXPERIMENT: Experiment = Experiment {
    name: "difference_error_over_h",
    section: "4.3.1",
    question: "How small should h be in a difference, and why not as small as possible?",
    takes: Takes::always("1 s"),
    run,
};

const KEYS: [&str; 4] = ["forward_f64", "central_f64", "forward_f32", "central_f32"];

/// 1e-1, 1e-2 and so on to 1e-16, and the text's 1e-50.
fn widths_of_the_table() -> impl Iterator<Item = f64> {
    (1..=16).chain([50]).map(|power| format!("1e-{power}").parse().unwrap_or(f64::NAN))
}

/// Sixteen values of h per decade.
fn widths_of_the_figure() -> impl Iterator<Item = f64> {
    (0..=256).map(|i| powf(10.0, -f64::from(i) / 16.0))
}

fn run(_run: &Run) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::new();
    let heads = ["h", "forward", "central", "forward, f32", "central, f32"];
    let mut table = Table::new("The slope of 0.01 x² + 0.1 x at 5, which is 0.2", heads);
    for (i, h) in widths_of_the_table().enumerate() {
        let [forward, central] = differences(function_1, X, h);
        let in_f32 = differences_in_f32(function_1_in_f32, X as f32, h as f32);
        let name = format!("{h:e}").replace('-', "_");
        outcome.finding(format!("h_{name}.forward"), forward).finding(format!("h_{name}.central"), central);
        let cell = |value: f64, digits: usize| {
            Cell::from(if value.is_nan() { "0 / 0".to_owned() } else { format!("{value:.digits$}") })
        };
        // Every second row is enough to see the digits come and go.
        if i == 0 || i % 2 == 1 || h < 1e-16 {
            let [forward, central] = [forward, central].map(|value| cell(value, 10));
            let [forward_f32, central_f32] = in_f32.map(|value| cell(value, 7));
            table.row([say!("{h:e}").into(), forward, central, forward_f32, central_f32]);
        }
    }
    outcome.table(table).finding("f32_of_1e_50", f64::from(1e-50_f64 as f32));
    for case in cases() {
        add_best(&mut outcome, &case);
    }
    claims(&mut outcome);
    outcome.figure(figure());
    Ok(outcome)
}

/// The best h of each difference, and its error at the book's h. To smooth out points where two errors happen to cancel,
/// an h counts by the largest error among itself and its four neighbours.
fn add_best(outcome: &mut Outcome, case: &Case) {
    let widths: Vec<f64> = widths_of_the_figure().collect();
    let errors: Vec<[f64; 4]> = widths.iter().map(|&h| case.errors(h)).collect();
    for which in 0..4 {
        let level = |i: usize| (i - 2..=i + 2).map(|i| errors[i][which]).fold(0.0, f64::max);
        let usable = (2..widths.len() - 2).filter(|&i| (i - 2..=i + 2).all(|i| errors[i][which].is_finite()));
        let best = usable.min_by(|&a, &b| level(a).total_cmp(&level(b))).unwrap_or(2);
        outcome
            .finding(format!("{}.{}.best_h", case.key, KEYS[which]), widths[best])
            .finding(format!("{}.{}.error_there", case.key, KEYS[which]), level(best))
            .finding(format!("{}.{}.error_at_1e_4", case.key, KEYS[which]), case.errors(H)[which]);
    }
}

fn claims(outcome: &mut Outcome) {
    let found = |name: &str| outcome.get(name).unwrap_or(f64::NAN);
    let (forward, central) =
        (found("sine.forward_f64.error_at_1e_4"), found("sine.central_f64.error_at_1e_4"));
    let (tiny, best) = (found("h_1e_50.central"), found("sine.central_f64.best_h"));
    let best_f32 = found("sine.central_f32.best_h");
    outcome
        .claim(
            Source::Book("4.3.1"),
            "h should not be as small as possible, not 1e-50 for example: then rounding takes over",
            say!("with h = 1e-50 the difference is {tiny}, in f64 too, since 5 + 1e-50 is 5"),
            tiny == 0.0,
        )
        .claim(
            Source::Book("4.3.1"), "the central difference has a smaller error than the forward difference",
            say!("for sin x and h = 1e-4 the errors are {central:.1e} and {forward:.1e}"),
            central < forward,
        )
        .claim(
            Source::Book("4.3.1"),
            "h = 1e-4 is known to give good results",
            say!(
                "in f64, which the book uses, the error is {central:.0e}; the best h is near {best:.0e}. In f32 it is too small: \
                 there the best h is near {best_f32:.0e}"
            ),
            central < 1e-6,
        );
}

fn figure() -> Figure {
    let [parabola, sine] = cases();
    let panels: [(&'static str, &Case, usize); 3] = [
        ("the book's parabola at 5, f64", &parabola, 0),
        ("sin x at 1, f64", &sine, 0),
        ("sin x at 1, f32", &sine, 2),
    ];
    let figure = Figure::new(
        "The best h lies in between: a larger one cuts off too much, a smaller one rounds too much",
    )
    .columns(3)
    .legend(Legend::OutsideTop);
    panels.into_iter().fold(figure.panel_size(240.0, 240.0), |figure, (title, case, first)| {
        let panel = Panel::new(title)
            .x(Axis::new("h").log10().range(1e-16, 1.0))
            .y(Axis::new("error of the slope").log10().range(1e-16, 10.0))
            .vline(H);
        figure.panel((0..2).fold(panel, |panel, which| {
            let points = widths_of_the_figure().step_by(2).map(|h| (h, case.errors(h)[first + which]));
            // An error of exactly 0 can't be shown on a logarithmic axis: the line skips to the next.
            let name = ["forward difference", "central difference"][which];
            let line = Series::new(name, points.filter(|point| point.1 > 0.0)).palette(which);
            panel.line(if which == 1 { line.dashed() } else { line })
        }))
    })
    .caption(
        "To the left of the best h rounding grows as 1/h; to the right the forward error grows as h, the central one as h². \
         For the parabola the central difference has no error but rounding. Dashed upright line: the book's h = 1e-4.",
    )
}
