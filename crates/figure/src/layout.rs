//! Where does each panel go? Rows and columns with room for titles, numbers, labels.

use super::fonts::width;
use super::grid_of_panels::Figure;
use super::legend_entries;
use super::panel::{Legend, Panel};
use super::sizes::{SMALL, TITLE};

const MARGIN: f64 = 16.0;

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

/// A page with positions for everything.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The lines of the title, with the height of their middles.
    pub(super) title: Vec<(String, f64)>,
    pub(super) subtitle: Vec<(String, f64)>,
    pub(super) caption: Vec<(String, f64)>,
    /// The middle of the common legend.
    pub(super) legend: f64,
    /// The middle of the column names.
    pub(super) column_labels: f64,
    /// The plotting areas, panel by panel.
    pub(super) plots: Vec<Rect>,
}

/// The room around a panel's plotting area.
struct Around {
    left: f64,
    right: f64,
    above: f64,
    below: f64,
}

impl Layout {
    pub(super) fn of(figure: &Figure) -> Self {
        let columns = figure.columns.min(figure.panels.len()).max(1);
        let rows = figure.rows();
        let (plot_width, plot_height) = figure.panel_size.unwrap_or_else(|| plot_size(figure, columns, rows));
        let around = around(figure);
        let row_names = if figure.row_labels.is_empty() { 0.0 } else { 22.0 };
        let (first_left, last_below) = if figure.shared_axes { (44.0, 34.0) } else { (0.0, 0.0) };
        let cell_width = around.left + plot_width + around.right;
        let cell_height = around.above + plot_height + around.below;
        let grid_width = row_names + first_left + columns as f64 * cell_width;
        let widest = |text: &str, size: f64| width(text, size, true).min(560.0);
        let page_width = (2.0 * MARGIN + grid_width).max(2.0 * MARGIN + widest(&figure.title, TITLE));
        let mut y = MARGIN;
        let title = block(&figure.title, TITLE, true, page_width, &mut y);
        let subtitle = block(&figure.subtitle, SMALL, false, page_width, &mut y);
        let legend = y + 9.0;
        if figure.legend == Legend::OutsideTop {
            y += legend_entries::rows(&figure.panels, page_width - 2.0 * MARGIN).len() as f64
                * legend_entries::ROW
                + 4.0;
        }
        let column_labels = y + 8.0;
        if !figure.column_labels.is_empty() {
            y += 18.0;
        }
        let left = (page_width - grid_width) / 2.0 + row_names + first_left;
        let plots = (0..figure.panels.len())
            .map(|i| Rect {
                left: left + (i % columns) as f64 * cell_width + around.left,
                top: y + (i / columns) as f64 * cell_height + around.above,
                width: plot_width,
                height: plot_height,
            })
            .collect();
        y += rows as f64 * cell_height + last_below;
        let caption = block(&figure.caption, SMALL, false, page_width, &mut y);
        Self {
            width: page_width,
            height: y + MARGIN * 0.6,
            title,
            subtitle,
            caption,
            legend,
            column_labels,
            plots,
        }
    }
}

/// The size of a plotting area that suits the number of panels.
fn plot_size(figure: &Figure, columns: usize, rows: usize) -> (f64, f64) {
    if figure.all_hidden() {
        let side = (720.0 / columns as f64).clamp(56.0, 130.0);
        return (side, side);
    }
    let width = match columns {
        1 => 470.0,
        2 => 300.0,
        3 => 225.0,
        4 => 165.0,
        _ => 128.0,
    };
    let ratio = if rows * columns == 1 { 0.66 } else { 0.74 };
    (width, if figure.panels.iter().any(|panel| panel.equal_aspect) { width } else { width * ratio })
}

/// Room for the widest numbers and labels of any panel, so that all plotting areas have the same size.
fn around(figure: &Figure) -> Around {
    let any = |what: fn(&Panel) -> bool| figure.panels.iter().any(what);
    let titled = any(|panel| !panel.title.is_empty());
    let above = if titled { 24.0 } else { 8.0 };
    if figure.all_hidden() {
        return Around { left: 4.0, right: 4.0, above: if titled { 20.0 } else { 4.0 }, below: 4.0 };
    }
    let bar = if any(Panel::has_color_bar) { 58.0 } else { 0.0 };
    if figure.shared_axes {
        return Around { left: 10.0, right: 12.0 + bar, above, below: 10.0 };
    }
    let y_shown = any(|panel| !panel.y.hidden);
    let (y_label, x_label) = (any(|panel| !panel.y.label.is_empty()), any(|panel| !panel.x.label.is_empty()));
    Around {
        left: if y_shown { 46.0 + if y_label { 18.0 } else { 0.0 } } else { 8.0 },
        right: 16.0 + bar,
        above,
        below: 22.0 + if x_label { 18.0 } else { 0.0 },
    }
}

/// Words in as many lines as they need, each with the height of its middle; moves `y` below them.
fn block(words: &str, size: f64, bold: bool, page_width: f64, y: &mut f64) -> Vec<(String, f64)> {
    let line_height = size * 1.35;
    let lines = wrapped(words, size, bold, page_width - 2.0 * MARGIN);
    let placed: Vec<(String, f64)> =
        lines.into_iter().zip(0..).map(|(line, i)| (line, *y + (f64::from(i) + 0.5) * line_height)).collect();
    if !placed.is_empty() {
        *y += placed.len() as f64 * line_height + 4.0;
    }
    placed
}

/// Words in lines no wider than `limit`.
fn wrapped(words: &str, size: f64, bold: bool, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size, bold) <= limit => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::axis::Axis;
    use super::*;

    #[test]
    fn panels_do_not_overlap_and_stay_on_the_page() {
        for (count, columns) in [(1, 1), (4, 2), (20, 5), (16, 4), (7, 3)] {
            let panel = || Panel::new("a title").x(Axis::new("x")).y(Axis::new("y"));
            let figure = (0..count).fold(Figure::new("A title").columns(columns), |f, _| f.panel(panel()));
            for figure in [figure.clone(), figure.shared_axes()] {
                let layout = Layout::of(&figure);
                for (i, a) in layout.plots.iter().enumerate() {
                    assert!(a.left > 0.0 && a.right() < layout.width && a.bottom() < layout.height);
                    for b in &layout.plots[i + 1..] {
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
    fn long_titles_wrap() {
        let lines = wrapped("one two three four five six seven eight nine ten", 12.0, false, 80.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| width(line, 12.0, false) <= 80.0));
    }
}
