//! How are small matrices drawn? With their numbers in the cells, cells of one size in all panels, and windows outlined.

use chapter_kit::Words;
use chapter_kit::figure::{Axis, Color, HeatMap, Panel, Series};
use ndarray::Array2;

/// A panel that shows a map, without axes. The drawing area is as large as `room` (rows, columns) cells, so that maps of
/// different sizes have cells of one size when they get the same room.
pub fn map(title: impl Into<Words>, map: HeatMap, size: (usize, usize), room: (f64, f64)) -> Panel {
    let axis = |cells: usize, room: f64, sign: f64| {
        let middle = sign * (cells as f64 - 1.0) / 2.0;
        Axis::new("").hide().range(middle - room / 2.0, middle + room / 2.0)
    };
    Panel::new(title).x(axis(size.1, room.1, 1.0)).y(axis(size.0, room.0, -1.0)).heat_map(map)
}

/// Numbers on light grey: 0 is white, and `most` is dark, but not so dark that it cannot be read. Panels with the same
/// `most` can be compared. The greys follow the square root, so that a 1 beside a 25 is still not white.
pub fn numbers(title: impl Into<Words>, values: &Array2<f64>, room: (f64, f64), most: f64) -> Panel {
    let shown = HeatMap::ink(values.clone()).value_range(0.0, 6.0 * most.max(1e-9)).square_root().numbered(0);
    map(title, shown, values.dim(), room)
}

/// Numbers on colours: negative is blue, 0 white, positive red; `most` has the strongest colour.
pub fn signed_numbers(title: impl Into<Words>, values: &Array2<f64>, room: (f64, f64), most: f64) -> Panel {
    let most = 1.5 * most.max(1e-9);
    let shown = HeatMap::diverging(values.clone()).value_range(-most, most).without_color_bar().numbered(0);
    map(title, shown, values.dim(), room)
}

/// The largest size of a number of these matrices.
pub fn most<'a>(matrices: impl IntoIterator<Item = &'a Array2<f64>>) -> f64 {
    let finite = matrices.into_iter().flatten().filter(|value| value.is_finite());
    finite.fold(0.0, |most, value| most.max(value.abs()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_size_leaves_out_what_is_not_finite() {
        let matrices = [ndarray::array![[2.0, f64::NAN], [-3.0, f64::INFINITY]], Array2::ones((1, 1))];
        assert_eq!(most(&matrices), 3.0);
        assert_eq!(most(&[]), 0.0);
    }
}
