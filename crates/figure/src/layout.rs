//! Where does each panel go? Rows and columns with room for titles, numbers, labels; never wider than a page's column.

use super::fitted::Fitted;
use super::fonts::width;
use super::frame::Frame;
use super::grid_of_panels::Figure;
use super::legend_entries;
use super::looks::Look;
use super::naming::Naming;
use super::panel::Corner;
use super::room::{Above, Around};
use super::scene::Scene;
use super::sizes::{PANEL_TITLE, SMALL, TITLE, line_height};
use super::tick_labels::TickLabel;
use super::wrap::balanced;

pub(super) const MARGIN: f64 = 16.0;
/// Titles and captions get this much room, however small the panels are.
const LEAST_FOR_WORDS: f64 = 540.0;

/// A box on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    pub(super) fn middle(&self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }
}

/// A panel at its position.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) plot: Rect,
    pub(super) scene: Scene,
    pub(super) looks: Vec<Look>,
    pub(super) naming: Naming,
    pub(super) note_corner: Option<Corner>,
    pub(super) above: Above,
    /// The numbers and the name of the horizontal axis, if this panel shows them.
    pub(super) x_labels: Vec<TickLabel>,
    pub(super) y_labels: Vec<TickLabel>,
    pub(super) shows_x: bool,
    pub(super) shows_y: bool,
}

impl Placed {
    pub(super) fn frame(&self) -> Frame<'_> {
        self.scene.frame(self.plot)
    }

    /// How wide a legend above the plotting area may be.
    pub(super) fn legend_room(&self) -> f64 {
        self.plot.width + 30.0
    }
}

/// A page with positions for everything.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The lines of the title, with the height of their middles.
    pub(super) title: Vec<(String, f64)>,
    pub(super) subtitle: Vec<(String, f64)>,
    pub(super) caption: Vec<(String, f64)>,
    /// The middle of the common legend's first row, if there is one.
    pub(super) legend: Option<f64>,
    /// The middle of the column names.
    pub(super) column_labels: f64,
    /// The middle of the row names.
    pub(super) row_labels: f64,
    pub(super) columns: usize,
    pub(super) around: Around,
    pub(super) panels: Vec<Placed>,
}

impl Layout {
    pub(super) fn of(figure: &Figure) -> Self {
        let Fitted { columns, panels, around, common_legend } = Fitted::of(figure);
        let (plot_width, plot_height) = panels.first().map_or((0.0, 0.0), |p| (p.plot.width, p.plot.height));
        let cell = around.cell(plot_width, plot_height);
        let grid_width = around.row_names + around.first_left + columns as f64 * cell.0;
        let width = page_width(figure, grid_width);
        let mut y = MARGIN;
        let title = block(&figure.title, TITLE, true, width, &mut y);
        let subtitle = block(&figure.subtitle, SMALL, false, width, &mut y);
        let legend = common_legend.then_some(y + 9.0);
        y += if common_legend { legend_height(figure, &panels, width) } else { 0.0 };
        let column_labels = y + 9.0;
        y += if figure.column_labels.is_empty() { 0.0 } else { line_height(PANEL_TITLE) + 4.0 };
        let left = (width - grid_width) / 2.0;
        let row_labels = left + around.row_names / 2.0;
        let first = (left + around.row_names + around.first_left + around.left, y + around.above);
        let rows = panels.len().div_ceil(columns).max(1);
        let panels = in_grid(panels, columns, first, cell);
        y += rows as f64 * cell.1 + around.last_below + 2.0;
        let caption = block(&figure.caption, SMALL, false, width, &mut y);
        let height = y + MARGIN * 0.6;
        Self {
            width,
            height,
            title,
            subtitle,
            caption,
            legend,
            column_labels,
            row_labels,
            columns,
            around,
            panels,
        }
    }
}

/// As wide as the panels, or as the words above and below them, which wrap when they are long.
fn page_width(figure: &Figure, grid_width: f64) -> f64 {
    let words = [
        width(&figure.title, TITLE, true),
        width(&figure.subtitle, SMALL, false),
        width(&figure.caption, SMALL, false),
    ];
    2.0 * MARGIN + words.into_iter().map(|wide| wide.min(LEAST_FOR_WORDS)).fold(grid_width, f64::max)
}

