//! How are small matrices drawn? With their numbers in the cells, cells of one size in all panels, and windows outlined.

use chapter_kit::Words;
use chapter_kit::figure::{Axis, Color, HeatMap, Panel, Series};
use ndarray::{Array2, ArrayView2};

/// A panel that shows a map, without axes. The drawing area is as large as `room` (rows, columns) cells, so that maps of
/// different sizes have cells of one size when they get the same room.
pub fn map(title: impl Into<Words>, map: HeatMap, size: (usize, usize), room: (f64, f64)) -> Panel {
    let axis = |cells: usize, room: f64, sign: f64| {
        let middle = sign * (cells as f64 - 1.0) / 2.0;
        Axis::new("").hide().range(middle - room / 2.0, middle + room / 2.0)
    };
    Panel::new(title).x(axis(size.1, room.1, 1.0)).y(axis(size.0, room.0, -1.0)).heat_map(map)
}

/// Numbers on light grey: the larger, the darker, but never so dark that they cannot be read.
pub fn numbers(title: impl Into<Words>, values: &Array2<f64>, room: (f64, f64)) -> Panel {
    let (low, high) = extremes(values.view());
    let high = low + 2.6 * (high - low).max(1e-9);
    map(title, HeatMap::ink(values.clone()).value_range(low, high).numbered(0), values.dim(), room)
}

/// Numbers on colours: negative is blue, positive red.
pub fn signed_numbers(title: impl Into<Words>, values: &Array2<f64>, room: (f64, f64)) -> Panel {
    let (low, high) = extremes(values.view());
    let most = 1.5 * low.abs().max(high.abs()).max(1e-9);
    let shown = HeatMap::diverging(values.clone()).value_range(-most, most).without_color_bar().numbered(0);
    map(title, shown, values.dim(), room)
}

/// A picture: 0 is paper, the largest number ink.
pub fn picture(title: impl Into<Words>, values: Array2<f64>) -> Panel {
    Panel::new(title).without_axes().heat_map(HeatMap::ink(values))
}

/// As [`picture`], with ink for 1 whatever the largest number is, so that pictures can be compared.
pub fn picture_from_0_to_1(title: impl Into<Words>, values: Array2<f64>) -> Panel {
    let shown = HeatMap::ink(values).value_range(0.0, 1.0);
    Panel::new(title).without_axes().heat_map(shown)
}

/// A filter, or a feature map: negative is blue, 0 white, positive red.
pub fn signed_picture(title: impl Into<Words>, values: Array2<f64>) -> Panel {
    let shown = HeatMap::diverging(values).without_color_bar();
    Panel::new(title).without_axes().heat_map(shown)
}

/// The panel with a frame around a window of its map: the window's corner (row, column), and its size.
pub fn outlined(panel: Panel, corner: (usize, usize), size: (usize, usize), color: Color) -> Panel {
    outlined_by(panel, corner, size, color, 0.0)
}

/// As [`outlined`], the frame moved inwards by a share of a cell, so that several can be told apart.
pub fn outlined_by(
    panel: Panel,
    (row, column): (usize, usize),
    (h, w): (usize, usize),
    color: Color,
    inwards: f64,
) -> Panel {
    let (left, right) = (column as f64 - 0.5 + inwards, (column + w) as f64 - 0.5 - inwards);
    let (top, bottom) = (0.5 - row as f64 - inwards, 0.5 - (row + h) as f64 + inwards);
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
    panel.line(Series::new("", corners).color(color).width(2.4))
}

/// The smallest and the largest number; 0 and 1 if there is none.
pub fn extremes(values: ArrayView2<f64>) -> (f64, f64) {
    let (low, high) = values
        .iter()
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| (low.min(v), high.max(v)));
    if low > high { (0.0, 1.0) } else { (low, high) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_leave_out_what_is_not_finite() {
        assert_eq!(extremes(ndarray::array![[2.0, f64::NAN], [-1.0, f64::INFINITY]].view()), (-1.0, 2.0));
        assert_eq!(extremes(Array2::zeros((0, 3)).view()), (0.0, 1.0));
    }
}
