//! What does a figure show, for a reader who cannot see it, and for one who reads its words as text?
//!
//! [`Figure::words`] are all words that stand in it; [`Figure::alternative_text`] says in a few sentences what is drawn:
//! which curves, from where to where, which bars, how high.

use super::axis::{Axis, number};
use super::grid_of_panels::Figure;
use super::marks::{Bars, HeatMap, Series};
use super::panel::{Mark, Panel};
use wording::Words;

/// More panels than these are counted, not described.
const PANELS: usize = 6;
/// More curves or bars than these are counted, not named.
const NAMED: usize = 8;

/// All words of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureWords<'a> {
    /// Above everything.
    pub title: &'a Words,
    /// Under the title.
    pub subtitle: &'a Words,
    /// Under the panels.
    pub caption: &'a Words,
    /// The names of the rows, from top to bottom, and of the columns, from left to right.
    pub rows_and_columns: Vec<&'a Words>,
    /// Panel by panel.
    pub panels: Vec<PanelWords<'a>>,
}

/// All words of a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelWords<'a> {
    /// Above it.
    pub title: &'a Words,
    /// At its horizontal axis.
    pub x: &'a Words,
    /// At its vertical axis.
    pub y: &'a Words,
    /// In its corner.
    pub note: &'a Words,
    /// The names of its curves, bars and nodes, and words at points.
    pub names: Vec<&'a Words>,
}

impl Figure {
    /// All words that stand in the figure; the numbers at its axes are none.
    pub fn words(&self) -> FigureWords<'_> {
        FigureWords {
            title: &self.title,
            subtitle: &self.subtitle,
            caption: &self.caption,
            rows_and_columns: self.row_labels.iter().chain(&self.column_labels).collect(),
            panels: self.panels.iter().map(panel_words).collect(),
        }
    }

    /// What is drawn, in sentences.
    ///
    /// ```
    /// use figure::{Axis, Figure, Panel, Series};
    ///
    /// let panel = Panel::new("").x(Axis::new("iterations")).y(Axis::new("loss"));
    /// let panel = panel.line(Series::new("SGD", [(0.0, 2.3), (100.0, 0.2)]));
    /// let figure = Figure::single("Loss of a training", panel);
    /// assert_eq!(figure.alternative_text(), "loss over iterations. SGD: from 2.3 at 0 to 0.2 at 100.");
    /// ```
    pub fn alternative_text(&self) -> String {
        let columns = self.columns.min(self.panels.len());
        match self.panels.as_slice() {
            [] => "An empty figure.".to_owned(),
            [panel] => described(panel),
            panels if panels.len() <= PANELS => {
                let described =
                    |(panel, number): (&Panel, usize)| format!("Panel {number}: {}", described(panel));
                panels.iter().zip(1..).map(described).collect::<Vec<_>>().join(" ")
            }
            panels => {
                let rows = self.panels.len().div_ceil(columns.max(1));
                let names = named(self.row_labels.iter().chain(&self.column_labels).map(|words| &**words));
                let first = described(&panels[0]);
                let names = if names.is_empty() { names } else { format!(" They are called {names}.") };
                format!("{rows} rows of {columns} panels.{names} The first one: {first}")
            }
        }
    }
}

fn panel_words(panel: &Panel) -> PanelWords<'_> {
    let names = panel.marks.iter().flat_map(names_of).filter(|name| !name.is_empty()).collect();
    PanelWords { title: &panel.title, x: &panel.x.label, y: &panel.y.label, note: &panel.note, names }
}

fn names_of(mark: &Mark) -> Vec<&Words> {
    match mark {
        Mark::Line(series) | Mark::Scatter(series) => vec![&series.label],
        Mark::Trajectory(path) => vec![&path.series.label],
        Mark::Bars(bars) => bars.bars.iter().map(|bar| &bar.0).collect(),
        Mark::Graph(graph) => graph.nodes.iter().map(|node| &node.words).collect(),
        Mark::HeatMap(map) => vec![&map.bar_label],
        Mark::Text(_, _, words) => vec![words],
        _ => Vec::new(),
    }
}

fn described(panel: &Panel) -> String {
    let mut sentences = vec![panel.title.to_string(), axes(&panel.x, &panel.y)];
    let curves: Vec<&Series> = panel.marks.iter().filter_map(curve).collect();
    if curves.len() <= NAMED {
        sentences.extend(curves.into_iter().map(ends));
    } else {
        sentences.push(format!("{} curves", curves.len()));
    }
    sentences.extend(panel.marks.iter().filter_map(other));
    sentences.push(panel.note.replace('\n', ", "));
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
        .iter()
        .map(|sentence| sentence.trim_end_matches('.').to_owned() + ".")
        .collect::<Vec<_>>()
        .join(" ")
}

