//! The threads that experiments compute on.

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// Each thread gets as much stack as the main thread has, so that an experiment may recurse as deeply there.
const STACK_BYTES: usize = 8 << 20;

/// So many threads, or one for each core.
pub(crate) fn pool(threads: Option<usize>) -> Result<ThreadPool, ThreadPoolBuildError> {
    // Zero stands for all cores.
    let builder = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).stack_size(STACK_BYTES);
    builder.thread_name(|index| format!("worker {index}")).build()
}
