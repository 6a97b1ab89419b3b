//! What is a class in Rust? A struct for what it knows, and an `impl` block for what it does.
//!
//! | Python | Rust |
//! |---|---|
//! | `class Man:` | `struct Man` and `impl Man` |
//! | `__init__(self, name)` | `new(name)`, a function like any other |
//! | `self.name` appears when it is assigned | `name: String` is declared |
//! | `self` | `&self` looks, `&mut self` changes, `self` uses up |

/// Somebody who greets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Man {
    name: String,
}

impl Man {
    /// Somebody of this name.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned() }
    }

    /// A greeting; the man stays.
    pub fn hello(&self) -> String {
        format!("Hello {}!", self.name)
    }

    /// A farewell; the man leaves, and the compiler sees to it that nobody greets him again.
    ///
    /// ```compile_fail,E0382
    /// let man = ch01_ndarray::derive::man::Man::new("David");
    /// man.goodbye();
    /// man.hello(); // Python would answer; here there is nobody left
    /// ```
    pub fn goodbye(self) -> String {
        format!("Good-bye {}!", self.name)
    }
}
