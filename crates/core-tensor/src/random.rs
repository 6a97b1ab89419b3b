//! Where does chance come from? From one seed, split into streams that have names.
//!
//! There is no global generator. Whoever needs random numbers asks for a stream by what it is for:
//!
//! ```
//! use core_tensor::random::Streams;
//! use rand::RngExt;
//!
//! let streams = Streams::new(42);
//! let mut init = streams.rng("init");
//! let mut batches = streams.rng("batches");
//! assert_ne!(init.random::<u64>(), batches.random::<u64>());
//! // The same name gives the same numbers again, whoever else drew from another stream in between.
//! assert_eq!(streams.rng("init").random::<u64>(), streams.rng("init").random::<u64>());
//! ```
//!
//! So a draw added in one place changes no other figure, and two networks that ask for the same stream start from
//! the same weights. The generator (`ChaCha8`) is portable: the same seed gives the same bits on every machine.

use rand::SeedableRng;

/// The generator behind every stream.
pub use rand_chacha::ChaCha8Rng as StreamRng;

/// All the random streams of one run, made from one seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Streams {
    seed: u64,
    prefix: String,
}

impl Streams {
    /// The streams of the run with this seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, prefix: String::new() }
    }

    /// The seed they were made from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The stream called `name`, from its beginning.
    pub fn rng(&self, name: &str) -> StreamRng {
        let mut rng = StreamRng::seed_from_u64(self.seed);
        rng.set_stream(stream_number(&format!("{}{name}", self.prefix)));
        rng
    }

    /// A family of streams of its own: `streams.fork("trial 3").rng("init")` is not `streams.rng("init")`.
    pub fn fork(&self, name: &str) -> Self {
        Self { seed: self.seed, prefix: format!("{}{name}/", self.prefix) }
    }
}

/// FNV-1a, a published hash that fits on one line: a stream's number must stay the same for ever, which the standard
/// library's hasher does not promise.
fn stream_number(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    #[test]
    fn the_same_seed_and_name_give_the_same_numbers_for_ever() {
        let mut rng = Streams::new(42).rng("init");
        // Written down once: a change here would change every figure of the project.
        assert_eq!(rng.random::<u64>(), 11_449_175_488_664_457_884);
    }

    #[test]
    fn streams_differ_by_name_by_seed_and_by_fork() {
        let first = |streams: &Streams, name: &str| streams.rng(name).random::<u64>();
        let streams = Streams::new(1);
        let numbers = [
            first(&streams, "init"),
            first(&streams, "batches"),
            first(&Streams::new(2), "init"),
            first(&streams.fork("a"), "init"),
            first(&streams.fork("b"), "init"),
        ];
        let distinct: std::collections::HashSet<_> = numbers.iter().collect();
        assert_eq!(distinct.len(), numbers.len());
    }
}
