//! How wide is a line of words, and which pixels does it cover? As the fonts say that are part of this program.
//!
//! `plotters` can ask a font itself, but in a browser it asks the page: which has other fonts, and none at all in a worker.
//! So words look the same everywhere.

use super::color::Color;
use ab_glyph::{Font, FontRef, GlyphId, InvalidFont, ScaleFont, point};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, FontFamily, FontTransform};
use std::sync::LazyLock;

/// The names of the two faces, as an SVG has them before they are replaced by names that readers may have.
pub(super) const FAMILY: &str = "DLFS Chart";
pub(super) const BOLD_FAMILY: &str = "DLFS Chart Bold";

/// The size that `plotters` asks for, per em: its SVG divides by it.
const SIZE_PER_EM: f64 = 1.24;

/// From the middle of a line of words down to its baseline, in em: half the height of a capital or a digit.
pub(super) const HALF_CAPITAL: f64 = 0.36;
/// From the top of a line of words down to its baseline, in em.
const ASCENT: f64 = 0.76;

/// A font, with what most words are made of at hand: for each character of Basic Latin its glyph and its advance.
struct Face {
    font: FontRef<'static>,
    latin: Vec<(GlyphId, f32)>,
}

impl Face {
    fn of(bytes: &'static [u8]) -> Result<Self, InvalidFont> {
        let font = FontRef::try_from_slice(bytes)?;
        let latin = (0..=127_u8).map(|code| measured(&font, code.into())).collect();
        Ok(Self { font, latin })
    }

    /// The glyph of a character, and its advance in the font's units.
    fn glyph(&self, character: char) -> (GlyphId, f32) {
        self.latin.get(character as usize).copied().unwrap_or_else(|| measured(&self.font, character))
    }
}

fn measured(font: &FontRef, character: char) -> (GlyphId, f32) {
    let glyph = font.glyph_id(character);
    (glyph, font.h_advance_unscaled(glyph))
}

#[cfg(not(target_arch = "wasm32"))]
const FONTS: [&[u8]; 2] =
    [include_bytes!("../assets/fonts/chart-regular.ttf"), include_bytes!("../assets/fonts/chart-bold.ttf")];
// A browser draws the words of an SVG itself. It only has to be told where, and need not load the outlines.
#[cfg(any(test, target_arch = "wasm32"))]
const WIDTHS: [&[u8]; 2] = [
    include_bytes!("../assets/fonts/chart-regular-widths.ttf"),
    include_bytes!("../assets/fonts/chart-bold-widths.ttf"),
];
#[cfg(target_arch = "wasm32")]
use WIDTHS as FONTS;

static REGULAR: LazyLock<Result<Face, InvalidFont>> = LazyLock::new(|| Face::of(FONTS[0]));
static BOLD: LazyLock<Result<Face, InvalidFont>> = LazyLock::new(|| Face::of(FONTS[1]));

fn face(bold: bool) -> Result<&'static Face, InvalidFont> {
    let face = if bold { &BOLD } else { &REGULAR };
    // The fonts are part of the program and a test draws with them, so they are valid.
    face.as_ref().map_err(|_| InvalidFont)
}

/// The scale of a font whose em is `size`: `ab_glyph` counts from the highest ascent to the lowest descent.
fn scale(font: &FontRef, size: f64) -> f32 {
    let height = font.ascent_unscaled() - font.descent_unscaled();
    size as f32 * height / font.units_per_em().unwrap_or(height)
}

/// Where each character of a line begins, and where the line ends; from 0 at its left.
fn starts(face: &Face, words: &str, size: f64) -> (Vec<f32>, f32) {
    let font = &face.font;
    let per_unit = font.as_scaled(scale(font, size)).h_scale_factor();
    let (mut starts, mut right, mut previous) = (Vec::new(), 0.0_f32, None);
    for character in words.chars() {
        let (glyph, advance) = face.glyph(character);
        right += previous.map_or(0.0, |previous| per_unit * font.kern_unscaled(previous, glyph));
        starts.push(right);
        right += per_unit * advance;
        previous = Some(glyph);
    }
    (starts, right)
}

