//! Which 256 colours stand for all colours of a picture? Median cut: the group of colours with the largest spread is divided.

use super::Colour;
use portable_math::powi;
use std::collections::HashMap;

const MOST: usize = 256;

/// A colour and how many pixels have it.
type Counted = (Colour, u64);

/// At most 256 colours.
pub(super) struct Palette {
    colours: Vec<Colour>,
}

impl Palette {
    /// The very colours of these pixels, if they are few enough; the commonest first.
    pub(super) fn exact(pixels: &[Colour]) -> Option<Self> {
        let mut counted = counted(pixels);
        counted.sort_by_key(|&(colour, count)| (std::cmp::Reverse(count), colour));
        (counted.len() <= MOST)
            .then(|| Self { colours: counted.into_iter().map(|(colour, _)| colour).collect() })
    }

    /// Colours near those of these pixels.
    pub(super) fn near(pixels: &[Colour]) -> Self {
        let mut boxes = vec![Cut::of(counted(pixels))];
        while boxes.len() < MOST {
            let widest = boxes.iter().enumerate().max_by(|(_, a), (_, b)| a.spread.total_cmp(&b.spread));
            let Some((index, _)) = widest.filter(|(_, widest)| widest.spread > 0.0) else { break };
            let (low, high) = boxes.swap_remove(index).divided();
            boxes.extend([low, high]);
        }
        let mut colours: Vec<(u64, Colour)> =
            boxes.iter().map(|of| (of.count(), of.representative())).collect();
        colours.sort_by_key(|&(count, colour)| (std::cmp::Reverse(count), colour));
        colours.dedup_by_key(|(_, colour)| *colour);
        Self { colours: colours.into_iter().map(|(_, colour)| colour).collect() }
    }

    pub(super) fn colours(&self) -> &[Colour] {
        &self.colours
    }

    /// For each pixel the index of the nearest colour.
    pub(super) fn indices(&self, pixels: &[Colour]) -> Vec<u8> {
        let mut known: HashMap<Colour, u8> = HashMap::new();
        pixels.iter().map(|&colour| *known.entry(colour).or_insert_with(|| self.nearest(colour))).collect()
    }

    fn nearest(&self, colour: Colour) -> u8 {
        let distance = |other: &Colour| -> i32 {
            (0..3).map(|part| (i32::from(colour[part]) - i32::from(other[part])).pow(2)).sum()
        };
        let nearest = self.colours.iter().enumerate().min_by_key(|(_, other)| distance(other));
        nearest.and_then(|(index, _)| u8::try_from(index).ok()).unwrap_or_default()
    }
}

/// All colours, each once, in a fixed order.
fn counted(pixels: &[Colour]) -> Vec<Counted> {
    let mut counts: HashMap<Colour, u64> = HashMap::new();
    for &colour in pixels {
        *counts.entry(colour).or_default() += 1;
    }
    let mut counted: Vec<Counted> = counts.into_iter().collect();
    counted.sort_unstable();
    counted
}

/// Some of a picture's colours.
struct Cut {
    colours: Vec<Counted>,
    /// The part (red, green or blue) in which they spread most.
    part: usize,
    /// How much: the sum of squared distances from their mean.
    spread: f64,
}

impl Cut {
    fn of(colours: Vec<Counted>) -> Self {
        let spreads = [0, 1, 2].map(|part| spread(&colours, part));
        let part = (0..3).max_by(|&a, &b| spreads[a].total_cmp(&spreads[b])).unwrap_or(0);
        let spread = spreads[part];
        Self { colours, part, spread }
    }

    fn count(&self) -> u64 {
        self.colours.iter().map(|(_, count)| count).sum()
    }

    /// The colours below and above their mean.
    fn divided(self) -> (Self, Self) {
        let (part, middle) = (self.part, mean(&self.colours, self.part));
        let (low, high) = self.colours.into_iter().partition(|(colour, _)| f64::from(colour[part]) <= middle);
        (Self::of(low), Self::of(high))
    }

    /// The colour that most pixels have, if most have the same; else the mean.
    fn representative(&self) -> Colour {
        let commonest = self.colours.iter().max_by_key(|(_, count)| *count);
        match commonest {
            Some((colour, count)) if 2 * count > self.count() => *colour,
            _ => [0, 1, 2].map(|part| mean(&self.colours, part).round() as u8),
        }
    }
}

fn mean(colours: &[Counted], part: usize) -> f64 {
    let pixels: u64 = colours.iter().map(|(_, count)| count).sum();
    let sum: u64 = colours.iter().map(|(colour, count)| u64::from(colour[part]) * count).sum();
    sum as f64 / pixels.max(1) as f64
}

/// The sum of squared distances from the mean. A colour counts by the root of its pixels, lest a large area takes the
/// colours of all edges.
fn spread(colours: &[Counted], part: usize) -> f64 {
    let mean = mean(colours, part);
    colours
        .iter()
        .map(|(colour, count)| (*count as f64).sqrt() * powi(f64::from(colour[part]) - mean, 2))
        .sum()
}
