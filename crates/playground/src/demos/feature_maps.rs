//! What do filters make of a digit, and what does training change? The maps of a network before and after it.

use anyhow::{Context, Result};
use ch07_cnn::drawing::{outlined, signed_picture};
use ch07_cnn::pretrained::{WEIGHTS, filters};
use chapter_kit::DEFAULT_SEED;
use core_data::IMAGE_SIDE;
use core_tensor::layers::SoftmaxCrossEntropy;
use core_tensor::networks::simple_convnet;
use core_tensor::{Network, Streams, Tensor};
use figure::{Color, Figure, HeatMap, Panel, say};
use ndarray::{Array2, Array3, ArrayView2, Axis as Along, Ix4, s};

use crate::assets::{Assets, Needs};
use crate::control::{Control, Kind, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::ink::as_in_mnist;
use crate::readers::{as_tensor, picture, trained};
use crate::strokes::{self, SIDE};
use crate::view::View;

pub(super) const ENTRY: Entry = Entry {
    id: "feature-maps",
    title: "Feature maps, before and after training",
    invites: "Click on one of the thirty maps, then draw a digit of your own.",
    needs: Needs { digits: false, weights: &[WEIGHTS] },
    make: |assets| Ok(Box::new(FeatureMaps::new(assets)?)),
};

const LAYERS: [&str; 3] = ["convolution", "ReLU", "max pooling"];
const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
/// The maps side by side in the overview, and below each other.
const COLUMNS: usize = 6;
const ROWS: usize = 5;
/// From this share of its weights' size on, a filter compares two sides.
const LEANS: f64 = 0.4;

/// A network, and its filters.
struct Side {
    network: Network<f32>,
    filters: Array3<f64>,
}

struct FeatureMaps {
    before: Side,
    after: Side,
    /// What is shown as long as nothing is drawn.
    digits: [Array2<f64>; 10],
}

impl FeatureMaps {
    fn new(assets: &Assets) -> Result<Self> {
        let initial = simple_convnet().build(SoftmaxCrossEntropy, &Streams::new(DEFAULT_SEED));
        let trained = trained(assets, &simple_convnet(), WEIGHTS)?;
        Ok(Self { before: Side::new(initial)?, after: Side::new(trained)?, digits: strokes::images() })
    }

    /// What was drawn, or else the digit that was chosen.
    fn image(&self, settings: &Settings) -> Array2<f64> {
        as_in_mnist(settings.cells("ink"), SIDE)
            .unwrap_or_else(|| self.digits[settings.choice("digit")].clone())
    }
}

impl Side {
    fn new(network: Network<f32>) -> Result<Self> {
        Ok(Self { filters: filters(&network)?, network })
    }

    /// The thirty maps that each of the first layers makes of an image.
    fn maps(&self, image: &Array2<f64>) -> Result<Vec<Array3<f64>>> {
        let layers = self.network.layers().iter().take(LAYERS.len());
        let outputs = layers.scan(as_tensor(image), |x, layer| {
            *x = layer.predict(x.clone());
            Some(x.clone())
        });
        outputs.map(images_of_one).collect()
    }

    /// How much neighbouring weights have in common: 0 for noise, near 1 for filters that change slowly.
    fn smoothness(&self) -> f64 {
        let neighbours =
            |a: Array3<f64>, b: Array3<f64>| (&a * &b).sum() / ((&a * &a).sum() * (&b * &b).sum()).sqrt();
        let part = |rows, columns| self.filters.slice(s![.., rows, columns]).to_owned();
        let (all, first, last) =
            (ndarray::Slice::from(..), ndarray::Slice::from(..-1), ndarray::Slice::from(1..));
        0.5 * (neighbours(part(all, first), part(all, last)) + neighbours(part(first, all), part(last, all)))
    }
}

fn images_of_one(batch: Tensor<f32>) -> Result<Array3<f64>> {
    let maps =
        batch.mapv(f64::from).into_dimensionality::<Ix4>().context("the output of a layer isn't images")?;
    Ok(maps.index_axis_move(Along(0), 0))
}

/// The index of the filter.
fn filter(settings: &Settings) -> usize {
    settings.number("filter").round().clamp(1.0, (COLUMNS * ROWS) as f64) as usize - 1
}

impl Demo for FeatureMaps {
    fn controls(&self) -> Vec<Control> {
        vec![
            Control::choice("digit", "a digit, if you draw none", &DIGITS, 7),
            Control::choice("layer", "after the layer", &LAYERS, 0),
            Control::slider("filter", "filter", 1.0, (COLUMNS * ROWS) as f64, 1.0, 1.0),
            Control { name: "ink", label: "your digit", kind: Kind::Ink { side: SIDE } },
        ]
    }

    fn draggable(&self) -> &[(usize, usize)] {
        &[(2, 0), (3, 0)]
    }

    /// The filter whose map is under the pointer.
    fn drag(&self, _panel: (usize, usize), (x, y): (f64, f64), settings: &Settings) -> Vec<Move> {
        let tile = tile(settings.choice("layer")) as f64;
        let index = |at: f64, count: usize| (at / tile).floor().clamp(0.0, count as f64 - 1.0) as usize;
        vec![("filter", (index(-y, ROWS) * COLUMNS + index(x, COLUMNS) + 1) as f64)]
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let (image, layer, k) = (self.image(settings), settings.choice("layer"), filter(settings));
        let [before, after] = [self.before.maps(&image)?, self.after.maps(&image)?];
        let silent = after[1].outer_iter().filter(|map| map.iter().all(|&value| value == 0.0)).count();
        let (before, after) = (&before[layer], &after[layer]);
        let map = after.index_axis(Along(0), k);
        let largest = map.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let zeros = map.iter().filter(|&&value| value == 0.0).count() as f64 / map.len() as f64;
        Ok(View::new()
            .figure(Figure::single("The image", picture(&image)).panel_size(230.0, 230.0))
            .figure(self.one_filter(k, layer, [before, after]))
            .figure(overview("before training: thirty maps", before, k, layer))
            .figure(overview("after training: thirty maps", after, k, layer))
            .number("largest", format!("largest value in map {} after training", k + 1), largest, 3)
            .percent("zeros", "values of that map that are 0", zeros)
            .count("silent", "filters that stay silent for this digit", silent)
            .number(
                "smooth_before",
                "correlation of neighbouring weights before training",
                self.before.smoothness(),
                2,
            )
            .number("smooth_after", "and after training", self.after.smoothness(), 2)
            .says(self.sentence(k, layer, zeros)))
    }
}

impl FeatureMaps {
    fn one_filter(&self, k: usize, layer: usize, [before, after]: [&Array3<f64>; 2]) -> Figure {
        let weights = |side: &Side| side.filters.index_axis(Along(0), k).to_owned();
        let map = |maps: &Array3<f64>| {
            let map = shown(
                maps.index_axis(Along(0), k).to_owned(),
                layer,
                most(maps.index_axis(Along(0), k).iter()),
            );
            Panel::new(LAYERS[layer]).without_axes().heat_map(map)
        };
        let title = say!("filter {}", k + 1);
        Figure::new("A filter and its map, before and after training")
            .columns(2)
            .panel_size(130.0, 130.0)
            .column_labels(["before training", "after training"])
            .panel(signed_picture(title.clone(), weights(&self.before)))
            .panel(signed_picture(title, weights(&self.after)))
            .panel(map(before))
            .panel(map(after))
    }

    fn sentence(&self, k: usize, layer: usize, zeros: f64) -> String {
        let number = k + 1;
        let lean = lean(self.after.filters.index_axis(Along(0), k));
        match (layer, lean) {
            (1 | 2, _) if zeros == 1.0 => {
                format!("Filter {number} stays at 0 for this digit: what it looks for isn't there.")
            }
            (1, _) => format!(
                "ReLU has set {:.0} % of map {number} to 0. What is left says where the filter fits.",
                100.0 * zeros
            ),
            (2, _) => "Max pooling keeps the largest of each 2 × 2 values: 24 × 24 become 12 × 12, and a stroke may move by a pixel almost \
                       unnoticed."
                .to_owned(),
            (_, Some(edges)) => format!(
                "Before training, the weights are noise, and every map is a smudged digit. Filter {number} has learnt to compare two \
                 sides: its map is red at the {edges} edges of strokes."
            ),
            _ => format!(
                "Before training, the weights are noise. Filter {number} has learnt a pattern of its own: its map is red where the strokes \
                 are on its red weights, blue where they are on its blue ones."
            ),
        }
    }
}

/// Which edges of strokes a filter responds to, if its positive weights are on the other side than its negative ones.
fn lean(filter: ArrayView2<f64>) -> Option<&'static str> {
    let size: f64 = filter.iter().map(|w| w.abs()).sum();
    let moment = |along: &dyn Fn((usize, usize)) -> usize| {
        filter.indexed_iter().map(|(at, w)| w * (along(at) as f64 - 2.0)).sum::<f64>()
            / size.max(f64::MIN_POSITIVE)
    };
    let (down, right) = (moment(&|at| at.0), moment(&|at| at.1));
    match (down.abs() > right.abs(), down.abs().max(right.abs()) > LEANS) {
        (_, false) => None,
        // Ink on the positive side, paper on the negative one.
        (true, _) => Some(if down > 0.0 { "upper" } else { "lower" }),
        (false, _) => Some(if right > 0.0 { "left" } else { "right" }),
    }
}

