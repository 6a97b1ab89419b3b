//! What can be drawn in a panel? Marks, as pure data.

use super::color::{Color, ColorScale};
use ndarray::Array2;
use wording::Words;

/// A line's interruptions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    /// None.
    #[default]
    Solid,
    /// Long pieces.
    Dashed,
    /// Short pieces.
    Dotted,
}

/// A sign at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// A disc.
    Circle,
    /// A square.
    Square,
    /// A triangle, point up.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// Two crossed strokes.
    Cross,
    /// An upright cross.
    Plus,
}

/// Points with a name: a line, or a scatter.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub(super) label: Words,
    pub(super) points: Vec<(f64, f64)>,
    pub(super) color: Option<Color>,
    pub(super) dash: Dash,
    pub(super) marker: Option<(Marker, usize)>,
    pub(super) opacity: f64,
    pub(super) width: f64,
}

impl Series {
    /// Points with a label; an empty label is not in the legend. A point that is not finite interrupts the line.
    pub fn new(label: impl Into<Words>, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        Self {
            label: label.into(),
            points: points.into_iter().collect(),
            color: None,
            dash: Dash::Solid,
            marker: None,
            opacity: 1.0,
            width: 1.8,
        }
    }

    /// In this colour.
    pub fn color(self, color: impl Into<Color>) -> Self {
        Self { color: Some(color.into()), ..self }
    }

    /// In this colour of the palette. Without one, a series takes the next colour of its panel.
    pub fn palette(self, index: usize) -> Self {
        self.color(Color::of(index))
    }

    /// In long pieces.
    pub fn dashed(self) -> Self {
        Self { dash: Dash::Dashed, ..self }
    }

    /// In short pieces.
    pub fn dotted(self) -> Self {
        Self { dash: Dash::Dotted, ..self }
    }

    /// With a sign at every `every`-th point.
    pub fn marker(self, marker: Marker, every: usize) -> Self {
        Self { marker: Some((marker, every.max(1))), ..self }
    }

    /// From 0 (invisible) to 1.
    pub fn opacity(self, opacity: f64) -> Self {
        Self { opacity, ..self }
    }

    /// The line's width (or a scatter's size), in pixels of the page.
    pub fn width(self, width: f64) -> Self {
        Self { width, ..self }
    }
}

/// The room between two curves: the lowest and highest of several runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    pub(super) edges: Vec<(f64, f64, f64)>,
    pub(super) color: Color,
    pub(super) opacity: f64,
}

impl Band {
    /// `(x, lowest, highest)` from left to right.
    pub fn new(edges: impl IntoIterator<Item = (f64, f64, f64)>) -> Self {
        Self { edges: edges.into_iter().collect(), color: Color::of(0), opacity: 0.2 }
    }

    /// In this colour.
    pub fn color(self, color: impl Into<Color>) -> Self {
        Self { color: color.into(), ..self }
    }

    /// In this colour of the palette.
    pub fn palette(self, index: usize) -> Self {
        self.color(Color::of(index))
    }
}

/// A path that is walked: a line with a sign at each step, its start and end emphasised.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    pub(super) series: Series,
}

impl Trajectory {
    /// The positions, in order.
    pub fn new(label: impl Into<Words>, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        Self { series: Series::new(label, points).color(Color::VERMILION).width(1.3) }
    }

    /// In this colour.
    pub fn color(self, color: impl Into<Color>) -> Self {
        Self { series: self.series.color(color) }
    }

    /// In this colour of the palette.
    pub fn palette(self, index: usize) -> Self {
        self.color(Color::of(index))
    }
}

/// A function's values on a grid: `values[[row, column]]` at `(x[column], y[row])`.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) values: Array2<f64>,
}

impl Grid {
    /// `f` at `columns` × `rows` positions, evenly spaced over both ranges, ends included.
    pub fn of(
        (left, right, columns): (f64, f64, usize),
        (low, high, rows): (f64, f64, usize),
        f: impl Fn(f64, f64) -> f64,
    ) -> Self {
        let spaced = |from: f64, to: f64, n: usize| -> Vec<f64> {
            (0..n).map(|i| from + (to - from) * i as f64 / (n.max(2) - 1) as f64).collect()
        };
        let (x, y) = (spaced(left, right, columns), spaced(low, high, rows));
        let values = Array2::from_shape_fn((rows, columns), |(row, column)| f(x[column], y[row]));
        Self { x, y, values }
    }
}

