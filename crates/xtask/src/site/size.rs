//! How large is this picture, in pixels? As its header says.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Width and height of a PNG; nothing of any other file.
pub(super) fn of_png(path: &Path) -> Option<(u32, u32)> {
    let reader = png::Decoder::new(BufReader::new(File::open(path).ok()?)).read_info().ok()?;
    let info = reader.info();
    Some((info.width, info.height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_png_says_its_size_and_other_files_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let mut encoder = png::Encoder::new(File::create(&path).unwrap(), 3, 2);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&[0; 6]).unwrap();
        assert_eq!(of_png(&path), Some((3, 2)));
        assert_eq!(of_png(Path::new("Cargo.toml")), None);
    }
}
