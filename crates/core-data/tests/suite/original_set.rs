//! The bundled set is the original MNIST: its facts are those that the book's code measures.

use std::fs;

use core_data::{IMAGE_SIDE, Mnist, Split};
use golden::{Entry, book};
use sha2::{Digest, Sha256};

use crate::sets::{NAMES, TRAIN_IMAGES, bundled, inflated};

/// A fact that the book's code measured.
fn fact(name: &str) -> Entry {
    book(&["ch03", "mnist", name])
}

fn widened<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> Vec<usize> {
    bytes.into_iter().map(|&byte| usize::from(byte)).collect()
}

/// Sums as `f64` are exact here: they stay far below 2⁵³.
fn sum<'a>(pixels: impl IntoIterator<Item = &'a u8>) -> f64 {
    pixels.into_iter().map(|&pixel| f64::from(pixel)).sum()
}

#[test]
fn shapes_counts_and_first_labels_are_the_golden_ones() {
    let mnist = Mnist::load(None).unwrap();
    assert_eq!(mnist.train.pixels.shape().to_vec(), fact("train_shape").labels());
    assert_eq!(mnist.test.pixels.shape().to_vec(), fact("test_shape").labels());
    let same_counts = |split: &Split, name| assert_eq!(split.label_counts().to_vec(), fact(name).labels());
    same_counts(&mnist.train, "train_counts");
    same_counts(&mnist.test, "test_counts");
    same_counts(&mnist.train.first(300), "first300_counts");
    same_counts(&mnist.train.first(500), "first500_counts");
    same_counts(&mnist.train.first(1000), "first1000_counts");
    assert_eq!(widened(&mnist.train.labels[..20]), fact("train_first20").labels());
    assert_eq!(widened(&mnist.test.labels[..20]), fact("test_first20").labels());
}

#[test]
fn pixels_are_the_golden_ones() {
    let mnist = Mnist::load(None).unwrap();
    let first = mnist.train.image(0);
    assert_eq!(sum(&mnist.train.pixels), fact("train_pixel_sum").number());
    assert_eq!(sum(&mnist.test.pixels), fact("test_pixel_sum").number());
    assert_eq!(sum(first), fact("train_image0_sum").number());
    assert_eq!(sum(mnist.test.image(0)), fact("test_image0_sum").number());
    assert_eq!(f64::from(*mnist.train.pixels.iter().max().unwrap()), fact("train_max").number());
    let inked = first.iter().filter(|&&pixel| pixel > 0).count();
    assert_eq!(inked as f64, fact("train_image0_nonzero").number());
    assert_eq!(widened(first.row(14)), fact("train_image0_row14").labels());
}

#[test]
fn mean_and_standard_deviation_are_the_golden_ones() {
    let pixels = Mnist::load(None).unwrap().train.pixels.mapv(|pixel| f64::from(pixel) / 255.0);
    // The book's pixels are `f32`, so the golden numbers carry its rounding.
    fact("train_mean_normalized").assert_number(pixels.mean().unwrap(), 1e-6);
    fact("train_std_normalized").assert_number(pixels.std(0.0), 1e-6);
}

#[test]
fn an_image_is_its_row_of_pixels() {
    let test = Mnist::load(None).unwrap().test;
    let image = test.image(9_999);
    assert_eq!(image.dim(), (IMAGE_SIDE, IMAGE_SIDE));
    assert!(image.iter().eq(test.pixels.row(9_999)));
}

#[test]
#[should_panic(expected = "image 5 was asked for, but there are only 5")]
fn an_image_that_is_not_there_is_refused_in_words() {
    Mnist::load(None).unwrap().test.first(5).image(5);
}

#[test]
fn the_first_of_too_many_are_all() {
    let few = Mnist::load(None).unwrap().test.first(7);
    assert_eq!((few.len(), few.is_empty()), (7, false));
    assert_eq!(few.first(8), few);
    assert!(few.first(0).is_empty());
}

#[test]
fn samples_are_the_pixels_divided_by_255_with_their_labels() {
    let test = Mnist::load(None).unwrap().test;
    let samples = test.samples::<f64>();
    assert_eq!(samples.len(), 10_000);
    let (x, t) = samples.range(3..4);
    assert!(x.iter().zip(test.pixels.row(3)).all(|(&x, &pixel)| x == f64::from(f32::from(pixel) / 255.0)));
    assert_eq!(t.class(0), usize::from(test.labels[3]));
    assert_eq!(test.samples::<f32>().len(), 10_000);
}

#[test]
fn the_page_lists_length_and_sha256_of_every_file() {
    let page = fs::read_to_string(bundled().join("README.md")).unwrap();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .filter(|cells: &Vec<_>| cells.len() == 3 && cells[2].len() == 64)
        .collect();
    assert_eq!(rows.len(), 8, "four archives and their four contents");
    for row in rows {
        let [name, length, sha256] = row[..] else { panic!("three cells: {row:?}") };
        let content = if name.ends_with(".gz") {
            fs::read(bundled().join(name)).unwrap()
        } else {
            inflated(&bundled().join(format!("{name}.gz")))
        };
        let found: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((content.len().to_string().as_str(), found.as_str()), (length, sha256), "{name}");
    }
}

#[test]
fn a_set_in_memory_is_the_one_in_the_folder() {
    let files = NAMES.map(|name| fs::read(bundled().join(format!("{name}.gz"))).unwrap());
    let files = files.each_ref().map(Vec::as_slice);
    assert_eq!(Mnist::from_bytes(files).unwrap(), Mnist::load(None).unwrap());
    let [images, labels, test_images, test_labels] = files;
    let error = Mnist::from_bytes([labels, images, test_images, test_labels]).unwrap_err().to_string();
    assert!(error.contains("swapped") && error.contains(TRAIN_IMAGES), "{error}");
    let error = Mnist::from_bytes([images, test_labels, test_images, labels]).unwrap_err().to_string();
    assert!(error.contains("60,000") && error.contains("10,000"), "{error}");
    let error =
        Mnist::from_bytes([&images[..100], labels, test_images, test_labels]).unwrap_err().to_string();
    assert!(error.contains(TRAIN_IMAGES), "{error}");
}
