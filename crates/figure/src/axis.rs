//! Which numbers stand along an axis?

use portable_math::{log10, powf, powi};
use wording::Words;

/// Numbers beyond this are drawn at it.
const LARGEST: f64 = 1e300;

/// One axis of a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub(super) label: Words,
    pub(super) range: Option<(f64, f64)>,
    pub(super) log: bool,
    pub(super) ticks: Option<Vec<(f64, Words)>>,
    pub(super) hidden: bool,
}

impl Axis {
    /// An axis with this label (with its unit, if it has one), whose range follows the data.
    pub fn new(label: impl Into<Words>) -> Self {
        Self { label: label.into(), range: None, log: false, ticks: None, hidden: false }
    }

    /// From `low` to `high`, whatever the data.
    pub fn range(self, low: f64, high: f64) -> Self {
        Self { range: Some((low, high)), ..self }
    }

    /// Equal steps are equal factors. Numbers that are not positive are not drawn.
    pub fn log10(self) -> Self {
        Self { log: true, ..self }
    }

    /// Ticks at these numbers.
    pub fn ticks(self, ticks: impl IntoIterator<Item = f64>) -> Self {
        let named = ticks.into_iter().map(|tick| (tick, Words::name(number(tick)))).collect();
        Self { ticks: Some(named), ..self }
    }

    /// Ticks at these numbers, with these words.
    pub fn named_ticks<S: Into<Words>>(self, ticks: impl IntoIterator<Item = (f64, S)>) -> Self {
        Self { ticks: Some(ticks.into_iter().map(|(tick, name)| (tick, name.into())).collect()), ..self }
    }

    /// Without ticks and label.
    pub fn hide(self) -> Self {
        Self { hidden: true, ..self }
    }

    /// Where a number lies on this axis before it is stretched to the page; `None` if it has no position.
    pub(super) fn position(&self, value: f64) -> Option<f64> {
        let placed = if self.log { logarithm(value) } else { value };
        // The ends of the number range would make a width that is none.
        placed.is_finite().then(|| placed.clamp(-LARGEST, LARGEST))
    }

    /// The number whose position this is.
    pub(super) fn value(&self, placed: f64) -> f64 {
        if self.log { powf(10.0, placed) } else { placed }
    }

    /// The placed range for data that reach from the lowest to the highest of `values`.
    pub(super) fn placed_range(&self, values: impl Iterator<Item = f64>) -> (f64, f64) {
        if let Some((low, high)) = self.range
            && let (Some(low), Some(high)) = (self.position(low), self.position(high))
            && low != high
        {
            return (low, high);
        }
        let (low, high) = values
            .filter_map(|value| self.position(value))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return (0.0, 1.0);
        }
        let margin = if high > low { 0.04 * (high - low) } else { 0.5 * low.abs().max(1.0) };
        (low - margin, high + margin)
    }

    /// The ticks within a placed range, as positions and words; about `wanted` of them.
    pub(super) fn placed_ticks(&self, (low, high): (f64, f64), wanted: usize) -> Vec<(f64, String)> {
        let inside = |position: &f64| {
            let slack = 1e-9 * (high - low).abs();
            (low.min(high) - slack..=low.max(high) + slack).contains(position)
        };
        if let Some(ticks) = &self.ticks {
            return ticks
                .iter()
                .filter_map(|(tick, name)| Some((self.position(*tick)?, name.to_string())))
                .filter(|(position, _)| inside(position))
                .collect();
        }
        if self.log {
            let named = logarithmic(low, high, wanted).into_iter().filter(|(position, _)| inside(position));
            let named: Vec<(f64, String)> = named.collect();
            return if named.len() < 2 { round_numbers_between(low, high, wanted) } else { named };
        }
        let step = step((high - low).abs(), wanted);
        let first = (low.min(high) / step).ceil() as i64;
        let last = (low.max(high) / step + 1e-9).floor() as i64;
        (first..=last).take(100).map(|i| i as f64 * step).map(|tick| (tick, rounded(tick, step))).collect()
    }

    /// Where a logarithmic axis has short ticks without words: at 1 to 9 times each power of ten, or at the powers
    /// alone if there are many.
    pub(super) fn minor_ticks(&self, (low, high): (f64, f64)) -> Vec<f64> {
        let (low, high) = (low.min(high), low.max(high));
        if !self.log || high - low > 60.0 {
            return Vec::new();
        }
        let digits = if high - low > 8.0 { 1..=1 } else { 1..=9 };
        let powers = low.floor() as i32..=high.ceil() as i32;
        let ticks = powers
            .flat_map(|power| digits.clone().map(move |digit| f64::from(power) + log10(f64::from(digit))));
        ticks.filter(|tick| (low..=high).contains(tick)).collect()
    }
}

