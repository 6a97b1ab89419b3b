//! What does a filter do at each position, and where does that stand in im2col's matrix? Window by window.

use anyhow::Result;
use ch07_cnn::derive::convolution::Convolution;
use ch07_cnn::derive::im2col::im2col;
use ch07_cnn::derive::output_size::left_out;
use ch07_cnn::derive::padding::framed;
use ch07_cnn::drawing::{map, most, outlined};
use ch07_cnn::experiments::convolution_by_hand;
use figure::{Color, Figure, HeatMap, Panel, say};
use ndarray::{Array1, Array2, Array4, s};

use crate::assets::Needs;
use crate::control::{Control, Kind, Settings};
use crate::demo::{Demo, Entry, Move};
use crate::view::{View, readable};

pub(super) const ENTRY: Entry = Entry {
    id: "convolution",
    title: "A filter, window by window",
    invites: "Press a filter's name, then drag the window over the image.",
    needs: Needs::NOTHING,
    make: |_| Ok(Box::new(ConvolutionByHand)),
};

const IMAGES: [&str; 5] = ["a digit", "a square", "a diagonal", "one pixel", "the book's numbers"];
/// Rows and columns of the made images; the largest that a pixel can be.
const SIDE: usize = 7;
const INK: f64 = 9.0;
/// The larger of the two filters; the smaller is its middle.
const LARGE: usize = 5;
/// The most positions along an axis.
const POSITIONS: f64 = 14.0;
/// No numbers stand in the cells of larger matrices.
const READABLE: usize = 9;
/// The side of a panel.
const PANEL: f64 = 270.0;

/// A seven, in rows.
const DIGIT: [&str; 12] = [
    "            ",
    " ######### ",
    " ######### ",
    "        ## ",
    "       ##  ",
    "      ##   ",
    "      ##   ",
    "     ##    ",
    "     ##    ",
    "    ##     ",
    "    ##     ",
    "            ",
];

struct ConvolutionByHand;

/// What the controls describe, and what the chapter's code makes of it.
struct State {
    /// With its frame of zeros.
    framed: Array2<f64>,
    filter: Array2<f64>,
    stride: usize,
    pad: usize,
    /// One row per window.
    col: Array2<f64>,
    out: Array2<f64>,
    /// The position of the window, counted in strides.
    at: (usize, usize),
    /// Rows, and columns, at the far edge that no window reaches.
    left_out: usize,
}

impl State {
    fn of(settings: &Settings) -> Self {
        let (filter, stride, pad) = (filter(settings), settings.choice("stride") + 1, settings.choice("pad"));
        let x = as_batch(&image(settings.choice("image")));
        let (size, side) = (filter.nrows(), x.dim().2);
        let layer = Convolution::new(as_batch(&filter), Array1::zeros(1), stride, pad);
        let out = layer.predict(&x).slice_move(s![0, 0, .., ..]);
        let position =
            |name: &str, count: usize| (settings.number(name).round() as usize).clamp(1, count) - 1;
        Self {
            framed: framed(&x, pad).slice_move(s![0, 0, .., ..]),
            col: im2col(&x, size, size, stride, pad),
            at: (position("row", out.nrows()), position("column", out.ncols())),
            left_out: left_out(side, size, stride, pad),
            filter,
            stride,
            pad,
            out,
        }
    }

    /// Which row of the matrix the window is.
    fn row(&self) -> usize {
        self.at.0 * self.out.ncols() + self.at.1
    }

    /// The window's upper left pixel.
    fn corner(&self) -> (usize, usize) {
        (self.at.0 * self.stride, self.at.1 * self.stride)
    }

    fn window(&self) -> Array2<f64> {
        let ((top, left), size) = (self.corner(), self.filter.nrows());
        self.framed.slice(s![top..top + size, left..left + size]).to_owned()
    }

    /// The largest size that an output of this filter can have for any image.
    fn most_output(&self) -> f64 {
        let sum = |sign: f64| self.filter.iter().map(|w| (sign * w).max(0.0)).sum::<f64>();
        (INK * sum(1.0).max(sum(-1.0))).max(1e-9)
    }

