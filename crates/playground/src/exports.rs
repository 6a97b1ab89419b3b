//! How do the bytes of requests and replies get in and out of WebAssembly's memory?
//!
//! ```text
//! page                                      here
//! room(n)  ──────────────────────────────▶  a buffer of n bytes, at this address
//! writes n bytes there
//! answer() or keep(name's length)  ──────▶  reads the buffer, leaves the reply in another one
//! reply_at(), reply_length()  ◀──────────  reads it there
//! ```
//!
//! Only integers cross the border, and each side writes only into a buffer that the other has handed out. So nothing here is
//! unsafe but the names of the exports and imports themselves, which the linker has to take as they are.
#![expect(unsafe_code, reason = "names that the page calls must not be mangled; no body here is unsafe")]

use std::cell::RefCell;

use crate::shell::{Outside, Shell};

thread_local! {
    static SHELL: RefCell<Shell> = RefCell::new(heard());
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static REPLY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A panic ends everything here. Its words are left as the reply, for the page to show.
fn heard() -> Shell {
    std::panic::set_hook(Box::new(|panic| REPLY.set(format!("panic: {panic}").into_bytes())));
    Shell::new()
}

#[link(wasm_import_module = "page")]
unsafe extern "C" {
    /// Milliseconds since some moment.
    safe fn now() -> f64;
    /// A task has done this many steps of a total.
    safe fn progress(done: u32, total: u32);
}

/// Room for a request of this many bytes; where it begins.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn room(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        input.clear();
        input.resize(length, 0);
        input.as_mut_ptr()
    })
}

/// Answers the request in the room.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn answer() {
    let request = INPUT.with_borrow(|input| String::from_utf8_lossy(input).into_owned());
    let outside =
        Outside { seconds: || now() / 1000.0, progress: |done, total| progress(done as u32, total as u32) };
    let reply = SHELL.with_borrow_mut(|shell| shell.answer(&request, outside));
    REPLY.set(reply.into_bytes());
}

/// Keeps a file: the first bytes in the room are its name, the others its content.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn keep(name_length: usize) {
    let mut bytes = INPUT.take();
    let content = bytes.split_off(name_length.min(bytes.len()));
    SHELL.with_borrow_mut(|shell| shell.keep(String::from_utf8_lossy(&bytes), content));
}

/// Where the last reply begins.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn reply_at() -> *const u8 {
    REPLY.with_borrow(Vec::as_ptr)
}

/// How many bytes it has.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn reply_length() -> usize {
    REPLY.with_borrow(Vec::len)
}