/// A function of its own, since a compiler that may compute a logarithm early does so for linear axes, too.
#[cold]
fn logarithm(value: f64) -> f64 {
    log10(value)
}

/// Ticks of a logarithmic axis too short for powers of ten.
fn round_numbers_between(low: f64, high: f64, wanted: usize) -> Vec<(f64, String)> {
    let plain = Axis::new("").placed_ticks((powf(10.0, low), powf(10.0, high)), wanted);
    plain.into_iter().filter(|(value, _)| *value > 0.0).map(|(value, name)| (log10(value), name)).collect()
}

/// A step of 1, 2, 2.5 or 5 times a power of ten that gives about `wanted` ticks.
pub(super) fn step(length: f64, wanted: usize) -> f64 {
    let rough = (length / wanted.max(1) as f64).max(f64::MIN_POSITIVE);
    let power = powf(10.0, log10(rough).floor());
    let nice = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|nice| nice * power >= rough * 0.999);
    nice.unwrap_or(10.0) * power
}

/// The named ticks of a logarithmic axis: powers of ten, every second or third if there are many; with 2 and 5 between
/// them if there are few. All are written in one way.
fn logarithmic(from: f64, to: f64, wanted: usize) -> Vec<(f64, String)> {
    let (low, high) = (from.min(to), from.max(to));
    let (first, last) = (low.floor() as i32, high.ceil() as i32);
    let plain = low > -3.5 && high < 4.5;
    if high - low < 2.0 {
        let between = (first..=last).flat_map(|power| [1, 2, 5].map(|digit| (digit, power)));
        let tick = |(digit, power): (i32, i32)| {
            let value = f64::from(digit) * powi(10.0, power);
            (log10(value), if plain { number(value) } else { times_power_of_ten(digit, power) })
        };
        return between.map(tick).collect();
    }
    let stride = ((high - low) / wanted.max(1) as f64).ceil().max(1.0) as i32;
    let aligned = first.div_euclid(stride) * stride;
    let name = |power: i32| if plain { number(powi(10.0, power)) } else { power_of_ten(power) };
    (aligned..=last).step_by(stride as usize).map(|power| (f64::from(power), name(power))).collect()
}

/// `2×10⁻⁶`, and for the power itself `10⁻⁶`.
fn times_power_of_ten(digit: i32, power: i32) -> String {
    if digit == 1 { power_of_ten(power) } else { format!("{digit}×{}", raised_ten(power)) }
}

/// `1`, `10`, and all others with raised digits.
fn power_of_ten(power: i32) -> String {
    if (0..=1).contains(&power) { number(powi(10.0, power)) } else { raised_ten(power) }
}

/// `10⁻³`.
fn raised_ten(power: i32) -> String {
    let raised = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32(0x2070 + digit.to_digit(10).unwrap_or(0)).unwrap_or(digit),
    };
    format!("10{}", power.to_string().chars().map(raised).collect::<String>())
}

