//! Where is the largest number of each window? A search that compares several numbers at once.
//!
//! ```text
//! image            under cell (0, 0)    under cell (0, 1)         under cell (1, 1)
//! ▒ ▓ ▒ ▓          ▒ ▒                  ▓ ▓                 …     █ █
//! ░ █ ░ █    ──▶                  then                      then
//! ```
//!
//! A plain loop looks at one window after the other, and asks at each cell: larger than the best so far? No processor can
//! guess that answer. Here the cells come one after the other, each for *all* windows, so that the question is asked of
//! eight windows with one instruction, and its answer chooses a number instead of a way.

use crate::Real;
use crate::window::Window;
use pulp::{Arch, Simd, WithSimd};

/// The search for the largest number of each window of an image.
pub(crate) struct Search {
    window: Window,
    image: (usize, usize),
    out_w: usize,
    /// For each output, the place of its window's corner; beyond the edge it wraps around, and the cells come back.
    corners: Vec<u32>,
    /// For each output, the first place of its window that lies on the image.
    first: Vec<u32>,
}

impl Search {
    /// For images of this height and width, and as many outputs.
    pub(crate) fn new(window: Window, image: (usize, usize), (out_h, out_w): (usize, usize)) -> Self {
        let (w, pad) = (image.1 as u32, window.pad as u32);
        let outputs = || (0..out_h * out_w).map(|k| (k / out_w * window.stride, k % out_w * window.stride));
        let place = |row: u32, column: u32| row.wrapping_mul(w).wrapping_add(column);
        Self {
            window,
            image,
            out_w,
            corners: outputs()
                .map(|(row, column)| place((row as u32).wrapping_sub(pad), (column as u32).wrapping_sub(pad)))
                .collect(),
            first: outputs()
                .map(|(row, column)| {
                    place((row as u32).saturating_sub(pad), (column as u32).saturating_sub(pad))
                })
                .collect(),
        }
    }

    /// The largest numbers of each channel of one sample, and their places in the channel's image.
    pub(crate) fn of_a_sample<F: Real>(&self, channels: &[F], y: &mut [F], places: &mut [u32]) {
        Arch::new().dispatch(OfASample { search: self, channels, y, places });
    }

    /// The largest numbers alone, for who does not ask where they were.
    pub(crate) fn numbers_of_a_sample<F: Real>(&self, channels: &[F], y: &mut [F]) {
        if self.is_the_books() {
            Arch::new().dispatch(NumbersOfASample { search: self, channels, y });
        } else {
            self.of_a_sample(channels, y, &mut vec![0; y.len()]);
        }
    }

    /// Whether the window is that of the book's networks: 2 × 2 in steps of 2.
    fn is_the_books(&self) -> bool {
        let Window { height, width, stride, pad } = self.window;
        (height, width, stride, pad) == (2, 2, 2, 0) && self.image.1 > 1
    }

    /// The pixels under one cell of the window, for all outputs; beyond the edge, what is smaller than all.
    #[inline(always)]
    fn pixels_under<F: Real>(&self, image: &[F], (i, j): (usize, usize), under: &mut [F]) {
        let ((h, w), Window { stride, pad, .. }) = (self.image, self.window);
        under.fill(F::neg_infinity());
        for (row, under) in under.chunks_exact_mut(self.out_w).enumerate() {
            let line = (row * stride + i).checked_sub(pad).filter(|line| *line < h);
            let start = pad.saturating_sub(j).div_ceil(stride).min(under.len());
            let column = start * stride + j - pad;
            if let Some(line) = line.filter(|_| column < w) {
                let pixels = image[line * w + column..(line + 1) * w].iter().step_by(stride);
                under[start..].iter_mut().zip(pixels).for_each(|(x, &pixel)| *x = pixel);
            }
        }
    }

    /// The largest of each window, and its place; `under` is room to work in.
    #[inline(always)]
    fn largest<F: Real>(&self, image: &[F], under: &mut [F], y: &mut [F], places: &mut [u32]) {
        y.fill(F::neg_infinity());
        places.copy_from_slice(&self.first);
        for i in 0..self.window.height {
            for j in 0..self.window.width {
                self.pixels_under(image, (i, j), under);
                let offset = (i * self.image.1 + j) as u32;
                let each = under.iter().zip(&self.corners).zip(y.iter_mut().zip(places.iter_mut()));
                for ((&x, &corner), (y, place)) in each {
                    (*y, *place) = larger((*y, *place), (x, corner.wrapping_add(offset)));
                }
            }
        }
    }

