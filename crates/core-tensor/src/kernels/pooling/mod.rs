//! How is a batch of images pooled? Image by image on all threads, with windows that were worked out once.
//!
//! What is under each window, and how its maximum is found in all channels at once, is in [`geometry`].

mod geometry;

use crate::kernels::buffer_pool::{give_back, take};
use crate::kernels::layout::{images, into_channels_last};
use crate::kernels::matmul::least_items_of_a_job;
use crate::layers::check_dout;
use crate::tensor::shape_in_words;
use crate::{Real, Tensor, Window};
pub(crate) use geometry::PoolGeometry;
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::OnceLock;

/// A pooling window, and what lies under it on images of the size that came first.
#[derive(Clone, Debug)]
pub(crate) struct PreparedPool {
    window: Window,
    prepared: OnceLock<PoolGeometry>,
}

/// The shape of a batch of images that the window fits into.
///
/// # Panics
/// If `x` has not four axes, or the window does not fit; `layer` names the layer that asked.
pub(crate) fn image_shape<F>(x: &Tensor<F>, window: Window, layer: &str) -> [usize; 4] {
    match x.shape() {
        &[n, c, h, w] => {
            window.output_size_in(layer, h, w);
            [n, c, h, w]
        }
        shape => panic!("{layer}: input is {}, not n × c × h × w", shape_in_words(shape)),
    }
}

impl PreparedPool {
    pub(crate) fn new(window: Window) -> Self {
        Self { window, prepared: OnceLock::new() }
    }

    pub(crate) fn window(&self) -> Window {
        self.window
    }

    /// The geometry of images of this size: the prepared one, or, for another size than the first, a new one.
    fn geometry(&self, [_, c, h, w]: [usize; 4]) -> Cow<'_, PoolGeometry> {
        let new = || PoolGeometry::new(self.window, (c, h, w));
        let prepared = self.prepared.get_or_init(new);
        if prepared.fits((c, h, w)) { Cow::Borrowed(prepared) } else { Cow::Owned(new()) }
    }

    /// Calls `pool` with each image and the outputs to fill, and returns all outputs.
    pub(crate) fn forward<F: Real>(
        &self,
        x: Tensor<F>,
        shape: [usize; 4],
        pool: impl Fn(&PoolGeometry, &[F], &mut [F]) + Sync,
    ) -> Tensor<F> {
        let geometry = self.geometry(shape);
        let (x, mut y) = (into_channels_last(x), take::<F>(shape[0] * geometry.outputs()));
        let outputs = y.par_chunks_mut(geometry.outputs().max(1));
        outputs
            .zip(x.par_chunks(geometry.pixels().max(1)))
            .with_min_len(least_items_of_a_job())
            .for_each(|(y, x)| pool(&geometry, x, y));
        give_back(x);
        images(y, [shape[0], shape[1], geometry.out().0, geometry.out().1])
    }

    /// The maxima of all images, and for each the cell of its window where it was.
    pub(crate) fn forward_with_argmax<F: Real>(
        &self,
        x: Tensor<F>,
        shape: [usize; 4],
        cells: &mut Vec<u32>,
    ) -> Tensor<F> {
        let geometry = self.geometry(shape);
        let (x, mut y) = (into_channels_last(x), take::<F>(shape[0] * geometry.outputs()));
        cells.resize(y.len(), 0);
        let of_image = geometry.outputs().max(1);
        let outputs = y.par_chunks_mut(of_image).zip(cells.par_chunks_mut(of_image));
        outputs
            .zip(x.par_chunks(geometry.pixels().max(1)))
            .with_min_len(least_items_of_a_job())
            .for_each(|((y, cells), x)| geometry.max_and_argmax(x, y, cells));
        give_back(x);
        images(y, [shape[0], shape[1], geometry.out().0, geometry.out().1])
    }

    /// Calls `scatter` with the dx of each image to fill, the image's index, and the dout of its outputs.
    ///
    /// # Panics
    /// If `dout` has not the shape of the outputs; `layer` names the layer that asked.
    pub(crate) fn backward<F: Real>(
        &self,
        dout: Tensor<F>,
        [n, c, h, w]: [usize; 4],
        layer: &str,
        scatter: impl Fn(&PoolGeometry, &mut [F], usize, &[F]) + Sync,
    ) -> Tensor<F> {
        let geometry = self.geometry([n, c, h, w]);
        check_dout(dout.shape(), &[n, c, geometry.out().0, geometry.out().1], layer);
        let (dout, mut dx) = (into_channels_last(dout), take::<F>(n * geometry.pixels()));
        let gradients = dout.par_chunks(geometry.outputs().max(1)).enumerate();
        let pixels = dx.par_chunks_mut(geometry.pixels().max(1));
        let each = pixels.zip(gradients).with_min_len(least_items_of_a_job());
        each.for_each(|(dx, (image, dout))| scatter(&geometry, dx, image, dout));
        give_back(dout);
        images(dx, [n, c, h, w])
    }
}
