//! How does a solution become an exercise? What is marked is taken out, and what a learner finds instead is put in.
//!
//! ```text
//!     // exercise:
//!     // | // TODO: which product has the shape of x?
//!     // | todo!()
//!     // solution:
//!     dout.dot(&w.t())
//!     // end
//! ```

use anyhow::{Result, bail, ensure};

const EXERCISE: &str = "// exercise:";
const SOLUTION: &str = "// solution:";
const END: &str = "// end";

/// Where a line of the solution lies.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Outside,
    Exercise,
    Solution,
}

/// The exercise that belongs to a solution.
///
/// # Errors
/// If a mark is missing or stands where it should not, or nothing is marked with a `TODO`.
pub(crate) fn exercise(solution: &str) -> Result<String> {
    let mut text = String::new();
    let mut place = Place::Outside;
    for (number, line) in solution.lines().enumerate() {
        let number = number + 1;
        place = match (place, line.trim()) {
            (Place::Outside, EXERCISE) => Place::Exercise,
            (Place::Exercise, SOLUTION) => Place::Solution,
            (Place::Solution, END) => Place::Outside,
            (_, EXERCISE | SOLUTION | END) => {
                bail!("line {number}: `{}` stands where it should not", line.trim())
            }
            (Place::Outside, _) => {
                text += &format!("{line}\n");
                place
            }
            (Place::Exercise, words) => {
                let Some(words) = words.strip_prefix("// |") else {
                    bail!("line {number}: what the exercise has is written behind `// |`")
                };
                let indent = &line[..line.len() - line.trim_start().len()];
                let words = words.strip_prefix(' ').unwrap_or(words);
                text += format!("{indent}{words}").trim_end();
                text += "\n";
                place
            }
            (Place::Solution, _) => place,
        };
    }
    ensure!(place == Place::Outside, "the last mark has no `{END}`");
    ensure!(text.contains("// TODO"), "the exercise says nowhere `// TODO`");
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_is_replaced_and_keeps_its_indent() {
        let solution = "fn f() -> u8 {\n    // exercise:\n    // | // TODO: which?\n    // |\n    // | if true {\n    // |     todo!()\n    // | }\n    // solution:\n    1\n    // end\n}\n";
        let made = "fn f() -> u8 {\n    // TODO: which?\n\n    if true {\n        todo!()\n    }\n}\n";
        assert_eq!(exercise(solution).unwrap(), made);
    }

    #[test]
    fn a_broken_mark_is_refused_with_its_line() {
        for (broken, says) in [
            ("// solution:\n", "line 1"),
            ("// exercise:\n// end\n", "line 2"),
            ("// exercise:\nlet x = 1;\n", "behind `// |`"),
            ("// exercise:\n// | // TODO\n// solution:\n", "no `// end`"),
            ("fn main() {}\n", "TODO"),
        ] {
            assert!(exercise(broken).unwrap_err().to_string().contains(says), "{broken}");
        }
    }
}
