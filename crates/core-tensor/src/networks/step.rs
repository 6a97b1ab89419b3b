//! Of what does a forward pass consist? Of layers, and of the two ends of each skip connection.

/// One step of a forward pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The layer of this index.
    Layer(usize),
    /// A residual block begins: its input is kept.
    Branch,
    /// It ends: its input is added to its output.
    Add,
}
