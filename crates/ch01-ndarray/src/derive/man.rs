//! What is a class in Rust? A struct for what it knows, and an `impl` block for what it does.
//!
//! | Python | Rust |
//! |---|---|
//! | `class Man:` | `struct Man` and `impl Man` |
//! | `__init__(self, name)` | `new(name)`, a function like any other |
//! | `self.name` appears when it is assigned | `name: String` is declared |
//! | `self` | `&self` reads, `&mut self` changes, `self` consumes |
//!
//! After `goodbye` the man is gone, so this doesn't compile:
//!
//! ```compile_fail,E0382
//! use ch01_ndarray::derive::man::Man;
//!
//! let man = Man::new("David");
//! println!("{}", man.goodbye());
//! println!("{}", man.hello()); // fine in Python; in Rust the value has moved
//! ```

/// A person who greets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Man {
    name: String,
}

impl Man {
    /// A person of this name.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned() }
    }

    /// A greeting; the man stays.
    pub fn hello(&self) -> String {
        format!("Hello {}!", self.name)
    }

    /// A farewell that consumes the man: the compiler rejects any later call.
    pub fn goodbye(self) -> String {
        format!("Good-bye {}!", self.name)
    }
}