    /// How many cells of the window lie on the padding.
    fn on_padding(&self) -> usize {
        let ((top, left), size, pad) = (self.corner(), self.filter.nrows(), self.pad);
        let inside = |at: usize| at >= pad && at < self.framed.nrows() - pad;
        let cells = (top..top + size).flat_map(|row| (left..left + size).map(move |column| (row, column)));
        cells.filter(|&(row, column)| !(inside(row) && inside(column))).count()
    }
}

/// The filter of the chosen size: all cells, or the middle ones.
fn filter(settings: &Settings) -> Array2<f64> {
    let (size, cells) = (size(settings), settings.cells("filter"));
    let edge = (LARGE - size) / 2;
    Array2::from_shape_fn((size, size), |(i, j)| cells[(i + edge) * LARGE + j + edge])
}

fn size(settings: &Settings) -> usize {
    [3, 5][settings.choice("size")]
}

fn image(which: usize) -> Array2<f64> {
    let made = |is_ink: &dyn Fn(usize, usize) -> bool| {
        Array2::from_shape_fn((SIDE, SIDE), |(row, column)| if is_ink(row, column) { INK } else { 0.0 })
    };
    match which {
        0 => Array2::from_shape_fn((DIGIT.len(), DIGIT.len()), |(row, column)| {
            if DIGIT[row].as_bytes().get(column) == Some(&b'#') { INK } else { 0.0 }
        }),
        1 => made(&|row, column| (2..5).contains(&row) && (2..5).contains(&column)),
        2 => made(&|row, column| row.abs_diff(column) < 2),
        3 => made(&|row, column| (row, column) == (3, 3)),
        _ => convolution_by_hand::image(SIDE),
    }
}

fn as_batch(matrix: &Array2<f64>) -> Array4<f64> {
    Array4::from_shape_fn((1, 1, matrix.nrows(), matrix.ncols()), |(.., i, j)| matrix[[i, j]])
}

/// The weight at a distance from the middle (rows down, columns to the right) of a filter that a button names.
fn preset(name: &str, size: usize, (i, j): (f64, f64)) -> f64 {
    let (middle, share) = (f64::from(u8::from(i == 0.0 && j == 0.0)), 1.0 / (size * size) as f64);
    match name {
        "edge" => j.signum() * f64::from(u8::from(j != 0.0)),
        "blur" => share,
        // The image, and once more what a blur would take away from it.
        "sharpen" => 2.0 * middle - share,
        _ => middle,
    }
}

/// The moves of all cells, row by row; those outside a small filter become 0.
fn preset_moves(name: &str, size: usize) -> Vec<Move> {
    let far = (size / 2) as f64;
    let from_middle = |at: usize| at as f64 - (LARGE / 2) as f64;
    (0..LARGE * LARGE)
        .map(|cell| (from_middle(cell / LARGE), from_middle(cell % LARGE)))
        .map(|(i, j)| if i.abs() <= far && j.abs() <= far { preset(name, size, (i, j)) } else { 0.0 })
        .map(|weight| ("filter", weight))
        .collect()
}

impl Demo for ConvolutionByHand {
    fn controls(&self) -> Vec<Control> {
        let start = preset_moves("edge", 3).into_iter().map(|(_, weight)| weight).collect();
        let cells = Kind::Cells { columns: LARGE, range: (-9.0, 9.0), step: 1.0, start };
        vec![
            Control::choice("image", "image", &IMAGES, 0),
            Control::choice("size", "kernel size", &["3 × 3: the middle cells", "5 × 5: all cells"], 0),
            Control { name: "filter", label: "filter", kind: cells },
            Control::button("edge", "Edge"),
            Control::button("blur", "Blur"),
            Control::button("sharpen", "Sharpen"),
            Control::button("identity", "Identity"),
            Control::choice("stride", "stride", &["1", "2", "3"], 0),
            Control::choice("pad", "padding", &["0", "1", "2"], 0),
            Control::slider("row", "window: down", 1.0, POSITIONS, 1.0, 1.0),
            Control::slider("column", "window: to the right", 1.0, POSITIONS, 1.0, 1.0),
            Control::button("step", "Next window"),
        ]
    }

