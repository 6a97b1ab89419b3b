//! Where does chance come from? From one seed, split into streams that have names.
//!
//! There is no global generator. You ask for a stream by what it is for:
//!
//! ```
//! use core_tensor::Streams;
//! use rand::RngExt;
//!
//! let streams = Streams::new(42);
//! let mut init = streams.rng("init");
//! let mut batches = streams.rng("batches");
//! assert_ne!(init.random::<u64>(), batches.random::<u64>());
//! // The same name gives the same numbers again, whatever was drawn from another stream in between.
//! assert_eq!(streams.rng("init").random::<u64>(), streams.rng("init").random::<u64>());
//! ```
//!
//! So a draw added in one place changes no other figure, and two networks that ask for the same stream start from
//! the same weights. The generator (`ChaCha8`) is portable: the same seed gives the same bits on every machine.

use crate::tensor::state::{State, StateError};
use rand::SeedableRng;

/// The generator of every stream.
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

/// Where a stream stands: its seed, its number, and how much of it has been drawn.
pub fn state_of(rng: &StreamRng) -> State {
    let position = rng.get_word_pos();
    let seed = rng.get_seed();
    let seed = seed.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes));
    let mut state = State::new();
    state.put_integers("seed", seed);
    state.put_integers("stream", [rng.get_stream()]);
    state.put_integers("drawn", [position as u64, (position >> 64) as u64]);
    state
}

/// Puts `rng` where [`state_of`] found a stream of the same seed and number.
///
/// # Errors
/// If the state is that of another stream.
pub fn restore(rng: &mut StreamRng, state: &State) -> Result<(), StateError> {
    let own = state_of(rng);
    for name in ["seed", "stream"] {
        if state.integers(name)? != own.integers(name)? {
            return Err(StateError::Impossible { name: name.to_owned(), what: "that of this random stream" });
        }
    }
    let [low, high] = state.exact_integers("drawn")?;
    // The generator has 2⁶⁴ blocks of 16 words.
    if high >= 16 {
        return Err(StateError::Impossible {
            name: "drawn".to_owned(),
            what: "a position in a random stream",
        });
    }
    rng.set_word_pos(u128::from(high) << 64 | u128::from(low));
    Ok(())
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
    fn a_stream_goes_on_where_it_was_and_refuses_the_place_of_another() {
        let mut rng = Streams::new(42).rng("init");
        for _ in 0..13 {
            rng.random::<u32>();
        }
        let state = state_of(&rng);
        let expected: [u32; 40] = rng.random();
        let mut again = Streams::new(42).rng("init");
        restore(&mut again, &state).unwrap();
        assert_eq!(again.random::<[u32; 40]>(), expected);
        for mut other in [Streams::new(43).rng("init"), Streams::new(42).rng("batches")] {
            assert!(restore(&mut other, &state).is_err());
        }
        let mut beyond = state.clone();
        beyond.put_integers("drawn", [0, 16]);
        assert!(restore(&mut again, &beyond).is_err());
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
