//! Which four files make a set?

use crate::idx::Kind;

/// One of the four files of an MNIST-shaped set.
#[derive(Debug)]
pub(crate) struct Member {
    /// The name in the original distribution.
    pub(crate) name: &'static str,
    /// Images or labels.
    pub(crate) kind: Kind,
}

/// The four members, in the order in which they are read.
pub(crate) static MEMBERS: [Member; 4] = [
    Member { name: "train-images-idx3-ubyte", kind: Kind::Images },
    Member { name: "train-labels-idx1-ubyte", kind: Kind::Labels },
    Member { name: "t10k-images-idx3-ubyte", kind: Kind::Images },
    Member { name: "t10k-labels-idx1-ubyte", kind: Kind::Labels },
];
