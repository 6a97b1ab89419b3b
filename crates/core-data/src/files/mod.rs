//! The layer that touches files: everything that a browser cannot do.
//!
//! | module | question |
//! |---|---|
//! | `sets` | how does a set get from a folder into memory? |
//! | `sources` | which files in a folder are the four of a set? |
//! | `unpacking`, `places` | where does an archive's content go, and is what is there still right? |
//! | `archive_file`, `raw_file` | is a file on the disk what its kind must be? |
//! | `reading` | the checked files as bytes |
//! | `regular_file`, `checksum` | is it a file at all, and what is its checksum? |
//! | `original`, `bundled` | where are the files that come with the workspace? |
//! | `network` | a network into a file in one line |
//! | `weights`, `checkpoints`, `whole_file` | weights and checkpoints: read up to a limit, and written at once |

mod archive_file;
mod bundled;
mod checkpoints;
mod checksum;
pub(crate) mod network;
mod original;
mod places;
mod raw_file;
mod reading;
mod regular_file;
mod sets;
mod sources;
mod unpacking;
mod weights;
mod whole_file;
