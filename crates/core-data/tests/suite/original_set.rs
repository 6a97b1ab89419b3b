//! The bundled set is the original MNIST: its facts are those that the book's code measures.

use std::fs;

use core_data::{IMAGE_SIDE, Mnist, Split};
use ndarray::Array1;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::sets::{bundled, inflated};

/// The entry `ch03.mnist` of the golden numbers.
fn golden() -> Value {
    let text = fs::read_to_string(bundled().join("../golden/book-golden.json")).unwrap();
    let mut golden: Value = serde_json::from_str(&text).unwrap();
    golden["ch03"]["mnist"].take()
}

fn numbers(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect()
}

fn counts(split: &Split) -> Vec<u64> {
    split.label_counts().map(|count| count as u64).to_vec()
}

fn as_numbers(bytes: impl IntoIterator<Item = u8>) -> Vec<u64> {
    bytes.into_iter().map(u64::from).collect()
}

fn sum<'a>(pixels: impl IntoIterator<Item = &'a u8>) -> u64 {
    pixels.into_iter().map(|&pixel| u64::from(pixel)).sum()
}

#[test]
fn shapes_counts_and_first_labels_are_the_golden_ones() {
    let (mnist, golden) = (Mnist::load(None).unwrap(), golden());
    assert_eq!(mnist.train.pixels.shape().to_vec(), [60_000, 784]);
    assert_eq!(mnist.test.pixels.shape().to_vec(), [10_000, 784]);
    assert_eq!(counts(&mnist.train), numbers(&golden["train_counts"]));
    assert_eq!(counts(&mnist.test), numbers(&golden["test_counts"]));
    for (count, entry) in [(300, "first300_counts"), (500, "first500_counts"), (1000, "first1000_counts")] {
        assert_eq!(counts(&mnist.train.first(count)), numbers(&golden[entry]), "{entry}");
    }
    assert_eq!(as_numbers(mnist.train.first(20).labels), numbers(&golden["train_first20"]));
    assert_eq!(as_numbers(mnist.test.first(20).labels), numbers(&golden["test_first20"]));
}

#[test]
fn pixels_are_the_golden_ones() {
    let (mnist, golden) = (Mnist::load(None).unwrap(), golden());
    assert_eq!(golden["train_pixel_sum"], sum(&mnist.train.pixels));
    assert_eq!(golden["test_pixel_sum"], sum(&mnist.test.pixels));
    assert_eq!(golden["train_image0_sum"], sum(mnist.train.image(0)));
    assert_eq!(golden["test_image0_sum"], sum(mnist.test.image(0)));
    assert_eq!(golden["train_max"], *mnist.train.pixels.iter().max().unwrap());
    let inked = mnist.train.image(0).iter().filter(|&&pixel| pixel > 0).count();
    assert_eq!(golden["train_image0_nonzero"], inked);
    assert_eq!(as_numbers(mnist.train.image(0).row(14).to_vec()), numbers(&golden["train_image0_row14"]));
}

#[test]
fn mean_and_standard_deviation_are_the_golden_ones() {
    let (mnist, golden) = (Mnist::load(None).unwrap(), golden());
    let pixels: Array1<f64> = mnist.train.pixels.iter().map(|&pixel| f64::from(pixel) / 255.0).collect();
    let (mean, std) = (pixels.mean().unwrap(), pixels.std(0.0));
    // The book's pixels are `f32`, so the golden numbers carry its rounding.
    assert!((mean - golden["train_mean_normalized"].as_f64().unwrap()).abs() < 1e-7, "{mean}");
    assert!((std - golden["train_std_normalized"].as_f64().unwrap()).abs() < 1e-7, "{std}");
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
    assert_eq!(test.into_samples::<f32>().len(), 10_000);
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
