//! How do bars look? Their lengths are the values; on a logarithmic axis, where lengths mean nothing, they are points.

use super::canvas::{Canvas, Lettering, Point};
use super::color::Color;
use super::error::DrawError;
use super::fonts::width;
use super::frame::{Frame, ordered};
use super::marks::{Bars, Marker};
use super::shapes::sign;
use super::sizes::{SMALL, line_height};

/// From a bar's end to the middle of its value.
const TO_VALUE: f64 = 9.0;
/// From the middle of a point to the middle of its value.
const POINT_TO_VALUE: f64 = 14.0;

/// Draws bars with their values.
pub(super) fn bars(canvas: &mut dyn Canvas, frame: &Frame, bars: &Bars) -> Result<(), DrawError> {
    let mut ends: Vec<(Point, f64)> = Vec::new();
    for (i, ((_, height), color)) in bars.bars.iter().zip(&bars.colors).enumerate() {
        let Some(placed) = frame.y.position(*height) else { continue };
        let middle = frame.across(i as f64);
        let end = if frame.y.log {
            point(canvas, frame, (middle, frame.down(placed)), *color)?
        } else {
            bar(canvas, frame, (i as f64, placed), *color)?
        };
        ends.push(((middle, end), *height));
    }
    values(canvas, frame, bars.decimals, &ends)
}

/// A point; gives the height of its value's middle.
fn point(canvas: &mut dyn Canvas, frame: &Frame, at: Point, color: Color) -> Result<f64, DrawError> {
    if frame.inside(at) {
        sign(canvas, at, Marker::Circle, 5.0, color, 1.0)?;
    }
    Ok(at.1 - POINT_TO_VALUE)
}

/// A bar from the floor to its value; gives the height of its value's middle.
fn bar(canvas: &mut dyn Canvas, frame: &Frame, (i, placed): Point, color: Color) -> Result<f64, DrawError> {
    let (lowest, highest) = ordered(frame.y_range);
    let (left, right) = ordered((frame.across(i - 0.35), frame.across(i + 0.35)));
    let (end, floor) = (frame.down(placed.clamp(lowest, highest)), frame.down(frame.floor()));
    let (top, bottom) = ordered((end, floor));
    canvas.rectangle((left, top), (right, bottom), color, 0.9)?;
    Ok(if placed < frame.floor() { bottom + TO_VALUE } else { top - TO_VALUE })
}

/// The values; one that would touch the value before it stands a line higher.
fn values(
    canvas: &mut dyn Canvas,
    frame: &Frame,
    decimals: usize,
    ends: &[(Point, f64)],
) -> Result<(), DrawError> {
    let mut taken: Vec<(Point, f64)> = Vec::new();
    for ((x, y), value) in ends {
        let words = format!("{value:.decimals$}").replace('-', "−");
        let half = width(&words, SMALL, false) / 2.0;
        let mut y = y.clamp(frame.plot.top + TO_VALUE, frame.plot.bottom() - TO_VALUE);
        let touches = |y: f64| {
            taken.iter().any(|((other_x, other_y), other_half)| {
                (x - other_x).abs() < half + other_half + 4.0
                    && (y - other_y).abs() < line_height(SMALL) - 2.0
            })
        };
        for _ in 0..3 {
            if touches(y) {
                y -= line_height(SMALL) - 2.0;
            }
        }
        taken.push(((*x, y), half));
        canvas.words(&words, (*x, y), Lettering::centered(SMALL))?;
    }
    Ok(())
}
