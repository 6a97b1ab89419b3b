//! How does a whole figure look? Title, legend, panels, names of rows and columns, caption.

use super::canvas::{Canvas, Lettering, Point};
use super::color::Color;
use super::draw_legend;
use super::draw_panel;
use super::error::DrawError;
use super::grid_of_panels::Figure;
use super::layout::{Layout, MARGIN, Rect};
use super::legend_entries;
use super::looks::Look;
use super::sizes::{LABEL, PANEL_TITLE, SMALL, TITLE};

/// Draws the figure on a page laid out for it.
pub(super) fn figure(canvas: &mut dyn Canvas, figure: &Figure, layout: &Layout) -> Result<(), DrawError> {
    let middle = layout.width / 2.0;
    let lines = |canvas: &mut dyn Canvas, lines: &[(String, f64)], lettering: Lettering| {
        lines.iter().try_for_each(|(line, y)| canvas.words(line, (middle, *y), lettering))
    };
    let quiet = Lettering::centered(SMALL).color(Color::of_parts(0x55, 0x55, 0x5d));
    lines(canvas, &layout.title, Lettering::centered(TITLE).bold())?;
    lines(canvas, &layout.subtitle, quiet)?;
    common_legend(canvas, figure, layout)?;
    for (panel, placed) in figure.panels.iter().zip(&layout.panels) {
        draw_panel::panel(canvas, panel, placed, &layout.around)?;
    }
    names(canvas, figure, layout)?;
    lines(canvas, &layout.caption, quiet)
}

fn common_legend(canvas: &mut dyn Canvas, figure: &Figure, layout: &Layout) -> Result<(), DrawError> {
    let Some(y) = layout.legend else { return Ok(()) };
    let looks: Vec<Vec<Look>> = layout.panels.iter().map(|placed| placed.looks.clone()).collect();
    let entries = legend_entries::of_all(&figure.panels, &looks);
    draw_legend::in_rows(canvas, &entries, (layout.width / 2.0, y), layout.width - 2.0 * MARGIN)
}

fn names(canvas: &mut dyn Canvas, figure: &Figure, layout: &Layout) -> Result<(), DrawError> {
    let position = |i: usize| layout.panels.get(i).map(|placed| placed.plot);
    for (i, label) in figure.column_labels.iter().enumerate() {
        if let Some(Rect { left, width, .. }) = position(i).filter(|_| i < layout.columns) {
            let at: Point = (left + width / 2.0, layout.column_labels);
            canvas.words(label, at, Lettering::centered(PANEL_TITLE).bold())?;
        }
    }
    for (i, label) in figure.row_labels.iter().enumerate() {
        if let Some(plot) = position(i * figure.columns) {
            let upwards = Lettering { upwards: true, ..Lettering::centered(LABEL).bold() };
            canvas.words(label, (layout.row_labels, plot.middle().1), upwards)?;
        }
    }
    Ok(())
}
