//! What draws lines and words? `plotters`' two back-ends, given finer coordinates than they ask for.
//!
//! Both back-ends round to whole units. So a page is drawn several times too large; the bitmap is then averaged down
//! (which also smooths every edge), and the SVG is told its real size.

use super::color::Color;
use super::error::DrawError;
use super::fonts::{BOLD_FAMILY, FAMILY, HALF_CAPITAL, WordStyle};
use super::picture_in_svg;
use plotters::coord::Shift;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::*;
use plotters::style::Color as _;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendCoord, BackendTextStyle, DrawingErrorKind};
use portable_math::hypot;
use std::iter;

/// Pixels of the finished PNG for one unit of the page: sharp on dense screens.
const PIXELS_PER_UNIT: u32 = 2;
/// The bitmap is drawn this many times larger still, and averaged down.
const SHRINK: u32 = 2;
/// The SVG's units are this fine.
const SVG_SCALE: u32 = 10;

/// A position on the page; y grows downwards.
pub(super) type Point = (f64, f64);

/// How words are set: size, weight, anchor, direction.
#[derive(Clone, Copy)]
pub(super) struct Lettering {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) color: Color,
    pub(super) horizontal: HPos,
    pub(super) vertical: VPos,
    /// Reads from the bottom to the top.
    pub(super) upwards: bool,
}

impl Lettering {
    /// Centred on its point.
    pub(super) fn centered(size: f64) -> Self {
        let (horizontal, vertical) = (HPos::Center, VPos::Center);
        Self { size, bold: false, color: Color::INK, horizontal, vertical, upwards: false }
    }

    pub(super) fn at(self, horizontal: HPos, vertical: VPos) -> Self {
        Self { horizontal, vertical, ..self }
    }

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn color(self, color: Color) -> Self {
        Self { color, ..self }
    }
}

/// A page to draw on, in units of a CSS pixel.
pub(super) trait Canvas {
    /// A line of this width.
    fn line(&mut self, points: &[Point], color: Color, opacity: f64, width: f64) -> Result<(), DrawError>;
    /// A filled area.
    fn area(&mut self, points: &[Point], color: Color, opacity: f64) -> Result<(), DrawError>;
    /// A filled disc.
    fn disc(&mut self, center: Point, radius: f64, color: Color, opacity: f64) -> Result<(), DrawError>;
    /// One line of words.
    fn words(&mut self, words: &str, at: Point, lettering: Lettering) -> Result<(), DrawError>;

    /// Cells of one colour each, row by row, that fill a box; `columns` of them side by side.
    fn cells(&mut self, from: Point, to: Point, columns: usize, colors: &[Color]) -> Result<(), DrawError>;

    /// A filled box.
    fn rectangle(&mut self, from: Point, to: Point, color: Color, opacity: f64) -> Result<(), DrawError> {
        self.area(&[from, (to.0, from.1), to, (from.0, to.1)], color, opacity)
    }
}

/// One of plotters' back-ends with its scale.
struct Scaled<'a, DB: DrawingBackend> {
    area: DrawingArea<DB, Shift>,
    scale: f64,
    /// The bitmap back-end leaves holes where a thick line turns sharply.
    joins_tear: bool,
    /// Where an SVG keeps its pictures until they are put into its text; a bitmap has none.
    pictures: Option<&'a mut Vec<String>>,
}

impl<DB: DrawingBackend> Scaled<'_, DB> {
    fn position(&self, (x, y): Point) -> (i32, i32) {
        ((x * self.scale).round() as i32, (y * self.scale).round() as i32)
    }

    /// A thick line as one box a segment, with discs over the joins.
    fn segments(&self, points: &[Point], color: Color, width: f64) -> Result<(), DrawError> {
        let ink = paint(color, 1.0).filled();
        let radius = width / 2.0;
        for pair in points.windows(2) {
            let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
            let length = hypot(dx, dy);
            if length > 0.0 {
                let (ox, oy) = (-dy / length * radius, dx / length * radius);
                let corners = [(0, 1.0), (1, 1.0), (1, -1.0), (0, -1.0)]
                    .map(|(i, side)| (pair[i].0 + side * ox, pair[i].1 + side * oy));
                self.area.draw(&Polygon::new(self.positions(&corners), ink)).map_err(DrawError::of)?;
            }
        }
        let round = (radius * self.scale).round() as i32;
        if round > 1 && points.len() > 2 {
            for &join in &points[1..points.len() - 1] {
                self.area.draw(&Circle::new(self.position(join), round, ink)).map_err(DrawError::of)?;
            }
        }
        Ok(())
    }

    fn positions(&self, points: &[Point]) -> Vec<(i32, i32)> {
        points.iter().map(|&point| self.position(point)).collect()
    }
}

