//! How large is a panel's plotting area? As its number of neighbours allows.

use super::grid_of_panels::Figure;
use super::layout::MARGIN;
use super::marks::HeatMap;
use super::panel::Panel;
use super::room::Around;
use super::sizes::{LABEL, WIDEST, line_height};
use super::wrap::widest;

/// Panels with axes that would be narrower than this go into a new row.
const NARROWEST: f64 = 150.0;
/// The same for pictures.
const NARROWEST_PICTURE: f64 = 44.0;

/// How many panels stand side by side: as the author wishes, unless there is no room for so many. Names of rows or
/// columns, and axes that are shared, tie panels to their places.
pub(super) fn columns(figure: &Figure) -> usize {
    let wanted = figure.columns.min(figure.panels.len()).max(1);
    let tied = figure.shared_axes || !figure.row_labels.is_empty() || !figure.column_labels.is_empty();
    let narrowest = if figure.all_hidden() { NARROWEST_PICTURE } else { NARROWEST };
    let most = ((WIDEST - 2.0 * MARGIN) / narrowest) as usize;
    if tied || wanted <= most {
        return wanted;
    }
    // Rows of about the same length.
    wanted.div_ceil(wanted.div_ceil(most))
}

/// The size that the author wishes, or one that suits the number of panels.
pub(super) fn suitable(figure: &Figure, columns: usize) -> (f64, f64) {
    let rows = figure.panels.len().div_ceil(columns).max(1);
    let size = figure.panel_size.unwrap_or_else(|| by_columns(figure, columns, rows));
    let needed = figure.panels.iter().filter_map(Panel::drawn_heat_map).map(needed_by_numbers);
    let needed = needed.fold((0.0, 0.0), |a: (f64, f64), b| (a.0.max(b.0), a.1.max(b.1)));
    let stretch = (needed.0 / size.0).max(needed.1 / size.1).max(1.0);
    (size.0 * stretch, size.1 * stretch)
}

fn by_columns(figure: &Figure, columns: usize, rows: usize) -> (f64, f64) {
    if figure.all_hidden() {
        let side = (720.0 / columns as f64).clamp(56.0, 130.0);
        return (side, side);
    }
    let width = match columns {
        1 => 500.0,
        2 => 320.0,
        3 => 225.0,
        4 => 165.0,
        _ => 128.0,
    };
    let square = figure.panels.iter().any(|panel| panel.equal_aspect);
    let ratio = if rows * columns == 1 { 0.66 } else { 0.74 };
    match (square, rows * columns) {
        // A square as high as a screen would push its text out of sight.
        (true, 1) => (0.76 * width, 0.76 * width),
        (true, _) => (width, width),
        _ => (width, width * ratio),
    }
}

/// The size at which the numbers of a map fit into their cells.
fn needed_by_numbers(map: &HeatMap) -> (f64, f64) {
    let Some(decimals) = map.numbers else { return (0.0, 0.0) };
    let (rows, columns) = map.values.dim();
    let finite = map.values.iter().filter(|value| value.is_finite());
    let wide = widest(finite.map(|value| format!("{value:.decimals$}")), LABEL, false) + 5.0;
    // A map that would not fit on the page anyway stays as it is, without numbers.
    if wide * columns as f64 > WIDEST {
        (0.0, 0.0)
    } else {
        (wide * columns as f64, line_height(LABEL) * rows as f64)
    }
}

/// A plotting area of this size, or as much narrower as the page demands; pictures and squares keep their shape.
pub(super) fn shrunk(size: (f64, f64), around: &Around, columns: usize, figure: &Figure) -> (f64, f64) {
    let room = WIDEST - 2.0 * MARGIN - around.row_names - around.first_left;
    // Whole pixels, so that no rounding of a sum makes the page wider.
    let widest = (room / columns as f64 - around.left - around.right - 0.5).floor().max(9.0);
    if size.0 <= widest {
        return size;
    }
    let keeps_shape = figure.all_hidden() || figure.panels.iter().any(|panel| panel.equal_aspect);
    let graph = figure.panels.iter().any(Panel::has_graph);
    (widest, if keeps_shape && !graph { size.1 * widest / size.0 } else { size.1 })
}
