//! What does an array look like? Cells with their values in them.

use chapter_kit::Words;
use chapter_kit::figure::{Axis, HeatMap, Panel};
use ndarray::{Array2, ArrayView2};

/// The darkness of a marked cell, from 0 to 1.
const MARKED: f64 = 0.22;
/// The darkness of any other cell.
const PLAIN: f64 = 0.05;
/// The approximate width of a character, in pixels of the page.
const CHARACTER: f64 = 7.4;

/// The array's cells, `cell` pixels wide; those selected by `is_marked` in a darker grey.
pub fn panel(
    title: impl Into<Words>,
    array: ArrayView2<f64>,
    cell: f64,
    is_marked: impl Fn(usize, usize) -> bool,
) -> Panel {
    let words = array.mapv(|number| format!("{number}"));
    panel_of_words(title, &words, cell, is_marked)
}

/// Cells with text in them; a cell without text is blank.
pub fn panel_of_words(
    title: impl Into<Words>,
    words: &Array2<String>,
    cell: f64,
    is_marked: impl Fn(usize, usize) -> bool,
) -> Panel {
    let (rows, columns) = words.dim();
    let shade = |i: usize, j: usize| if is_marked(i, j) { MARKED } else { PLAIN };
    let shades =
        Array2::from_shape_fn(
            (rows, columns),
            |(i, j)| {
                if words[[i, j]].is_empty() { 0.0 } else { shade(i, j) }
            },
        );
    let index = |label: &'static str, count: usize, sign: f64| {
        Axis::new(label).named_ticks((0..count).map(move |i| (sign * i as f64, Words::name(i))))
    };
    let map = HeatMap::ink(shades).value_range(0.0, 1.0);
    let panel = Panel::new(title)
        .x(index("axis 1", columns, 1.0))
        .y(index("axis 0", rows, -1.0))
        .equal_aspect()
        .heat_map(map);
    words.indexed_iter().fold(panel, |panel, ((i, j), word)| {
        let half_width = 0.5 * CHARACTER * word.chars().count() as f64 / cell;
        panel.text(j as f64 - half_width, -(i as f64), Words::name(word))
    })
}
