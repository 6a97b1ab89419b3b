//! How much room do words need around a plotting area?

use super::end_labels;
use super::grid_of_panels::Figure;
use super::layout::Placed;
use super::legend_entries::{self, ROW};
use super::looks::Look;
use super::naming::Naming;
use super::panel::{Corner, Panel};
use super::scale_bar;
use super::sizes::{LABEL, PANEL_TITLE, SMALL, TICK, line_height};
use super::tick_labels::{overhang, rows, widest_of};
use super::wrap::balanced;

/// From the axes to their numbers.
pub(super) const TO_NUMBERS: f64 = 8.0;
/// From the numbers to the name of the axis.
const TO_NAME: f64 = 5.0;

/// The room around each plotting area; the same for all, so that they stand in line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Around {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) above: f64,
    pub(super) below: f64,
    /// Left of the first column, if only that one has numbers.
    pub(super) first_left: f64,
    /// Below the last row, if only that one has numbers.
    pub(super) last_below: f64,
    pub(super) row_names: f64,
    /// From a plotting area to the middle of its axes' names.
    pub(super) to_x_name: f64,
    pub(super) to_y_name: f64,
}

impl Around {
    pub(super) fn of(figure: &Figure, panels: &[Placed]) -> Self {
        let most = |of: &dyn Fn(&Panel, &Placed) -> f64| {
            figure.panels.iter().zip(panels).map(|(panel, placed)| of(panel, placed)).fold(0.0, f64::max)
        };
        let hidden = figure.all_hidden();
        let y_numbers = most(&|panel, placed| {
            if panel.y.hidden { 0.0 } else { TO_NUMBERS + widest_of(&placed.y_labels) }
        });
        let y_name = most(&|panel, placed| name_room(&panel.y, placed.plot.height));
        let x_numbers = most(&|panel, placed| {
            if panel.x.hidden { 0.0 } else { TO_NUMBERS + rows(&placed.x_labels) as f64 * line_height(TICK) }
        });
        let x_name = most(&|panel, placed| name_room(&panel.x, placed.plot.width));
        let least = if hidden { 4.0 } else { 14.0 };
        let right = most(&right_of).max(least);
        let above = most(&|_, placed| placed.above.height);
        let (left, below) = (y_numbers + y_name, x_numbers + x_name);
        let row_names = if figure.row_labels.is_empty() { 0.0 } else { 26.0 };
        let to_x_name = x_numbers + x_name / 2.0 + 1.0;
        let to_y_name = y_numbers + y_name / 2.0 + 1.0;
        let around = Self { row_names, right, above, to_x_name, to_y_name, ..Self::default() };
        if figure.shared_axes {
            let left_of_numbers = most(&|_, placed| overhang(&placed.x_labels, &placed.frame()).0);
            let first_left = (left - left_of_numbers).max(0.0);
            return Self {
                left: left_of_numbers.max(8.0),
                below: 10.0,
                first_left,
                last_below: below,
                ..around
            };
        }
        // A title belongs to the picture below it, so the one above is farther away.
        let titled = figure.panels.iter().any(|panel| !panel.title.is_empty());
        let gap = if hidden && !titled { 4.0 } else { 10.0 };
        let least = if hidden { 4.0 } else { 10.0 };
        Self { left: left.max(least - 2.0) + 2.0, below: below + gap, ..around }
    }

    /// The size of a panel with all that stands around it.
    pub(super) fn cell(&self, plot_width: f64, plot_height: f64) -> (f64, f64) {
        (self.left + plot_width + self.right, self.above + plot_height + self.below)
    }
}

/// The lines of an axis' name along an axis of this length.
pub(super) fn name_lines(axis: &super::axis::Axis, length: f64) -> Vec<String> {
    if axis.hidden { Vec::new() } else { balanced(&axis.label, LABEL, false, length + 16.0) }
}

fn name_room(axis: &super::axis::Axis, length: f64) -> f64 {
    let lines = name_lines(axis, length).len();
    if lines == 0 { 0.0 } else { TO_NAME + lines as f64 * line_height(LABEL) }
}

fn right_of(panel: &Panel, placed: &Placed) -> f64 {
    let frame = placed.frame();
    let bar = panel.drawn_heat_map().map_or(0.0, scale_bar::room);
    let names = if placed.naming == Naming::AtEnds { end_labels::room(panel, &frame) } else { 0.0 };
    let numbers = if placed.shows_x { overhang(&placed.x_labels, &frame).1 + 9.0 } else { 0.0 };
    bar.max(names).max(numbers)
}

/// What stands above a plotting area, from the top: title, legend, note. Heights are those of the lines' middles.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Above {
    pub(super) title: Vec<(String, f64)>,
    pub(super) legend: f64,
    pub(super) note: Vec<(String, f64)>,
    pub(super) height: f64,
}

impl Above {
    pub(super) fn move_by(&mut self, down: f64) {
        self.title.iter_mut().chain(&mut self.note).for_each(|(_, y)| *y += down);
        self.legend += down;
    }
}

/// Stacked upwards from the plotting area, whose top is at 0.
pub(super) fn above_of(
    panel: &Panel,
    looks: &[Look],
    (naming, note_corner): (Naming, Option<Corner>),
    width: f64,
) -> Above {
    let mut y = if panel.x.hidden && panel.y.hidden { -4.0 } else { -8.0 };
    let mut stacked = |lines: Vec<String>, size: f64| -> Vec<(String, f64)> {
        let top = y - lines.len() as f64 * line_height(size);
        let middles = (0..lines.len()).map(|i| top + (i as f64 + 0.5) * line_height(size));
        y = top;
        lines.into_iter().zip(middles.collect::<Vec<_>>()).collect()
    };
    let wrapped = |line: &str| balanced(line, SMALL, false, width + 16.0);
    let note: Vec<String> =
        if note_corner.is_some() { Vec::new() } else { panel.note.lines().flat_map(wrapped).collect() };
    let note = stacked(note, SMALL);
    let entries = if naming == Naming::Above { legend_entries::of(panel, looks) } else { Vec::new() };
    // A row of names is as high as a line of this size.
    let legend = legend_entries::rows(&entries, width + 30.0).iter().map(|_| "names".to_owned()).collect();
    let legend = stacked(legend, ROW / line_height(1.0));
    let title = stacked(balanced(&panel.title, PANEL_TITLE, true, width), PANEL_TITLE);
    Above { title, legend: legend.first().map_or(0.0, |(_, y)| *y), note, height: -y }
}
