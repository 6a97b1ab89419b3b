//! Which shapes are more than one stroke? Arrows, dashed lines and markers.

use super::canvas::{Canvas, Point};
use super::color::Color;
use super::error::DrawError;
use super::marks::{Dash, Marker};
use portable_math::hypot;

/// An arrow whose line has this width.
pub(super) fn arrow_of(
    canvas: &mut dyn Canvas,
    from: Point,
    to: Point,
    color: Color,
    width: f64,
) -> Result<(), DrawError> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = hypot(dx, dy);
    if length < 0.6 {
        return canvas.disc(from, 0.9, color, 1.0);
    }
    let (ux, uy) = (dx / length, dy / length);
    let head = (0.35 * length).clamp(2.0, 5.0);
    let neck = (to.0 - head * ux, to.1 - head * uy);
    canvas.line(&[from, neck], color, 1.0, width)?;
    let side = 0.45 * head;
    canvas.area(
        &[to, (neck.0 - side * uy, neck.1 + side * ux), (neck.0 + side * uy, neck.1 - side * ux)],
        color,
        1.0,
    )
}

/// A line in pieces.
pub(super) fn dashed(
    canvas: &mut dyn Canvas,
    points: &[Point],
    dash: Dash,
    color: Color,
    opacity: f64,
    width: f64,
) -> Result<(), DrawError> {
    let (on, off) = match dash {
        Dash::Solid => return canvas.line(points, color, opacity, width),
        Dash::Dashed => (6.0, 3.5),
        Dash::Dotted => (1.5, 2.5),
    };
    in_pieces(canvas, points, (on, off, 0.0), color, opacity, width)
}

/// A line in pieces so long, with gaps so long, that begins with a gap of the third length.
pub(super) fn in_pieces(
    canvas: &mut dyn Canvas,
    points: &[Point],
    (on, off, first): (f64, f64, f64),
    color: Color,
    opacity: f64,
    width: f64,
) -> Result<(), DrawError> {
    for piece in pieces(points, on, off, first) {
        canvas.line(&piece, color, opacity, width)?;
    }
    Ok(())
}

/// What is left of a line after taking out gaps.
fn pieces(points: &[Point], on: f64, off: f64, first: f64) -> Vec<Vec<Point>> {
    let mut pieces = Vec::new();
    let (mut drawing, mut left) = if first > 0.0 { (false, first) } else { (true, on) };
    let mut piece: Vec<Point> = points.first().copied().into_iter().filter(|_| drawing).collect();
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = hypot(to.0 - from.0, to.1 - from.1);
            if length <= left {
                left -= length;
                if drawing {
                    piece.push(to);
                }
                break;
            }
            let share = left / length;
            from = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            if drawing {
                piece.push(from);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![from];
            }
            drawing = !drawing;
            left = if drawing { on } else { off };
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

/// A marker of this half-size around a point.
pub(super) fn sign(
    canvas: &mut dyn Canvas,
    (x, y): Point,
    marker: Marker,
    r: f64,
    color: Color,
    opacity: f64,
) -> Result<(), DrawError> {
    match marker {
        Marker::Circle => canvas.disc((x, y), r, color, opacity),
        Marker::Square => {
            canvas.rectangle((x - 0.9 * r, y - 0.9 * r), (x + 0.9 * r, y + 0.9 * r), color, opacity)
        }
        Marker::Triangle => canvas.area(
            &[(x, y - 1.2 * r), (x + 1.1 * r, y + 0.8 * r), (x - 1.1 * r, y + 0.8 * r)],
            color,
            opacity,
        ),
        Marker::Diamond => {
            let r = 1.25 * r;
            canvas.area(&[(x, y - r), (x + r, y), (x, y + r), (x - r, y)], color, opacity)
        }
        Marker::Cross => {
            canvas.line(&[(x - r, y - r), (x + r, y + r)], color, opacity, 1.6)?;
            canvas.line(&[(x - r, y + r), (x + r, y - r)], color, opacity, 1.6)
        }
        Marker::Plus => {
            canvas.line(&[(x - r, y), (x + r, y)], color, opacity, 1.6)?;
            canvas.line(&[(x, y - r), (x, y + r)], color, opacity, 1.6)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_and_gaps_alternate_round_corners() {
        let pieces = pieces(&[(0.0, 0.0), (3.0, 0.0), (3.0, 3.0)], 2.0, 2.0, 0.0);
        assert_eq!(pieces, [vec![(0.0, 0.0), (2.0, 0.0)], vec![(3.0, 1.0), (3.0, 3.0)]]);
    }
}
