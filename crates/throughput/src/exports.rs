//! How does a page ask for a slice of a workload? It passes bytes through a buffer, and gets numbers back.
//!
//! ```text
//! page                                          here
//! room(n), writes a file, keep()  ──────────▶  one of the four MNIST files, in the order of `Mnist::from_bytes`
//! room(n), writes a name, run(seconds)  ────▶  works for so long
//! iterations(), seconds(), last()  ◀────────  the slice that was timed
//! ```
//!
//! Only numbers cross the border, and the page writes only into the buffer that it was handed. So nothing here is unsafe but
//! the names of the exports and the import, which the linker has to take as they are.
#![expect(unsafe_code, reason = "names that the page calls must not be mangled; no body here is unsafe")]

use crate::workloads::{Sets, Slice, Workload};
use core_data::Mnist;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

thread_local! {
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static FILES: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
    static SETS: RefCell<Option<Sets>> = const { RefCell::new(None) };
    static STARTED: RefCell<HashMap<String, Workload>> = RefCell::new(HashMap::new());
    static SLICE: Cell<Slice> = const { Cell::new(Slice { iterations: 0, seconds: 0.0, last: f32::NAN }) };
}

#[link(wasm_import_module = "page")]
unsafe extern "C" {
    /// Milliseconds since some moment.
    safe fn now() -> f64;
}

/// A buffer of this many bytes; its address.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn room(length: usize) -> *mut u8 {
    ROOM.with_borrow_mut(|room| {
        room.clear();
        room.resize(length, 0);
        room.as_mut_ptr()
    })
}

/// Keeps the buffer as the next MNIST file, and reads the sets after the fourth. 1 if all is well so far, else 0.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn keep() -> u32 {
    FILES.with_borrow_mut(|files| {
        files.push(ROOM.take());
        let [a, b, c, d] = files.as_slice() else { return u32::from(files.len() < 4) };
        let sets = Mnist::from_bytes([a, b, c, d])
            .map(|mnist| Sets { train: mnist.train.samples(), test: mnist.test.samples() });
        let is_read = u32::from(sets.is_ok());
        SETS.set(sets.ok());
        is_read
    })
}

/// Times a slice of the workload whose name is in the buffer. 0 if there is no such workload, or no data yet.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn run(seconds: f64) -> u32 {
    let name = ROOM.with_borrow(|room| String::from_utf8_lossy(room).into_owned());
    let slice = STARTED.with_borrow_mut(|started| {
        if !started.contains_key(&name) {
            let workload = SETS.with_borrow(|sets| Workload::new(&name, sets.as_ref()?))?;
            started.insert(name.clone(), workload);
        }
        started.get_mut(&name).map(|workload| workload.run(seconds, || now() / 1000.0))
    });
    slice.inspect(|slice| SLICE.set(*slice)).is_some().into()
}

/// Iterations of the last slice.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn iterations() -> f64 {
    SLICE.get().iterations as f64
}

/// Seconds that it took.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn seconds() -> f64 {
    SLICE.get().seconds
}

/// The loss of its last batch; of inference the accuracy.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn last() -> f64 {
    SLICE.get().last.into()
}