    fn draggable(&self) -> &[(usize, usize)] {
        &[(0, 0), (1, 0)]
    }

    /// The window's middle follows the pointer on the image; on the output, the window of the value under the pointer is shown.
    fn drag(&self, (figure, _): (usize, usize), (x, y): (f64, f64), settings: &Settings) -> Vec<Move> {
        let state = State::of(settings);
        let half = (state.filter.nrows() / 2) as f64;
        let position = |at: f64| if figure == 0 { (at - half) / state.stride as f64 } else { at };
        vec![("row", position(-y).round() + 1.0), ("column", position(x).round() + 1.0)]
    }

    fn press(&mut self, button: &str, settings: &Settings) -> Vec<Move> {
        if button != "step" {
            return preset_moves(button, size(settings));
        }
        let state = State::of(settings);
        let next = (state.row() + 1) % state.out.len();
        let (row, column) = (next / state.out.ncols(), next % state.out.ncols());
        vec![("row", (row + 1) as f64), ("column", (column + 1) as f64)]
    }

    fn view(&self, settings: &Settings) -> Result<View> {
        let state = State::of(settings);
        let products = state.window() * &state.filter;
        let sum = products.sum();
        Ok(View::new()
            .figure(single("The image, its padding and the window", image_panel(&state)))
            .figure(single("The output", output_panel(&state)))
            .figure(single("The products in the window", products_panel(&state, &products)))
            .figure(single("The matrix of im2col", matrix_panel(&state)))
            .number("output", "sum of the products", sum, decimals([&products]))
            .count("row", "row of the matrix", state.row() + 1)
            .shown(
                "outputs",
                "output",
                state.out.len() as f64,
                format!("{} × {}", state.out.nrows(), state.out.ncols()),
            )
            .shown(
                "entries",
                "matrix",
                state.col.len() as f64,
                format!("{} × {}", state.col.nrows(), state.col.ncols()),
            )
            .count("left_out", "columns that no window reaches", state.left_out)
            .says(sentence(&state, sum)))
    }
}

fn single(title: &'static str, panel: Panel) -> Figure {
    Figure::single(title, panel).panel_size(PANEL, PANEL)
}

/// No decimals if all of them are whole numbers.
fn decimals<'a>(matrices: impl IntoIterator<Item = &'a Array2<f64>>) -> usize {
    usize::from(matrices.into_iter().flatten().any(|value| (value - value.round()).abs() > 1e-9))
}

/// A square panel of a matrix: numbers in its cells if they can be read; `most` has the strongest colour.
fn panel(title: &'static str, values: &Array2<f64>, most: f64, signed: bool) -> Panel {
    // Twice as much, so that numbers stand on light cells.
    let shown = if signed {
        HeatMap::diverging(values.clone()).value_range(-2.0 * most, 2.0 * most).without_color_bar()
    } else {
        HeatMap::ink(values.clone()).value_range(0.0, 2.0 * most)
    };
    let (rows, columns) = values.dim();
    let shown = if rows.max(columns) <= READABLE { shown.numbered(decimals([values])) } else { shown };
    let room = rows.max(columns) as f64 + 0.2;
    map(title, shown, values.dim(), (room, room))
}

fn image_panel(state: &State) -> Panel {
    let (side, pad, size) = (state.framed.nrows(), state.pad, state.filter.nrows());
    let title = if pad > 0 { "image, with padding" } else { "image" };
    let image = panel(title, &state.framed, INK, false);
    let inner = side - 2 * pad;
    let image = if pad > 0 { outlined(image, (pad, pad), (inner, inner), Color::GREY) } else { image };
    outlined(image, state.corner(), (size, size), Color::BLUE)
}

fn output_panel(state: &State) -> Panel {
    outlined(panel("output", &state.out, state.most_output(), true), state.at, (1, 1), Color::BLUE)
}

fn products_panel(state: &State, products: &Array2<f64>) -> Panel {
    let most = INK * most([&state.filter]);
    panel("window · filter, cell by cell", products, most.max(1e-9), true)
}

