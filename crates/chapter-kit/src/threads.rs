//! The threads that experiments compute on.

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// Each thread gets as much stack as the main thread has, so that an experiment may recurse as deeply there.
const STACK_BYTES: usize = 8 << 20;

/// A pool of this many threads, or of one for each core. From inside it, numeric kernels split their work at little cost;
/// from outside, each would wait for it.
///
/// # Errors
/// If the threads cannot be started.
pub fn thread_pool(threads: Option<usize>) -> Result<ThreadPool, ThreadPoolBuildError> {
    // Zero stands for all cores.
    let builder = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).stack_size(STACK_BYTES);
    builder.thread_name(|index| format!("worker {index}")).build()
}
