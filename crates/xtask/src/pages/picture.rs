//! How does a figure become small enough to be committed? With at most 256 colours, and no larger than a screen.

use anyhow::{Context, Result, ensure};
use std::collections::HashMap;
use std::io::Cursor;

/// A wider figure is drawn at half its size.
const WIDEST: u32 = 1200;
const COLOURS: usize = 256;

type Colour = [u8; 3];

struct Picture {
    width: usize,
    pixels: Vec<Colour>,
}

/// The same figure with a palette, as PNG.
///
/// # Errors
/// If these bytes are no PNG of red, green and blue.
pub(crate) fn small(png: &[u8]) -> Result<Vec<u8>> {
    let mut picture = read(png)?;
    if picture.width > WIDEST as usize {
        picture = halved(&picture);
    }
    write(&picture)
}

fn read(png: &[u8]) -> Result<Picture> {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().context("a figure too large for this machine")?];
    let info = reader.next_frame(&mut bytes)?;
    ensure!(info.color_type == png::ColorType::Rgb, "a figure has red, green and blue");
    let pixels = bytes[..info.buffer_size()].chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect();
    Ok(Picture { width: info.width as usize, pixels })
}

/// Each pixel is the mean of four.
fn halved(picture: &Picture) -> Picture {
    let (width, rows) = (picture.width / 2, picture.pixels.len() / picture.width / 2);
    let mean = |index: usize| -> Colour {
        let corner = 2 * (index / width) * picture.width + 2 * (index % width);
        let four = [corner, corner + 1, corner + picture.width, corner + picture.width + 1];
        std::array::from_fn(|channel| {
            let sum: u16 = four.iter().map(|&at| u16::from(picture.pixels[at][channel])).sum();
            u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX)
        })
    };
    Picture { width, pixels: (0..width * rows).map(mean).collect() }
}

fn write(picture: &Picture) -> Result<Vec<u8>> {
    let palette = palette(&picture.pixels);
    let mut nearest: HashMap<Colour, u8> = HashMap::new();
    let indices: Vec<u8> = picture
        .pixels
        .iter()
        .map(|&colour| *nearest.entry(colour).or_insert_with(|| nearest_of(&palette, colour)))
        .collect();
    let mut bytes = Vec::new();
    let height = picture.pixels.len() / picture.width;
    let mut encoder = png::Encoder::new(&mut bytes, u32::try_from(picture.width)?, u32::try_from(height)?);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header()?.write_image_data(&indices)?;
    Ok(bytes)
}

/// The commonest colours; where two are equally common, the darker one. Similar ones count as one.
fn palette(pixels: &[Colour]) -> Vec<Colour> {
    let mut exact: HashMap<Colour, usize> = HashMap::new();
    for &colour in pixels {
        *exact.entry(colour).or_default() += 1;
    }
    if exact.len() > COLOURS {
        let mut groups: HashMap<Colour, HashMap<Colour, usize>> = HashMap::new();
        for (colour, count) in exact {
            *groups.entry(colour.map(|channel| channel & 0xF0)).or_default().entry(colour).or_default() +=
                count;
        }
        exact = groups.into_values().filter_map(commonest_with_all).collect();
    }
    let mut colours: Vec<(Colour, usize)> = exact.into_iter().collect();
    colours.sort_by_key(|&(colour, count)| (std::cmp::Reverse(count), colour));
    colours.into_iter().take(COLOURS).map(|(colour, _)| colour).collect()
}

/// The commonest colour of a group, standing for all of it.
fn commonest_with_all(group: HashMap<Colour, usize>) -> Option<(Colour, usize)> {
    let all = group.values().sum();
    let commonest = group.into_iter().max_by_key(|&(colour, count)| (count, std::cmp::Reverse(colour)))?;
    Some((commonest.0, all))
}

fn nearest_of(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |other: &Colour| -> i32 {
        (0..3).map(|channel| (i32::from(colour[channel]) - i32::from(other[channel])).pow(2)).sum()
    };
    let nearest = palette.iter().enumerate().min_by_key(|(_, other)| distance(other));
    nearest.and_then(|(index, _)| u8::try_from(index).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_are_kept_as_they_are_and_a_wide_picture_is_halved() {
        let pixels: Vec<Colour> = (0..8).map(|i| [i * 30, 0, 255]).collect();
        let picture = read_palette(&write(&Picture { width: 4, pixels: pixels.clone() }).unwrap());
        assert_eq!(picture, pixels);
        let four = Picture { width: 2, pixels: vec![[0, 0, 0], [4, 0, 0], [8, 0, 0], [12, 0, 255]] };
        assert_eq!(halved(&four).pixels, [[6, 0, 64]]);
    }

    #[test]
    fn many_colours_become_near_ones() {
        let pixels: Vec<Colour> = (0..=255).flat_map(|i| [[i, 255 - i, 0], [i, i, i]]).collect();
        let kept = read_palette(&write(&Picture { width: 16, pixels: pixels.clone() }).unwrap());
        for (old, new) in pixels.iter().zip(&kept) {
            assert!((0..3).all(|channel| old[channel].abs_diff(new[channel]) <= 16), "{old:?} {new:?}");
        }
    }

    fn read_palette(png: &[u8]) -> Vec<Colour> {
        let mut decoder = png::Decoder::new(Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        bytes.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect()
    }
}