/// Lines of equal height.
#[derive(Clone, Debug, PartialEq)]
pub struct Contour {
    pub(super) grid: Grid,
    pub(super) levels: Vec<f64>,
    pub(super) scale: ColorScale,
}

impl Contour {
    /// The lines of `grid` at these levels, from dark (low) to light.
    pub fn new(grid: Grid, levels: impl IntoIterator<Item = f64>) -> Self {
        Self { grid, levels: levels.into_iter().collect(), scale: ColorScale::Sequential }
    }

    /// All lines in one quiet grey.
    pub fn grey(self) -> Self {
        Self { scale: ColorScale::Grey, ..self }
    }
}

/// An arrow at each of many positions.
#[derive(Clone, Debug, PartialEq)]
pub struct VectorField {
    /// `(x, y, dx, dy)`.
    pub(super) arrows: Vec<(f64, f64, f64, f64)>,
    pub(super) color: Color,
}

impl VectorField {
    /// Arrows `(x, y, dx, dy)`; the longest is drawn about as long as the positions are apart, the others in proportion.
    pub fn new(arrows: impl IntoIterator<Item = (f64, f64, f64, f64)>) -> Self {
        Self { arrows: arrows.into_iter().collect(), color: Color::of_parts(0x66, 0x66, 0x66) }
    }

    /// In this colour.
    pub fn color(self, color: impl Into<Color>) -> Self {
        Self { color: color.into(), ..self }
    }
}

/// How many values fall between which edges.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    pub(super) edges: Vec<f64>,
    pub(super) counts: Vec<f64>,
    pub(super) color: Color,
}

impl Bins {
    /// `values` in `n` equal bins from `low` to `high`; the last bin holds `high` too. Values outside are left out.
    pub fn of(values: &[f64], n: usize, low: f64, high: f64) -> Self {
        let n = n.max(1);
        let edges = (0..=n).map(|i| low + (high - low) * i as f64 / n as f64).collect();
        let mut counts = vec![0.0; n];
        for &value in values {
            if (low..=high).contains(&value) {
                let bin = ((value - low) / (high - low) * n as f64) as usize;
                counts[bin.min(n - 1)] += 1.0;
            }
        }
        Self { edges, counts, color: Color::of(0) }
    }

    /// The counts, from the lowest bin to the highest.
    pub fn counts(&self) -> &[f64] {
        &self.counts
    }

    /// In this colour.
    pub fn color(self, color: impl Into<Color>) -> Self {
        Self { color: color.into(), ..self }
    }
}

/// Bars with names, from left to right; the values stand on them.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    pub(super) bars: Vec<(Words, f64)>,
    pub(super) colors: Vec<Color>,
    pub(super) decimals: usize,
}

impl Bars {
    /// Names and heights.
    pub fn new<S: Into<Words>>(bars: impl IntoIterator<Item = (S, f64)>) -> Self {
        let bars: Vec<(Words, f64)> = bars.into_iter().map(|(name, height)| (name.into(), height)).collect();
        Self { colors: vec![Color::of(0); bars.len()], bars, decimals: 2 }
    }

    /// Each bar in its own colour of the palette.
    pub fn colored(self) -> Self {
        Self { colors: (0..self.bars.len()).map(Color::of).collect(), ..self }
    }

    /// How many decimals the values on the bars have.
    pub fn decimals(self, decimals: usize) -> Self {
        Self { decimals, ..self }
    }
}

/// A matrix as coloured cells; row 0 is on top.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    pub(super) values: Array2<f64>,
    pub(super) scale: ColorScale,
    pub(super) range: Option<(f64, f64)>,
    pub(super) color_bar: bool,
    /// With how many decimals the numbers stand in their cells, if they do.
    pub(super) numbers: Option<usize>,
    pub(super) square_root: bool,
    pub(super) bar_label: Words,
}

