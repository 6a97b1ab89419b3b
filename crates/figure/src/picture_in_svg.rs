//! How does a matrix of colours come into an SVG? As one small PNG within the text, one pixel a cell.

use super::color::Color;
use super::error::DrawError;
use super::render::encoded;

/// The tag that stands for a picture until it is put in; the first of them is the page itself.
const PLACE: &str = "<rect ";

/// The cells as an address that holds the whole picture.
pub(super) fn data_uri(columns: usize, colors: &[Color]) -> Result<String, DrawError> {
    let pixels: Vec<u8> = colors.iter().flat_map(|color| [color.red, color.green, color.blue]).collect();
    let rows = colors.len() / columns;
    let png = encoded(&pixels, columns as u32, rows as u32).map_err(DrawError::of)?;
    Ok(format!("data:image/png;base64,{}", base64(&png)))
}

/// The SVG with its pictures in their places. They are stretched without smoothing.
pub(super) fn put_into(svg: &str, pictures: &[String]) -> String {
    let mut parts = svg.split(PLACE);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for (i, part) in parts.enumerate() {
        match i.checked_sub(1).and_then(|i| pictures.get(i)) {
            Some(picture) => {
                text.push_str(
                    "<image preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"",
                );
                text.push_str(picture);
                text.push_str("\" ");
            }
            None => text.push_str(PLACE),
        }
        text.push_str(part);
    }
    text
}

/// Three bytes as four letters; what is missing at the end is filled with `=`.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let four = |three: &[u8]| {
        let byte = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        let letter = |i: usize| char::from(LETTERS[(bits >> (18 - 6 * i) & 63) as usize]);
        let known = three.len() + 1;
        (0..4).map(move |i| if i < known { letter(i) } else { '=' }).collect::<String>()
    };
    bytes.chunks(3).map(four).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let expected = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in expected {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