/// The width of a line of words.
pub(super) fn width(words: &str, size: f64, bold: bool) -> f64 {
    face(bold).map_or(0.0, |font| f64::from(starts(font, words, size).1))
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

impl WordStyle {
    /// Where the baseline begins, seen from the anchor.
    fn baseline(&self, width: f32) -> (f32, f32) {
        let left = match self.anchor.h_pos {
            HPos::Left => 0.0,
            HPos::Center => -width / 2.0,
            HPos::Right => -width,
        };
        let down = match self.anchor.v_pos {
            VPos::Top => ASCENT,
            VPos::Center => HALF_CAPITAL,
            VPos::Bottom => 0.0,
        };
        (left, (self.size * down) as f32)
    }

    /// The pixels of a line of words around `at`, with the share of each that is covered. Every glyph stands where its
    /// advance puts it, between two pixels if need be.
    pub(super) fn pixels(
        &self,
        words: &str,
        at: BackendCoord,
    ) -> Result<Vec<(BackendCoord, f32)>, InvalidFont> {
        let face = face(self.bold)?;
        let font = &face.font;
        let scale = scale(font, self.size);
        let (starts, width) = starts(face, words, self.size);
        let (left, down) = self.baseline(width);
        let mut pixels = Vec::new();
        for (character, start) in words.chars().zip(starts) {
            let glyph = font.glyph_id(character).with_scale_and_position(scale, point(left + start, down));
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let corner = outline.px_bounds().min;
            outline.draw(|x, y, covered| {
                let (x, y) = (corner.x as i32 + x as i32, corner.y as i32 + y as i32);
                let turned = if self.upwards { (y, -x - 1) } else { (x, y) };
                pixels.push(((at.0 + turned.0, at.1 + turned.1), covered.min(1.0)));
            });
        }
        Ok(pixels)
    }
}

impl BackendTextStyle for WordStyle {
    type FontError = InvalidFont;

    fn color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (self.color.red, self.color.green, self.color.blue) }
    }

    fn size(&self) -> f64 {
        self.size * SIZE_PER_EM
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
        let wide = width(words, self.size, self.bold);
        Ok(((0, 0), (wide as i32, self.size as i32)))
    }

    fn draw<E, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        words: &str,
        at: BackendCoord,
        mut draw: DrawFunc,
    ) -> Result<Result<(), E>, InvalidFont> {
        let color = self.color();
        let mut pixels = self.pixels(words, at)?.into_iter();
        Ok(pixels.try_for_each(|((x, y), covered)| draw(x, y, color.mix(f64::from(covered)))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first and last covered pixel of a line of words, across and down.
    fn extent(words: &str, vertical: VPos, upwards: bool) -> ((i32, i32), (i32, i32)) {
        let anchor = Pos::new(HPos::Left, vertical);
        let style = WordStyle { size: 100.0, bold: false, color: Color::INK, anchor, upwards };
        let pixels = style.pixels(words, (0, 0)).unwrap();
        let covered = || pixels.iter().filter(|(_, covered)| *covered > 0.5).map(|(at, _)| *at);
        let ends = |side: fn(BackendCoord) -> i32| {
            (covered().map(side).min().unwrap(), covered().map(side).max().unwrap())
        };
        (ends(|at| at.0), ends(|at| at.1))
    }

    #[test]
    fn digits_are_centred_on_their_point_and_all_words_share_one_baseline() {
        for digits in ["0", "10", "2.5"] {
            let (_, (top, bottom)) = extent(digits, VPos::Center, false);
            assert!((top + bottom).abs() <= 3, "{digits} reaches from {top} to {bottom}");
        }
        let bottom = |words: &str| extent(words, VPos::Top, false).1.1;
        assert!((bottom("x") - bottom("l")).abs() <= 1 && (bottom("x") - bottom("1")).abs() <= 1);
    }

    #[test]
    fn a_space_is_as_wide_in_the_picture_as_it_is_measured() {
        let ends = |words: &str| extent(words, VPos::Center, false).0;
        let measured = width("t l", 100.0, false) - width("tl", 100.0, false);
        let drawn = f64::from(ends("t l").1 - ends("tl").1);
        assert!((measured - drawn).abs() <= 1.5, "{measured} and {drawn}");
        let ((left, right), _) = extent("short lines", VPos::Center, false);
        assert!(left >= 0 && f64::from(right) <= width("short lines", 100.0, false));
    }

    #[test]
    fn the_faces_without_outlines_measure_what_the_faces_do() {
        let signs: String = include_str!("../assets/fonts/required-glyphs.txt").lines().collect();
        for (whole, widths) in FONTS.iter().zip(WIDTHS) {
            let faces = [whole, widths].map(|bytes| Face::of(bytes).unwrap());
            for sign in signs.chars() {
                let [whole, widths] = faces.each_ref().map(|face| starts(face, &sign.to_string(), 100.0).1);
                assert_eq!(whole, widths, "{sign}");
            }
        }
    }

    #[test]
    fn words_that_read_upwards_are_the_same_words_turned() {
        let ((left, right), (top, bottom)) = extent("loss", VPos::Center, false);
        assert_eq!(extent("loss", VPos::Center, true), ((top, bottom), (-right - 1, -left - 1)));
    }
}
