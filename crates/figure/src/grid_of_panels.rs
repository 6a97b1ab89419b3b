//! What is a figure? A title over a grid of panels.

use super::marks::HeatMap;
use super::panel::{Legend, Mark, Panel};
use ndarray::Array2;
use wording::Words;

/// A figure, as pure data.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub(super) title: Words,
    pub(super) subtitle: Words,
    pub(super) caption: Words,
    pub(super) panels: Vec<Panel>,
    pub(super) columns: usize,
    pub(super) shared_axes: bool,
    pub(super) legend: Legend,
    pub(super) row_labels: Vec<Words>,
    pub(super) column_labels: Vec<Words>,
    pub(super) panel_size: Option<(f64, f64)>,
}

impl Figure {
    /// An empty figure.
    pub fn new(title: impl Into<Words>) -> Self {
        Self {
            title: title.into(),
            subtitle: Words::default(),
            caption: Words::default(),
            panels: Vec::new(),
            columns: 1,
            shared_axes: false,
            legend: Legend::Best,
            row_labels: Vec::new(),
            column_labels: Vec::new(),
            panel_size: None,
        }
    }

    /// A figure of one panel.
    pub fn single(title: impl Into<Words>, panel: Panel) -> Self {
        Self::new(title).panel(panel)
    }

    /// Pictures side by side, each with a caption: 1 is ink, 0 is paper. A value has the same grey in all of them: the
    /// darkest is that of the largest value of any picture. [`Figure::own_greys`] undoes that.
    pub fn image_grid<S: Into<Words>>(
        title: impl Into<Words>,
        images: impl IntoIterator<Item = (Array2<f64>, S)>,
        columns: usize,
    ) -> Self {
        let images: Vec<(Array2<f64>, S)> = images.into_iter().collect();
        let values =
            images.iter().flat_map(|(image, _)| image.iter().copied()).filter(|value| value.is_finite());
        let ends =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let panel = |(image, caption): (Array2<f64>, S)| {
            Panel::new(caption).without_axes().heat_map(HeatMap::ink(image).value_range(ends.0, ends.1))
        };
        images.into_iter().map(panel).fold(Self::new(title).columns(columns), Self::panel)
    }

    /// Each picture from its own lowest to its own highest value, so that weak ones can be seen as well; then a grey
    /// means another value in each.
    pub fn own_greys(mut self) -> Self {
        for mark in self.panels.iter_mut().flat_map(|panel| &mut panel.marks) {
            if let Mark::HeatMap(map) = mark {
                map.range = None;
            }
        }
        self
    }

    /// The same figure without title, subtitle and caption, for a page that has them as text beside the picture.
    pub fn without_words(self) -> Self {
        let bare = Self::new("");
        Self { title: bare.title, subtitle: bare.subtitle, caption: bare.caption, ..self }
    }

    /// With one more panel.
    pub fn panel(mut self, panel: Panel) -> Self {
        self.panels.push(panel);
        self
    }

    /// With so many panels side by side.
    pub fn columns(self, columns: usize) -> Self {
        Self { columns: columns.max(1), ..self }
    }

    /// With a line under the title.
    pub fn subtitle(self, subtitle: impl Into<Words>) -> Self {
        Self { subtitle: subtitle.into(), ..self }
    }

    /// With a sentence under the panels.
    pub fn caption(self, caption: impl Into<Words>) -> Self {
        Self { caption: caption.into(), ..self }
    }

    /// Numbers of the vertical axis only on the left, of the horizontal axis only below.
    pub fn shared_axes(self) -> Self {
        Self { shared_axes: true, ..self }
    }

    /// `Legend::OutsideTop`: one legend for all panels, under the title.
    pub fn legend(self, legend: Legend) -> Self {
        Self { legend, ..self }
    }

    /// With names for the rows.
    pub fn row_labels<S: Into<Words>>(self, labels: impl IntoIterator<Item = S>) -> Self {
        Self { row_labels: labels.into_iter().map(Into::into).collect(), ..self }
    }

    /// With names for the columns.
    pub fn column_labels<S: Into<Words>>(self, labels: impl IntoIterator<Item = S>) -> Self {
        Self { column_labels: labels.into_iter().map(Into::into).collect(), ..self }
    }

    /// With a drawing area of this size (in pixels) in each panel.
    pub fn panel_size(self, width: f64, height: f64) -> Self {
        Self { panel_size: Some((width, height)), ..self }
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whether nothing but pictures is shown, so that panels can stand close together.
    pub(super) fn all_hidden(&self) -> bool {
        self.panels.iter().all(|panel| panel.x.hidden && panel.y.hidden)
    }
}
