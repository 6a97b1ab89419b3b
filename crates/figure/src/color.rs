//! Which colours does a figure use?
//!
//! Series take the palette of Okabe and Ito, which people with any kind of colour vision can tell apart. Levels take
//! viridis, which also reads well in grey.

use portable_math::powf;

/// A colour, from 0 to 255 in each part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// How much red.
    pub red: u8,
    /// How much green.
    pub green: u8,
    /// How much blue.
    pub blue: u8,
}

impl Color {
    /// The first colour of the palette.
    pub const BLUE: Self = Self::of_parts(0x00, 0x72, 0xB2);
    /// The second colour of the palette.
    pub const VERMILION: Self = Self::of_parts(0xD5, 0x5E, 0x00);
    /// The third colour of the palette.
    pub const GREEN: Self = Self::of_parts(0x00, 0x9E, 0x73);
    /// The fourth colour of the palette.
    pub const PURPLE: Self = Self::of_parts(0xCC, 0x79, 0xA7);
    /// The fifth colour of the palette.
    pub const ORANGE: Self = Self::of_parts(0xE6, 0x9F, 0x00);
    /// The sixth colour of the palette.
    pub const SKY: Self = Self::of_parts(0x56, 0xB4, 0xE9);
    /// The seventh colour of the palette.
    pub const BLACK: Self = Self::of_parts(0x00, 0x00, 0x00);
    /// The palette's yellow; too light for lines on white, so no series takes it unasked.
    pub const YELLOW: Self = Self::of_parts(0xF0, 0xE4, 0x42);
    /// Text and axes.
    pub const INK: Self = Self::of_parts(0x28, 0x28, 0x2e);
    /// What matters less: ideal curves, former values.
    pub const GREY: Self = Self::of_parts(0x8a, 0x8a, 0x92);
    /// Grid lines.
    pub const GRID: Self = Self::of_parts(0xe4, 0xe4, 0xe8);
    /// The page.
    pub const WHITE: Self = Self::of_parts(0xff, 0xff, 0xff);

    /// A colour from its parts.
    #[must_use]
    pub const fn of_parts(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// The colour of the series with this index, counted from 0; after the last comes the first again.
    #[must_use]
    pub const fn of(index: usize) -> Self {
        const PALETTE: [Color; 7] = [
            Color::BLUE,
            Color::VERMILION,
            Color::GREEN,
            Color::PURPLE,
            Color::ORANGE,
            Color::SKY,
            Color::BLACK,
        ];
        PALETTE[index % PALETTE.len()]
    }

    /// How bright it looks, from 0 (black) to 1 (white): green counts for more than red, and red for more than blue.
    #[must_use]
    pub fn brightness(self) -> f64 {
        (0.299 * f64::from(self.red) + 0.587 * f64::from(self.green) + 0.114 * f64::from(self.blue)) / 255.0
    }

    /// The light it gives, from 0 (black) to 1 (white), as the web's guidelines for contrast define it.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { powf((share + 0.055) / 1.055, 2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The contrast to white, from 1 (none) to 21 (black).
    #[must_use]
    pub fn contrast_to_white(self) -> f64 {
        1.05 / (self.luminance() + 0.05)
    }

    /// This colour, so much darker that words in it can be read on white: a contrast of 4.5 at least.
    #[must_use]
    pub fn for_words(self) -> Self {
        let darker = (0..=20).map(|step| self.towards(Self::BLACK, f64::from(step) / 20.0));
        darker.into_iter().find(|color| color.contrast_to_white() >= 4.5).unwrap_or(Self::BLACK)
    }

    /// This colour on its way to `other`: 0 is this one, 1 the other.
    #[must_use]
    pub fn towards(self, other: Self, share: f64) -> Self {
        let share = share.clamp(0.0, 1.0);
        let mix =
            |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
        Self::of_parts(mix(self.red, other.red), mix(self.green, other.green), mix(self.blue, other.blue))
    }
}

impl From<usize> for Color {
    /// The colour of the palette with this index.
    fn from(index: usize) -> Self {
        Self::of(index)
    }
}

/// How numbers become colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorScale {
    /// From low to high: viridis.
    #[default]
    Sequential,
    /// From negative through zero (white) to positive.
    Diverging,
    /// From white to black.
    Grey,
}

impl ColorScale {
    /// The colour for `share` of the way from the lowest value (0) to the highest (1).
    #[must_use]
    pub fn color(self, share: f64) -> Color {
        along(self.stops(), share)
    }

    fn stops(self) -> &'static [Color] {
        match self {
            Self::Sequential => &VIRIDIS,
            Self::Diverging => &DIVERGING,
            Self::Grey => &GREY,
        }
    }
}

const VIRIDIS: [Color; 9] = [
    Color::of_parts(0x44, 0x01, 0x54),
    Color::of_parts(0x47, 0x2d, 0x7b),
    Color::of_parts(0x3b, 0x52, 0x8b),
    Color::of_parts(0x2c, 0x72, 0x8e),
    Color::of_parts(0x21, 0x91, 0x8c),
    Color::of_parts(0x28, 0xae, 0x80),
    Color::of_parts(0x5e, 0xc9, 0x62),
    Color::of_parts(0xad, 0xdc, 0x30),
    Color::of_parts(0xfd, 0xe7, 0x25),
];

const DIVERGING: [Color; 7] = [
    Color::of_parts(0x21, 0x4f, 0x94),
    Color::of_parts(0x4a, 0x90, 0xc4),
    Color::of_parts(0xa9, 0xcf, 0xe5),
    Color::of_parts(0xfa, 0xfa, 0xfa),
    Color::of_parts(0xf8, 0xbf, 0x9d),
    Color::of_parts(0xda, 0x6d, 0x4e),
    Color::of_parts(0xa4, 0x1c, 0x2c),
];

const GREY: [Color; 2] = [Color::WHITE, Color::of_parts(0x10, 0x10, 0x14)];

/// The colour at `share` of the way along `stops`. What is not a number gets the first.
fn along(stops: &[Color], share: f64) -> Color {
    let last = stops.len() - 1;
    let position = if share.is_finite() { share.clamp(0.0, 1.0) * last as f64 } else { 0.0 };
    let before = (position.floor() as usize).min(last.saturating_sub(1));
    stops[before].towards(stops[(before + 1).min(last)], position - before as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_any_colour_of_the_palette_can_be_read() {
        for color in (0..7).map(Color::of).chain([Color::YELLOW, Color::GREY, Color::WHITE]) {
            assert!(color.for_words().contrast_to_white() >= 4.5, "{color:?}");
        }
        assert_eq!(Color::BLUE.for_words(), Color::BLUE, "what can be read stays as it is");
        assert!((Color::BLACK.contrast_to_white() - 21.0).abs() < 1e-9);
    }
}
