//! How does a whole figure look? Title, legend, panels, names of rows and columns, caption.

use super::canvas::{Canvas, Lettering, Point};
use super::color::Color;
use super::draw_legend;
use super::draw_panel::{self, Ranges, Shown};
use super::error::DrawError;
use super::grid_of_panels::Figure;
use super::layout::{Layout, Rect};
use super::panel::Legend;
use super::sizes::{LABEL, PANEL_TITLE, SMALL, TITLE};

/// Draws the figure on a page laid out for it.
pub(super) fn figure(canvas: &mut dyn Canvas, figure: &Figure, layout: &Layout) -> Result<(), DrawError> {
    let middle = layout.width / 2.0;
    let lines = |canvas: &mut dyn Canvas, lines: &[(String, f64)], lettering: Lettering| {
        lines.iter().try_for_each(|(line, y)| canvas.words(line, (middle, *y), lettering))
    };
    lines(canvas, &layout.title, Lettering::centered(TITLE).bold())?;
    lines(canvas, &layout.subtitle, Lettering::centered(SMALL).color(Color::of_parts(0x55, 0x55, 0x5d)))?;
    if figure.legend == Legend::OutsideTop {
        draw_legend::common(canvas, &figure.panels, (middle, layout.legend), layout.width - 32.0)?;
    }
    let ranges = if figure.shared_axes { common_ranges(figure) } else { None };
    for (i, (panel, &plot)) in figure.panels.iter().zip(&layout.plots).enumerate() {
        draw_panel::panel(canvas, panel, plot, shown(figure, i), ranges)?;
    }
    names(canvas, figure, layout)?;
    lines(canvas, &layout.caption, Lettering::centered(SMALL).color(Color::of_parts(0x55, 0x55, 0x5d)))
}

/// With shared axes, only the panels on the left and below show numbers.
fn shown(figure: &Figure, i: usize) -> Shown {
    let legend = figure.legend != Legend::OutsideTop;
    if !figure.shared_axes {
        return Shown { x_numbers: true, y_numbers: true, legend };
    }
    let columns = figure.columns.min(figure.panels.len()).max(1);
    Shown { x_numbers: i + columns >= figure.panels.len(), y_numbers: i.is_multiple_of(columns), legend }
}

/// The smallest ranges that hold those of all panels.
fn common_ranges(figure: &Figure) -> Option<Ranges> {
    let widened = |a: (f64, f64), b: (f64, f64)| (a.0.min(b.0), a.1.max(b.1));
    figure.panels.iter().map(draw_panel::own_ranges).reduce(|a, b| (widened(a.0, b.0), widened(a.1, b.1)))
}

fn names(canvas: &mut dyn Canvas, figure: &Figure, layout: &Layout) -> Result<(), DrawError> {
    let columns = figure.columns.min(figure.panels.len()).max(1);
    let position = |i: usize| layout.plots.get(i).copied();
    for (i, label) in figure.column_labels.iter().enumerate() {
        if let Some(Rect { left, width, .. }) = position(i).filter(|_| i < columns) {
            let at: Point = (left + width / 2.0, layout.column_labels);
            canvas.words(label, at, Lettering::centered(PANEL_TITLE).bold())?;
        }
    }
    for (i, label) in figure.row_labels.iter().enumerate() {
        if let Some(plot) = position(i * columns) {
            let left = layout.plots[0].left - row_label_distance(figure);
            let upwards = Lettering { upwards: true, ..Lettering::centered(LABEL).bold() };
            canvas.words(label, (left, plot.middle().1), upwards)?;
        }
    }
    Ok(())
}

/// Row names stand left of the numbers.
fn row_label_distance(figure: &Figure) -> f64 {
    let first_column_hidden = figure.panels.iter().all(|panel| panel.y.hidden);
    if first_column_hidden { 18.0 } else { 70.0 }
}