    /// The same for the pooling of the book, 2 × 2 in steps of 2: first the larger of each two pixels that lie one below
    /// the other, eight at a time; then of each two of those that lie side by side.
    #[inline(always)]
    fn largest_of_four<F: Real>(
        &self,
        image: &[F],
        columns: &mut Columns<F>,
        y: &mut [F],
        places: &mut [u32],
    ) {
        columns.of_image(image, self.image.1);
        let pairs = columns.numbers.as_chunks().0.iter().zip(columns.below.as_chunks().0);
        let outputs = y.iter_mut().zip(places).zip(&self.corners);
        for (((y, place), corner), (&[left, right], &[left_below, right_below])) in outputs.zip(pairs) {
            // Of equal ones the first, row by row: the right one is first if only the left one lies below.
            let larger = (right > left) | right.is_nan() | ((right == left) & (right_below < left_below));
            *y = if larger { right } else { left };
            *place = corner + if larger { right_below + 1 } else { left_below };
        }
    }
}

/// The search over the channels of one sample, with the processor's best instructions.
struct OfASample<'a, F> {
    search: &'a Search,
    channels: &'a [F],
    y: &'a mut [F],
    places: &'a mut [u32],
}

impl<F: Real> WithSimd for OfASample<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { search, channels, y, places } = self;
        let pixels = search.image.0 * search.image.1;
        let outputs = search.corners.len();
        let each = channels.chunks_exact(pixels);
        let each = each.zip(y.chunks_exact_mut(outputs).zip(places.chunks_exact_mut(outputs)));
        if search.is_the_books() {
            let mut columns = Columns {
                out_w: search.out_w,
                numbers: vec![F::zero(); 2 * outputs],
                below: vec![0; 2 * outputs],
            };
            each.for_each(|(image, (y, places))| search.largest_of_four(image, &mut columns, y, places));
        } else {
            let mut under = vec![F::zero(); outputs];
            each.for_each(|(image, (y, places))| search.largest(image, &mut under, y, places));
        }
    }
}

/// The same without the places, for the window of the book's networks.
struct NumbersOfASample<'a, F> {
    search: &'a Search,
    channels: &'a [F],
    y: &'a mut [F],
}

impl<F: Real> WithSimd for NumbersOfASample<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { search, channels, y } = self;
        let (w, pixels) = (search.image.1, search.image.0 * search.image.1);
        let (outputs, paired) = (search.corners.len(), 2 * search.out_w);
        let mut columns = vec![F::zero(); 2 * outputs];
        for (image, y) in channels.chunks_exact(pixels).zip(y.chunks_exact_mut(outputs)) {
            for (best, lines) in columns.chunks_exact_mut(paired).zip(image.chunks_exact(2 * w)) {
                for (best, (&above, &below)) in best.iter_mut().zip(lines.iter().zip(&lines[w..])) {
                    *best = larger((above, 0), (below, 0)).0;
                }
            }
            for (y, &[left, right]) in y.iter_mut().zip(columns.as_chunks().0) {
                *y = larger((left, 0), (right, 0)).0;
            }
        }
    }
}

/// For each two lines of an image and each of their columns the larger number, and how much further in the image it lies
/// than the upper one: by nothing or by one line. A last line or column that has no partner is left out.
struct Columns<F> {
    out_w: usize,
    numbers: Vec<F>,
    below: Vec<u32>,
}

impl<F: Real> Columns<F> {
    #[inline(always)]
    fn of_image(&mut self, image: &[F], w: usize) {
        let paired = 2 * self.out_w;
        let best = self.numbers.chunks_exact_mut(paired).zip(self.below.chunks_exact_mut(paired));
        for ((numbers, lines_below), lines) in best.zip(image.chunks_exact(2 * w)) {
            let (above, below) = (&lines[..paired], &lines[w..][..paired]);
            let best = numbers.iter_mut().zip(lines_below);
            for ((number, line), (&above, &below)) in best.zip(above.iter().zip(below)) {
                (*number, *line) = larger((above, 0), (below, w as u32));
            }
        }
    }
}

/// The second of two numbers with their places if it is larger. Not a number is larger than all: it must not vanish on
/// the way.
#[inline(always)]
fn larger<F: Real>((y, at): (F, u32), (x, place): (F, u32)) -> (F, u32) {
    let larger = (x > y) | x.is_nan();
    (if larger { x } else { y }, if larger { place } else { at })
}
