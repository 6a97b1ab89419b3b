//! # Two small filters for one large
//!
//! Two layers of 3 × 3 filters have the same receptive field as one layer of 5 × 5: five by five pixels. The input has
//! 16 feature maps, and each layer has 16 filters. How many weights and biases do the *two* layers of 3 × 3 have
//! together?
//!
//! A filter covers all feature maps of its input, and has one bias.
//!
//! Book: section 8.1.3. Page: `notebooks-md/ch08.md`.

use diagnosis::ch08;

// TODO: your number, such as Some(1000.0)
const PARAMETERS: Option<f64> = None;

fn main() {
    println!("{}", ch08::small_filters::parameters().explained(PARAMETERS));
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::Verdict;

    #[test]
    fn the_parameters_were_predicted() -> Verdict {
        ch08::small_filters::parameters().check(PARAMETERS)
    }
}
