//! Where does each panel go? Rows and columns with room for titles, numbers, labels; never wider than a page's column.

use super::fonts::width;
use super::frame::Frame;
use super::grid_of_panels::Figure;
use super::legend_entries;
use super::looks::{self, Look};
use super::naming::{self, Naming};
use super::panel::{Corner, Legend, Panel};
use super::plot_size::{columns, shrunk, suitable};
use super::room::{Above, Around, above_of};
use super::scene::{self, Ranges, Scene};
use super::sizes::{PANEL_TITLE, SMALL, TITLE, line_height};
use super::tick_labels::{self, TickLabel};
use super::wrap::balanced;

pub(super) const MARGIN: f64 = 16.0;
/// Titles and captions get this much room, however small the panels are.
const LEAST_FOR_WORDS: f64 = 540.0;

/// Panels narrower than this show nothing.
const NARROWEST: f64 = 24.0;

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
        let (columns, (panels, around, common)) = readable(figure);
        let (plot_width, plot_height) = panels.first().map_or((0.0, 0.0), |p| (p.plot.width, p.plot.height));
        let (cell_width, cell_height) = around.cell(plot_width, plot_height);
        let grid_width = around.row_names + around.first_left + columns as f64 * cell_width;
        let wordy = |text: &str, size: f64, bold: bool| width(text, size, bold).min(LEAST_FOR_WORDS);
        let words = [
            wordy(&figure.title, TITLE, true),
            wordy(&figure.subtitle, SMALL, false),
            wordy(&figure.caption, SMALL, false),
        ];
        let page_width = 2.0 * MARGIN + words.into_iter().fold(grid_width, f64::max);
        let mut y = MARGIN;
        let title = block(&figure.title, TITLE, true, page_width, &mut y);
        let subtitle = block(&figure.subtitle, SMALL, false, page_width, &mut y);
        let legend = common.then_some(y + 9.0);
        if common {
            let looks: Vec<Vec<Look>> = panels.iter().map(|panel| panel.looks.clone()).collect();
            let entries = legend_entries::of_all(&figure.panels, &looks);
            let rows = legend_entries::rows(&entries, page_width - 2.0 * MARGIN).len();
            y += rows as f64 * legend_entries::ROW + 4.0;
        }
        let column_labels = y + 9.0;
        if !figure.column_labels.is_empty() {
            y += line_height(PANEL_TITLE) + 4.0;
        }
        let row_labels = (page_width - grid_width) / 2.0 + around.row_names / 2.0;
        let left = (page_width - grid_width) / 2.0 + around.row_names + around.first_left;
        let rows = panels.len().div_ceil(columns).max(1);
        let place = |(i, panel): (usize, Placed)| {
            let left = left + (i % columns) as f64 * cell_width + around.left;
            let top = y + (i / columns) as f64 * cell_height + around.above;
            panel.moved_to(left, top)
        };
        let panels = panels.into_iter().enumerate().map(place).collect();
        y += rows as f64 * cell_height + around.last_below + 2.0;
        let caption = block(&figure.caption, SMALL, false, page_width, &mut y);
        let height = y + MARGIN * 0.6;
        let width = page_width;
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

impl Placed {
    fn moved_to(mut self, left: f64, top: f64) -> Self {
        self.plot = Rect { left, top, ..self.plot };
        self.above.move_by(top);
        self
    }
}

type Fitted = (Vec<Placed>, Around, bool);

/// The figure with as many columns as it asks for, or as many as leave something of each plotting area.
fn readable(figure: &Figure) -> (usize, Fitted) {
    let mut columns = columns(figure);
    loop {
        let fitted = fitted(figure, columns);
        if columns == 1 || fitted.0.iter().all(|panel| panel.plot.width >= NARROWEST) {
            return (columns, fitted);
        }
        columns = columns.div_ceil(2);
    }
}