impl HeatMap {
    fn of(values: Array2<f64>, scale: ColorScale, color_bar: bool) -> Self {
        let bar_label = Words::default();
        Self { values, scale, range: None, color_bar, numbers: None, square_root: false, bar_label }
    }

    /// From low (dark) to high (light).
    pub fn sequential(values: Array2<f64>) -> Self {
        Self::of(values, ColorScale::Sequential, true)
    }

    /// From negative (blue) through 0 (white) to positive (red).
    pub fn diverging(values: Array2<f64>) -> Self {
        Self::of(values, ColorScale::Diverging, true)
    }

    /// A picture: white is low, black is high.
    pub fn ink(values: Array2<f64>) -> Self {
        Self::of(values, ColorScale::Grey, false)
    }

    /// The values of the first and the last colour, whatever the data.
    pub fn value_range(self, low: f64, high: f64) -> Self {
        Self { range: Some((low, high)), ..self }
    }

    /// Without the bar that explains the colours.
    pub fn without_color_bar(self) -> Self {
        Self { color_bar: false, ..self }
    }

    /// With these words beside the bar that explains the colours.
    pub fn bar_label(self, label: impl Into<Words>) -> Self {
        Self { bar_label: label.into(), ..self }
    }

    /// With colours that follow the square root of the distance from the lowest value (in a diverging map: from the
    /// middle). So values that are tiny beside the largest can still be seen.
    pub fn square_root(self) -> Self {
        Self { square_root: true, ..self }
    }

    /// With each number in its cell, so many decimals long, and lines between the cells. What is not finite has no
    /// number; in cells too small to be read there is none either.
    pub fn numbered(self, decimals: usize) -> Self {
        Self { numbers: Some(decimals), ..self }
    }

    /// Where a value lies between the first colour (0) and the last (1).
    pub(super) fn share(&self, value: f64) -> f64 {
        let (low, high) = self.limits();
        let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
        match (self.square_root, self.scale) {
            (false, _) => share,
            (true, ColorScale::Diverging) => {
                let from_middle = 2.0 * share - 1.0;
                0.5 + 0.5 * from_middle.signum() * from_middle.abs().sqrt()
            }
            (true, _) => share.sqrt(),
        }
    }

    /// The values of the first and the last colour.
    pub(super) fn limits(&self) -> (f64, f64) {
        if let Some((low, high)) = self.range.filter(|(low, high)| low < high && (high - low).is_finite()) {
            return (low, high);
        }
        let finite = self.values.iter().copied().filter(|value| value.is_finite());
        let (low, high) =
            finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        match self.scale {
            _ if low > high => (0.0, 1.0),
            ColorScale::Diverging => {
                let largest = low.abs().max(high.abs()).max(f64::MIN_POSITIVE);
                (-largest, largest)
            }
            _ if low == high => (low, low + 1.0),
            _ => (low, high),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_within_the_range_is_in_one_bin() {
        let values: Vec<f64> = (0..=1000).map(|i| f64::from(i) / 1000.0).collect();
        let bins = Bins::of(&values, 30, 0.0, 1.0);
        assert_eq!(bins.counts().iter().sum::<f64>(), 1001.0);
        assert_eq!(Bins::of(&[f64::NAN, 2.0], 3, 0.0, 1.0).counts(), [0.0, 0.0, 0.0]);
    }

    #[test]
    fn on_a_square_root_scale_tiny_values_are_seen_and_zero_stays_in_the_middle() {
        let map = HeatMap::diverging(Array2::zeros((2, 2))).value_range(-9.0, 9.0).square_root();
        assert_eq!([-9.0, 0.0, 1.0, 9.0].map(|value| (6.0 * map.share(value)).round()), [0.0, 3.0, 4.0, 6.0]);
        let from_zero = HeatMap::sequential(Array2::zeros((2, 2))).value_range(0.0, 100.0).square_root();
        assert!((from_zero.share(1.0) - 0.1).abs() < 1e-12);
    }

    #[test]
    fn a_map_without_spread_still_has_limits() {
        let (low, high) = HeatMap::diverging(Array2::zeros((2, 2))).limits();
        assert!(low < high);
        assert_eq!(HeatMap::sequential(Array2::from_elem((1, 1), f64::NAN)).limits(), (0.0, 1.0));
    }
}
