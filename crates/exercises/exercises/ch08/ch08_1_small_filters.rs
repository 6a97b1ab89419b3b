//! # Two small filters for one large
//!
//! Two layers of 3 × 3 filters see as much of the image as one layer of 5 × 5: five pixels to each side. Below them are 16
//! maps, and each layer has 16 filters. How many weights and biases do the *two* layers of 3 × 3 have together?
//!
//! A filter of a layer looks at all maps below it, and has one bias.
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
    fn the_parameters_were_foreseen() -> Verdict {
        ch08::small_filters::parameters().check(PARAMETERS)
    }
}
