//! Draws a picture in the terminal: every character shows two points, one above the other.

use std::{fmt::Write, path::Path};

use anyhow::Context;
use image::{RgbImage, imageops};

/// The upper half of a character in the foreground's colour; the lower half keeps the background's.
const UPPER_HALF: char = '▀';

/// The picture in `file` as text, `columns` characters wide at most.
///
/// # Errors
/// If the file cannot be read.
pub(crate) fn draw(file: &Path, columns: usize) -> anyhow::Result<String> {
    let picture = image::open(file).with_context(|| format!("`{}` cannot be shown", file.display()))?;
    // Paper is white wherever the picture has no ink.
    Ok(text_of(&shrink(&on_white(&picture.to_rgba8()), columns)))
}

fn on_white(picture: &image::RgbaImage) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [r, g, b, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        image::Rgb([r, g, b].map(|ink| ((ink * alpha + 255 * (255 - alpha)) / 255) as u8))
    })
}

/// The picture with one point for each half of a character; each is the mean of the points that it stands for.
fn shrink(picture: &RgbImage, columns: usize) -> RgbImage {
    let width = picture.width().min(columns.max(1) as u32);
    let height = (f64::from(picture.height()) * f64::from(width) / f64::from(picture.width())).round() as u32;
    imageops::thumbnail(picture, width, height.max(2).next_multiple_of(2))
}

fn text_of(picture: &RgbImage) -> String {
    let mut text = String::new();
    for y in (0..picture.height()).step_by(2) {
        for x in 0..picture.width() {
            let [r, g, b] = picture.get_pixel(x, y).0;
            let [red, green, blue] = picture.get_pixel(x, y + 1).0;
            write!(text, "\x1b[38;2;{r};{g};{b};48;2;{red};{green};{blue}m{UPPER_HALF}")
                .expect("writing to a string cannot fail");
        }
        text += "\x1b[0m\n";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_shows_two_points() {
        let picture = RgbImage::from_fn(1, 2, |_, y| image::Rgb([255 * y as u8, 0, 0]));
        assert_eq!(text_of(&picture), "\x1b[38;2;0;0;0;48;2;255;0;0m▀\x1b[0m\n");
    }

    #[test]
    fn a_picture_fits_the_width_and_keeps_its_shape() {
        let small = shrink(&RgbImage::new(640, 480), 80);
        assert_eq!(small.dimensions(), (80, 60));
        assert_eq!(shrink(&RgbImage::new(3, 1), 80).dimensions(), (3, 2));
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = draw("no/such.png".as_ref(), 80).unwrap_err();
        assert!(error.to_string().contains("no/such.png"));
    }
}