fn axes(x: &Axis, y: &Axis) -> String {
    let named = |axis: &Axis| if axis.hidden { String::new() } else { axis.label.to_string() };
    match (named(x).as_str(), named(y).as_str()) {
        ("", y) => y.to_owned(),
        (x, "") => format!("over {x}"),
        (x, y) => format!("{y} over {x}"),
    }
}

fn curve(mark: &Mark) -> Option<&Series> {
    match mark {
        Mark::Line(series) => Some(series),
        _ => None,
    }
}

/// Where a curve begins and ends; a frame or a guide without a name is not worth a sentence.
fn ends(series: &Series) -> String {
    let mut finite = series.points.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
    match (finite.next(), finite.next_back()) {
        _ if series.label.is_empty() && series.points.len() < 8 => String::new(),
        (Some((x0, y0)), Some((x1, y1))) => format!(
            "{}: from {} at {} to {} at {}",
            name_or(&series.label, "the curve"),
            number(*y0),
            number(*x0),
            number(*y1),
            number(*x1)
        ),
        _ => name_or(&series.label, "a curve").to_owned(),
    }
}

fn other(mark: &Mark) -> Option<String> {
    Some(match mark {
        Mark::Scatter(series) => {
            let count = series.points.len();
            let points = if count == 1 { "point" } else { "points" };
            match &*series.label.to_string() {
                "" => format!("{count} {points}"),
                name => format!("{name}: {count} {points}"),
            }
        }
        Mark::Trajectory(path) => match (path.series.points.first(), path.series.points.last()) {
            (Some(first), Some(last)) => format!(
                "{} of {} points from ({}, {}) to ({}, {})",
                name_or(&path.series.label, "a path"),
                path.series.points.len(),
                number(first.0),
                number(first.1),
                number(last.0),
                number(last.1)
            ),
            _ => return None,
        },
        Mark::Contour(_) => "contour lines".to_owned(),
        Mark::VectorField(field) => format!("{} arrows", field.arrows.len()),
        Mark::Histogram(bins) => format!("a histogram with {} columns", bins.counts.len()),
        Mark::Bars(bars) => heights(bars),
        Mark::HeatMap(map) => cells(map),
        Mark::Graph(graph) => {
            format!(
                "a graph of {} nodes: {}",
                graph.nodes.len(),
                named(graph.nodes.iter().map(|node| &*node.words))
            )
        }
        Mark::Text(_, _, words) => words.to_string(),
        Mark::Line(_) | Mark::Band(_) | Mark::Horizontal(..) | Mark::Vertical(..) | Mark::Point(..) => {
            return None;
        }
    })
}

fn heights(bars: &Bars) -> String {
    if bars.bars.len() > 2 * NAMED {
        return format!("{} bars", bars.bars.len());
    }
    let decimals = bars.decimals;
    let listed =
        bars.bars.iter().map(|(name, height)| format!("{} {height:.decimals$}", name.replace('\n', " ")));
    listed.collect::<Vec<_>>().join(", ")
}

fn cells(map: &HeatMap) -> String {
    let (low, high) = map.limits();
    let (rows, columns) = map.values.dim();
    if map.values.len() <= 9 && map.numbers.is_some() {
        let decimals = map.numbers.unwrap_or_default();
        let row = |row: ndarray::ArrayView1<f64>| {
            row.iter().map(|value| format!("{value:.decimals$}")).collect::<Vec<_>>().join(", ")
        };
        return map.values.rows().into_iter().map(row).collect::<Vec<_>>().join("; ");
    }
    format!("{rows} × {columns} cells from {} to {}", number(low), number(high))
}

fn name_or<'a>(name: &'a Words, otherwise: &'a str) -> &'a str {
    if name.is_empty() { otherwise } else { name }
}

fn named<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    match names.len() {
        count if count > 2 * NAMED => format!("{}, …", names[..2 * NAMED].join(", ")),
        _ => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn bars_matrices_and_panels_are_told() {
        let bars =
            Panel::new("error rate").y(Axis::new("wrong (%)")).bars(Bars::new([("SGD", 9.0), ("Adam", 4.5)]));
        let matrix =
            Panel::new("W").without_axes().heat_map(HeatMap::diverging(array![[1.0, -2.0]]).numbered(0));
        let figure = Figure::new("Both").panel(bars).panel(matrix);
        assert_eq!(
            figure.alternative_text(),
            "Panel 1: error rate. wrong (%). SGD 9.00, Adam 4.50. Panel 2: W. 1, -2."
        );
        let names: Vec<&str> = figure.words().panels[0].names.iter().map(|name| name.as_str()).collect();
        assert_eq!(names, ["SGD", "Adam"]);
    }

    #[test]
    fn many_panels_are_counted() {
        let images = (0..12).map(|i| (array![[0.0, 1.0]], Words::name(i)));
        let text = Figure::image_grid("Digits", images, 4).alternative_text();
        assert_eq!(text, "3 rows of 4 panels. The first one: 0. 1 × 2 cells from 0 to 1.");
    }
}