fn matrix_panel(state: &State) -> Panel {
    let (rows, columns) = state.col.dim();
    let shown = HeatMap::ink(state.col.clone()).value_range(0.0, 2.0 * INK);
    let room = (rows as f64 + 0.5, columns as f64 + 0.2);
    let matrix = map(say!("im2col: {rows} windows of {columns} pixels"), shown, (rows, columns), room);
    outlined(matrix, (state.row(), 0), (1, columns), Color::BLUE)
}

fn sentence(state: &State, sum: f64) -> String {
    let (row, on_padding) = (state.row() + 1, state.on_padding());
    let window = state.window();
    let alike = window.iter().all(|&pixel| pixel == window[[0, 0]]);
    let weights = state.filter.sum();
    if state.filter.iter().all(|&w| w == 0.0) {
        return "All weights are 0, so the output is 0 everywhere. Press Edge, or change a weight."
            .to_owned();
    }
    if on_padding > 0 {
        return format!(
            "{on_padding} of the window's {} cells lie on the padding and add 0; without padding, this output would not exist.",
            window.len()
        );
    }
    if alike && weights.abs() < 1e-9 {
        return "All pixels in the window are alike, and the weights sum to 0: the output is 0, since there is no edge here.".to_owned();
    }
    if state.left_out > 0 {
        return format!(
            "With stride {}, a further step doesn't fit: {} of the image's columns, and as many rows, are never used.",
            state.stride, state.left_out
        );
    }
    let words = readable(sum, usize::from((sum - sum.round()).abs() > 1e-9));
    format!(
        "The {} products of this window sum to {words}. The window is row {row} of the matrix; times the filter as a column, that is the same sum.",
        window.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Assets, Open};
    use ch07_cnn::derive::convolution_loops::forward;
    use serde_json::json;

    fn value(open: &Open, name: &str) -> f64 {
        open.view().unwrap().value(name).unwrap()
    }

    #[test]
    fn the_sum_of_every_window_is_the_output_of_the_seven_loops() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        for (size, stride, pad, preset) in
            [(0, 0, 0, "edge"), (1, 1, 2, "sharpen"), (0, 2, 1, "blur"), (1, 0, 0, "identity")]
        {
            open.set(
                &json!({ "image": 4, "size": size, "stride": stride, "pad": pad, "row": 1.0, "column": 1.0 }),
            );
            open.press(preset);
            let (x, w) = (as_batch(&image(4)), as_batch(&filter(open.settings())));
            let out = forward(&x, &w, &Array1::zeros(1), stride + 1, pad);
            assert_eq!(value(&open, "outputs"), out.len() as f64);
            for (k, expected) in out.iter().enumerate() {
                assert_eq!(value(&open, "row"), (k + 1) as f64);
                assert!((value(&open, "output") - expected).abs() < 1e-12, "{preset}, window {k}");
                open.press("step");
            }
            assert_eq!(value(&open, "row"), 1.0, "after the last window comes the first");
        }
    }

    #[test]
    fn the_books_filter_on_the_books_image_gives_15_and_17_with_stride_2() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        let mut cells = vec![0.0; LARGE * LARGE];
        for (i, row) in convolution_by_hand::FILTER.iter().enumerate() {
            cells[(i + 1) * LARGE + 1..][..3].copy_from_slice(row);
        }
        open.set(&json!({ "image": 4, "stride": 1, "filter": cells }));
        assert_eq!((value(&open, "output"), value(&open, "outputs")), (15.0, 9.0));
        open.press("step");
        assert_eq!(value(&open, "output"), 17.0);
    }

    #[test]
    fn the_window_follows_the_pointer() {
        let mut open = Open::new(&ENTRY, &Assets::new()).unwrap();
        open.drag((0, 0), (4.1, -6.0));
        assert_eq!(value(&open, "row"), 5.0 * 10.0 + 4.0, "ten windows a row, the middle at (6, 4)");
        open.drag((1, 0), (2.0, -1.0));
        assert_eq!(value(&open, "row"), 13.0);
    }
}
