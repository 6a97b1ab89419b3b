//! What does each page look like, from its head to its foot?

use super::browser::Browser;
use super::view::{Verdict, Verdicts, View, judged_name};
use anyhow::{Context, Result};
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

/// A taller page becomes several pictures: browsers draw nothing that is taller than 16,384 pixels.
const TALLEST: u32 = 12_000;
/// A window is no narrower, so a phone's page stands in a frame, and the picture is cut.
const NARROWEST: u32 = 600;

/// Puts pictures of all judged pages into a folder.
///
/// # Errors
/// If the browser cannot be started, or a picture not be written.
pub(super) fn taken(
    browser: &Browser,
    book: &Path,
    verdicts: &Verdicts,
    view: &View,
    folder: &Path,
) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let is_page = |verdict: &&Verdict| !verdict.page.starts_with("files") && verdict.page != "print.html";
    for verdict in verdicts.pages.iter().filter(is_page) {
        let count = verdict.height.div_ceil(TALLEST).max(1);
        for part in 0..count {
            let top = part * TALLEST;
            let height = (verdict.height - top).min(TALLEST);
            let stem = verdict.page.trim_end_matches(".html").replace('/', "-");
            let number = if count > 1 { format!("-{}", part + 1) } else { String::new() };
            let picture = folder.join(format!("{stem}-{}{number}.png", view.name));
            one(browser, book, verdict, view, [top, height], &picture)?;
        }
    }
    Ok(())
}

fn one(
    browser: &Browser,
    book: &Path,
    verdict: &Verdict,
    view: &View,
    [top, height]: [u32; 2],
    picture: &Path,
) -> Result<()> {
    let frame = book.join("picture.judged.html");
    let (page, width, whole) = (judged_name(Path::new(&verdict.page)), view.width, verdict.height);
    let html = format!(
        "<!doctype html><body style=\"margin: 0; overflow: hidden\"><iframe src=\"{}\" width=\"{width}\" height=\"{whole}\" \
         style=\"position: absolute; border: 0; left: 0; top: -{top}px\"></iframe>",
        page.display()
    );
    std::fs::write(&frame, html)?;
    let window = format!("--window-size={},{height}", width.max(NARROWEST));
    browser.open(&frame, &[window, format!("--screenshot={}", picture.display())])?;
    std::fs::remove_file(&frame)?;
    cut(picture, width)
}

/// Leaves the left part of a picture.
fn cut(path: &Path, width: u32) -> Result<()> {
    let file = File::open(path).with_context(|| format!("no picture {} was taken", path.display()))?;
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().context("a picture too large for this machine")?];
    let info = reader.next_frame(&mut bytes)?;
    if info.width <= width {
        return Ok(());
    }
    let kept = info.line_size / info.width as usize * width as usize;
    let rows: Vec<u8> = bytes.chunks_exact(info.line_size).flat_map(|row| &row[..kept]).copied().collect();
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path)?), width, info.height);
    encoder.set_color(info.color_type);
    encoder.set_depth(info.bit_depth);
    Ok(encoder.write_header()?.write_image_data(&rows)?)
}