/// From one map to the next in the overview.
fn tile(layer: usize) -> usize {
    let side = IMAGE_SIDE - 4;
    1 + if layer == 2 { side / 2 } else { side }
}

fn most<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    values.filter(|value| value.is_finite()).fold(1e-9, |most, value| most.max(value.abs()))
}

/// Red and blue as long as there are negative values, and ink after ReLU.
fn shown(values: Array2<f64>, layer: usize, most: f64) -> HeatMap {
    match layer {
        0 => HeatMap::diverging(values).value_range(-most, most).without_color_bar(),
        _ => HeatMap::ink(values).value_range(0.0, most),
    }
}

/// All maps on one scale, with lines between them, and a frame around the chosen one.
fn overview(title: &'static str, maps: &Array3<f64>, k: usize, layer: usize) -> Figure {
    let tile = tile(layer);
    let mut all = Array2::from_elem((ROWS * tile - 1, COLUMNS * tile - 1), f64::NAN);
    for (index, map) in maps.outer_iter().enumerate().take(ROWS * COLUMNS) {
        let (top, left) = (index / COLUMNS * tile, index % COLUMNS * tile);
        all.slice_mut(s![top..top + tile - 1, left..left + tile - 1]).assign(&map);
    }
    let most = most(maps.iter());
    let panel = Panel::new(title).without_axes().heat_map(shown(all, layer, most));
    let panel = outlined(panel, (k / COLUMNS * tile, k % COLUMNS * tile), (tile - 1, tile - 1), Color::GREEN);
    Figure::single(title, panel).panel_size(50.0 * COLUMNS as f64, 50.0 * ROWS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Open;
    use crate::small_assets::small_assets;
    use ch07_cnn::derive::convolution_loops::forward;
    use ndarray::{Array1, Array4};
    use serde_json::json;

    fn value(open: &Open, name: &str) -> f64 {
        open.view().unwrap().value(name).unwrap()
    }

    #[test]
    fn a_map_is_what_the_seven_loops_make_of_the_digit() {
        let assets = small_assets();
        let mut open = Open::new(&ENTRY, &assets).unwrap();
        let network: Network<f32> = trained(&assets, &simple_convnet(), WEIGHTS).unwrap();
        let w = network.param("W1").unwrap().value.mapv(f64::from).into_dimensionality::<Ix4>().unwrap();
        let b: Array1<f64> = network.param("b1").unwrap().value.iter().map(|&b| f64::from(b)).collect();
        let digit = &strokes::images()[3];
        let x = Array4::from_shape_fn((1, 1, IMAGE_SIDE, IMAGE_SIDE), |(.., i, j)| digit[[i, j]]);
        let out = forward(&x, &w, &b, 1, 0);
        for k in 0..30 {
            open.set(&json!({ "digit": 3, "filter": k + 1 }));
            let expected = out.slice(s![0, k, .., ..]).iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert!((value(&open, "largest") - expected).abs() < 1e-4, "filter {k}");
        }
    }

    #[test]
    fn learning_makes_filters_smooth_and_relu_leaves_zeros() {
        let mut open = Open::new(&ENTRY, &small_assets()).unwrap();
        assert!(value(&open, "smooth_before").abs() < 0.15, "{}", value(&open, "smooth_before"));
        assert!(value(&open, "smooth_after") > 0.3, "{}", value(&open, "smooth_after"));
        open.set(&json!({ "layer": 1 }));
        assert!(value(&open, "zeros") > 0.0);
    }

    #[test]
    fn a_click_chooses_the_map_under_it() {
        let mut open = Open::new(&ENTRY, &small_assets()).unwrap();
        open.drag((2, 0), (30.0, -52.0));
        assert_eq!(filter(open.settings()), 2 * COLUMNS + 1);
        open.set(&json!({ "layer": 2 }));
        open.drag((3, 0), (1e9, -1e9));
        assert_eq!(filter(open.settings()), 29);
    }
}