/// The panels with plotting areas that leave room for all that stands around them; whether the figure has one legend.
fn fitted(figure: &Figure, columns: usize) -> Fitted {
    let looks = looks::looks(figure);
    let wanted = suitable(figure, columns);
    let ranges = if figure.shared_axes { common_ranges(figure) } else { None };
    let common = figure.legend == Legend::OutsideTop;
    let at_size = |size: (f64, f64), at_ends: bool, common: bool| -> (Vec<Placed>, Around) {
        let place = |(i, (panel, looks)): (usize, (&Panel, &Vec<Look>))| {
            let shown = shown(figure, i, columns);
            placed(panel, looks, (ranges, size, shown), (at_ends, common))
        };
        let mut panels: Vec<Placed> = figure.panels.iter().zip(&looks).enumerate().map(place).collect();
        alike(figure, &mut panels);
        let around = Around::of(figure, &panels);
        (panels, around)
    };
    // A smaller area has other numbers, and these need other room: twice is enough.
    let fit = |at_ends: bool, common: bool| {
        let mut size = wanted;
        for _ in 0..2 {
            size = shrunk(wanted, &at_size(size, at_ends, common).1, columns, figure);
        }
        let (mut panels, around) = at_size(size, at_ends, common);
        let last = shrunk(wanted, &around, columns, figure);
        if last.0 < size.0 {
            panels.iter_mut().for_each(|panel| panel.plot.width = last.0);
        }
        (panels, around)
    };
    if !common {
        let (panels, around) = fit(true, false);
        let frames: Vec<Frame> = panels.iter().map(Placed::frame).collect();
        let wide_enough = panels.first().is_none_or(|panel| panel.plot.width >= 0.66 * wanted.0);
        if wide_enough && naming::all_at_ends(figure, &frames) {
            return (panels, around, false);
        }
    }
    let common = common || naming::repeated(figure, &looks);
    let (panels, around) = fit(false, common);
    (panels, around, common)
}

/// If one panel has its legend or its note above, all have.
fn alike(figure: &Figure, panels: &mut [Placed]) {
    let legend_above = panels.iter().any(|placed| placed.naming == Naming::Above);
    let noted = || figure.panels.iter().map(|panel| !panel.note.is_empty());
    let note_above = panels.iter().zip(noted()).any(|(placed, noted)| noted && placed.note_corner.is_none());
    for (panel, placed) in figure.panels.iter().zip(panels) {
        if legend_above && matches!(placed.naming, Naming::In(_)) {
            placed.naming = Naming::Above;
        }
        if note_above {
            placed.note_corner = None;
        }
        let words = (placed.naming, placed.note_corner);
        placed.above = above_of(panel, &placed.looks, words, placed.plot.width);
    }
}

/// The smallest ranges that hold those of all panels.
fn common_ranges(figure: &Figure) -> Option<Ranges> {
    let widened = |a: (f64, f64), b: (f64, f64)| (a.0.min(b.0), a.1.max(b.1));
    figure.panels.iter().map(scene::own_ranges).reduce(|a, b| (widened(a.0, b.0), widened(a.1, b.1)))
}

/// Whether a panel shows the numbers of its horizontal and of its vertical axis: with shared axes, only the panels
/// below and on the left do.
fn shown(figure: &Figure, i: usize, columns: usize) -> (bool, bool) {
    let shared = figure.shared_axes;
    (!shared || i + columns >= figure.panels.len(), !shared || i.is_multiple_of(columns))
}

type Sized = (Option<Ranges>, (f64, f64), (bool, bool));

fn placed(
    panel: &Panel,
    looks: &[Look],
    (ranges, (width, height), shown): Sized,
    (at_ends, common): (bool, bool),
) -> Placed {
    let scene = Scene::of(panel, ranges);
    let plot = Rect { left: 0.0, top: 0.0, width, height };
    let frame = scene.frame(plot);
    let naming = match (at_ends, common) {
        (true, _) if legend_entries::count(panel) > 0 => Naming::AtEnds,
        (true, _) | (_, true) => Naming::None,
        _ => naming::in_legend(panel, looks, &frame),
    };
    let note_corner = naming::note_corner(panel, &frame, naming);
    let (shows_x, shows_y) = (shown.0 && !panel.x.hidden, shown.1 && !panel.y.hidden);
    let x_labels = if scene.x.hidden { Vec::new() } else { tick_labels::across(&frame) };
    let y_labels = if scene.y.hidden { Vec::new() } else { tick_labels::down(&frame) };
    let above = above_of(panel, looks, (naming, note_corner), width);
    Placed {
        plot,
        looks: looks.to_vec(),
        naming,
        note_corner,
        above,
        x_labels,
        y_labels,
        shows_x,
        shows_y,
        scene,
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
