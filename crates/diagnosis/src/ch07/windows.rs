//! im2col turns an image into rows, one per window; col2im turns the rows back into an image.

use crate::draw::Draw;
use crate::question::Question;
use core_tensor::Window;
use core_tensor::functions::{col2im, im2col};
use ndarray::{Array2, Array3, Axis, s};

/// The windows of an image: its shape (c, h, w), the sides (fh, fw), and the stride.
#[derive(Clone, Copy, Debug)]
pub struct Windows {
    /// Channels, height and width.
    pub image: (usize, usize, usize),
    /// Height and width of a window.
    pub sides: (usize, usize),
    /// The stride.
    pub stride: usize,
}

impl Windows {
    fn window(&self) -> Window {
        Window::new(self.sides.0, self.sides.1).stride(self.stride)
    }

    /// The number of windows, down and to the right.
    pub fn steps(&self) -> (usize, usize) {
        self.window().output_size(self.image.1, self.image.2)
    }

    /// One row per window, (windows, c · fh · fw): channel by channel, row by row (book §7.4.2).
    ///
    /// # Panics
    /// If a window is larger than the image.
    pub fn im2col(&self, x: &Array3<f64>) -> Array2<f64> {
        // The core has one column per window.
        im2col(x.view(), self.window()).reversed_axes()
    }

    /// The adjoint of im2col: each entry is added to the pixel it was read from (book §7.4.2).
    ///
    /// # Panics
    /// If these aren't the rows of such an image.
    pub fn col2im(&self, col: &Array2<f64>) -> Array3<f64> {
        col2im(col.t(), self.image, self.window())
    }

    /// The result if a later window overwrites an earlier one.
    pub(crate) fn overwritten(&self, col: &Array2<f64>) -> Array3<f64> {
        self.put_back(col, |pixel, entry| *pixel = Some(entry))
    }

    /// Each entry goes back to the pixel it was read from; `join` combines it with the value already there. Pixels in
    /// no window are 0.
    fn put_back(&self, col: &Array2<f64>, join: fn(&mut Option<f64>, f64)) -> Array3<f64> {
        let ((_, columns), (fh, fw)) = (self.steps(), self.sides);
        let mut x = Array3::from_elem(self.image, None);
        for (n, row) in col.rows().into_iter().enumerate() {
            let (top, left) = (n / columns * self.stride, n % columns * self.stride);
            let mut window = x.slice_mut(s![.., top..top + fh, left..left + fw]);
            window.iter_mut().zip(row).for_each(|(pixel, entry)| join(pixel, *entry));
        }
        x.mapv(Option::unwrap_or_default)
    }

    /// Windows of a random small image.
    pub(crate) fn drawn(draw: &mut Draw) -> Self {
        let (c, fh, fw, stride) = (draw.size(1..=3), draw.size(2..=3), draw.size(2..=3), draw.size(1..=2));
        let (h, w) = (fh + stride * draw.size(1..=3), fw + stride * draw.size(1..=3));
        Self { image: (c, h, w), sides: (fh, fw), stride }
    }

    /// A random image, (c, h, w).
    pub(crate) fn image(&self, draw: &mut Draw) -> Array3<f64> {
        let (c, h, w) = self.image;
        draw.images([1, c, h, w]).remove_axis(Axis(0))
    }
}

impl crate::Values for Windows {
    fn values(&self) -> Vec<ndarray::ArrayD<f64>> {
        let ((c, h, w), (fh, fw)) = (self.image, self.sides);
        vec![c, h, w, fh, fw, self.stride].values()
    }
}

/// The rows with their entries in another order: (k, i, j) of a window goes to the column `index` gives.
fn reordered(windows: &Windows, col: &Array2<f64>, index: impl Fn([usize; 3]) -> usize) -> Array2<f64> {
    let ((c, ..), (fh, fw)) = (windows.image, windows.sides);
    let mut other = Array2::zeros(col.dim());
    for k in 0..c {
        for i in 0..fh {
            for j in 0..fw {
                other.column_mut(index([k, i, j])).assign(&col.column((k * fh + i) * fw + j));
            }
        }
    }
    other
}

