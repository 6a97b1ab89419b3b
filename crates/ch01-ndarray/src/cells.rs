//! What does an array look like? Cells with their values in them.

use chapter_kit::Words;
use chapter_kit::figure::{Axis, Band, HeatMap, Panel};
use ndarray::{Array2, ArrayView2};

/// The darkness of a cell, from 0 to 1.
const CELL: f64 = 0.05;
/// The approximate width of a character, in pixels of the page.
const CHARACTER: f64 = 7.4;

/// The array's cells, `cell` pixels wide; those selected by `is_marked` are tinted.
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
    let shades = words.mapv(|word| if word.is_empty() { 0.0 } else { CELL });
    let map = HeatMap::ink(shades).value_range(0.0, 1.0);
    let panel =
        Panel::new(title).x(index("", columns, 1.0)).y(index("", rows, -1.0)).equal_aspect().heat_map(map);
    let panel = words.indexed_iter().fold(panel, |panel, ((i, j), word)| {
        let half_width = 0.5 * CHARACTER * word.chars().count() as f64 / cell;
        panel.text(j as f64 - half_width, -(i as f64), Words::name(word))
    });
    // The tint comes last, so that it covers the paper behind the words as well.
    let marked = words.indexed_iter().filter(|((i, j), word)| !word.is_empty() && is_marked(*i, *j));
    marked.fold(panel, |panel, ((i, j), _)| panel.band(tint(i as f64, j as f64)))
}

/// The axis of a panel of cells, with an index at each of `count` cells; `sign` is −1 where they count downwards.
fn index(label: &'static str, count: usize, sign: f64) -> Axis {
    Axis::new(label).named_ticks((0..count).map(|i| (sign * i as f64, Words::name(i))))
}

/// The panel of an array of this shape with the names of its axes: for one of several arrays side by side.
pub fn with_names_of_axes(panel: Panel, (rows, columns): (usize, usize)) -> Panel {
    panel.x(index("axis 1", columns, 1.0)).y(index("axis 0", rows, -1.0))
}

/// The colour over a whole cell.
fn tint(row: f64, column: f64) -> Band {
    Band::new([-0.5, 0.5].map(|side| (column + side, -row - 0.5, 0.5 - row)))
}
