//! How does a figure become the bytes of a picture?

use super::canvas;
use super::draw_figure;
use super::error::{DrawError, FigureError};
use super::grid_of_panels::Figure;
use super::layout::Layout;
use super::narrow::widest_within;
use super::plotting_area::PlottingArea;

impl Figure {
    /// The figure as the bytes of a PNG file. The same figure gives the same bytes.
    ///
    /// # Errors
    /// If the figure cannot be drawn.
    pub fn png_bytes(&self) -> Result<Vec<u8>, FigureError> {
        let layout = Layout::of(self);
        let size = (layout.width, layout.height);
        let drawn = canvas::bitmap(size, |canvas| draw_figure::figure(canvas, self, &layout));
        let (pixels, width, height) = drawn.map_err(|reason| self.not_drawn(reason))?;
        encoded(&pixels, width, height).map_err(|error| self.not_drawn(DrawError::of(error)))
    }

    /// The figure as the text of an SVG file.
    ///
    /// # Errors
    /// If the figure cannot be drawn.
    pub fn svg_string(&self) -> Result<String, FigureError> {
        Ok(self.svg(&Layout::of(self))?.0)
    }

    /// For a page of this width, in CSS pixels: the figure as the text of an SVG file, narrower if it is much wider, and where
    /// its panels have their plotting areas on it.
    ///
    /// # Errors
    /// If the figure cannot be drawn.
    pub fn svg_within(&self, width: f64) -> Result<(String, Vec<PlottingArea>), FigureError> {
        let layout = Layout::of(self);
        if layout.width <= widest_within(width) {
            return self.svg(&layout);
        }
        let narrow = self.clone().narrowed(width);
        narrow.svg(&Layout::of(&narrow))
    }

    fn svg(&self, layout: &Layout) -> Result<(String, Vec<PlottingArea>), FigureError> {
        let size = (layout.width, layout.height);
        let svg = canvas::svg(size, |canvas| draw_figure::figure(canvas, self, layout))
            .map_err(|reason| self.not_drawn(reason))?;
        Ok((svg, layout.plotting_areas()))
    }

    /// The width and height at which the figure is meant to be shown, in CSS pixels. A PNG has two pixels for each.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        let layout = Layout::of(self);
        (layout.width.ceil(), layout.height.ceil())
    }

    fn not_drawn(&self, reason: DrawError) -> FigureError {
        FigureError { title: self.title().to_owned(), reason }
    }
}

/// Pixels, three bytes each, as a PNG file.
pub(super) fn encoded(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}