fn legend_height(figure: &Figure, panels: &[Placed], page_width: f64) -> f64 {
    let looks: Vec<Vec<Look>> = panels.iter().map(|panel| panel.looks.clone()).collect();
    let entries = legend_entries::of_all(&figure.panels, &looks);
    legend_entries::rows(&entries, page_width - 2.0 * MARGIN).len() as f64 * legend_entries::ROW + 4.0
}

/// The panels side by side and below each other; the first plotting area begins at `first`.
fn in_grid(panels: Vec<Placed>, columns: usize, first: (f64, f64), cell: (f64, f64)) -> Vec<Placed> {
    let place = |(i, panel): (usize, Placed)| {
        panel.moved_to(first.0 + (i % columns) as f64 * cell.0, first.1 + (i / columns) as f64 * cell.1)
    };
    panels.into_iter().enumerate().map(place).collect()
}

impl Placed {
    fn moved_to(mut self, left: f64, top: f64) -> Self {
        self.plot = Rect { left, top, ..self.plot };
        self.above.move_by(top);
        self
    }
}

/// Words in as many lines as they need, each with the height of its middle; moves `y` below them.
fn block(words: &str, size: f64, bold: bool, page_width: f64, y: &mut f64) -> Vec<(String, f64)> {
    let lines = balanced(words, size, bold, page_width - 2.0 * MARGIN);
    let middle = |i: i32| *y + (f64::from(i) + 0.5) * line_height(size);
    let placed: Vec<(String, f64)> = lines.into_iter().zip(0..).map(|(line, i)| (line, middle(i))).collect();
    if !placed.is_empty() {
        *y += placed.len() as f64 * line_height(size) + 6.0;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::super::axis::Axis;
    use super::super::marks::{HeatMap, Series};
    use super::super::panel::Panel;
    use super::super::sizes::WIDEST;
    use super::*;

    fn grid(count: usize, columns: usize) -> Figure {
        let panel = || Panel::new("a title").x(Axis::new("x")).y(Axis::new("y"));
        (0..count).fold(Figure::new("A title").columns(columns), |figure, _| figure.panel(panel()))
    }

    #[test]
    fn panels_do_not_overlap_and_stay_on_the_page() {
        for (count, columns) in [(1, 1), (4, 2), (20, 5), (16, 4), (7, 3), (12, 12)] {
            for figure in [grid(count, columns), grid(count, columns).shared_axes()] {
                let layout = Layout::of(&figure);
                let plots: Vec<Rect> = layout.panels.iter().map(|panel| panel.plot).collect();
                for (i, a) in plots.iter().enumerate() {
                    assert!(a.left > 0.0 && a.right() < layout.width && a.bottom() < layout.height);
                    for b in &plots[i + 1..] {
                        let apart = a.right() < b.left
                            || b.right() < a.left
                            || a.bottom() < b.top
                            || b.bottom() < a.top;
                        assert!(apart, "{a:?} and {b:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn no_figure_is_wider_than_a_page_whatever_its_columns() {
        let curve = || Series::new("a rather long name of a series", [(0.0, 1e-7), (1.0, 60000.0)]);
        let panel =
            || Panel::new("a title of some words").x(Axis::new("steps")).y(Axis::new("loss")).line(curve());
        let map =
            || Panel::new("map").heat_map(HeatMap::sequential(ndarray::Array2::eye(3)).bar_label("weight"));
        let picture = || Panel::new("0.123").without_axes().heat_map(HeatMap::ink(ndarray::Array2::eye(3)));
        for columns in 1..=24 {
            for make in [&panel as &dyn Fn() -> Panel, &map, &picture] {
                let figure =
                    (0..columns).fold(Figure::new("A title").columns(columns), |f, _| f.panel(make()));
                let named = figure.clone().panel_size(900.0, 400.0).row_labels(["a row"]);
                for figure in [figure.clone(), figure.clone().shared_axes(), named] {
                    let layout = Layout::of(&figure);
                    assert!(layout.width <= WIDEST, "{columns} columns are {} wide", layout.width);
                    assert!(layout.panels.iter().all(|panel| panel.plot.width > 8.0), "{columns}");
                }
            }
        }
    }
}