/// A tick's number with as many decimals as its step needs, and a real minus sign.
fn rounded(tick: f64, step: f64) -> String {
    let decimals = (0..9).find(|&d| ((step * powi(10.0, d)).round() - step * powi(10.0, d)).abs() < 1e-6);
    match decimals {
        Some(decimals) if decimals <= 3 && tick.abs() < 1e5 => {
            let text = format!("{:.*}", decimals as usize, tick);
            with_minus(if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
                text.trim_start_matches('-').to_owned()
            } else {
                text
            })
        }
        _ if tick.abs() < 1e-9 * step => "0".to_owned(),
        _ => {
            // As many digits as tell one tick from the next.
            let digits = log10(tick.abs() / step).floor().clamp(0.0, 9.0) as usize;
            with_minus(format!("{tick:.digits$e}"))
        }
    }
}

/// A number in few characters.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    with_minus(if value == 0.0 {
        "0".to_owned()
    } else if (1e-3..1e6).contains(&size) {
        let text = format!("{value:.4}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{value:.1e}")
    })
}

fn with_minus(text: String) -> String {
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis, low: f64, high: f64) -> Vec<String> {
        axis.placed_ticks((low, high), 5).into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        let axis = Axis::new("x");
        assert_eq!(labels(&axis, 0.0, 1.0), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(&axis, -10.0, 10.0), ["−10", "−5", "0", "5", "10"]);
        assert_eq!(labels(&axis, 0.0, 2000.0), ["0", "500", "1000", "1500", "2000"]);
        assert_eq!(labels(&axis, 1e9, 1e9 + 30.0)[..2], ["1.00000000e9", "1.00000001e9"]);
        assert_eq!(labels(&axis, -1e300, 1e300).len(), 5);
    }

    #[test]
    fn ticks_of_a_logarithmic_axis_are_powers_of_ten() {
        let axis = Axis::new("x").log10();
        assert_eq!(labels(&axis, log10(0.31), log10(0.39)), ["0.32", "0.34", "0.36", "0.38"]);
        assert_eq!(labels(&axis, -6.0, -2.0), ["10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²"]);
        assert_eq!(labels(&axis, 0.0, 3.0), ["1", "10", "100", "1000"]);
        assert_eq!(labels(&axis, -2.0, 0.0), ["0.01", "0.1", "1"]);
        assert_eq!(labels(&axis, -1.0, 0.5), ["0.1", "0.2", "0.5", "1", "2"]);
        assert_eq!(labels(&axis, -6.1, -5.0), ["10⁻⁶", "2×10⁻⁶", "5×10⁻⁶", "10⁻⁵"]);
    }

    #[test]
    fn a_logarithmic_axis_writes_all_its_numbers_in_one_way() {
        let axis = Axis::new("x").log10();
        for low in -12..8 {
            for decades in 1..14 {
                let labels = labels(&axis, f64::from(low) - 0.1, f64::from(low + decades) + 0.1);
                let plain = labels.iter().any(|label| label.starts_with("0.") || label.ends_with("00"));
                let raised = labels.iter().any(|label| label.contains("10") && !label.ends_with('0'));
                assert!(!(plain && raised), "{labels:?}");
                assert!(labels.len() >= 2);
            }
        }
    }

    #[test]
    fn a_logarithmic_axis_has_nine_short_ticks_a_decade_and_another_axis_none() {
        assert_eq!(Axis::new("x").log10().minor_ticks((-2.0, -0.01)).len(), 18);
        assert!(Axis::new("x").minor_ticks((0.0, 1.0)).is_empty());
    }

    #[test]
    fn a_range_without_data_or_width_is_still_a_range() {
        let axis = Axis::new("x");
        assert_eq!(axis.placed_range([].into_iter()), (0.0, 1.0));
        let (low, high) = axis.placed_range([3.0, 3.0, f64::NAN].into_iter());
        assert!(low < 3.0 && high > 3.0);
        assert_eq!(Axis::new("x").log10().placed_range([-1.0, 0.0].into_iter()), (0.0, 1.0));
    }
}
