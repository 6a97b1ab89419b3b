//! Which widths of a register can this processor be tested with? What cannot be tested is said.

use pulp::x86::{V3, V4};
use std::io::Write;

/// Eight values at once, AVX2, and sixteen, AVX-512. A processor without AVX-512 is common, one without AVX2 isn't: where
/// `CI` is set it fails the test.
pub(crate) fn register_widths() -> (Option<V3>, Option<V4>) {
    let (eight, sixteen) = (V3::try_new(), V4::try_new());
    if eight.is_none() {
        note_skipped("registers of eight values: this processor has no AVX2");
        assert!(std::env::var_os("CI").is_none(), "nothing may be skipped where `CI` is set");
    }
    if sixteen.is_none() {
        note_skipped("registers of sixteen values: this processor has no AVX-512");
    }
    (eight, sixteen)
}

/// Straight to standard error: `eprintln!` would not be patch, since the output of a test that passes is captured.
fn note_skipped(what: &str) {
    let line = format!("skipped: {what}\n");
    std::io::stderr().write_all(line.as_bytes()).expect("standard error can be written to");
}
