//! How wide is a line of words, and which pixels does it cover? As the fonts say that are part of this program.
//!
//! `plotters` can ask a font itself, but in a browser it asks the page: which has other fonts, and none at all in a worker.
//! So words look the same everywhere.

use super::color::Color;
use ab_glyph::{Font, FontRef, InvalidFont, ScaleFont};
use plotters_backend::text_anchor::Pos;
use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, FontFamily, FontTransform};
use std::sync::LazyLock;

/// The names of the two faces, as an SVG has them before they are replaced by names that readers may have.
pub(super) const FAMILY: &str = "DLFS Chart";
pub(super) const BOLD_FAMILY: &str = "DLFS Chart Bold";

/// The size of a font counts its line height; the design's em is this much smaller.
const LINE_HEIGHT: f64 = 1.21;

/// The em of a font of this size, as `plotters` has it: words are centred by it.
const SIZE_PER_EM: f64 = 1.24;

type Face = Result<FontRef<'static>, InvalidFont>;

static REGULAR: LazyLock<Face> =
    LazyLock::new(|| FontRef::try_from_slice(include_bytes!("../assets/fonts/chart-regular.ttf")));
static BOLD: LazyLock<Face> =
    LazyLock::new(|| FontRef::try_from_slice(include_bytes!("../assets/fonts/chart-bold.ttf")));

/// A font in a size.
#[derive(Clone, Copy)]
struct Sized<'a> {
    font: &'a FontRef<'static>,
    size: f64,
}

fn sized(size: f64, bold: bool) -> Result<Sized<'static>, InvalidFont> {
    let face: &'static Face = if bold { &BOLD } else { &REGULAR };
    // The fonts are part of the program and a test draws with them, so they are valid.
    face.as_ref().map(|font| Sized { font, size: size * LINE_HEIGHT }).map_err(|_| InvalidFont)
}

impl Sized<'_> {
    /// The width of a line of words, in whole pixels.
    fn width(self, words: &str) -> i32 {
        let font = self.font.as_scaled(self.size as f32);
        let (mut width, mut previous) = (0.0_f32, None);
        for character in words.chars() {
            let glyph = font.glyph_id(character);
            width += font.h_advance(glyph);
            if let Some(previous) = previous {
                width += font.kern(previous, glyph);
            }
            previous = Some(glyph);
        }
        width as i32
    }

    /// Calls `draw` for each pixel of a line of words, with the share of it that is covered.
    fn draw<E>(
        self,
        words: &str,
        (left, top): BackendCoord,
        mut draw: impl FnMut(i32, i32, f32) -> Result<(), E>,
    ) -> Result<(), E> {
        let font = self.font.as_scaled(self.size as f32);
        let (mut shift, mut previous) = (0.0_f32, None);
        for character in words.chars() {
            let id = font.glyph_id(character);
            if let Some(previous) = previous {
                shift += font.kern(previous, id);
            }
            previous = Some(id);
            if let Some(outline) = font.outline_glyph(font.scaled_glyph(character)) {
                let down = ((self.size as f32) / 2.0 + outline.px_bounds().min.y) as i32;
                let right = shift as i32;
                let mut pixels = Vec::new();
                outline.draw(|x, y, covered| pixels.push((x as i32, y as i32, covered)));
                for (x, y, covered) in pixels {
                    draw(left + x + right, top + y + down, covered)?;
                }
            }
            shift += font.h_advance(id);
        }
        Ok(())
    }
}

/// The width of a line of words.
pub(super) fn width(words: &str, size: f64, bold: bool) -> f64 {
    // Measured large, since the answer is a whole number.
    const FINE: f64 = 20.0;
    sized(size * FINE, bold).map_or(0.0, |font| f64::from(font.width(words)) / FINE)
}

/// How a line of words looks to a back-end.
#[derive(Clone, Copy)]
pub(super) struct WordStyle {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) color: Color,
    pub(super) anchor: Pos,
    /// Reads from the bottom to the top.
    pub(super) upwards: bool,
}

impl BackendTextStyle for WordStyle {
    type FontError = InvalidFont;

    fn color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (self.color.red, self.color.green, self.color.blue) }
    }

    fn size(&self) -> f64 {
        self.size * LINE_HEIGHT
    }

    fn transform(&self) -> FontTransform {
        if self.upwards { FontTransform::Rotate270 } else { FontTransform::None }
    }

    fn anchor(&self) -> Pos {
        self.anchor
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(if self.bold { BOLD_FAMILY } else { FAMILY })
    }

    fn layout_box(&self, words: &str) -> Result<(BackendCoord, BackendCoord), InvalidFont> {
        let font = sized(self.size, self.bold)?;
        Ok(((0, 0), (font.width(words), (font.size / SIZE_PER_EM) as i32)))
    }

    fn draw<E, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        words: &str,
        at: BackendCoord,
        mut draw: DrawFunc,
    ) -> Result<Result<(), E>, InvalidFont> {
        let color = self.color();
        let font = sized(self.size, self.bold)?;
        Ok(font.draw(words, at, |x, y, covered| draw(x, y, color.mix(f64::from(covered)))))
    }
}