/// An image as rows (book §7.4.2).
pub fn im2col_of_an_image() -> Question<(Array3<f64>, Windows), Array2<f64>> {
    Question::new(
        "im2col",
        |draw| {
            let windows = Windows::drawn(draw);
            (windows.image(draw), windows)
        },
        |(x, windows)| windows.im2col(x),
    )
    .inputs(["x", "c, h, w, fh, fw, stride"])
    .parts(["col"])
    .mistake(
        "channels last",
        "The entries of a row are in a different order: pixel by pixel with all channels. The right order is channel \
         by channel, like the filter's weights.",
        |(x, windows)| {
            let ((c, ..), (_, fw)) = (windows.image, windows.sides);
            reordered(windows, &windows.im2col(x), |[k, i, j]| (i * fw + j) * c + k)
        },
    )
    .mistake(
        "windows by columns",
        "Each window is read column by column. Read it row by row: (k, i, j), with j changing fastest.",
        |(x, windows)| {
            let (fh, fw) = windows.sides;
            reordered(windows, &windows.im2col(x), |[k, i, j]| (k * fw + j) * fh + i)
        },
    )
    .mistake(
        "down before right",
        "The windows are in a different order: down first, then to the right. Go row by row.",
        |(x, windows)| {
            let (col, (rows, columns)) = (windows.im2col(x), windows.steps());
            Array2::from_shape_fn(col.dim(), |(n, e)| col[[n % rows * columns + n / rows, e]])
        },
    )
    .mistake(
        "rows and columns swapped",
        "The matrix is transposed: each window is a column. Each window should be a row, so that `col · w` gives one \
         row per window.",
        |(x, windows)| windows.im2col(x).t().to_owned(),
    )
    .mistake(
        "height and width swapped",
        "The windows have the wrong shape: fw high and fh wide. fh comes first, as h does in (c, h, w).",
        |(x, windows)| {
            let (fh, fw) = windows.sides;
            Windows { sides: (fw, fh), ..*windows }.im2col(x)
        },
    )
    .mistake(
        "the stride is forgotten",
        "The windows are placed as if the stride were 1.",
        |(x, windows)| {
            let (near, (rows, columns)) = (Windows { stride: 1, ..*windows }, windows.steps());
            let (col, all) = (near.im2col(x), near.steps().1);
            Array2::from_shape_fn((rows * columns, col.ncols()), |(n, e)| col[[n / columns * all + n % columns, e]])
        },
    )
    .also_right("entry by entry", |(x, windows)| {
        let ((c, ..), (fh, fw), (rows, columns)) = (windows.image, windows.sides, windows.steps());
        Array2::from_shape_fn((rows * columns, c * fh * fw), |(n, e)| {
            let (k, i, j) = (e / (fh * fw), e / fw % fh, e % fw);
            x[[k, n / columns * windows.stride + i, n % columns * windows.stride + j]]
        })
    })
}

/// Rows as an image: what overlaps adds up (book §7.4.2).
pub fn col2im_of_windows() -> Question<(Array2<f64>, Windows), Array3<f64>> {
    Question::new(
        "col2im",
        |draw| {
            let windows = Windows::drawn(draw);
            let image = windows.image(draw);
            let (rows, entries) = windows.im2col(&image).dim();
            (draw.matrix(rows, entries), windows)
        },
        |(col, windows)| windows.col2im(col),
    )
    .inputs(["col", "c, h, w, fh, fw, stride"])
    .parts(["x"])
    .example(|| {
        let windows = Windows { image: (1, 3, 3), sides: (2, 2), stride: 1 };
        (Array2::ones((4, 4)), windows)
    })
    .mistake(
        "overwritten",
        "A pixel that several windows read only gets the value of the last of them. With ones in every row, a pixel \
         in the middle of a 3 × 3 image should come out as 4.",
        |(col, windows)| windows.overwritten(col),
    )
    .mistake(
        "a mean",
        "What overlaps is averaged. That would undo im2col; but a gradient flows back once for each window that read \
         the pixel, and adds up.",
        |(col, windows)| windows.col2im(col) / windows.col2im(&Array2::ones(col.dim())).mapv(|count| count.max(1.0)),
    )
    .mistake(
        "only the first",
        "A pixel that several windows read only gets the value of the first of them.",
        |(col, windows)| {
            windows.put_back(col, |pixel, entry| {
                pixel.get_or_insert(entry);
            })
        },
    )
    .also_right("the adjoint, pixel by pixel", |(col, windows)| {
        // <im2col(e), col> for each image e that is 1 at one pixel.
        Array3::from_shape_fn(windows.image, |index| {
            let mut one = Array3::zeros(windows.image);
            one[index] = 1.0;
            (windows.im2col(&one) * col).sum()
        })
    })
}
