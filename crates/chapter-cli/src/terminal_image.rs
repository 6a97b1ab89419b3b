//! Draws a picture in the terminal: every character shows two points, one above the other.

use std::{fmt::Write, fs::File, io::BufReader, path::Path};

use anyhow::{Context, ensure};

/// The upper half of a character in the foreground's colour; the lower half keeps the background's.
const UPPER_HALF: char = '▀';

/// Points, row by row, as red, green and blue.
struct Picture {
    width: usize,
    height: usize,
    points: Vec<[u8; 3]>,
}

/// The picture in `file` as text, `columns` characters wide at most.
///
/// # Errors
/// If the file cannot be read, or is not such a picture as this crate writes.
pub(crate) fn draw(file: &Path, columns: usize) -> anyhow::Result<String> {
    let picture = read(file).with_context(|| format!("`{}` cannot be shown", file.display()))?;
    Ok(text_of(&shrink(&picture, columns)))
}

fn read(file: &Path) -> anyhow::Result<Picture> {
    let mut reader = png::Decoder::new(BufReader::new(File::open(file)?)).read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().context("it is too large")?];
    let info = reader.next_frame(&mut bytes)?;
    let kind = (info.color_type, info.bit_depth);
    ensure!(kind == (png::ColorType::Rgb, png::BitDepth::Eight), "it is not in red, green and blue");
    Ok(Picture {
        width: info.width as usize,
        height: info.height as usize,
        points: bytes.as_chunks().0.to_vec(),
    })
}

/// The picture with one point for each half of a character; each is the mean of the points that it stands for.
fn shrink(picture: &Picture, columns: usize) -> Picture {
    let width = picture.width.min(columns.max(1));
    let height = (picture.height * width).div_ceil(picture.width).next_multiple_of(2);
    let rows = |y: usize| span(y, height, picture.height);
    let points = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .map(|(x, y)| picture.mean(span(x, width, picture.width), rows(y)))
        .collect();
    Picture { width, height, points }
}

/// The places among `from` that place number `index` of `to` stands for: at least one.
fn span(index: usize, to: usize, from: usize) -> std::ops::Range<usize> {
    let start = (index * from / to).min(from - 1);
    start..((index + 1) * from / to).clamp(start + 1, from)
}

impl Picture {
    fn mean(&self, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> [u8; 3] {
        let count = columns.len() * rows.len();
        let mut sums = [0; 3];
        for point in rows.flat_map(|y| &self.points[y * self.width..][columns.clone()]) {
            for (sum, &ink) in sums.iter_mut().zip(point) {
                *sum += usize::from(ink);
            }
        }
        sums.map(|sum| (sum / count) as u8)
    }
}

fn text_of(picture: &Picture) -> String {
    let mut text = String::new();
    for pair in picture.points.chunks_exact(2 * picture.width) {
        let (upper, lower) = pair.split_at(picture.width);
        for ([r, g, b], [red, green, blue]) in upper.iter().zip(lower) {
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

    fn picture(width: usize, height: usize) -> Picture {
        Picture { width, height, points: vec![[0; 3]; width * height] }
    }

    #[test]
    fn a_character_shows_two_points() {
        let picture = Picture { width: 1, height: 2, points: vec![[0, 0, 0], [255, 0, 0]] };
        assert_eq!(text_of(&picture), "\x1b[38;2;0;0;0;48;2;255;0;0m▀\x1b[0m\n");
    }

    #[test]
    fn a_picture_fits_the_width_and_keeps_its_shape() {
        let size = |picture: Picture| (picture.width, picture.height);
        assert_eq!(size(shrink(&picture(640, 480), 80)), (80, 60));
        assert_eq!(size(shrink(&picture(3, 1), 80)), (3, 2));
    }

    #[test]
    fn a_point_is_the_mean_of_those_it_stands_for() {
        let points = [0, 10, 20, 30, 100, 110, 120, 130].map(|ink| [ink, 0, 255]).to_vec();
        let small = shrink(&Picture { width: 4, height: 2, points }, 2);
        assert_eq!(small.points, [[5, 0, 255], [25, 0, 255], [105, 0, 255], [125, 0, 255]]);
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = draw("no/such.png".as_ref(), 80).unwrap_err();
        assert!(error.to_string().contains("no/such.png"));
    }
}