fn paint(color: Color, opacity: f64) -> RGBAColor {
    RGBColor(color.red, color.green, color.blue).mix(opacity)
}

impl<DB: DrawingBackend> Canvas for Scaled<'_, DB> {
    fn line(&mut self, points: &[Point], color: Color, opacity: f64, width: f64) -> Result<(), DrawError> {
        let stroke = (width * self.scale).round().max(1.0) as u32;
        if self.joins_tear && opacity >= 1.0 {
            return self.segments(points, color, width);
        }
        let path = PathElement::new(self.positions(points), paint(color, opacity).stroke_width(stroke));
        self.area.draw(&path).map_err(DrawError::of)
    }

    fn area(&mut self, points: &[Point], color: Color, opacity: f64) -> Result<(), DrawError> {
        self.area
            .draw(&Polygon::new(self.positions(points), paint(color, opacity).filled()))
            .map_err(DrawError::of)
    }

    fn disc(&mut self, center: Point, radius: f64, color: Color, opacity: f64) -> Result<(), DrawError> {
        let radius = (radius * self.scale).round().max(1.0) as i32;
        let disc = Circle::new(self.position(center), radius, paint(color, opacity).filled());
        self.area.draw(&disc).map_err(DrawError::of)
    }

    fn words(&mut self, words: &str, at: Point, lettering: Lettering) -> Result<(), DrawError> {
        let Lettering { size, bold, color, horizontal, vertical, upwards } = lettering;
        let anchor = Pos::new(horizontal, vertical);
        let style = WordStyle { size: size * self.scale, bold, color, anchor, upwards };
        let words = Words { words, at: self.position(at), style, as_pixels: self.pictures.is_none() };
        self.area.draw(&words).map_err(DrawError::of)
    }

    fn cells(&mut self, from: Point, to: Point, columns: usize, colors: &[Color]) -> Result<(), DrawError> {
        if colors.is_empty() || columns == 0 {
            return Ok(());
        }
        if let Some(pictures) = self.pictures.as_mut() {
            pictures.push(picture_in_svg::data_uri(columns, colors)?);
            let corners = [self.position(from), self.position(to)];
            return self.area.draw(&Rectangle::new(corners, WHITE.filled())).map_err(DrawError::of);
        }
        // Cells meet without a gap, so that no background shines through.
        let (wide, high) =
            ((to.0 - from.0) / columns as f64, (to.1 - from.1) / (colors.len() / columns) as f64);
        for (i, &color) in colors.iter().enumerate() {
            let corner =
                |column: usize, row: usize| (from.0 + column as f64 * wide, from.1 + row as f64 * high);
            let (column, row) = (i % columns, i / columns);
            self.rectangle(corner(column, row), corner(column + 1, row + 1), color, 1.0)?;
        }
        Ok(())
    }
}

/// A line of words, as something to draw.
struct Words<'a> {
    words: &'a str,
    at: BackendCoord,
    style: WordStyle,
    /// As the pixels of our own fonts, not as words that a reader's program sets.
    as_pixels: bool,
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Words<'_> {
    type Point = &'a BackendCoord;
    type IntoIter = iter::Once<&'a BackendCoord>;

    fn point_iter(self) -> Self::IntoIter {
        iter::once(&self.at)
    }
}

