//! What is in one panel? Two axes and marks.

use super::axis::Axis;
use super::color::Color;
use super::graph::Graph;
use super::marks::{Band, Bars, Bins, Contour, Dash, HeatMap, Marker, Series, Trajectory, VectorField};
use wording::Words;

/// A position at the edge of a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corner {
    /// Above, left.
    TopLeft,
    /// Above, right.
    TopRight,
    /// Below, left.
    BottomLeft,
    /// Below, right.
    BottomRight,
    /// Half-way up, right.
    Right,
}

/// Where the names of the series stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Legend {
    /// At the right ends of the lines if there is room; else in a corner that covers nothing, or above the panel.
    #[default]
    Best,
    /// In this corner if it covers nothing there, else as near to it as possible.
    In(Corner),
    /// Once for the whole figure, under its title.
    OutsideTop,
    /// Nowhere.
    None,
}

/// Something drawn in a panel.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    Line(Series),
    Scatter(Series),
    Trajectory(Trajectory),
    Band(Band),
    Contour(Contour),
    VectorField(VectorField),
    Histogram(Bins),
    Bars(Bars),
    HeatMap(HeatMap),
    Graph(Graph),
    Horizontal(f64, Dash, Color),
    Vertical(f64, Dash, Color),
    Text(f64, f64, Words),
    Point(f64, f64, Marker),
}

/// One picture of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    pub(super) title: Words,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) marks: Vec<Mark>,
    pub(super) legend: Legend,
    pub(super) note: Words,
    pub(super) equal_aspect: bool,
}

impl Panel {
    /// An empty panel; an empty title takes no room.
    pub fn new(title: impl Into<Words>) -> Self {
        Self {
            title: title.into(),
            x: Axis::new(""),
            y: Axis::new(""),
            marks: Vec::new(),
            legend: Legend::Best,
            note: Words::default(),
            equal_aspect: false,
        }
    }

    /// With this horizontal axis.
    pub fn x(self, axis: Axis) -> Self {
        Self { x: axis, ..self }
    }

    /// With this vertical axis.
    pub fn y(self, axis: Axis) -> Self {
        Self { y: axis, ..self }
    }

    /// Without its axes, their numbers and their names: for pictures and graphs.
    pub fn without_axes(self) -> Self {
        Self { x: Axis::new("").hide(), y: Axis::new("").hide(), ..self }
    }

    /// With the legend there.
    pub fn legend(self, legend: Legend) -> Self {
        Self { legend, ..self }
    }

    /// With a few words in a corner that is empty, or above the panel.
    pub fn note(self, note: impl Into<Words>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// A step along x is as long as a step along y.
    pub fn equal_aspect(self) -> Self {
        Self { equal_aspect: true, ..self }
    }

    fn with(mut self, mark: Mark) -> Self {
        self.marks.push(mark);
        self
    }

    /// The next colour of the palette for a series without one.
    fn next_color(&self, series: Series) -> Series {
        let taken = self.marks.iter().filter(|mark| matches!(mark, Mark::Line(_) | Mark::Scatter(_))).count();
        Series { color: Some(series.color.unwrap_or(Color::of(taken))), ..series }
    }

    /// A line through points.
    pub fn line(self, series: Series) -> Self {
        let series = self.next_color(series);
        self.with(Mark::Line(series))
    }

    /// Points without a line.
    pub fn scatter(self, series: Series) -> Self {
        let series = self.next_color(series);
        self.with(Mark::Scatter(series))
    }

    /// A path that is walked.
    pub fn trajectory(self, trajectory: Trajectory) -> Self {
        self.with(Mark::Trajectory(trajectory))
    }

    /// The room between two curves.
    pub fn band(self, band: Band) -> Self {
        self.with(Mark::Band(band))
    }

    /// Lines of equal height.
    pub fn contour(self, contour: Contour) -> Self {
        self.with(Mark::Contour(contour))
    }

    /// An arrow at each of many positions.
    pub fn vector_field(self, field: VectorField) -> Self {
        self.with(Mark::VectorField(field))
    }

    /// How many values fall where.
    pub fn histogram(self, bins: Bins) -> Self {
        self.with(Mark::Histogram(bins))
    }

    /// Bars with names.
    pub fn bars(self, bars: Bars) -> Self {
        self.with(Mark::Bars(bars))
    }

    /// A matrix as coloured cells.
    pub fn heat_map(self, map: HeatMap) -> Self {
        self.with(Mark::HeatMap(map))
    }

    /// A computational graph; the panel has no axes then.
    pub fn graph(self, graph: Graph) -> Self {
        let (x, y) = (self.x.clone().hide(), self.y.clone().hide());
        self.x(x).y(y).with(Mark::Graph(graph))
    }

    /// A quiet line across the panel at this height.
    pub fn hline(self, y: f64) -> Self {
        self.with(Mark::Horizontal(y, Dash::Dashed, Color::GREY))
    }

    /// A quiet line from the bottom to the top at this position.
    pub fn vline(self, x: f64) -> Self {
        self.with(Mark::Vertical(x, Dash::Dashed, Color::GREY))
    }

    /// Words, starting at this point.
    pub fn text(self, x: f64, y: f64, words: impl Into<Words>) -> Self {
        self.with(Mark::Text(x, y, words.into()))
    }

    /// A single sign, `Marker::Plus` at a minimum for example.
    pub fn point(self, x: f64, y: f64, marker: Marker) -> Self {
        self.with(Mark::Point(x, y, marker))
    }

    /// Its first heat map.
    pub(super) fn drawn_heat_map(&self) -> Option<&HeatMap> {
        self.marks.iter().find_map(|mark| match mark {
            Mark::HeatMap(map) => Some(map),
            _ => None,
        })
    }

    /// Whether it shows a computational graph.
    pub(super) fn has_graph(&self) -> bool {
        self.marks.iter().any(|mark| matches!(mark, Mark::Graph(_)))
    }

    /// Whether a heat map of the panel explains its colours.
    pub(super) fn has_color_bar(&self) -> bool {
        self.drawn_heat_map().is_some_and(|map| map.color_bar)
    }
}
