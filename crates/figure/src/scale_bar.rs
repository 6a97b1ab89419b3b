//! What do the colours of a heat map mean? A strip with all of them and their numbers.

use super::axis::Axis;
use super::canvas::{Canvas, Lettering};
use super::error::DrawError;
use super::layout::Rect;
use super::marks::HeatMap;
use super::sizes::{LABEL, TICK, line_height};
use super::wrap::widest;
use plotters::style::text_anchor::{HPos, VPos};

/// From the plotting area to the strip.
const GAP: f64 = 9.0;
/// How wide the strip is.
const WIDE: f64 = 11.0;
/// From the strip to its numbers.
const TO_NUMBERS: f64 = 5.0;
const STEPS: u32 = 64;

/// The room that the strip needs at the right of a plotting area.
pub(super) fn room(map: &HeatMap) -> f64 {
    if !map.color_bar {
        return 0.0;
    }
    let label = if map.bar_label.is_empty() { 0.0 } else { line_height(LABEL) + 2.0 };
    GAP + WIDE + TO_NUMBERS + numbers_width(map) + label + 8.0
}

fn ticks(map: &HeatMap) -> Vec<(f64, String)> {
    Axis::new("").placed_ticks(map.limits(), 4)
}

fn numbers_width(map: &HeatMap) -> f64 {
    widest(ticks(map).into_iter().map(|(_, name)| name), TICK, false)
}

/// Draws the strip beside a plotting area.
pub(super) fn draw(canvas: &mut dyn Canvas, plot: Rect, map: &HeatMap) -> Result<(), DrawError> {
    let (left, right) = (plot.right() + GAP, plot.right() + GAP + WIDE);
    let height = |share: f64| plot.bottom() - share * plot.height;
    let colors = (0..STEPS).rev().map(|step| map.scale.color((f64::from(step) + 0.5) / f64::from(STEPS)));
    canvas.cells((left, plot.top), (right, plot.bottom()), 1, &colors.collect::<Vec<_>>())?;
    let mut last = f64::INFINITY;
    for (value, name) in ticks(map) {
        let y = height(map.share(value));
        // On a scale of square roots the numbers are not equally far from each other.
        if (last - y).abs() < line_height(TICK) {
            continue;
        }
        last = y;
        let lettering = Lettering::centered(TICK).at(HPos::Left, VPos::Center);
        canvas.words(&name, (right + TO_NUMBERS, y), lettering)?;
    }
    let label = Lettering { upwards: true, ..Lettering::centered(LABEL) };
    let x = right + TO_NUMBERS + numbers_width(map) + 2.0 + line_height(LABEL) / 2.0;
    canvas.words(&map.bar_label, (x, plot.middle().1), label)
}