impl<DB: DrawingBackend> Drawable<DB> for Words<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        backend: &mut DB,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        let Some(at) = points.next() else { return Ok(()) };
        if !self.as_pixels {
            return backend.draw_text(self.words, &self.style, at);
        }
        let color = self.style.color();
        let drawn = self.style.pixels(self.words, at);
        let pixels = drawn.map_err(|error| DrawingErrorKind::FontError(Box::new(error)))?;
        let mut pixels = pixels.into_iter();
        pixels.try_for_each(|(at, covered)| backend.draw_pixel(at, color.mix(f64::from(covered))))
    }
}

/// Draws a page of this size as the bytes of an RGB image, with the image's width and height.
pub(super) fn bitmap(
    (width, height): (f64, f64),
    draw: impl FnOnce(&mut dyn Canvas) -> Result<(), DrawError>,
) -> Result<(Vec<u8>, u32, u32), DrawError> {
    let (width, height) = (width.ceil() as u32 * PIXELS_PER_UNIT, height.ceil() as u32 * PIXELS_PER_UNIT);
    let (wide, high) = (width * SHRINK, height * SHRINK);
    let mut buffer = vec![255; (wide * high * 3) as usize];
    {
        let area = BitMapBackend::with_buffer(&mut buffer, (wide, high)).into_drawing_area();
        let scale = f64::from(PIXELS_PER_UNIT * SHRINK);
        draw(&mut Scaled { area, scale, joins_tear: true, pictures: None })?;
    }
    Ok((averaged(&buffer, wide as usize, SHRINK as usize), width, height))
}

/// Each pixel the mean of a square of `shrink` × `shrink` pixels.
fn averaged(buffer: &[u8], wide: usize, shrink: usize) -> Vec<u8> {
    let width = wide / shrink;
    let height = buffer.len() / 3 / wide / shrink;
    let mut small = Vec::with_capacity(width * height * 3);
    let pixels = (shrink * shrink) as u32;
    for y in 0..height {
        for x in 0..width {
            for channel in 0..3 {
                let sum: u32 = (0..shrink)
                    .flat_map(|dy| (0..shrink).map(move |dx| (dx, dy)))
                    .map(|(dx, dy)| {
                        u32::from(buffer[((y * shrink + dy) * wide + x * shrink + dx) * 3 + channel])
                    })
                    .sum();
                small.push(((sum + pixels / 2) / pixels) as u8);
            }
        }
    }
    small
}

/// Draws a page of this size as the text of an SVG image.
pub(super) fn svg(
    (width, height): (f64, f64),
    draw: impl FnOnce(&mut dyn Canvas) -> Result<(), DrawError>,
) -> Result<String, DrawError> {
    let (width, height) = (width.ceil() as u32, height.ceil() as u32);
    let (wide, high) = (width * SVG_SCALE, height * SVG_SCALE);
    let (mut text, mut pictures) = (String::new(), Vec::new());
    {
        let area = SVGBackend::with_string(&mut text, (wide, high)).into_drawing_area();
        area.fill(&WHITE).map_err(DrawError::of)?;
        let scale = f64::from(SVG_SCALE);
        draw(&mut Scaled { area, scale, joins_tear: false, pictures: Some(&mut pictures) })?;
    }
    // The view box keeps the fine units; the image itself has the page's size.
    let text = text.replacen(
        &format!("width=\"{wide}\" height=\"{high}\""),
        &format!("width=\"{width}\" height=\"{height}\" stroke-linejoin=\"round\""),
        1,
    );
    Ok(picture_in_svg::put_into(&with_words_as_in_the_bitmap(&text), &pictures))
}

/// The same fonts, or like ones for readers without them; and the same height above the baseline.
fn with_words_as_in_the_bitmap(text: &str) -> String {
    const FONTS: &str = "font-family=\"Inter, Noto Sans KR, Helvetica, Arial, sans-serif\"";
    text.replace(&format!("font-family=\"{BOLD_FAMILY}\""), &format!("font-weight=\"bold\" {FONTS}"))
        .replace(&format!("font-family=\"{FAMILY}\""), FONTS)
        .replace("dy=\"0.5ex\"", &format!("dy=\"{HALF_CAPITAL}em\""))
}
