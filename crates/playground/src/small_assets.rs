//! What do tests give a demo? A small set of made digits, and the trained weights of the workspace.

use std::path::Path;

use crate::assets::{Assets, DIGITS};

/// Images to learn from; as many to test on.
const IMAGES: usize = 300;
const SIDE: usize = 28;

/// Made digits under the names of the real ones, and every file of trained weights.
pub(crate) fn small_assets() -> Assets {
    let mut assets = Assets::new();
    for (name, part) in DIGITS.into_iter().zip(0_usize..) {
        assets.insert(name, if part % 2 == 0 { images(part) } else { labels() });
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../datasets/weights");
    for file in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        assets.insert(file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap());
    }
    assets
}

/// Images as an IDX file: each a bar whose height shows its class, with some grain, so that no two are alike.
fn images(part: usize) -> Vec<u8> {
    let header = [2051, IMAGES as u32, SIDE as u32, SIDE as u32];
    let pixels = (0..IMAGES * SIDE * SIDE).map(|at| {
        let (image, row) = (at / (SIDE * SIDE), at / SIDE % SIDE);
        let is_ink = (row / 2).abs_diff(image % 10 + 2) < 2 && (6..22).contains(&(at % SIDE));
        let grain = ((at + 7919 * part).wrapping_mul(2_654_435_761) >> 16) % 40;
        if is_ink { 255 - grain as u8 } else { 0 }
    });
    header.into_iter().flat_map(u32::to_be_bytes).chain(pixels).collect()
}

/// Their classes as an IDX file: 0 to 9, again and again.
fn labels() -> Vec<u8> {
    let header = [2049, IMAGES as u32];
    header.into_iter().flat_map(u32::to_be_bytes).chain((0..IMAGES).map(|image| (image % 10) as u8)).collect()
}
