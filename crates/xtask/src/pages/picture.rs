//! How does a figure become small enough to be committed? With a palette where the eye sees no difference, and well compressed.

mod palette;

use anyhow::{Context, Result, ensure};
use palette::Palette;
use std::io::Cursor;

/// Red, green and blue.
type Colour = [u8; 3];

struct Picture {
    width: usize,
    pixels: Vec<Colour>,
}

/// The same figure at the same size, in fewer bytes: with its own colours if a palette holds them, with 256 colours near
/// them if no smooth ramp shows steps then, else as it is.
///
/// # Errors
/// If these bytes are no PNG of red, green and blue.
pub(crate) fn small(png: &[u8]) -> Result<Vec<u8>> {
    let picture = read(png)?;
    let palette = Palette::exact(&picture.pixels).unwrap_or_else(|| Palette::near(&picture.pixels));
    let indices = palette.indices(&picture.pixels);
    let drawn: Vec<Colour> = indices.iter().map(|&index| palette.colours()[usize::from(index)]).collect();
    if stepped(&picture, &drawn) { write_true_colours(&picture) } else { write(&picture, &palette, &indices) }
}

fn read(png: &[u8]) -> Result<Picture> {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().context("a figure too large for this machine")?];
    let info = reader.next_frame(&mut bytes)?;
    ensure!(info.color_type == png::ColorType::Rgb, "a figure has red, green and blue");
    let pixels = bytes[..info.buffer_size()].chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect();
    Ok(Picture { width: info.width as usize, pixels })
}

/// Neighbours no further apart than this are part of an area or of a smooth ramp; others are an edge.
const SMOOTH: u8 = 6;
/// There, a change by more than this would be seen.
const UNSEEN: u8 = 2;
/// Of so many pixels one may be off.
const ONE_OF: usize = 2000;

/// Whether areas and ramps of a picture would look different as it is `drawn`. At edges the eye is less exact.
fn stepped(picture: &Picture, drawn: &[Colour]) -> bool {
    let smooth_to = |at: usize, before: Option<usize>| {
        before.is_some_and(|before| difference(picture.pixels[before], picture.pixels[at]) <= SMOOTH)
    };
    // An edge is smooth along its own direction, but not across.
    let off = |&at: &usize| {
        difference(picture.pixels[at], drawn[at]) > UNSEEN
            && smooth_to(at, at.checked_sub(1))
            && smooth_to(at, at.checked_sub(picture.width))
    };
    (0..picture.pixels.len()).filter(off).count() * ONE_OF > picture.pixels.len()
}

/// The largest difference of any part.
fn difference(one: Colour, other: Colour) -> u8 {
    (0..3).map(|part| one[part].abs_diff(other[part])).max().unwrap_or(0)
}

fn write(picture: &Picture, palette: &Palette, indices: &[u8]) -> Result<Vec<u8>> {
    let with_palette = |encoder: &mut Encoder| {
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_palette(palette.colours().concat());
    };
    smallest(picture, indices, &with_palette)
}

fn write_true_colours(picture: &Picture) -> Result<Vec<u8>> {
    smallest(picture, &picture.pixels.concat(), &|encoder| encoder.set_color(png::ColorType::Rgb))
}

type Encoder<'a> = png::Encoder<'a, &'a mut Vec<u8>>;

/// The shortest file: which filter makes it depends on whether the picture has areas, cells or ramps.
fn smallest(picture: &Picture, data: &[u8], colours: &dyn Fn(&mut Encoder)) -> Result<Vec<u8>> {
    let filters = [png::Filter::NoFilter, png::Filter::Up, png::Filter::Adaptive];
    let files = filters.map(|filter| filtered(picture, data, colours, filter));
    let files: Vec<Vec<u8>> = files.into_iter().collect::<Result<_>>()?;
    files.into_iter().min_by_key(Vec::len).context("there is a filter")
}

fn filtered(
    picture: &Picture,
    data: &[u8],
    colours: &dyn Fn(&mut Encoder),
    filter: png::Filter,
) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let height = picture.pixels.len() / picture.width;
    let mut encoder = png::Encoder::new(&mut bytes, u32::try_from(picture.width)?, u32::try_from(height)?);
    colours(&mut encoder);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(filter);
    encoder.write_header()?.write_image_data(data)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG as figures are drawn.
    fn drawn(width: usize, pixels: &[Colour]) -> Vec<u8> {
        write_true_colours(&Picture { width, pixels: pixels.to_vec() }).unwrap()
    }

    /// The pixels of a small figure, whether it has a palette or not.
    fn pixels(png: &[u8]) -> Vec<Colour> {
        let mut decoder = png::Decoder::new(Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        bytes.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect()
    }

    #[test]
    fn up_to_256_colours_are_kept_as_they_are_at_the_same_size() {
        let greys: Vec<Colour> = (0..=255).flat_map(|grey| [[grey; 3]; 8]).collect();
        assert_eq!(pixels(&small(&drawn(64, &greys)).unwrap()), greys);
    }

    /// Nothing a figure of lines has is changed by more than a little: each edge is a mixture of two colours.
    #[test]
    fn edges_of_many_colours_get_near_ones() {
        let mixed = |ink: Colour, share: u32| -> Colour {
            ink.map(|part| u8::try_from((u32::from(part) * share + 255 * (20 - share)) / 20).unwrap())
        };
        let inks = (0..40).map(|i| [(i * 37 % 256) as u8, (i * 91 % 256) as u8, (i * 53 % 256) as u8]);
        let edges: Vec<Colour> =
            inks.flat_map(|ink| (0..=20).flat_map(move |i| [mixed(ink, i * 11 % 21), [255; 3]])).collect();
        let kept = pixels(&small(&drawn(42, &edges)).unwrap());
        for (old, new) in edges.iter().zip(&kept) {
            assert!(difference(*old, *new) <= 16, "{old:?} {new:?}");
        }
        assert!(kept.contains(&[255; 3]));
    }

    #[test]
    fn a_smooth_ramp_among_many_colours_has_no_steps() {
        let ramp = (0..256 * 64).map(|i| [(i % 256) as u8; 3]);
        let photograph = (0..256 * 64).map(|i| [(i % 251) as u8, (i / 64 % 256) as u8, (i % 83 * 3) as u8]);
        let both: Vec<Colour> = ramp.chain(photograph).collect();
        let kept = pixels(&small(&drawn(256, &both)).unwrap());
        let worst = both.iter().zip(&kept).take(256 * 64).map(|(old, new)| difference(*old, *new)).max();
        assert!(worst <= Some(UNSEEN), "{worst:?}");
    }
}
